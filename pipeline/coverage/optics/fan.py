"""Fans of rays around the feet of cameras, made finer where what lies along them ends in a curve.

Rays are taken at fixed angles from the pan, so that neighbouring densities, and turned cameras,
take the same ones. Every other ray is the middle between two corners, where a chord leaves its
curve most; where it leaves what is dense enough, both its ends are drawn back.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipeline.coverage.optics.density import Band, Floats

DRAWN = 1.1
"""How far, of what a chord leaves the curve at its middle, its ends are drawn back."""

FINER = 4
"""Times that the gap between two rays may be halved."""

MUCH = 1.3e-4
"""Of the area that matters, shared by all chords; what they may cut off."""

HAIR = 1e-6
"""Relative; between rays that lie so close no middle is looked at, but this is drawn back."""

Numbers = NDArray[np.intp]

Bands = Callable[[Numbers, Floats], Band]
"""Tells for rays, by the numbers of their cameras and their azimuths in rad, (n,) each, from where
to where they are dense enough."""


@dataclass(frozen=True, eq=False)
class Fans:
    """Rays of many cameras, (n,): those of one follow each other, their azimuths rising.

    `owners` are the numbers of their cameras. Each has an odd number of rays: a corner, a middle,
    …, a corner.
    """

    owners: Numbers
    azimuths_rad: Floats
    band: Band

    @cached_property
    def starts(self) -> Numbers:
        """The number of the first ray of each fan."""
        return np.flatnonzero(np.diff(self.owners, prepend=-1))

    @cached_property
    def lasts(self) -> Numbers:
        """The number of the last ray of each fan."""
        return np.append(self.starts[1:], len(self.owners)) - 1

    @cached_property
    def middles(self) -> Numbers:
        """The numbers of all rays between two corners."""
        first = np.repeat(self.starts, self.lasts - self.starts + 1)
        return np.flatnonzero((np.arange(len(first)) - first) % 2)

    @property
    def are_closed(self) -> NDArray[np.bool_]:
        """Which fans go all around."""
        span_rad = self.azimuths_rad[self.lasts] - self.azimuths_rad[self.starts]
        return span_rad >= 2.0 * math.pi - HAIR

    def some(self, which: slice | NDArray[np.bool_]) -> Self:
        """Return some of the rays, in their order."""
        band = Band(self.band.near_m[which], self.band.far_m[which])
        return type(self)(self.owners[which], self.azimuths_rad[which], band)


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


def fans_of(owners: Numbers, angles_rad: Sequence[Floats], bands: Bands) -> Fans:
    """Return the fan of each camera of these numbers, which rise, with the bands of its rays."""
    each = np.repeat(owners, [len(angles) for angles in angles_rad])
    azimuths_rad = np.concatenate(angles_rad)
    return Fans(each, azimuths_rad, bands(each, azimuths_rad))


def finer(fans: Fans, bands: Bands, about_m2: Floats) -> Fans:
    """Return fans with more rays, each where a chord cuts off much: its middle becomes a corner.

    `about_m2` is, by number of the camera, how large the part of its star is that matters.
    """
    chords_m2, chord_of = _areas_m2(fans), fans.owners[fans.middles]
    all_m2 = np.bincount(chord_of, chords_m2, minlength=len(about_m2))
    count = np.maximum(np.bincount(chord_of, minlength=len(about_m2)), 1)
    share = MUCH * np.minimum(1.0, about_m2 / np.where(all_m2 > 0.0, all_m2, np.inf))
    for _ in range(FINER):
        owners, chords_m2 = fans.owners[fans.middles], _areas_m2(fans)
        fair_m2 = np.maximum(chords_m2, (all_m2 / count)[owners])
        much = fans.middles[_cut_off(fans) > share[owners] * fair_m2]
        if len(much) == 0:
            break
        fans = _with_halves(fans, np.concatenate((much - 1, much)), bands)
    return fans


def _with_halves(fans: Fans, before: Numbers, bands: Bands) -> Fans:
    """Return fans with a ray more halfway between each of these and the next."""
    halves = (fans.azimuths_rad[before] + fans.azimuths_rad[before + 1]) / 2.0
    owners, new = fans.owners[before], bands(fans.owners[before], halves)
    all_owners = np.concatenate((fans.owners, owners))
    azimuths_rad = np.concatenate((fans.azimuths_rad, halves))
    order = np.lexsort((azimuths_rad, all_owners))
    near_m, far_m = (
        np.concatenate(ends)[order]
        for ends in ((fans.band.near_m, new.near_m), (fans.band.far_m, new.far_m))
    )
    return Fans(all_owners[order], azimuths_rad[order], Band(near_m, far_m))


def drawn_back(fans: Fans) -> Band:
    """Return where to put the corners of every ray, so that the chords between them stay within.

    Only those of corners mean anything.
    """
    near_m = fans.band.near_m * (1.0 + DRAWN * _excess(fans, fans.band.near_m, outwards=True))
    far_m = fans.band.far_m / (1.0 + DRAWN * _excess(fans, fans.band.far_m, outwards=False))
    return Band(near_m, np.maximum(far_m, near_m))


def _excess(fans: Fans, curve_m: Floats, *, outwards: bool) -> Floats:
    """Return how far the chords beside each corner leave a curve, in parts of its distance."""
    middles, middles_m, chords_m = fans.middles, curve_m[fans.middles], _chords(fans, curve_m)
    excess = np.maximum((middles_m / chords_m if outwards else chords_m / middles_m) - 1.0, 0.0)
    before, after = np.zeros((2, len(curve_m)))
    before[middles + 1], after[middles - 1] = excess, excess
    closed = fans.are_closed
    starts, lasts = fans.starts[closed], fans.lasts[closed]
    before[starts], after[lasts] = before[lasts], after[starts]
    most: Floats = np.maximum(before, after)
    return most


def _areas_m2(fans: Fans) -> Floats:
    """Return about how large the band is between each two corners."""
    middles, azimuths_rad = fans.middles, fans.azimuths_rad
    near_m, far_m = fans.band.near_m[middles], fans.band.far_m[middles]
    sq = np.maximum(far_m**2 - near_m**2, 0.0)
    found: Floats = sq / 2.0 * (azimuths_rad[middles + 1] - azimuths_rad[middles - 1])
    return found


def _cut_off(fans: Fans) -> Floats:
    """Return about how much lies between curves and chords, between each two corners."""
    middles, azimuths_rad, some = fans.middles, fans.azimuths_rad, fans.band.is_some
    whole = some[middles - 1] & some[middles] & some[middles + 1]
    lost = sum(
        np.abs(curve_m[middles] - _chords(fans, curve_m)) * curve_m[middles]
        for curve_m in (fans.band.near_m, fans.band.far_m)
    )
    span_rad = azimuths_rad[middles + 1] - azimuths_rad[middles - 1]
    found: Floats = np.where(whole, lost * 2.0 / 3.0 * span_rad, 0.0)
    return found


def _chords(fans: Fans, curve_m: Floats) -> Floats:
    """Return how far the chords between corners are from the foot at their middles."""
    middles, azimuths_rad = fans.middles, fans.azimuths_rad
    before = azimuths_rad[middles] - azimuths_rad[middles - 1]
    after = azimuths_rad[middles + 1] - azimuths_rad[middles]
    inverse = np.sin(after) / curve_m[middles - 1] + np.sin(before) / curve_m[middles + 1]
    chords_m: Floats = np.sin(before + after) / inverse
    return chords_m
