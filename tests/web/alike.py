"""How far rings lie apart from those that they should be."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LinearRing

SLACK_M = 1e-6
"""As far as the browser's rings may lie from Python's."""


def off_m(ours: Sequence[NDArray[np.float64]], theirs: Sequence[NDArray[np.float64]]) -> float:
    """Return how far rings (n, 2) lie at most from others, each from its own that turns alike.

    Infinitely far where there are more of the one kind.

    >>> square = np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]])
    >>> off_m([square], [square[[1, 2, 3, 0]] + [0.25, 0.0]])
    0.25
    >>> off_m([square], [square[::-1]]), off_m([square], []), off_m([], [])
    (inf, inf, 0.0)
    """
    if len(ours) != len(theirs):
        return np.inf
    left, worst_m = [LinearRing(ring) for ring in theirs], 0.0
    for ring in map(LinearRing, ours):
        away_m = [
            float(shapely.hausdorff_distance(ring, other))
            if ring.is_ccw == other.is_ccw
            else np.inf
            for other in left
        ]
        nearest = int(np.argmin(away_m))
        worst_m = max(worst_m, away_m[nearest])
        left.pop(nearest)
    return worst_m
