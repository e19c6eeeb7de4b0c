"""Polygons of what lies between two distances along the rays from a camera's foot.

Rays are taken at fixed angles from the pan, so that neighbouring densities, and turned cameras,
take the same ones. Every other ray is the middle between two corners, where a chord leaves its
curve most; where it leaves what is dense enough, both its ends are drawn back.
"""

import math
from collections.abc import Callable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.coverage.optics.density import Band, Floats
from pipeline.geometry.region import EMPTY, Region, region_of

DRAWN = 1.1
"""How far, of what a chord leaves the curve at its middle, its ends are drawn back."""

FINER = 4
"""Times that the gap between two rays may be halved."""

MUCH = 1.3e-4
"""Of the area that matters, shared by all chords; what they may cut off."""

FINE = 32
"""Steps in which the last ray that is dense enough anywhere is searched, twice."""

HAIR = 1e-6
"""Relative; between rays that lie so close no middle is looked at, but this is drawn back."""

Bands = Callable[[Floats], Band]
"""Tells for azimuths in rad, of any number, from where to where the rays are dense enough."""


def azimuths(start_rad: float, end_rad: float, step_rad: float) -> Floats:
    """Return angles around a range, at multiples of half a step; a corner, a middle, …, a corner.

    A range that is nearly all around becomes all around, and ends where it began.

    >>> azimuths(-0.9, 1.0, 1.0).tolist()
    [-1.0, -0.5, 0.0, 0.5, 1.0]
    """
    first, last = math.floor(start_rad / step_rad), math.ceil(end_rad / step_rad)
    around = round(2.0 * math.pi / step_rad)
    if last - first >= around - 1:
        first, last, step_rad = 0, around, 2.0 * math.pi / around
    found: Floats = step_rad / 2.0 * np.arange(2 * first, 2 * last + 1, dtype=np.float64)
    return found


def star(
    angles: Floats,
    band: Band,
    least_m: float,
    bands: Bands | None = None,
    about_m2: float = math.inf,
) -> Region:
    """Return what lies within the bands of all rays: never more than the true curves enclose.

    Where bands begin no further than `least_m`, they are taken to begin at the foot. With `bands`
    rays are added where the curves turn sharply, and the tips are searched between the last ray
    that has a band and the first that has none; `about_m2` is how large the part of the result
    is that matters.

    >>> angles = azimuths(-1.5, 1.5, 1.0)  # from 2 to 3 m: corners on the far arc, around the near
    >>> half = star(angles, Band(np.full(9, 2.0), np.full(9, 3.0)), 0.0)
    >>> round(half.bounds[2], 3), bool(half.area < 2.0 * (9.0 - 4.0))
    (3.0, True)
    >>> star(angles, Band(np.full(9, 3.0), np.full(9, 2.0)), 0.0).is_empty
    True
    """
    if bands:
        angles, band = _finer(angles, band, bands, about_m2)
    some = band.is_some
    closed = angles[-1] - angles[0] >= 2.0 * math.pi - HAIR
    if some.all():
        near_m, far_m = drawn_back(angles, band)
        if closed:
            return _annulus(angles[:-1:2], near_m[:-1], far_m[:-1], least_m)
        return _sector(angles[::2], near_m, far_m, least_m)
    parts = [_part(angles, band, least_m, run, bands) for run in _runs(some)]
    parts = [part for part in parts if not part.is_empty]
    if len(parts) > 1:
        return region_of(shapely.union_all(parts))
    return parts[0] if parts else EMPTY


def _finer(angles: Floats, band: Band, bands: Bands, about_m2: float) -> tuple[Floats, Band]:
    """Return more rays, each where a chord cuts off much: its middle becomes a corner."""
    all_m2 = float(_areas_m2(angles, band).sum())
    share = MUCH * min(1.0, about_m2 / all_m2) if all_m2 else 0.0
    mean_m2 = all_m2 / max(1, len(angles) // 2)
    for _ in range(FINER):
        fair_m2 = np.maximum(_areas_m2(angles, band), mean_m2)
        much = np.flatnonzero(_cut_off(angles, band) > share * fair_m2)
        if len(much) == 0:
            break
        starts = np.concatenate((2 * much, 2 * much + 1))
        added = (angles[starts] + angles[starts + 1]) / 2.0
        new = bands(added)
        order = np.argsort(np.concatenate((angles, added)), kind="stable")
        angles = np.concatenate((angles, added))[order]
        band = Band(
            np.concatenate((band.near_m, new.near_m))[order],
            np.concatenate((band.far_m, new.far_m))[order],
        )
    return angles, band


def _areas_m2(angles: Floats, band: Band) -> Floats:
    """Return about how large the band is between each two corners."""
    sq = np.maximum(band.far_m**2 - band.near_m**2, 0.0)
    found: Floats = sq[1::2] / 2.0 * (angles[2::2] - angles[:-2:2])
    return found


def _cut_off(angles: Floats, band: Band) -> Floats:
    """Return about how much lies between curves and chords, between each two corners."""
    some = band.is_some
    whole = some[:-2:2] & some[1::2] & some[2::2]
    lost = sum(
        np.abs(curve_m[1::2] - _chords(angles, curve_m)) * curve_m[1::2]
        for curve_m in (band.near_m, band.far_m)
    )
    found: Floats = np.where(whole, lost * 2.0 / 3.0 * (angles[2::2] - angles[:-2:2]), 0.0)
    return found


def _chords(angles: Floats, curve_m: Floats) -> Floats:
    """Return how far the chords between corners are from the foot at their middles."""
    before, after = np.diff(angles)[::2], np.diff(angles)[1::2]
    inverse = np.sin(after) / curve_m[:-2:2] + np.sin(before) / curve_m[2::2]
    chords_m: Floats = np.sin(before + after) / inverse
    return chords_m


def drawn_back(angles: Floats, band: Band) -> tuple[Floats, Floats]:
    """Return the near and far corners of every other ray, so that chords stay within the band."""
    near_m = _drawn_back(angles, band.near_m, outwards=True)
    far_m = _drawn_back(angles, band.far_m, outwards=False)
    return near_m, np.maximum(far_m, near_m)


def _drawn_back(angles: Floats, curve_m: Floats, *, outwards: bool) -> Floats:
    corners_m, middles_m = curve_m[::2], curve_m[1::2]
    if len(middles_m) == 0:
        return corners_m
    chords_m = _chords(angles, curve_m)
    excess = np.maximum((middles_m / chords_m if outwards else chords_m / middles_m) - 1.0, 0.0)
    if not excess.any():
        return corners_m
    if angles[-1] - angles[0] >= 2.0 * math.pi - HAIR:
        most = np.maximum(np.append(excess, excess[0]), np.append(excess[-1], excess))
    else:
        most = np.maximum(np.append(excess, 0.0), np.append(0.0, excess))
    drawn: Floats = (
        corners_m * (1.0 + DRAWN * most) if outwards else corners_m / (1.0 + DRAWN * most)
    )
    return drawn


def _annulus(angles: Floats, near_m: Floats, far_m: Floats, least_m: float) -> Region:
    outer = Polygon(_corners(angles, far_m))
    if (near_m <= least_m).all():
        return outer
    inner = Polygon(_corners(angles, near_m))
    return region_of(shapely.difference(_valid(outer), _valid(inner)))


def _sector(angles: Floats, near_m: Floats, far_m: Floats, least_m: float) -> Region:
    if len(angles) < 2:
        return EMPTY
    outer = _corners(angles, far_m)
    if (near_m <= least_m).all():
        return _valid(Polygon([(0.0, 0.0), *outer]))
    return _valid(Polygon(np.concatenate((outer, _corners(angles, near_m)[::-1]))))


def _valid(polygon: Polygon) -> Region:
    return polygon if polygon.is_valid else region_of(shapely.make_valid(polygon))


def _corners(angles: Floats, away_m: Floats) -> NDArray[np.float64]:
    corners: Floats = away_m[:, None] * np.column_stack((np.cos(angles), np.sin(angles)))
    return corners


def _runs(some: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Return the first and last number of each unbroken run of rays that have a band."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], some, [False])).astype(np.int8)))
    return ((int(start), int(end) - 1) for start, end in edges.reshape(-1, 2))


def _part(
    angles: Floats, band: Band, least_m: float, run: tuple[int, int], bands: Bands | None
) -> Region:
    """Return what lies within the bands of one run of rays, and beyond it to its very tips."""
    first, last = run[0] + run[0] % 2, run[1] - run[1] % 2
    if first > last:
        return EMPTY
    own = angles[first : last + 1]
    near_m, far_m = drawn_back(
        own, Band(band.near_m[first : last + 1], band.far_m[first : last + 1])
    )
    turns = own[::2]
    if bands:
        before, after = _tip(bands, angles, run[0], -1), _tip(bands, angles, run[1], 1)
        turns = np.concatenate((before, turns, after))
        (near_b, far_b), (near_a, far_a) = _hairsbreadth(bands, before), _hairsbreadth(bands, after)
        near_m = np.concatenate((near_b, near_m, near_a))
        far_m = np.concatenate((far_b, far_m, far_a))
    return _sector(turns, near_m, far_m, least_m)


def _hairsbreadth(bands: Bands, angles: Floats) -> tuple[Floats, Floats]:
    """Return the near and far ends of rays that lie close to each other."""
    if len(angles) == 0:
        return angles, angles
    band = bands(angles)
    near_m = band.near_m * (1.0 + HAIR)
    return near_m, np.maximum(band.far_m * (1.0 - HAIR), near_m)


def _tip(bands: Bands, angles: Floats, last: int, onward: int) -> Floats:
    """Return angles, in rising order, from the last corner of a run to where bands end."""
    if not 0 <= last + onward < len(angles):
        return np.empty(0)
    start_rad, end_rad, kept = angles[last - onward * (last % 2)], angles[last + onward], []
    for _ in range(2):
        turns = np.linspace(start_rad, end_rad, FINE + 1)[1:]
        count = int(np.argmin(np.append(bands(turns).is_some, False)))
        kept.append(turns[:count])
        start_rad, end_rad = turns[count - 1] if count else start_rad, turns[min(count, FINE - 1)]
    found = np.concatenate(kept)
    return found if onward > 0 else found[::-1]
