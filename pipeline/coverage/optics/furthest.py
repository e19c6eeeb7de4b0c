"""How far from its foot a camera may still see densely enough, in any pose within tolerance."""

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.coverage.optics.band_loops import LEAST_DROP_M, RATIO
from pipeline.coverage.optics.dense import BEYOND, gain_of
from pipeline.coverage.optics.density import Floats, Rays, ends_between, peaks_between
from pipeline.coverage.optics.extent import Extents
from pipeline.coverage.optics.fan import azimuths
from pipeline.domain.camera import Camera
from pipeline.geometry.region import Region, region_of

HALF_STEP_RAD = math.radians(0.75)
"""Between the rays on which density is looked at."""

DROP_STEP_M = 0.45
"""Between the drops at which it is, at most."""

LENIENT = 0.99
"""Of the density; more than it rises between the poses that are looked at (tried on random ones).
"""

NEARLY = 0.5
"""Of the density; what comes as near at one step may reach it before the next."""

CLOSE = 1e-3
"""Relative; no end of what is dense is told more exactly than this, and none too near."""

NEAREST = 1e-3
"""Of the furthest distance; nearer than this all is taken as dense."""


def furthest_dense(
    camera: Camera, drops_m: tuple[float, float], density_px_per_m: float, seen: Region
) -> Region | None:
    """Return a star about the foot that has all of a region that is dense from any pose.

    From any pose at the drawn place on the plan, on any plane between two drops; None where the
    density leaves nothing out. Hollows at the foot are not looked for.
    """
    extents, density = Extents.around_foot([seen]), LENIENT * density_px_per_m
    angles = azimuths(extents.start_rad[0], extents.end_rad[0], 2.0 * HALF_STEP_RAD)
    half_rad = angles[1] - angles[0]
    # A corner as far out as the rays half a step beside it keeps the chords outside.
    beside = math.ceil(math.radians(camera.tolerance.pan_deg) / half_rad - 1e-9) + 1
    wider = angles[0] + half_rad * np.arange(-beside, len(angles) + beside)
    tilts, drops = _tilts(camera), _drops(drops_m, camera.tolerance.position_m)
    most_m = BEYOND * float(extents.most_m[0])
    least_m = max(0.1 * float(np.abs(drops).min()), NEAREST * most_m, LEAST_DROP_M)
    rays = _rays(camera, tilts, drops, wider)
    dense = (rays.density(np.full(len(rays), most_m)) >= density).reshape(-1, len(wider))
    doubtful = np.flatnonzero(~dense.any(axis=0))
    if len(doubtful) == 0 or least_m >= most_m:
        return None
    far_m = np.full(len(wider), most_m)
    some = _rays(camera, tilts, drops, wider[doubtful])
    last_m = last_dense(some, density, least_m, most_m).reshape(-1, len(doubtful))
    far_m[doubtful] = last_m.max(axis=0)
    around_m = np.lib.stride_tricks.sliding_window_view(far_m, 2 * beside + 1).max(axis=1)
    return _around(angles[::2], around_m[::2] / math.cos(half_rad))


def last_dense(rays: Rays, density_px_per_m: float, least_m: float, most_m: float) -> Floats:
    """Return where each ray is dense enough for the last time; the least distance if nowhere."""
    count = max(3, math.ceil(math.log(most_m / least_m) / RATIO) + 1)
    steps_m, rank = np.geomspace(least_m, most_m, count), np.arange(count)[:, None]
    found = rays.density(steps_m[:, None])
    last = np.where(found >= density_px_per_m, rank, -1).max(axis=0)
    inside_m: Floats = steps_m[np.maximum(last, 0)]
    inside: Floats = found[np.maximum(last, 0), np.arange(len(rays))]
    top = _peaks_after(found, last, NEARLY * density_px_per_m)
    doubtful = np.flatnonzero(top >= 0)
    if len(doubtful):
        before, after = (np.clip(top[doubtful] + onward, 0, count - 1) for onward in (-1, 1))
        peak_m, peak = peaks_between(rays.some(doubtful), steps_m[before], steps_m[after])
        higher = peak >= density_px_per_m
        inside_m[doubtful[higher]], inside[doubtful[higher]] = peak_m[higher], peak[higher]
        last[doubtful[higher]] = np.minimum(top[doubtful[higher]], count - 2)
    ending = np.flatnonzero((last >= 0) & (last < count - 1))
    if len(ending):
        ends_m = ends_between(
            rays.some(ending),
            (inside_m[ending], inside[ending]),
            (steps_m[last[ending] + 1], found[last[ending] + 1, ending]),
            density_px_per_m,
            CLOSE,
        )
        inside_m[ending] = ends_m * (1.0 + 2.0 * CLOSE)
    return inside_m


def _peaks_after(found: Floats, last: NDArray[np.intp], least: float) -> NDArray[np.intp]:
    """Return the last step of each ray, beyond a given one, that is a peak and not too low."""
    ends = np.full((1, found.shape[1]), -math.inf)
    before, after = np.concatenate((ends, found[:-1])), np.concatenate((found[1:], ends))
    rank = np.arange(len(found))[:, None]
    peaks = (found >= before) & (found >= after) & (found >= least) & (rank > last)
    tops: NDArray[np.intp] = np.where(peaks, rank, -1).max(axis=0)
    return tops


def _tilts(camera: Camera) -> Floats:
    off_rad = math.radians(camera.tolerance.tilt_deg)
    tilts: Floats = math.radians(camera.tilt_deg) + off_rad * np.linspace(-1.0, 1.0, 3)
    return tilts if off_rad else tilts[:1]


def _drops(drops_m: tuple[float, float], off_m: float) -> Floats:
    """Return the ends of a range of drops, some between, and the camera's own height if in it."""
    low_m, high_m = drops_m[0] - off_m, drops_m[1] + off_m
    count = max(2, math.ceil((high_m - low_m) / DROP_STEP_M - 1e-9)) if high_m > low_m else 0
    drops = np.linspace(low_m, high_m, count + 1)
    return np.append(drops, 0.0) if low_m < 0.0 < high_m else drops


def _rays(camera: Camera, tilts: Floats, drops_m: Floats, azimuth_rad: Floats) -> Rays:
    each = [a.ravel() for a in np.meshgrid(tilts, drops_m, azimuth_rad, indexing="ij")]
    return Rays.over(gain_of(camera), *each)


def _around(angles: Floats, far_m: Floats) -> Region:
    """Return the polygon of corners around the foot, which is inside if only just."""
    away_m = np.maximum(far_m, LEAST_DROP_M)[:, None]
    corners = away_m * np.column_stack((np.cos(angles), np.sin(angles)))
    if angles[-1] - angles[0] < 2.0 * math.pi - HALF_STEP_RAD:
        corners = np.vstack(([0.0, 0.0], corners))
    return region_of(shapely.make_valid(Polygon(corners)))
