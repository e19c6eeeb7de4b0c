"""The most that a camera may ever see of a plane, in the frame of its pan: for privacy.

Never less than what any pose within tolerance has in its picture, or any aim and zoom of a PTZ
camera; hollows at the foot, masks, and what hides count for nothing here.
"""

import math
from dataclasses import replace

import numpy as np
import shapely
from shapely import Polygon

from pipeline.coverage.dense import BEYOND, gain_of
from pipeline.coverage.density import Floats, Rays, dense_band
from pipeline.coverage.extent import FOOT
from pipeline.coverage.footprint import LEAST_DROP_M, Pose, footprint
from pipeline.coverage.grown import WHOLE, grown
from pipeline.coverage.picture import border_of
from pipeline.coverage.star import azimuths
from pipeline.domain.camera import Camera, Sweep
from pipeline.geometry.overlay import both, united
from pipeline.geometry.region import EMPTY, Region, region_of

HALF_STEP_RAD = math.radians(1.0)
"""Between the rays on which density is looked at."""

LENIENT = 0.99
"""Of the density; more than it rises between the poses that are looked at."""

SIMPLIFIED = 1.02
"""GEOS simplifies what it grows by up to a hundredth of the distance."""

QUARTER = 8
"""Corners per quarter of the polygon around a disc."""


def widest(camera: Camera, plane_m: float, density_px_per_m: float, far_m: float) -> Region:
    """Return all that may come into the picture with so many px/m, up to a distance at least."""
    if camera.sweep is not None:
        return _swept(camera, camera.sweep, plane_m, density_px_per_m, far_m)
    off_m = camera.tolerance.position_m
    seen = _picture_of_any(camera, camera.height_m - plane_m, far_m + 2.0 * off_m)
    if density_px_per_m > 0.0 and not seen.is_empty:
        dense = _dense_for_any(camera, plane_m, density_px_per_m, far_m + 2.0 * off_m)
        seen = both(seen, dense) if not dense.is_empty else EMPTY
    return _moved_about(seen, off_m)


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


def _dense_for_any(camera: Camera, plane_m: float, density_px_per_m: float, far_m: float) -> Region:
    """Return a star about the foot around all that is dense from any pose at the drawn place."""
    off, tilt = camera.tolerance, math.radians(camera.tilt_deg)
    drop_m = camera.height_m - plane_m
    angles = azimuths(-math.pi, math.pi, 2.0 * HALF_STEP_RAD)[:-1]
    tilts = sorted({tilt, *(tilt + s * math.radians(off.tilt_deg) for s in (-1.0, 1.0))})
    drops_m = sorted({drop_m, drop_m - off.position_m, drop_m + off.position_m})
    each = [a.ravel() for a in np.meshgrid(tilts, drops_m, angles, indexing="ij")]
    rays = Rays.over(gain_of(camera), *each)
    least_m = max(0.1 * min(map(abs, drops_m)), LEAST_DROP_M)
    band = dense_band(rays, LENIENT * density_px_per_m, least_m, BEYOND * far_m)
    far = np.where(band.is_some, band.far_m, 0.0).reshape(-1, len(angles)).max(axis=0)
    # A corner as far out as any ray within two half steps keeps the chords outside.
    beside = math.ceil(math.radians(off.pan_deg) / HALF_STEP_RAD) + 2
    wider = np.concatenate((far[-beside:], far, far[:beside]))
    most_m = np.lib.stride_tricks.sliding_window_view(wider, 2 * beside + 1).max(axis=1)
    return _around(angles[::2], most_m[::2] / math.cos(HALF_STEP_RAD))


def _around(angles: Floats, far_m: Floats) -> Region:
    """Return the polygon of corners around the foot, which is inside if only just."""
    corners = np.maximum(far_m, LEAST_DROP_M)[:, None] * np.column_stack(
        (np.cos(angles), np.sin(angles))
    )
    return region_of(shapely.make_valid(Polygon(corners)))


def _swept(
    camera: Camera, sweep: Sweep, plane_m: float, density_px_per_m: float, far_m: float
) -> Region:
    """Return a ring or a part of one around all that a PTZ camera may be turned to.

    Its picture is taken as the cone around its corners at the shortest zoom; its density as the
    most that its lens gives at either end of the zoom, wherever in the picture.
    """
    off = camera.tolerance
    zooms = [replace(camera, lens=replace(camera.lens, hfov_deg=hfov)) for hfov in sweep.hfov_deg]
    half_rad = max(_corner_rad(zoom) for zoom in zooms)
    drop_m = camera.height_m - plane_m
    lowest_m = abs(drop_m) - off.position_m
    risen_rad = off.position_m / (2.0 * lowest_m) if lowest_m > off.position_m else math.pi
    slack_rad = half_rad + math.radians(off.tilt_deg + off.roll_deg) + risen_rad
    up_rad, down_rad = (
        math.radians(tilt) + sign * slack_rad
        for tilt, sign in zip(sorted(sweep.tilt_deg), (-1.0, 1.0), strict=True)
    )
    if drop_m < 0.0:
        up_rad, down_rad = -down_rad, -up_rad
    if down_rad <= 0.0 and risen_rad < math.pi:
        return EMPTY
    near_m = max(0.0, abs(drop_m) / math.tan(down_rad)) if 0.0 < down_rad < math.pi / 2 else 0.0
    most_m = abs(drop_m) / math.tan(up_rad) if up_rad > 0.0 else BEYOND * far_m
    if density_px_per_m > 0.0:
        gain = max(_most_gain(zoom) for zoom in zooms) / density_px_per_m
        lowest_m = max(0.0, lowest_m)
        most_m = min(most_m, math.sqrt(max(gain * gain - lowest_m * lowest_m, 0.0)))
    sector = _sector(camera, sweep, half_rad, max(most_m, LEAST_DROP_M))
    seen = region_of(shapely.difference(sector, FOOT.buffer(near_m))) if near_m else sector
    return _moved_about(seen, off.position_m)


def _corner_rad(camera: Camera) -> float:
    return math.acos(border_of(camera.lens, camera.width_px, camera.height_px, 1.0).least_cos)


def _most_gain(camera: Camera) -> float:
    """Return the most pixels per rad that a lens gives anywhere in its picture."""
    angle = np.linspace(0.0, _corner_rad(camera), 91)
    cos = np.cos(angle)
    around_sq = camera.lens.model.around_sq(cos)
    away_sq = around_sq + camera.lens.model.skew(cos) * np.sin(angle) ** 2
    return camera.focal_px * 1.001 * math.sqrt(float(np.maximum(around_sq, away_sq).max()))


def _sector(camera: Camera, sweep: Sweep, half_rad: float, most_m: float) -> Region:
    """Return the sector of azimuths that any aim may have in its picture."""
    steepest = max(map(abs, sweep.tilt_deg)) + camera.tolerance.tilt_deg
    sine = math.sin(half_rad) / max(math.cos(math.radians(min(steepest, 90.0))), 1e-9)
    aside = math.asin(sine) if sine < 1.0 and half_rad < math.pi / 2.0 else math.pi
    aside += math.radians(camera.tolerance.pan_deg + camera.tolerance.roll_deg)
    start, end = (math.radians(pan - camera.pan_deg) for pan in sorted(sweep.pan_deg))
    start, end = start - aside, end + aside
    if end - start >= 2.0 * math.pi - 2.0 * HALF_STEP_RAD:
        start, end = 0.0, 2.0 * math.pi
    count = math.ceil((end - start) / HALF_STEP_RAD)
    turns = start + (end - start) * np.arange(count + 1) / count
    arc = most_m / math.cos(HALF_STEP_RAD) * np.column_stack((np.cos(turns), np.sin(turns)))
    corners = arc[:-1] if end - start == 2.0 * math.pi else np.vstack(([0.0, 0.0], arc))
    return region_of(shapely.make_valid(Polygon(corners)))
