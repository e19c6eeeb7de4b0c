"""Overlays of many pairs of regions at once without GEOS, as far as they are certain: compiled.

It takes machine code to be quicker than GEOS, so that nothing is overlaid this way until
`compile_now` has been called. `geometry.ring_overlay` says when an overlay is certain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.compiler import is_installed, machine_code
from pipeline.geometry import ring_overlay
from pipeline.geometry.region import EMPTY, Regions
from pipeline.geometry.ring_overlay import DIFFERENCE, INTERSECTION

KINDS = {shapely.intersection: INTERSECTION, shapely.difference: DIFFERENCE}

MOST_CORNERS = 250
"""Of a region and of the largest ring that cuts it. Corners are held against edges one by one, and
GEOS is quicker at more."""

FAR_M, WHOLE = 1e4, 2.0**53
"""Further from the origin than this, crossings computed in doubles are coarser than the grid; and
doubles hold all whole numbers up to that one."""

CALLED = (
    "begun",
    "told",
    "taken",
    "too_large",
    "lie_apart",
    "placed",
    "edges_of",
    "corners_placed",
    "noted",
    "crossed_at",
    "is_clear",
    "crossings_placed",
    "chained",
    "is_within",
    "kept",
    "followed",
    "overlaid_pair",
    "cut_all",
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
    corners, ends, nobody = np.empty((0, 2)), np.zeros(1, np.int64), np.zeros(0, np.int64)
    nothing = corners, ends, ends
    overlaid(INTERSECTION, nothing, nothing, corners, ends, nobody)


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings of regions: ring n is `corners[ends[n] : ends[n + 1]]`, in metres.

    Region k has the rings `owned[k]` to `owned[k + 1]`, none of which lies within another.
    """

    corners: NDArray[np.float64]
    ends: NDArray[np.int64]
    owned: NDArray[np.int64]

    def some(self, which: Mask) -> Self:
        """Return the rings of some of the regions."""
        first, last = self.owned[:-1][which], self.owned[1:][which]
        rings = _runs(first, last)
        starts, ends = self.ends[:-1][rings], self.ends[1:][rings]
        corners = self.corners[_runs(starts, ends)]
        return type(self)(corners, _summed(ends - starts), _summed(last - first))


def rings_of(regions: Regions) -> tuple[Mask, Rings]:
    """Return which regions are made of rings without holes, and the rings of all those.

    >>> from shapely import MultiPolygon, Polygon, box
    >>> two = MultiPolygon([box(0, 0, 2, 1), box(3, 0, 4, 1)])
    >>> hollow, none = box(0, 0, 3, 3) - box(1, 1, 2, 2), Polygon()
    >>> plain, rings = rings_of(np.array([two, hollow, none, box(0, 0, 1, 1)], dtype=object))
    >>> plain.tolist(), rings.ends.tolist(), rings.owned.tolist()
    ([True, False, False, True], [0, 5, 10, 15], [0, 2, 3])
    """
    sizes, holes = shapely.get_num_coordinates(regions), shapely.get_num_interior_rings(regions)
    plain = (shapely.get_type_id(regions) == shapely.GeometryType.POLYGON) & (holes == 0)
    plain &= sizes > 0
    if plain.all():
        owned = np.arange(len(regions) + 1)
        return plain, Rings(shapely.get_coordinates(regions), _summed(sizes), owned)
    parts, owners = shapely.get_parts(regions, return_index=True)
    plain = sizes > 0
    plain[owners[shapely.get_num_interior_rings(parts) > 0]] = False
    sizes = shapely.get_num_coordinates(parts[plain[owners]])
    counts = np.bincount(owners, minlength=len(regions))[plain]
    return plain, Rings(shapely.get_coordinates(regions[plain]), _summed(sizes), _summed(counts))


def certainly_overlaid(
    overlay: Callable[..., Any], ones: Rings, others: Rings, digits: int, *, compiled: bool = True
) -> tuple[Mask, Regions]:
    """Return which overlays of regions are certain, and these, on a grid of so many digits.

    Each region is cut by all rings of the one beside it in turn: with several rings, what lies in
    all of them is kept, or what lies in any of them taken off. `compiled` False runs plain Python.

    >>> from shapely import box
    >>> pair = box(0, 0, 2, 1), box(1, 0, 3, 1)
    >>> rings = [rings_of(np.array([each], dtype=object))[1] for each in pair]
    >>> sure, found = certainly_overlaid(shapely.intersection, *rings, 10, compiled=False)
    >>> sure.tolist(), [region.area for region in found]
    ([True], [1.0])
    """
    largest = (
        np.maximum.reduceat(np.diff(others.ends), others.owned[:-1]) if len(others.ends) > 1 else 0
    )
    small = np.diff(ones.ends[ones.owned]) + largest <= MOST_CORNERS
    if not small.all():
        ones, others = ones.some(small), others.some(small)
    sure = np.zeros(len(small), dtype=np.bool_)
    sure[small], found = _overlaid(KINDS[overlay], ones, others, digits, compiled)
    return sure, found


def _overlaid(
    kind: int, ones: Rings, others: Rings, digits: int, compiled: bool
) -> tuple[Mask, Regions]:
    counts = np.zeros(len(ones.owned) - 1, dtype=np.int64)
    units = [np.rint(own.corners * 10.0**digits) for own in (ones, others)]
    most = min(FAR_M * 10.0**digits, WHOLE)
    if any(np.abs(own).max(initial=0.0) > most for own in units):
        return counts > 0, _regions(units[0][:0], ones.ends[:1], counts[:0])
    room = 2 * (len(units[0]) + len(units[1])) + 16
    found, found_ends = np.empty((room, 2)), np.zeros(room // 3 + 2, dtype=np.int64)
    overlaid = _compiled() if compiled else ring_overlay.overlaid_rings
    one, other = (units[0], ones.ends, ones.owned), (units[1], others.ends, others.owned)
    overlaid(kind, one, other, found, found_ends, counts)
    sure, certain = counts >= 0, counts[counts >= 0]
    rings = int(certain.sum())
    corners = found[: found_ends[rings]] / 10.0**digits
    return sure, _regions(corners, found_ends[: rings + 1], certain)


def _runs(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all numbers from each start to before its end."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes
    runs: NDArray[np.int64] = np.repeat(starts - before, sizes) + np.arange(sizes.sum())
    return runs


def _summed(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where counted things end, after a first 0."""
    ends = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends


def _regions(
    corners: NDArray[np.float64], ends: NDArray[np.int64], counts: NDArray[np.int64]
) -> Regions:
    """Return regions of so many rings each, which go one after the other to these ends."""
    found = np.full(len(counts), EMPTY, dtype=np.object_)
    if not len(corners):
        return found
    lines = shapely.linearrings(corners, indices=np.repeat(np.arange(len(ends) - 1), np.diff(ends)))
    polygons: Regions = shapely.polygons(lines)
    single = counts == 1
    if single.all():
        return polygons
    owners = np.repeat(np.arange(len(counts)), counts)
    found[single] = polygons[single[owners]]
    for n in np.flatnonzero(counts > 1):
        found[n] = shapely.multipolygons(polygons[owners == n])
    return found
