"""Union, intersection and difference of regions, on a grid of a tenth of a nanometre.

Without a grid GEOS computes in plain doubles and repairs by guessing where that fails: one union
of two valid regions in some thousand silently loses square metres. On a grid every corner and every
crossing is rounded first, which moves none by more than its width. What lies far from the origin
is overlaid there and moved back. A finer grid is there for cuts that are made once: a sliver of
them is right to nine digits too.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from pipeline.errors import GeometryError
from pipeline.geometry.apart import groups_apart
from pipeline.geometry.overlay_batch import FAR_M, certainly_overlaid, is_compiled, rings_of
from pipeline.geometry.planar.planar_map import PlanarMap, is_ready, mapped
from pipeline.geometry.region import DIGITS, EMPTY, Region, Regions, Same, region_of
from pipeline.geometry.right_angled import parted

GRID_M = 10.0**-DIGITS
"""A region of a square metre is right to nine digits on it."""

FINE_DIGITS = 12
"""Of a metre that doubles still hold FAR_M from the origin."""

MANY = 64
"""Pairs of regions that are worth a thread, and shapes that are worth a look at which lie apart."""

MANY_SHAPES = 1000
"""Shapes that are worth threads: fewer are noded in the time that threads take to begin."""

GROUPS = 64
"""Of shapes that lie apart: their faces are found in half the time of all at once (measured)."""

MOST_KEPT = 128
"""Groups of which the faces are kept: those of the largest floor, now and before."""

FEW_FACES, MOST_MERGED = 64, 4096
"""Faces that are merged once for as long as they are kept, and how often: what cameras see alone is
a few faces each, and of most cameras the same after another has moved."""

LONG = 150
"""Corners of two regions from which on a map of both is the faster way (measured)."""


def both(one: Region, other: Region) -> Region:
    """Return what lies in both regions.

    >>> from shapely import box
    >>> both(box(0, 0, 2, 1), box(1, 0, 3, 1)).area, both(box(0, 0, 1, 1), box(1, 0, 2, 1)).area
    (1.0, 0.0)
    """
    return _overlaid(shapely.intersection, one, other)


def both_each(
    ones: Sequence[Region] | Regions, others: Sequence[Region] | Regions, *, finely: bool = False
) -> list[Region]:
    """Return what lies in both regions of each pair; of many pairs, on several cores at once.

    `finely` lays what is near the origin, or was moved there, on the grid of FINE_DIGITS.

    >>> from shapely import box
    >>> two = both_each([box(0, 0, 2, 1), box(0, 0, 1, 1)], [box(1, 0, 3, 1), box(1, 0, 2, 1)])
    >>> [region.area for region in two]
    [1.0, 0.0]
    """
    return _each(shapely.intersection, ones, others, FINE_DIGITS if finely else DIGITS)


def without_each(ones: Sequence[Region], others: Sequence[Region]) -> list[Region]:
    """Return what of the one region of each pair lies outside the other.

    >>> from shapely import box
    >>> [region.area for region in without_each([box(0, 0, 2, 1)], [box(1, 0, 3, 1)])]
    [1.0]
    """
    return _each(shapely.difference, ones, others, DIGITS)


def _each(
    overlay: Callable[..., Any],
    ones: Sequence[Region] | Regions,
    others: Sequence[Region] | Regions,
    digits: int,
) -> list[Region]:
    """Return an overlay of each pair, made near the origin."""
    if not len(ones) or _are_far([*ones, *others]):
        lay = partial(_overlaid, overlay, digits=digits)
        return [lay(one, other) for one, other in zip(ones, others, strict=True)]
    pairs = np.array([[None, *ones], [None, *others]], dtype=np.object_)[:, 1:]
    lay_all = partial(_near_each, overlay, digits=digits)
    if len(ones) < MANY:
        return [region_of(found) for found in lay_all(pairs)]
    # GEOS lets go of the interpreter while it works through an array.
    with ThreadPoolExecutor() as pool:
        parts = pool.map(lay_all, np.array_split(pairs, math.ceil(len(ones) / MANY), axis=1))
        return [region_of(found) for part in parts for found in part]


def _near_each(
    overlay: Callable[..., Any], pairs: NDArray[np.object_], digits: int
) -> NDArray[np.object_]:
    """Return the overlays of pairs (2, n) near the origin."""
    if not is_compiled():
        found: NDArray[np.object_] = _on_the_grid(overlay, *pairs, digits=digits)
        return found
    (plain, ones), (plain_others, others) = map(rings_of, pairs)
    if overlay is shapely.intersection:
        # What lies in any of several rings does not lie in all of them.
        single = np.diff(others.owned) == 1
        plain_others[plain_others] &= single
        others = others if single.all() else others.some(single)
    both_plain = plain & plain_others
    if not both_plain.all():
        ones, others = ones.some(both_plain[plain]), others.some(both_plain[plain_others])
    found = np.empty(pairs.shape[1], dtype=np.object_)
    sure, certain = certainly_overlaid(overlay, ones, others, digits)
    both_plain[both_plain] = sure
    found[both_plain] = certain
    if not both_plain.all():
        found[~both_plain] = _on_the_grid(overlay, *pairs[:, ~both_plain], digits=digits)
    return found


def without(one: Region, other: Region) -> Region:
    """Return what of one region lies outside the other.

    >>> from shapely import box
    >>> without(box(0, 0, 2, 1), box(1, 0, 3, 1)).area
    1.0
    """
    return _overlaid(shapely.difference, one, other)


def united(regions: Iterable[Region]) -> Region:
    """Return what lies in any of the regions; of none, the empty region; of one, itself.

    >>> from shapely import box
    >>> united([box(0, 0, 2, 1), box(1, 0, 3, 1)]).area, united([]).area
    (3.0, 0.0)
    """
    shapes = [region for region in regions if not region.is_empty]
    if len(shapes) < 2:
        return shapes[0] if shapes else EMPTY
    dx_m, dy_m = _away(shapes)
    found = _on_the_grid(shapely.union_all, _moved(shapes, -dx_m, -dy_m))
    return region_of(_moved(found, dx_m, dy_m))


def united_each(groups: Sequence[Sequence[Region]]) -> list[Region]:
    """Return what lies in any of the regions of each group.

    >>> from shapely import box
    >>> two = united_each([[box(0, 0, 2, 1), box(1, 0, 3, 1)], []])
    >>> [region.area for region in two]
    [3.0, 0.0]
    """
    several = [n for n, group in enumerate(groups) if len(group) > 1]
    if not several or _are_far([region for n in several for region in groups[n]]):
        return [united(group) for group in groups]
    rows = np.full((len(several), max(len(groups[n]) for n in several)), EMPTY, dtype=np.object_)
    for row, n in zip(rows, several, strict=True):
        row[: len(groups[n])] = groups[n]
    joined = _on_the_grid(partial(shapely.union_all, axis=1), rows)
    found = dict(zip(several, map(region_of, joined), strict=True))
    return [found[n] if n in found else united(group) for n, group in enumerate(groups)]


def faces_between(shapes: NDArray[np.object_], grid_m: float = GRID_M) -> NDArray[np.object_]:
    """Return the bounded faces that the boundaries of shapes cut the plane into.

    GEOS may miss a crossing, once in many thousand arrangements: whoever asks proves the faces by
    their areas.

    >>> from shapely import box
    >>> two = np.array([box(0, 0, 2, 1), box(1, 0, 3, 1)], dtype=object)
    >>> [face.area for face in faces_between(two)]
    [1.0, 1.0, 1.0]
    """
    dx_m, dy_m = _away(shapes)
    near = _moved(shapes, -dx_m, -dy_m)
    if len(shapes) < MANY:
        faces = _faces(near, grid_m)
    else:
        groups = groups_apart(near, GROUPS)
        kept = [_Group(group, grid_m) for group in groups]
        if len(shapes) < MANY_SHAPES:
            faces = np.concatenate([_faces_of(group) for group in kept])
        else:
            with ThreadPoolExecutor() as pool:
                faces = np.concatenate(list(pool.map(_faces_of, kept)))
    moved: Regions = _moved(faces, dx_m, dy_m)
    return moved


class _Group:
    """Shapes to be told apart on a grid, known by their corners."""

    def __init__(self, shapes: Regions, grid_m: float) -> None:
        self.shapes, self.grid_m = shapes, grid_m
        self._key = grid_m, tuple(shapely.to_wkb(shapes).tolist())

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Group) and self._key == other._key


@lru_cache(MOST_KEPT)
def _faces_of(group: _Group) -> Regions:
    """Return the faces of a group; kept, since of many cameras mostly one has moved."""
    return _faces(group.shapes, group.grid_m)


def forget_faces() -> None:
    """Keep no faces that were found so far, nor what was merged of them."""
    _faces_of.cache_clear()
    _merged_again.cache_clear()


def _faces(shapes: Regions, grid_m: float) -> Regions:
    faces: Regions = shapely.get_parts(shapely.polygonize(_noded(shapes, grid_m)))
    return faces


def map_between(shapes: NDArray[np.object_]) -> PlanarMap | None:
    """Return what shapes cut the plane into; None where they are far, or GEOS had better be asked.

    It is proven by the areas of the shapes already.
    """
    if not is_ready() or not len(shapes) or _are_far(shapes):
        return None
    return mapped(shapes)


def _noded(shapes: NDArray[np.object_], grid_m: float) -> NDArray[np.object_]:
    """Return the boundaries of shapes as lines that meet at their ends only."""
    lines = parted(shapes) if grid_m == GRID_M else None
    if lines is not None:
        return lines
    return np.array([_on_the_grid(shapely.union_all, shapely.boundary(shapes), grid_m=grid_m)])


def merged(faces: NDArray[np.object_]) -> Region:
    """Return faces that share whole edges at most as one region.

    >>> from shapely import box
    >>> merged(np.array([box(0, 0, 2, 1), box(2, 0, 3, 1)], dtype=object)).area
    3.0
    >>> merged(np.array([], dtype=object)).is_empty
    True
    """
    if len(faces) > FEW_FACES:
        return _merged(faces)
    return _merged_again(Same(faces.tolist())) if len(faces) else EMPTY


@lru_cache(MOST_MERGED)
def _merged_again(faces: Same) -> Region:
    """Return a few faces as one region; faces that are kept are the same objects again."""
    return _merged(np.array([None, *faces], dtype=np.object_)[1:])


def _merged(faces: NDArray[np.object_]) -> Region:
    try:
        return region_of(shapely.coverage_union_all(faces))
    except shapely.errors.GEOSException:
        # Rounding far away may leave two faces that do not share their edge to the last digit.
        return united(faces)


def rounded(region: Region) -> Region:
    """Return a region near the origin on the grid, so that overlays need not round it each time.

    >>> from shapely import box
    >>> rounded(box(0.1 + 0.2, 0, 1, 1)).bounds[0]
    0.3
    """
    return region if _are_far([region]) else region_of(_rounded(region, DIGITS))


def _overlaid(
    overlay: Callable[..., Any], one: Region, other: Region, digits: int = DIGITS
) -> Region:
    """Return an overlay of two regions, made near the origin."""
    if digits == DIGITS and is_ready() and shapely.get_num_coordinates([one, other]).sum() >= LONG:
        found = map_between(np.array([one, other], dtype=np.object_))
        if found is not None:
            inside, beside = found.covers.T
            return found.merged(inside & (beside if overlay is shapely.intersection else ~beside))
    if not _are_far([one, other]):
        return region_of(_on_the_grid(overlay, one, other, digits=digits))
    dx_m, dy_m = _away([one, other])
    near = _moved([one, other], -dx_m, -dy_m)
    # What is larger than that leaves doubles no more digits.
    found = _on_the_grid(overlay, *near, digits=DIGITS if _are_far(near) else digits)
    return region_of(_moved(found, dx_m, dy_m))


def _on_the_grid(
    overlay: Callable[..., Any],
    *operands: Any,
    digits: int = DIGITS,
    grid_m: float | None = None,
) -> Any:
    """Return an overlay of operands near the origin, on a grid of so many digits or as wide.

    They are rounded first. GEOS does the same, but it can miss a crossing where digits below the
    grid are left in its way, once in some thousand unions of turned walls. Only what rounding would
    make cross itself, such as the short edges of a buffer, is left to GEOS as it is.
    """
    rounded = [_rounded(operand, digits) for operand in operands]
    with _quiet():
        try:
            return overlay(*rounded, grid_size=grid_m or 10.0**-digits)
        except shapely.errors.GEOSException as error:
            raise GeometryError(
                f"regions cannot be overlaid, are they simple? ({error})"
            ) from error


def _rounded(operand: Any, digits: int) -> Any:
    """Return shapes of so many digits, each one as it is that would not be valid so."""
    corners = shapely.get_coordinates(operand)
    if (np.round(corners, digits) == corners).all():
        return operand
    rounded = shapely.transform(operand, partial(np.round, decimals=digits))
    valid = shapely.is_valid(rounded)
    if isinstance(operand, BaseGeometry):
        return rounded if valid else operand
    return np.where(valid, np.asarray(rounded, dtype=object), np.asarray(operand, dtype=object))


def _quiet() -> np.errstate:
    """Return a context in which numpy repeats none of the flags that GEOS's arithmetic raises."""
    return np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore")


def _away(shapes: Any) -> tuple[float, float]:
    """Return whole metres that bring shapes to the origin; none if they lie near it already."""
    if not _are_far(shapes):
        return 0.0, 0.0
    west_m, south_m = np.nanmin(shapely.bounds(shapes)[:, :2], axis=0)
    return float(np.floor(west_m)), float(np.floor(south_m))


def _are_far(shapes: Any) -> bool:
    """Tell whether shapes reach further from the origin than FAR_M."""
    # The bounds of nothing are nan, which no comparison holds for.
    return bool((np.abs(shapely.bounds(shapes)) > FAR_M).any())


def _moved(shapes: Any, dx_m: float, dy_m: float) -> Any:
    """Return shapes moved by whole metres, which loses no digit on the way to the origin."""
    if dx_m == dy_m == 0.0:
        return shapes
    return shapely.transform(shapes, lambda corners: corners + np.array([dx_m, dy_m]))
