"""Caps: short edges that end a wall drawn with two lines, as beside a doorway."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.geometry.lines.net import Net

THINNEST_M, THICKEST_M = 0.04, 0.5
"""Between the faces of a wall there is neither less nor more: where a person fits, is a room."""

LEAST_SHAPE = 1.5
"""The wall behind a cap is longer than this many times its thickness; else it is a pillar."""

SQUARE, ASKEW = 0.98, 0.2
"""Cosine and sine of 11°: how true the faces of a wall run, and its cap stands across them."""


@dataclass(frozen=True, eq=False)
class Caps:
    """Ends of double walls: corners (n, 2, 2) and outward unit vectors (n, 2)."""

    corners: NDArray[np.float64]
    outward: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.corners)


def caps(net: Net) -> Caps:
    """Return the short edges from whose two corners long ones go back side by side.

    >>> from pipeline.geometry.lines.net import noded
    >>> stub = np.array([[[0, 0], [2, 0]], [[2, 0], [2, 0.2]], [[2, 0.2], [0, 0.2]]])
    >>> caps(noded(stub)).outward.tolist()
    [[1.0, 0.0]]
    """
    ends = net.segments()
    along = ends[:, 1] - ends[:, 0]
    lengths = np.hypot(*along.T)
    other = _neighbours(net)
    able = (lengths >= THINNEST_M) & (lengths <= THICKEST_M) & (other >= 0).all(axis=1)
    chosen = np.flatnonzero(able)
    corners = ends[chosen]
    backs = net.nodes[other[chosen]] - corners
    back_m = np.hypot(backs[..., 0], backs[..., 1])
    unit = backs / back_m[..., None]
    across = along[chosen] / lengths[chosen][:, None]
    square = (np.abs((unit * across[:, None]).sum(axis=2)) <= ASKEW).all(axis=1)
    parallel = (unit[:, 0] * unit[:, 1]).sum(axis=1) >= SQUARE
    long = back_m.max(axis=1) >= LEAST_SHAPE * lengths[chosen]
    kept = square & parallel & long
    outward = -unit[kept].mean(axis=1)
    return Caps(corners[kept], outward / np.hypot(*outward.T)[:, None] + 0.0)


def _neighbours(net: Net) -> NDArray[np.int64]:
    """Return the node beyond each end of each edge, (m, 2); -1 where there is not just one."""
    degrees = net.degrees()
    total = np.zeros(len(net.nodes), dtype=np.int64)
    np.add.at(total, net.edges[:, 0], net.edges[:, 1])
    np.add.at(total, net.edges[:, 1], net.edges[:, 0])
    beyond = total[net.edges] - net.edges[:, ::-1]
    return np.where(degrees[net.edges] == 2, beyond, -1)
