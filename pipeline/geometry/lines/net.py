"""Lines of a drawing as a net: each crossing a node, each piece between two nodes an edge, once."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiLineString, STRtree

from pipeline.errors import PlanError

Segments = NDArray[np.float64]
"""Straight pieces from end to end, (n, 2, 2) in metres."""

GRID_M = 1e-4
"""Corners that no drawing means to tell apart; those that do lie closer fall together."""

MOST_SEGMENTS = 400_000
MOST_MEETINGS = 4_000_000
"""Pairs of lines that meet, each seen from both sides; a plan of 100,000 lines has 600,000."""

AT_ONCE = 2000
SAMPLES, MOST_PAIRS = 300, 10_000_000
"""Loose ends that are looked at first, to tell how many have which others near; ten thousand rooms
have a hundredth of that."""


@dataclass(frozen=True, eq=False)
class Net:
    """Nodes (n, 2) in metres, and edges (m, 2) between them by number, none twice, none empty."""

    nodes: NDArray[np.float64]
    edges: NDArray[np.int64]

    def lines(self) -> NDArray[np.object_]:
        """Return the edges as line strings."""
        return np.asarray(shapely.linestrings(self.nodes[self.edges]), dtype=np.object_)

    def degrees(self) -> NDArray[np.int64]:
        """Return how many edges meet in each node."""
        return np.bincount(self.edges.ravel(), minlength=len(self.nodes))

    def segments(self) -> Segments:
        """Return the edges as pieces from end to end."""
        return self.nodes[self.edges]


def noded(segments: Segments) -> Net:
    """Return the net of some lines; corners closer than GRID_M are one.

    Raises PlanError for more lines, or more meetings of lines, than come to an end.

    >>> cross = noded(np.array([[[0, 0], [2, 0]], [[1, -1], [1, 1]], [[2, 0], [0, 0.0]]]))
    >>> len(cross.nodes), len(cross.edges), sorted(cross.degrees().tolist())
    (5, 4, [1, 1, 1, 1, 4])
    """
    pieces = _distinct(np.round(segments.reshape(-1, 4) / GRID_M) * GRID_M)
    if len(pieces) == 0:
        return Net(np.empty((0, 2)), np.empty((0, 2), dtype=np.int64))
    lines = shapely.linestrings(pieces.reshape(-1, 2, 2))
    refuse_tangle(lines)
    parts = shapely.get_parts(shapely.node(MultiLineString(list(lines))))
    corners, owners = shapely.get_coordinates(parts, return_index=True)
    follows = owners[:-1] == owners[1:]
    return _numbered(np.hstack((corners[:-1][follows], corners[1:][follows])))


def joined(net: Net, more: Segments) -> Net:
    """Return a net with more lines, which may cross those that are there."""
    return noded(np.concatenate((net.segments(), more.reshape(-1, 2, 2)))) if len(more) else net


def refuse_tangle(lines: NDArray[np.object_]) -> None:
    """Raise PlanError where lines meet so often that no answer would come."""
    if len(lines) > MOST_SEGMENTS:
        raise PlanError(
            f"墙线有 {len(lines)} 段，最多处理 {MOST_SEGMENTS} 段；请少选一些图层",
            f"the walls have {len(lines)} pieces, at most {MOST_SEGMENTS} are taken; choose fewer"
            " layers",
        )
    tree, found = STRtree(lines), 0
    for first in range(0, len(lines), AT_ONCE):
        found += tree.query(lines[first : first + AT_ONCE], predicate="intersects").shape[1]
        if found > MOST_MEETINGS:
            raise PlanError(
                "墙线彼此相交过多，像是填充图案；请把该图层设为不采用",
                f"the lines taken for walls meet more than {MOST_MEETINGS} times, as those of a"
                " hatch do; leave that layer out",
            )


def near_pairs(
    tree: STRtree, points: NDArray[np.object_], reach_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which of some points lie within reach of what of a tree, by number.

    Raises PlanError where they lie so close together that they are no walls' ends.

    >>> points = shapely.points([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0]])
    >>> [found.tolist() for found in near_pairs(STRtree(points), points, 2.0)]
    [[0, 0, 1, 1, 2], [0, 1, 0, 1, 2]]
    """
    some = points[:: max(len(points) // SAMPLES, 1)]
    found = tree.query(some, predicate="dwithin", distance=reach_m).shape[1]
    if found * len(points) > MOST_PAIRS * max(len(some), 1):
        raise PlanError(
            "墙线的断头过密，像是填充图案或植物；请把该图层设为不采用",
            "the lines taken for walls end so close together as those of a hatch or of plants do;"
            " leave that layer out",
        )
    one, other = tree.query(points, predicate="dwithin", distance=reach_m)
    return one, other


def _distinct(pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return pieces (n, 4) that have a length, each once whichever way it was drawn."""
    long = (pieces[:, :2] != pieces[:, 2:]).any(axis=1)
    pieces = pieces[long] + 0.0
    back = (pieces[:, 0] > pieces[:, 2]) | (
        (pieces[:, 0] == pieces[:, 2]) & (pieces[:, 1] > pieces[:, 3])
    )
    pieces[back] = pieces[back][:, [2, 3, 0, 1]]
    return np.unique(pieces, axis=0)


def _numbered(pieces: NDArray[np.float64]) -> Net:
    """Return the net whose edges are pieces (n, 4) that meet at their ends only."""
    ends = np.round(pieces.reshape(-1, 2) / GRID_M).astype(np.int64)
    nodes, numbers = np.unique(ends, axis=0, return_inverse=True)
    edges = np.sort(numbers.reshape(-1, 2), axis=1)
    edges = np.unique(edges[edges[:, 0] != edges[:, 1]], axis=0)
    return Net(np.asarray(nodes * GRID_M, dtype=np.float64), edges)
