"""What an occluder hides of a plane from an eye, or from some eye of many, as a polygon, exactly.

The targets that a point f hides from an eye p lie at p + k·(f - p) = k·f + (1 - k)·p, with k
between two ratios (`coverage.ratio`). For a convex footprint F and eyes in a convex polygon P, the
hidden set at one k is the Minkowski sum k·F + (1 - k)·P, whose support function is linear in k, so
that all of them together are the convex hull of the first and the last one. No eye within P is
left out, however thin the occluder: that is what makes a guaranteed view a guarantee.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, Polygon

from pipeline.coverage.ratio import Ratios
from pipeline.coverage.shadow_loops import TOUCHING_M
from pipeline.geometry.overlay import united
from pipeline.geometry.region import EMPTY, Region


def shadow_of(
    pieces: Iterable[Polygon], eyes: NDArray[np.float64], hidden: Ratios, reach_m: float
) -> Region:
    """Return what convex pieces hide from some eye in the hull of `eyes` (n, 2).

    A shadow without end is drawn to beyond `reach_m` from the eyes.

    >>> from shapely import box
    >>> fence = [box(1, -1, 2, 1)]
    >>> shadow_of(fence, np.array([[0.0, 0.0]]), (1.0, 2.0), 99.0).area  # |y| <= x, then 2, to 4
    11.0
    >>> shadow_of([], np.array([[0.0, 0.0]]), (1.0, 2.0), 99.0).is_empty
    True
    """
    return united(hulls([images_of(piece, eyes, hidden, reach_m) for piece in pieces]))


def hulls(images: Sequence[NDArray[np.float64]]) -> list[Region]:
    """Return the convex hull of each group of places (n, 2); of one without an area, nothing."""
    if not images:
        return []
    owners = np.repeat(np.arange(len(images)), [len(each) for each in images])
    # Lines have the hulls of their corners, and are made sooner than as many points.
    found = shapely.convex_hull(shapely.linestrings(np.concatenate(images), indices=owners))
    return [hull if isinstance(hull, Polygon) else EMPTY for hull in found]


def images_of(
    piece: Polygon, eyes: NDArray[np.float64], hidden: Ratios, reach_m: float
) -> NDArray[np.float64]:
    """Return the nearest and the farthest image of a convex piece, whose hull it hides, (n, 2)."""
    near, far = hidden
    if math.isinf(far):
        apart_m = MultiPoint(eyes).convex_hull.distance(piece)
        far = max(near, 2.0 * reach_m / max(apart_m, TOUCHING_M))
    corners = shapely.get_coordinates(piece)[:-1, None]
    images = [k * corners + (1.0 - k) * eyes[None] for k in (near, far)]
    return np.concatenate(images).reshape(-1, 2)
