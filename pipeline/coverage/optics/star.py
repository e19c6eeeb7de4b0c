"""Polygons of what lies between two distances along the rays of fans from cameras' feet."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.coverage.optics.density import Band, Floats
from pipeline.coverage.optics.fan import HAIR, Bands, Fans, drawn_back, finer
from pipeline.geometry.region import EMPTY, Region, Regions, region_of
from pipeline.geometry.ring import regions_within

FINE = 32
"""Steps in which the last ray that is dense enough anywhere is searched, twice."""

FOOT = np.zeros((1, 2))

Tell = Callable[[Floats], Band]
"""Tells for azimuths in rad, of any number, from where to where one camera's rays are dense."""


def stars(
    fans: Fans, least_m: Floats, bands: Bands | None = None, about_m2: Floats | None = None
) -> Regions:
    """Return what lies within the bands of each camera's rays: never more than the true curves do.

    `least_m` and `about_m2` are told by the numbers of cameras, as the result is; of cameras
    without rays it is empty. Where bands begin no further than `least_m`, they are taken to begin
    at the foot. With `bands` rays are added where the curves turn sharply, and the tips are
    searched between the last ray that has a band and the first that has none; `about_m2` is how
    large the part of the result is that matters, all of it if it is not told.

    >>> from pipeline.coverage.optics.fan import azimuths
    >>> angles = azimuths(-1.5, 1.5, 1.0)  # from 2 to 3 m: corners on the far arc, around the near
    >>> owners, near_m, far_m = np.zeros(9, np.intp), np.full(9, 2.0), np.full(9, 3.0)
    >>> half = stars(Fans(owners, angles, Band(near_m, far_m)), np.zeros(1))[0]
    >>> round(half.bounds[2], 3), bool(half.area < 2.0 * (9.0 - 4.0))
    (3.0, True)
    >>> stars(Fans(owners, angles, Band(far_m, near_m)), np.zeros(1))[0].is_empty
    True
    """
    found = np.full(len(least_m), EMPTY, dtype=np.object_)
    if bands:
        fans = finer(fans, bands, np.full(len(least_m), np.inf) if about_m2 is None else about_m2)
    whole = np.logical_and.reduceat(fans.band.is_some, fans.starts)
    simple, owners = whole & ~fans.are_closed, fans.owners[fans.starts]
    found[owners[simple]] = _sectors(fans, least_m, np.flatnonzero(simple))
    for number in np.flatnonzero(~simple):
        owner = owners[number]
        own = fans.some(slice(fans.starts[number], fans.lasts[number] + 1))
        if whole[number]:
            found[owner] = _annulus(own, least_m[owner])
        else:
            tell = partial(_told, bands, owner) if bands else None
            found[owner] = _parts(own, least_m[owner], tell)
    return found


def _told(bands: Bands, owner: int, azimuths_rad: Floats) -> Band:
    return bands(np.full(len(azimuths_rad), owner), azimuths_rad)


def _sectors(fans: Fans, least_m: Floats, numbers: NDArray[np.intp]) -> Regions:
    """Return the stars of fans by number that have bands all over, but do not go all around."""
    drawn = drawn_back(fans)
    outer, inner = (_corners(fans.azimuths_rad, away_m) for away_m in (drawn.far_m, drawn.near_m))
    near = drawn.near_m <= least_m[fans.owners]
    near[fans.middles] = True
    begin = np.logical_and.reduceat(near, fans.starts)
    owns = [slice(fans.starts[n], fans.lasts[n] + 1, 2) for n in numbers]
    return regions_within(
        [
            np.concatenate((FOOT, outer[own]) if begin[n] else (outer[own], inner[own][::-1]))
            for n, own in zip(numbers, owns, strict=True)
        ]
    )


def _annulus(fan: Fans, least_m: float) -> Region:
    """Return the star of a fan that goes all around, and has a band everywhere."""
    drawn, corners = drawn_back(fan), slice(0, -1, 2)
    ends_m = drawn.near_m[corners], drawn.far_m[corners]
    inner, outer = regions_within([_corners(fan.azimuths_rad[corners], end_m) for end_m in ends_m])
    if (ends_m[0] <= least_m).all():
        return outer
    return region_of(shapely.difference(outer, inner))


def _parts(fan: Fans, least_m: float, tell: Tell | None) -> Region:
    """Return the star of a fan that has bands in some runs of its rays."""
    rings = [_part(fan, least_m, run, tell) for run in _runs(fan.band.is_some)]
    parts = [part for part in regions_within(rings) if not part.is_empty]
    if len(parts) > 1:
        return region_of(shapely.union_all(parts))
    return parts[0] if parts else EMPTY


def _runs(some: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Return the first and last number of each unbroken run of rays that have a band."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], some, [False])).astype(np.int8)))
    return ((int(start), int(end) - 1) for start, end in edges.reshape(-1, 2))


def _part(fan: Fans, least_m: float, run: tuple[int, int], tell: Tell | None) -> Floats:
    """Return the corners of what lies within one run of rays, and beyond it to its very tips."""
    first, last = run[0] + run[0] % 2, run[1] - run[1] % 2
    if first > last:
        return FOOT
    own = fan.some(slice(first, last + 1))
    drawn, turns = drawn_back(own), own.azimuths_rad[::2]
    near_m, far_m = drawn.near_m[::2], drawn.far_m[::2]
    if tell:
        tips = [_tip(tell, fan.azimuths_rad, run[0], -1), _tip(tell, fan.azimuths_rad, run[1], 1)]
        (near_b, far_b), (near_a, far_a) = (_hairsbreadth(tell, tip) for tip in tips)
        turns = np.concatenate((tips[0], turns, tips[1]))
        near_m = np.concatenate((near_b, near_m, near_a))
        far_m = np.concatenate((far_b, far_m, far_a))
    if len(turns) < 2:
        return FOOT
    outer = _corners(turns, far_m)
    if (near_m <= least_m).all():
        return np.concatenate((FOOT, outer))
    return np.concatenate((outer, _corners(turns, near_m)[::-1]))


def _hairsbreadth(tell: Tell, angles: Floats) -> tuple[Floats, Floats]:
    """Return the near and far ends of rays that lie close to each other."""
    if len(angles) == 0:
        return angles, angles
    band = tell(angles)
    near_m = band.near_m * (1.0 + HAIR)
    return near_m, np.maximum(band.far_m * (1.0 - HAIR), near_m)


def _tip(tell: Tell, angles: Floats, last: int, onward: int) -> Floats:
    """Return angles, in rising order, from the last corner of a run to where bands end."""
    if not 0 <= last + onward < len(angles):
        return np.empty(0)
    start_rad, end_rad, kept = angles[last - onward * (last % 2)], angles[last + onward], []
    for _ in range(2):
        turns = np.linspace(start_rad, end_rad, FINE + 1)[1:]
        count = int(np.argmin(np.append(tell(turns).is_some, False)))
        kept.append(turns[:count])
        start_rad, end_rad = turns[count - 1] if count else start_rad, turns[min(count, FINE - 1)]
    found = np.concatenate(kept)
    return found if onward > 0 else found[::-1]


def _corners(angles: Floats, away_m: Floats) -> Floats:
    corners: Floats = away_m[:, None] * np.column_stack((np.cos(angles), np.sin(angles)))
    return corners
