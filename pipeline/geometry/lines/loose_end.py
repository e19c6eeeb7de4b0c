"""Loose ends of a net: where a wall line stops, and the direction in which it would go on."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from pipeline.geometry.lines.net import Net, Segments, joined, near_pairs


@dataclass(frozen=True, eq=False)
class LooseEnds:
    """Nodes by number with their places (n, 2), outward unit vectors (n, 2) and other ends."""

    numbers: NDArray[np.int64]
    places: NDArray[np.float64]
    outward: NDArray[np.float64]
    behind: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True)
class Gap:
    """A gap between lines that was closed, by its middle and how wide it was."""

    x_m: float
    y_m: float
    width_m: float


def loose_ends(net: Net) -> LooseEnds:
    """Return the nodes in which one edge ends and nothing else.

    >>> from pipeline.geometry.lines.net import noded
    >>> ends = loose_ends(noded(np.array([[[0, 0], [2, 0]], [[2, 0], [2, 1.0]]])))
    >>> ends.places.tolist(), ends.outward.tolist()
    ([[0.0, 0.0], [2.0, 1.0]], [[-1.0, 0.0], [0.0, 1.0]])
    """
    single = net.degrees() == 1
    at_first, at_last = single[net.edges[:, 0]], single[net.edges[:, 1]]
    numbers = np.concatenate((net.edges[at_first, 0], net.edges[at_last, 1]))
    behind = np.concatenate((net.edges[at_first, 1], net.edges[at_last, 0]))
    order = np.argsort(numbers)
    numbers, behind = numbers[order], behind[order]
    places = net.nodes[numbers]
    along = places - net.nodes[behind]
    lengths = np.hypot(*along.T)
    return LooseEnds(numbers, places, along / lengths[:, None] + 0.0, behind)


def healed(net: Net, tolerance_m: float) -> tuple[Net, tuple[Gap, ...]]:
    """Return a net whose loose ends reach what is nearest within a tolerance, and each gap closed.

    >>> from pipeline.geometry.lines.net import noded
    >>> corner = np.array([[[0, 0], [2, 0]], [[2.03, 0], [2.03, 1.0]]])
    >>> whole, gaps = healed(noded(corner), 0.05)
    >>> len(loose_ends(whole)), [round(gap.width_m, 3) for gap in gaps]
    (2, [0.03])
    """
    ends = loose_ends(net)
    if not len(ends) or tolerance_m <= 0.0:
        return net, ()
    bridges = _bridges(net, ends, tolerance_m)
    gaps = tuple(
        Gap(float(x), float(y), float(wide))
        for (x, y), wide in zip(
            bridges.mean(axis=1), np.hypot(*(bridges[:, 1] - bridges[:, 0]).T), strict=True
        )
    )
    return joined(net, bridges), gaps


def _bridges(net: Net, ends: LooseEnds, tolerance_m: float) -> Segments:
    """Return from each loose end the shortest way to an edge that is none of its own, each once."""
    lines = net.lines()
    points = shapely.points(ends.places)
    mine, edges = near_pairs(STRtree(lines), points, tolerance_m)
    touched = net.edges[edges]
    own = (touched == ends.numbers[mine][:, None]) | (touched == ends.behind[mine][:, None])
    mine, edges = mine[~own.any(axis=1)], edges[~own.any(axis=1)]
    found: dict[int, tuple[float, Segments]] = {}
    ways = shapely.shortest_line(points[mine], lines[edges])
    for number, way_m, way in zip(mine, shapely.length(ways), ways, strict=True):
        if way_m > 0.0 and way_m < found.get(int(number), (np.inf,))[0]:
            found[int(number)] = (float(way_m), shapely.get_coordinates(way))
    once = {tuple(sorted(map(tuple, way.round(6).tolist()))): way for _, way in found.values()}
    return np.array(list(once.values())).reshape(-1, 2, 2)
