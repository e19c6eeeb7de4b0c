"""Where along rays a camera gives enough pixels per metre, ray by ray: the loops to be compiled.

The same search as by numpy in `coverage.optics.density`, which says what all numbers are, and to
the same places within what that leaves open. All of it is in one file, because the compiler keeps
its code until that file changes; and a lens model is a number here.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from pipeline.compiler import Function, is_installed, machine_code
from pipeline.domain.lens import NEAR_AXIS, PROJECTIONS

LEAST_DROP_M = 1e-6
"""A plane nearer to the camera's height than this is taken to lie just below it."""

RATIO = 0.4
"""Natural logarithm of the steps in which a ray is searched for its densest place."""

NEARLY = 0.75
"""A ray whose steps come this near to the density may reach it between two of them."""

CLOSE = 1e-9
"""Relative; how far the ends of what is dense enough are drawn in from where they were found; and
a place that is denser by no more is an end."""

LEAST_STEPS, MOST_STEPS = 2, 40
"""Of the search for an end, counted from 0; where a density only grazes the one asked for it may
take most of them."""

RECTILINEAR, EQUIDISTANT, STEREOGRAPHIC, EQUISOLID = range(len(PROJECTIONS))
"""In the order of PROJECTIONS."""

NUMBERS = 7
"""Those of a ray: focal_px, least_cos, sin, ahead, aside, foot_m, drop_m."""

Ray = tuple[int, float, float, float, float, float, float, float]
"""The number of its model, and its NUMBERS."""


def compile_now() -> None:
    """Have rays searched this way from now on, where there is a compiler."""
    if is_installed():
        compiled()
        compiled_of_all_poses()


def is_compiled() -> bool:
    """Tell whether rays are searched this way."""
    return compiled.cache_info().currsize > 0


@cache
def compiled() -> Callable[..., Any]:
    """Return `bands_along`, compiled, or loaded where this machine has compiled it before."""
    nothing, none = np.empty(0), np.empty((NUMBERS, 0))
    return machine_code(
        bands_along,
        lambda bands: bands(RECTILINEAR, none, 1.0, nothing, nothing, nothing, nothing),
        CALLED,
    )


@cache
def compiled_of_all_poses() -> Callable[..., Any]:
    """Return `bands_of_all_poses`, compiled."""
    ends, lenses, tilts, turns = np.empty(0), np.empty((0, 2)), np.empty((0, 3)), np.empty((0, 4))
    return machine_code(
        bands_of_all_poses,
        lambda bands: bands(RECTILINEAR, lenses, tilts, lenses, turns, 1.0, lenses, ends, ends),
        [*CALLED, band_of_poses],
    )


def bands_along(
    model: int,
    rays: Any,
    density_px_per_m: float,
    least_m: Any,
    most_m: Any,
    near_m: Any,
    far_m: Any,
) -> None:
    """Write from where to where each ray, of NUMBERS (7, n), is dense enough; else near > far.

    >>> ahead = np.array([[100.0], [0.1], [0.0], [1.0], [0.0], [0.0], [1.0]])  # level, 1 m above
    >>> ends = np.empty(1), np.empty(1)
    >>> bands_along(RECTILINEAR, ahead, 20.0, np.array([2.0]), np.array([99.0]), *ends)
    >>> ends[0].tolist(), ends[1].round(6).tolist()  # up to 100 / 20 m
    ([2.0], [5.0])
    """
    for n in range(len(near_m)):
        ray = (
            model,
            rays[0, n],
            rays[1, n],
            rays[2, n],
            rays[3, n],
            rays[4, n],
            rays[5, n],
            rays[6, n],
        )
        near_m[n], far_m[n] = band_of(ray, density_px_per_m, least_m[n], most_m[n])


def bands_of_all_poses(
    model: int,
    lenses: Any,
    tilts_rad: Any,
    drops_m: Any,
    turns: Any,
    density_px_per_m: float,
    limits_m: Any,
    near_m: Any,
    far_m: Any,
) -> None:
    """Write from where to where each ray of many cameras is dense enough in all their poses.

    Camera n has `lenses` (n, 2), focal length and least cosine, looks from each of `tilts_rad`
    (n, 3) and `drops_m` (n, 2), and between `limits_m` (n, 2). Of its `turns` (n, 4), the gap
    between two rays in rad, the number of the first (at as many gaps from the pan), how many there
    are and how many to either side its pan may turn to. All rays are written in a row.
    """
    at = 0
    for n in range(len(turns)):
        gap_rad, first = turns[n, 0], int(turns[n, 1])
        count, beside = int(turns[n, 2]), int(turns[n, 3])
        most = max(abs(first - beside), abs(first + count - 1 + beside))
        latest_m, first_m = np.full(most + 1, -1.0), np.empty(most + 1)
        for k in range(count):
            near_m[at + k], far_m[at + k] = -math.inf, math.inf
            for number in range(first + k - beside, first + k + beside + 1):
                turn = abs(number)
                if latest_m[turn] < 0.0:
                    latest_m[turn], first_m[turn] = band_of_poses(
                        model,
                        lenses[n],
                        tilts_rad[n],
                        drops_m[n],
                        gap_rad * turn,
                        density_px_per_m,
                        limits_m[n],
                    )
                near_m[at + k] = max(near_m[at + k], latest_m[turn])
                far_m[at + k] = min(far_m[at + k], first_m[turn])
        at += count


def band_of_poses(
    model: int,
    lens: Any,
    tilts_rad: Any,
    drops_m: Any,
    azimuth_rad: float,
    density_px_per_m: float,
    limits_m: Any,
) -> tuple[float, float]:
    """Return from where to where a ray is dense enough from all tilts and drops."""
    latest_m, first_m = -math.inf, math.inf
    for tilt in range(len(tilts_rad)):
        for drop in range(len(drops_m)):
            if tilt > 0 and tilts_rad[tilt] == tilts_rad[tilt - 1]:
                continue
            if drop > 0 and drops_m[drop] == drops_m[drop - 1]:
                continue
            sin, cos = math.sin(tilts_rad[tilt]), math.cos(tilts_rad[tilt])
            drop_m = drops_m[drop] if abs(drops_m[drop]) >= LEAST_DROP_M else LEAST_DROP_M
            ahead, aside = cos * math.cos(azimuth_rad), cos * math.sin(azimuth_rad)
            ray = (model, lens[0], lens[1], sin, ahead, aside, drop_m * sin, drop_m)
            near_m, far_m = band_of(ray, density_px_per_m, limits_m[0], limits_m[1])
            latest_m, first_m = max(latest_m, near_m), min(first_m, far_m)
    return latest_m, first_m


def stretched(model: int, cos: float) -> tuple[float, float]:
    """Return `around_sq` and `skew` of a lens model (see `Projection`).

    >>> [round(number, 6) for number in stretched(STEREOGRAPHIC, 0.6)]
    [1.5625, 0.0]
    """
    if model == RECTILINEAR:
        return 1.0 / (cos * cos), 1.0 / (cos * cos * cos * cos)
    if model == STEREOGRAPHIC:
        return 4.0 / ((1.0 + cos) * (1.0 + cos)), 0.0
    if model == EQUISOLID:
        return 2.0 / (1.0 + cos), -(3.0 + cos) / (2.0 * (1.0 + cos) * (1.0 + cos))
    sin_sq = 1.0 - cos * cos
    if sin_sq < NEAR_AXIS and cos > 0.0:
        around_sq = 1.0 + sin_sq / 3.0 + sin_sq * sin_sq * 8.0 / 45.0
        return around_sq, -1.0 / 3.0 - sin_sq * 8.0 / 45.0
    away = math.acos(min(max(cos, -1.0), 1.0))
    around_sq = away * away / max(sin_sq, NEAR_AXIS / 2.0)
    return around_sq, (1.0 - around_sq) / max(sin_sq, NEAR_AXIS / 2.0)


def density_at(ray: Ray, away_m: float) -> float:
    """Return px/m at a distance from the foot."""
    model, focal_px, least_cos, sin, ahead, aside, foot_m, drop_m = ray
    away_sq = away_m * away_m
    range_sq = away_sq + drop_m * drop_m
    range_m = math.sqrt(range_sq)
    cos = (away_m * ahead + foot_m) / range_m
    upright = sin - cos * drop_m / range_m
    around_sq, skew = stretched(model, min(max(cos, least_cos), 1.0))
    height = away_sq / range_sq * around_sq + skew * upright * upright
    width = skew * (aside * aside) + around_sq
    return math.sqrt(max(min(height, width), 0.0)) * focal_px / range_m


def surplus_at(ray: Ray, away: float, aim: float) -> float:
    """Return by how much the logarithm of density is above an aim, at that of a distance."""
    return math.log(max(density_at(ray, math.exp(away)), 1e-300)) - aim


def step_m(number: int, last: int, ratio: float, least_m: float, most_m: float) -> float:
    """Return where a ray is looked at, by steps of a ratio.

    >>> step_m(0, 4, math.log(9.0), 1.0, 9.0), step_m(4, 4, math.log(9.0), 1.0, 9.0)
    (1.0, 9.0)
    """
    return least_m * math.exp(number / last * ratio) if number < last else most_m


def band_of(
    ray: Ray, density_px_per_m: float, least_m: float, most_m: float
) -> tuple[float, float]:
    """Return from where to where a ray is dense enough; nowhere: near > far."""
    ratio = math.log(most_m / least_m)
    last = int(max(math.ceil(ratio / RATIO), 2))
    steps_m, found = np.empty(last + 1), np.empty(last + 1)
    top = 0
    for k in range(last + 1):
        steps_m[k] = step_m(k, last, ratio, least_m, most_m)
        found[k] = density_at(ray, steps_m[k])
        if found[k] > found[top]:
            top = k
    peak_m, peak = steps_m[top], found[top]
    if NEARLY * density_px_per_m <= peak < density_px_per_m:
        peak_m, peak = peak_between(ray, steps_m[max(top - 1, 0)], steps_m[min(top + 1, last)])
    if peak < density_px_per_m:
        return most_m, least_m
    before, after = top, top
    while before >= 0 and not (found[before] < density_px_per_m and steps_m[before] < peak_m):
        before -= 1
    while after <= last and not (found[after] < density_px_per_m and steps_m[after] > peak_m):
        after += 1
    near_m, far_m = least_m, most_m
    if before >= 0:
        inner = min(before + 1, top)
        if found[inner] >= density_px_per_m:
            inner_m, dense = steps_m[inner], found[inner]
        else:
            inner_m, dense = peak_m, peak
        near_m = end_between(ray, inner_m, dense, steps_m[before], found[before], density_px_per_m)
    if after <= last:
        inner = max(after - 1, top)
        if found[inner] >= density_px_per_m:
            inner_m, dense = steps_m[inner], found[inner]
        else:
            inner_m, dense = peak_m, peak
        far_m = end_between(ray, inner_m, dense, steps_m[after], found[after], density_px_per_m)
    return near_m, far_m


def peak_between(ray: Ray, low_m: float, high_m: float) -> tuple[float, float]:
    """Return where a ray is densest between two places, and how dense."""
    low, high, best, best_at = math.log(low_m), math.log(high_m), -1.0, 0.0
    for _ in range(4):
        step, most = (high - low) / 16.0, 0
        best = -1.0
        for k in range(17):
            at = high if k == 16 else k * step + low
            found = density_at(ray, math.exp(at))
            if found > best:
                best, best_at, most = found, at, k
        before, after = max(most - 1, 0), min(most + 1, 16)
        low, high = before * step + low, high if after == 16 else after * step + low
    return math.exp(best_at), best


def end_between(
    ray: Ray,
    inside_m: float,
    dense: float,
    outside_m: float,
    coarse: float,
    density_px_per_m: float,
) -> float:
    """Return where a ray is just dense enough between a dense and a coarse place."""
    aim, end, done = math.log(density_px_per_m), 0.0, False
    a, b = math.log(inside_m), math.log(outside_m)
    over_a = math.log(max(dense, 1e-300)) - aim
    over_b = math.log(max(coarse, 1e-300)) - aim
    at = a + (b - a) * min(max(over_a / (over_a - over_b), 0.0), 1.0)
    for count in range(MOST_STEPS):
        surplus = surplus_at(ray, at, aim)
        newest = surplus >= 0.0
        if newest:
            gone, over_gone, a, over_a = a, over_a, at, surplus
        else:
            gone, over_gone, b, over_b = b, over_b, at, surplus
        if count >= LEAST_STEPS:
            drawn_in = b + min(max(a - b, -CLOSE), CLOSE)
            found = surplus_at(ray, drawn_in, aim) >= 0.0
            end = drawn_in if found else a
            done = found or over_a <= CLOSE
        if done:
            break
        x, f, y, g = (a, over_a, b, over_b) if newest else (b, over_b, a, over_a)
        step = 0.5
        if gone != y and over_gone != g:
            share, fall = (x - y) / (gone - y), (f - g) / (over_gone - g)
            if fall * fall < share and (1.0 - fall) * (1.0 - fall) < 1.0 - share:
                step = f / (g - f) * over_gone / (g - over_gone)
                step += (gone - x) / (y - x) * f / (over_gone - f) * g / (over_gone - g)
                step = min(max(step, 0.0), 1.0)
        at = x + step * (y - x)
    return math.exp(end)


CALLED: list[Function] = [
    stretched,
    density_at,
    surplus_at,
    peak_between,
    end_between,
    band_of,
    step_m,
]
"""The functions below `bands_along`."""
