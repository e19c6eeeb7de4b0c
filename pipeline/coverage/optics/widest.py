"""The most that a camera may ever see of a plane, in the frame of its pan: for privacy.

Never less than what any pose within tolerance has in its picture, or any aim and zoom of a PTZ
camera, less what a fixed camera's masks hide in every pose; hollows at the foot and what hides
count for nothing here.
"""

import math

import numpy as np
import shapely
from shapely import Polygon

from pipeline.coverage.optics.dense import BEYOND, gain_of
from pipeline.coverage.optics.density import Floats, Rays, dense_band
from pipeline.coverage.optics.extent import FOOT, Extent
from pipeline.coverage.optics.footprint import LEAST_DROP_M, Pose, footprint
from pipeline.coverage.optics.grown import WHOLE, grown
from pipeline.coverage.optics.star import azimuths
from pipeline.coverage.optics.swept import turned_to
from pipeline.coverage.optics.tolerated import masks_of_all
from pipeline.domain.camera import Camera
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import Region, region_of

HALF_STEP_RAD = math.radians(0.75)
"""Between the rays on which density is looked at."""

LENIENT = 0.99
"""Of the density; more than it rises between the poses that are looked at."""

SIMPLIFIED = 1.02
"""GEOS simplifies what it grows by up to a hundredth of the distance."""

QUARTER = 8
"""Corners per quarter of the polygon around a disc."""


def widest(camera: Camera, plane_m: float, density_px_per_m: float, far_m: float) -> Region:
    """Return all that may come into the picture with so many px/m, up to a distance at least."""
    off_m = camera.tolerance.position_m
    far_m += 2.0 * off_m
    if camera.sweep is not None:
        seen = turned_to(camera, camera.sweep, plane_m, density_px_per_m, far_m)
        return _moved_about(seen, off_m)
    seen = _picture_of_any(camera, camera.height_m - plane_m, far_m)
    if density_px_per_m > 0.0 and not seen.is_empty:
        extent = Extent.around_foot(seen)
        seen = both(seen, _dense_for_any(camera, plane_m, density_px_per_m, extent))
    masked = masks_of_all(camera, camera.height_m - plane_m, far_m)
    seen = _moved_about(seen, off_m)
    return seen if masked.is_empty else without(seen, masked)


def _moved_about(region: Region, off_m: float) -> Region:
    """Return all that a region comes over while it is moved about by no more than a distance."""
    around_m = SIMPLIFIED * off_m / math.cos(math.pi / (4 * QUARTER))
    return region_of(region.buffer(around_m, quad_segs=QUARTER)) if off_m else region


def _picture_of_any(camera: Camera, drop_m: float, far_m: float) -> Region:
    """Return what any pose at the drawn place on the plan has in its picture.

    Turned, a direction moves by no more than √(pan² + tilt²) and roll. From another height, by
    no more than h / 2Δ from that seen at the nearest of the heights that are looked at. A plane
    that may lie above or below the camera is all seen from the foot on that any of them sees.
    """
    off = camera.tolerance
    turn_rad = math.radians(math.hypot(off.pan_deg, off.tilt_deg) + off.roll_deg)
    lowest_m = abs(drop_m) - off.position_m
    crosses = lowest_m < off.position_m and off.position_m > 0.0
    risen_rad = 0.0 if crosses or not off.position_m else off.position_m / (4.0 * lowest_m)
    size = camera.width_px, camera.height_px
    tilt, roll = math.radians(camera.tilt_deg), math.radians(camera.roll_deg)
    drops_m = sorted({drop_m - off.position_m, drop_m, drop_m + off.position_m})
    seen = united(
        footprint(ring, Pose(tilt, roll, drop), far_m)
        for ring in grown(camera.lens, *size, WHOLE, turn_rad + risen_rad)
        for drop in drops_m
    )
    if crosses and not seen.is_empty:
        return region_of(shapely.union(seen, FOOT.buffer(LEAST_DROP_M)).convex_hull)
    return seen


def _dense_for_any(
    camera: Camera, plane_m: float, density_px_per_m: float, extent: Extent
) -> Region:
    """Return a star about the foot around all that is dense from any pose at the drawn place."""
    off, tilt, drop_m = camera.tolerance, math.radians(camera.tilt_deg), camera.height_m - plane_m
    angles = azimuths(extent.start_rad, extent.end_rad, 2.0 * HALF_STEP_RAD)
    half_rad = angles[1] - angles[0]
    # A corner as far out as the rays half a step beside it keeps the chords outside.
    beside = math.ceil(math.radians(off.pan_deg) / half_rad - 1e-9) + 1
    wider = angles[0] + half_rad * np.arange(-beside, len(angles) + beside)
    tilts = sorted({tilt, *(tilt + s * math.radians(off.tilt_deg) for s in (-1.0, 1.0))})
    drops_m = sorted({drop_m, drop_m - off.position_m, drop_m + off.position_m})
    each = [a.ravel() for a in np.meshgrid(tilts, drops_m, wider, indexing="ij")]
    rays = Rays.over(gain_of(camera), *each)
    least_m = max(0.1 * min(map(abs, drops_m)), LEAST_DROP_M)
    band = dense_band(rays, LENIENT * density_px_per_m, least_m, BEYOND * extent.most_m)
    far_m = np.where(band.is_some, band.far_m, 0.0).reshape(-1, len(wider)).max(axis=0)
    most_m = np.lib.stride_tricks.sliding_window_view(far_m, 2 * beside + 1).max(axis=1)
    return _around(angles[::2], most_m[::2] / math.cos(half_rad))


def _around(angles: Floats, far_m: Floats) -> Region:
    """Return the polygon of corners around the foot, which is inside if only just."""
    away_m = np.maximum(far_m, LEAST_DROP_M)[:, None]
    corners = away_m * np.column_stack((np.cos(angles), np.sin(angles)))
    if angles[-1] - angles[0] < 2.0 * math.pi - HALF_STEP_RAD:
        corners = np.vstack(([0.0, 0.0], corners))
    return region_of(shapely.make_valid(Polygon(corners)))
