"""Where along rays over a plane a camera gives enough pixels per metre, whatever its lens.

A ray starts at the camera's foot, at azimuth α from the pan. Of a camera of tilt τ that hangs Δ
above the plane, the point at distance d on it lies at range R = √(d² + Δ²), and off the axis by θ,
cos θ = (d·cosα·cosτ + Δ·sinτ) / R. Across the sight line the picture stretches by r'(θ) away from
its centre and by r(θ)/sin θ around it, in pixels per rad. A metre of a vertical target that faces
the camera shows across the sight line

    of its height   the length d/R,  of which (sinτ - cosθ·Δ/R) / sinθ points away from the centre,
    of its width    the length 1,    of which cosτ·sinα / sinθ does,

so that its density is √(around²·length² + skew·(part·sinθ)²)·f / R (see `Projection`); of height
and width, the smaller counts. On the axis of a level camera that is f/d, for any lens. Roll turns
the picture and changes no length in it. `tests/coverage/optics/lens_oracle.py` holds the same
against projected pairs of points.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from pipeline.coverage.optics import band_loops
from pipeline.coverage.optics.band_loops import (
    CLOSE,
    LEAST_DROP_M,
    LEAST_STEPS,
    MOST_STEPS,
    NEARLY,
    RATIO,
)
from pipeline.domain.lens import PROJECTIONS, Projection

Floats = NDArray[np.float64]

Gain = tuple[Projection, float | Floats, float | Floats]
"""What rays need of a lens: its model, its focal length in pixels, and the least cosine of an
angle off its axis at which density is told."""

Found = tuple[Floats, Floats]
"""Places along rays, as distances or their logarithms, and how dense they are found there."""

BLOCK = 1024
"""Rays that are searched at once: what they take stays in the processor's cache."""

MODELS = list(PROJECTIONS.values())


@dataclass(frozen=True, eq=False)
class Rays:
    """Rays over planes, arrays (n,): each has a lens of one model, a tilt and a drop of its own.

    `ahead` is cosα·cosτ, `foot_m` Δ·sinτ, `aside` cosτ·sinα. Directions further off the axis than
    `least_cos` count as if they were there: they are in no picture, and some lenses know none.
    """

    model: Projection
    focal_px: Floats
    least_cos: Floats
    sin: Floats
    ahead: Floats
    aside: Floats
    foot_m: Floats
    drop_m: Floats

    @classmethod
    def over(
        cls,
        gain: Gain,
        tilt_rad: Floats,
        drop_m: Floats,
        azimuth_rad: Floats,
    ) -> Self:
        """Return rays; angles and drops have one shape, numbers of the lens that shape or none."""
        model, *numbers = gain
        focal_px, least_cos = (np.broadcast_to(number, np.shape(tilt_rad)) for number in numbers)
        sin, cos = np.sin(tilt_rad), np.cos(tilt_rad)
        drop_m = np.where(np.abs(drop_m) < LEAST_DROP_M, LEAST_DROP_M, drop_m)
        ahead, aside = cos * np.cos(azimuth_rad), cos * np.sin(azimuth_rad)
        return cls(model, focal_px, least_cos, sin, ahead, aside, drop_m * sin, drop_m)

    def __len__(self) -> int:
        """Return how many rays there are."""
        return len(self.ahead)

    def some(self, which: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Self:
        """Return some of the rays."""
        return replace(
            self,
            focal_px=self.focal_px[which],
            least_cos=self.least_cos[which],
            sin=self.sin[which],
            ahead=self.ahead[which],
            aside=self.aside[which],
            foot_m=self.foot_m[which],
            drop_m=self.drop_m[which],
        )

    def density(self, away_m: Floats) -> Floats:
        """Return px/m at distances from the foot (..., n), broadcast against the rays."""
        # In place where it can be: making room for each step takes as long as the step.
        away_sq = away_m * away_m
        range_sq = away_sq + self.drop_m * self.drop_m
        range_m = np.sqrt(range_sq)
        cos = away_m * self.ahead
        cos += self.foot_m
        cos /= range_m
        upright = cos * self.drop_m
        upright /= range_m
        np.subtract(self.sin, upright, out=upright)
        np.maximum(cos, self.least_cos, out=cos)
        np.minimum(cos, 1.0, out=cos)
        around_sq, skew = self.model.around_sq(cos), self.model.skew(cos)
        height, width = np.divide(away_sq, range_sq, out=range_sq), skew * (self.aside * self.aside)
        height *= around_sq
        np.multiply(skew, upright, out=skew)
        skew *= upright
        height += skew
        width += around_sq
        found: Floats = np.minimum(height, width, out=height)
        np.maximum(found, 0.0, out=found)
        np.sqrt(found, out=found)
        found *= self.focal_px
        found /= range_m
        return found


@dataclass(frozen=True, eq=False)
class Band:
    """From where to where along each ray it is dense enough, (n,) each; nowhere: near > far."""

    near_m: Floats
    far_m: Floats

    @property
    def is_some(self) -> NDArray[np.bool_]:
        """Which rays are dense enough anywhere."""
        return self.near_m < self.far_m


def dense_band(
    rays: Rays, density_px_per_m: float, least_m: float | Floats, most_m: float | Floats
) -> Band:
    """Return where rays are dense enough, of what lies between two distances, of all or of each.

    One stretch around where a ray is densest, with its ends on the dense side. Density nearly
    always rises along a ray and falls again. Under a few wide lenses that look down steeply the
    smaller of height and width has two maxima; a second stretch is left out there, which is less
    than the truth.
    """
    limits_m = [np.broadcast_to(np.asarray(a, np.float64), len(rays)) for a in (least_m, most_m)]
    if band_loops.is_compiled():
        return _in_loops(rays, density_px_per_m, limits_m, band_loops.compiled())
    blocks = [slice(start, start + BLOCK) for start in range(0, len(rays), BLOCK)]
    bands = [
        _dense_band(rays.some(block), density_px_per_m, *(limit_m[block] for limit_m in limits_m))
        for block in blocks
    ]
    if len(bands) == 1:
        return bands[0]
    ends_m = [(band.near_m, band.far_m) for band in bands] or [(limits_m[0], limits_m[1])]
    return Band(*(np.concatenate(ends) for ends in zip(*ends_m, strict=True)))


def _in_loops(
    rays: Rays, density_px_per_m: float, limits_m: list[Floats], bands: Callable[..., Any]
) -> Band:
    """Return where rays are dense enough as loops find it, ray by ray."""
    numbers = rays.focal_px, rays.least_cos, rays.sin, rays.ahead, rays.aside, rays.foot_m
    band = Band(np.empty(len(rays)), np.empty(len(rays)))
    model, (least_m, most_m) = MODELS.index(rays.model), map(np.ascontiguousarray, limits_m)
    each = np.array([*numbers, rays.drop_m])
    bands(model, each, density_px_per_m, least_m, most_m, band.near_m, band.far_m)
    return band


def _dense_band(rays: Rays, density_px_per_m: float, least_m: Floats, most_m: Floats) -> Band:
    steps_m = _steps(least_m, most_m)
    found = rays.density(steps_m)
    count, columns = len(steps_m), np.arange(len(rays))
    top = found.argmax(axis=0)
    peak_m, peak = steps_m[top, columns], found[top, columns]
    doubtful = np.flatnonzero((peak < density_px_per_m) & (peak >= NEARLY * density_px_per_m))
    if len(doubtful):
        around_m = [
            steps_m[np.clip(top[doubtful] + onward, 0, count - 1), doubtful] for onward in (-1, 1)
        ]
        peak_m[doubtful], peak[doubtful] = peaks_between(rays.some(doubtful), *around_m)
    coarse, rank = found < density_px_per_m, np.arange(count)[:, None]
    before = np.where(coarse & (rank <= top) & (steps_m < peak_m), rank, -1).max(axis=0)
    after = np.where(coarse & (rank >= top) & (steps_m > peak_m), rank, count).min(axis=0)
    some = peak >= density_px_per_m
    near_m = np.where(some, least_m, most_m)
    far_m = np.where(some, most_m, least_m)
    ups = np.flatnonzero(some & (before >= 0))
    downs = np.flatnonzero(some & (after < count))
    if len(ups) or len(downs):
        which = np.concatenate((ups, downs))
        outer = np.concatenate((before[ups], after[downs]))
        inner = np.concatenate(
            (np.minimum(before[ups] + 1, top[ups]), np.maximum(after[downs] - 1, top[downs]))
        )
        reached = found[inner, which] >= density_px_per_m
        inside = (
            np.where(reached, steps_m[inner, which], peak_m[which]),
            np.where(reached, found[inner, which], peak[which]),
        )
        outside = steps_m[outer, which], found[outer, which]
        ends_m = ends_between(rays.some(which), inside, outside, density_px_per_m)
        near_m[ups], far_m[downs] = ends_m[: len(ups)], ends_m[len(ups) :]
    return Band(near_m, far_m)


def _steps(least_m: Floats, most_m: Floats) -> Floats:
    """Return where rays are looked at, (steps, n), by steps of RATIO; short ones end repeatedly."""
    ratio = np.log(most_m / least_m)
    last = np.maximum(np.ceil(ratio / RATIO), 2.0)
    share = np.minimum(np.arange(int(last.max()) + 1)[:, None] / last, 1.0)
    steps_m: Floats = np.where(share < 1.0, least_m * np.exp(share * ratio), most_m)
    return steps_m


def peaks_between(rays: Rays, low_m: Floats, high_m: Floats) -> tuple[Floats, Floats]:
    """Return where rays are densest between two places of each, and how dense."""
    low, high = np.log(low_m), np.log(high_m)
    columns = np.arange(len(rays))
    for _ in range(4):
        inner = np.linspace(low, high, 17)
        found = rays.density(np.exp(inner))
        best = found.argmax(axis=0)
        low, high = (
            inner[np.maximum(best - 1, 0), columns],
            inner[np.minimum(best + 1, 16), columns],
        )
    return np.exp(inner[best, columns]), found[best, columns]


def ends_between(
    rays: Rays,
    inside: Found,
    outside: Found,
    density_px_per_m: float,
    close: float = CLOSE,
) -> Floats:
    """Return where rays are just dense enough, between a dense and a coarse place of each.

    On the dense side, up to `close` away from the coarse one. Chandrupatla's method (1997) on the
    logarithms of distance and density, whose line is nearly straight: a chord, then parabolas.
    """
    aim, ends = math.log(density_px_per_m), np.empty(len(rays))
    left, done = np.arange(len(rays)), np.zeros(len(rays), dtype=np.bool_)

    def over(away: Floats) -> Floats:
        return _log(rays.density(np.exp(away))) - aim

    (a, over_a), (b, over_b) = ((np.log(at_m), _log(px) - aim) for at_m, px in (inside, outside))
    at = a + (b - a) * np.clip(over_a / (over_a - over_b), 0.0, 1.0)
    for count in range(MOST_STEPS):
        surplus = over(at)
        dense = surplus >= 0.0
        gone, over_gone = np.where(dense, a, b), np.where(dense, over_a, over_b)
        a, over_a = np.where(dense, at, a), np.where(dense, surplus, over_a)
        b, over_b = np.where(dense, b, at), np.where(dense, over_b, surplus)
        if count >= LEAST_STEPS:
            drawn_in = b + np.clip(a - b, -close, close)
            found = over(drawn_in) >= 0.0
            # So that no ray's end depends on which other rays are searched with it.
            ends[left] = np.where(done, ends[left], np.where(found, drawn_in, a))
            done |= found | (over_a <= close)
            if done.all():
                break
            if 2 * np.count_nonzero(done) > len(left):
                open_still = ~done
                rays, left, done = rays.some(open_still), left[open_still], done[open_still]
                a, over_a, b, over_b = (each[open_still] for each in (a, over_a, b, over_b))
                gone, over_gone, dense = (each[open_still] for each in (gone, over_gone, dense))
        at = _between((a, over_a), (b, over_b), (gone, over_gone), dense)
    ends_m: Floats = np.exp(ends)
    return ends_m


def _between(dense: Found, coarse: Found, gone: Found, newest: NDArray[np.bool_]) -> Floats:
    """Return where to look next: at the root of a parabola through three places, or in the middle.

    `newest` tells whether the dense one is the place that was looked at last.
    """
    (x, f), (y, g) = (
        tuple(np.where(newest, one, other) for one, other in zip(*ends, strict=True))
        for ends in ((dense, coarse), (coarse, dense))
    )
    z, h = gone
    with np.errstate(divide="ignore", invalid="ignore"):
        share, fall = (x - y) / (z - y), (f - g) / (h - g)
        straight = (fall**2 < share) & ((1.0 - fall) ** 2 < 1.0 - share)
        root = f / (g - f) * h / (g - h) + (z - x) / (y - x) * f / (h - f) * g / (h - g)
    step = np.where(straight, np.clip(root, 0.0, 1.0), 0.5)
    between: Floats = x + step * (y - x)
    return between


def _log(density_px_per_m: Floats) -> Floats:
    logarithm: Floats = np.log(np.maximum(density_px_per_m, 1e-300))
    return logarithm
