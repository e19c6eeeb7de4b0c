"""Overlays of many pairs of regions at once without GEOS, as far as they are certain: compiled.

It takes machine code to be quicker than GEOS, so that nothing is overlaid this way until
`compile_now` has been called. `geometry.ring_overlay` says when an overlay is certain.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.compiler import is_installed, machine_code
from pipeline.geometry import ring_overlay
from pipeline.geometry.region import EMPTY, Regions
from pipeline.geometry.ring_overlay import DIFFERENCE, INTERSECTION

KINDS = {shapely.intersection: INTERSECTION, shapely.difference: DIFFERENCE}

MOST_CORNERS = 400
"""Of a pair. Each corner is held against each edge, and GEOS is quicker at pairs with more."""

WHOLE = 2.0**53
"""Doubles hold all whole numbers up to this one."""

CALLED = (
    "taken",
    "too_large",
    "placed",
    "corners_placed",
    "noted",
    "crossings_placed",
    "chained",
    "is_within",
    "kept",
    "followed",
    "overlaid_pair",
)
"""The functions of `geometry.ring_overlay` below `overlaid_rings`."""

Mask = NDArray[np.bool_]


def compile_now() -> None:
    """Have pairs overlaid this way from now on, where there is a compiler."""
    if is_installed():
        _compiled()


def is_compiled() -> bool:
    """Tell whether pairs are overlaid this way."""
    return _compiled.cache_info().currsize > 0


@cache
def _compiled() -> Callable[..., Any]:
    """Return `overlaid_rings`, compiled, or loaded where this machine has compiled it before."""
    called = [getattr(ring_overlay, name) for name in CALLED]
    return machine_code(ring_overlay.overlaid_rings, _overlay_nothing, called)


def _overlay_nothing(overlaid: Callable[..., Any]) -> None:
    corners, ends = np.empty((0, 2)), np.zeros(1, np.int64)
    overlaid(INTERSECTION, corners, ends, corners, ends, corners, ends.copy(), ends[1:])


def certainly_overlaid(
    overlay: Callable[..., Any], pairs: Regions, digits: int, *, compiled: bool = True
) -> tuple[Mask, Regions]:
    """Return which overlays of pairs (2, n) are certain, and these, on a grid of so many digits.

    Pairs are of single polygons without holes; any other one is not certain. `compiled` False runs
    plain Python.

    >>> from shapely import box
    >>> two = np.array([[box(0, 0, 2, 1)], [box(1, 0, 3, 1)]], dtype=object)
    >>> sure, found = certainly_overlaid(shapely.intersection, two, 10, compiled=False)
    >>> sure.tolist(), [region.area for region in found]
    ([True], [1.0])
    """
    plain = (shapely.get_type_id(pairs) == shapely.GeometryType.POLYGON).all(axis=0)
    plain &= (shapely.get_num_interior_rings(pairs) == 0).all(axis=0)
    sizes = shapely.get_num_coordinates(pairs)
    plain &= (sizes > 0).all(axis=0) & (sizes.sum(axis=0) <= MOST_CORNERS)
    sure = np.zeros(len(plain), dtype=np.bool_)
    units = [np.rint(shapely.get_coordinates(own) * 10.0**digits) for own in pairs[:, plain]]
    if not plain.any() or max(np.abs(own).max() for own in units) > WHOLE:
        return sure, pairs[0, :0]
    ends = [np.concatenate(([0], np.cumsum(own))) for own in sizes[:, plain]]
    room = 2 * (len(units[0]) + len(units[1]))
    found, found_ends = np.empty((room, 2)), np.zeros(room // 3 + 2, dtype=np.int64)
    counts = np.zeros(int(plain.sum()), dtype=np.int64)
    overlaid = _compiled() if compiled else ring_overlay.overlaid_rings
    overlaid(KINDS[overlay], units[0], ends[0], units[1], ends[1], found, found_ends, counts)
    sure[plain] = counts >= 0
    counts = counts[counts >= 0]
    rings = int(counts.sum())
    return sure, _regions(
        found[: found_ends[rings]] / 10.0**digits, found_ends[: rings + 1], counts
    )


def _regions(
    corners: NDArray[np.float64], ends: NDArray[np.int64], counts: NDArray[np.int64]
) -> Regions:
    """Return regions of so many rings each, which go one after the other to these ends."""
    found = np.full(len(counts), EMPTY, dtype=np.object_)
    if not len(corners):
        return found
    lines = shapely.linearrings(corners, indices=np.repeat(np.arange(len(ends) - 1), np.diff(ends)))
    polygons, owners = shapely.polygons(lines), np.repeat(np.arange(len(counts)), counts)
    single = counts == 1
    found[single] = polygons[single[owners]]
    for n in np.flatnonzero(counts > 1):
        found[n] = shapely.multipolygons(polygons[owners == n])
    return found
