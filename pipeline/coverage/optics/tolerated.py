"""What every pose within a camera's tolerance sees, in the frame of its pan as drawn.

Of a convex picture, a direction is inside for all poses if it is inside for the extreme ones by
the bound on what lies between: the sine of how far it is inside an edge is a sinusoid of pan, tilt
and roll, each of amplitude 1 at most, so that between the extremes of ±a it falls below the lower
of them by no more than 1 - cos a. Between two heights a convex picture needs no bound. Where the
sides of a picture bend inwards, the bound grows with the bend (an estimate, tried on random poses).

What is too coarse is too coarse from the extremes and the middle of tilt and height, with a margin
for what lies between, and within the whole range of the pan. At last all is drawn in by how far
off its place on the plan the camera may hang.
"""

import itertools
import math
from functools import reduce

import numpy as np
import shapely

from pipeline.coverage.optics.angle import facing_wedge, steep_m
from pipeline.coverage.optics.dense import gain_of, limits
from pipeline.coverage.optics.density import Band, Floats, Rays, dense_band
from pipeline.coverage.optics.extent import Extent
from pipeline.coverage.optics.footprint import Pose, convex_footprint, footprint
from pipeline.coverage.optics.grown import grown
from pipeline.coverage.optics.picture import border_of
from pipeline.coverage.optics.star import azimuths, star
from pipeline.domain.camera import Camera
from pipeline.domain.requirement import Look
from pipeline.geometry.overlay import GRID_M, both, united, without
from pipeline.geometry.region import EMPTY, Region, region_of

STEP_DEG = 2.0
"""Between the corners of bent sides; what their chords cut off is small against a tolerance."""

HALF_STEP_RAD = math.radians(1.2)
"""Between the rays on which density is looked at, at most."""

MARGIN = 0.004
"""Of the density; more than it falls between the poses that are looked at (tried on random ones,
of tolerances up to 5°)."""

SIMPLIFIED = 1.02
"""GEOS simplifies what it draws in by up to a hundredth of the distance."""


def tolerated(camera: Camera, look: Look, far_m: float) -> Region:
    """Return what every pose within tolerance sees as a look asks, up to a distance and further."""
    off_m = camera.tolerance.position_m
    far_m += 2.0 * off_m
    drop_m = camera.height_m - look.plane_m
    sure = picture_of_all(camera, drop_m, far_m)
    if sure.is_empty:
        return EMPTY
    if look.density_px_per_m > 0.0 or look.max_elevation_deg is not None:
        sure = both(sure, _dense_for_all(camera, look, Extent.around_foot(sure)))
    wedge = facing_wedge(camera.pan_deg, look.facing_deg, look.max_facing_deg, far_m)
    if wedge is not None:
        sure = both(sure, wedge)
    masks = masks_of_any(camera, drop_m, far_m)
    if not masks.is_empty:
        sure = without(sure, masks)
    return (
        region_of(sure.buffer(-SIMPLIFIED * off_m, join_style="mitre")) if off_m > GRID_M else sure
    )


def picture_of_all(camera: Camera, drop_m: float, far_m: float) -> Region:
    """Return what is in the picture of every pose at the drawn place on the plan."""
    off = camera.tolerance
    border = border_of(camera.lens, camera.width_px, camera.height_px, STEP_DEG)
    turns = [math.radians(a) for a in (off.pan_deg, off.tilt_deg, off.roll_deg)]
    between = sum(1.0 - math.cos(a) for a in turns)
    rise = min(0.25, off.position_m / max(2.0 * abs(drop_m), 1e-9))
    between += border.bend * (sum(a * a for a in turns) + rise * rise) / 2.0
    ring = border_of(camera.lens, camera.width_px, camera.height_px, STEP_DEG, between).ring
    pans = _ends(turns[0]) if border.is_pyramid else (0.0,)
    poses = [
        Pose(math.radians(camera.tilt_deg) + tilt, math.radians(camera.roll_deg) + roll, drop, pan)
        for pan, tilt, roll, drop in itertools.product(
            pans, _ends(turns[1]), _ends(turns[2]), _ends(off.position_m, drop_m)
        )
    ]
    if border.is_pyramid:
        return convex_footprint(ring, poses, far_m)
    seen = reduce(both, (footprint(ring, pose, far_m) for pose in poses))
    return both(*(_turned(seen, turn) for turn in _ends(turns[0]))) if turns[0] else seen


def _turned(region: Region, angle_rad: float) -> Region:
    """Return a region turned about the foot, counter-clockwise."""
    sin, cos = math.sin(angle_rad), math.cos(angle_rad)
    turn = np.array([[cos, sin], [-sin, cos]])
    return shapely.transform(region, lambda corners: corners @ turn)


def masks_of_any(camera: Camera, drop_m: float, far_m: float) -> Region:
    """Return what any pose at the drawn place on the plan has behind a privacy mask.

    Pan and tilt move it by no more than √(pan² + tilt²), roll by no more than itself, and a
    change of height by h / 2Δ.
    """
    if not camera.masks:
        return EMPTY
    angle = most_off_rad(camera, drop_m)
    pose = Pose(math.radians(camera.tilt_deg), math.radians(camera.roll_deg), drop_m)
    size = camera.width_px, camera.height_px
    rings = (ring for mask in camera.masks for ring in grown(camera.lens, *size, mask, angle))
    return united(footprint(ring, pose, far_m) for ring in rings)


def most_off_rad(camera: Camera, drop_m: float) -> float:
    """Return how far the direction of a place on the plan may lie from where it is as drawn."""
    off = camera.tolerance
    lowest_m = max(abs(drop_m) - off.position_m, 1e-9)
    risen = min(off.position_m / (2.0 * lowest_m), math.pi / 4.0)
    return math.radians(math.hypot(off.pan_deg, off.tilt_deg) + off.roll_deg) + risen


def _ends(off: float, middle: float = 0.0) -> tuple[float, ...]:
    return (middle - off, middle + off) if off else (middle,)


def _dense_for_all(camera: Camera, look: Look, extent: Extent) -> Region:
    """Return what every pose at the drawn place on the plan sees densely, and not too steeply."""
    off, drop_m = camera.tolerance, camera.height_m - look.plane_m
    drops_m = _ends(off.position_m, drop_m)
    near_m, least_m, most_m = limits(extent, max(drops_m, key=abs))
    steepest_m = max(steep_m(drop, look.max_elevation_deg) for drop in drops_m)
    if max(least_m, steepest_m) >= most_m:
        return EMPTY
    pan_rad = math.radians(off.pan_deg)
    # So that the range of the pan is a number of half steps.
    half_rad = pan_rad / math.ceil(pan_rad / HALF_STEP_RAD) if pan_rad else HALF_STEP_RAD
    half_rad = max(half_rad, HALF_STEP_RAD / 3.0)
    angles = azimuths(extent.start_rad, extent.end_rad, 2.0 * half_rad)
    band = Band(np.full(len(angles), least_m), np.full(len(angles), most_m))
    if look.density_px_per_m > 0.0:
        half_rad = angles[1] - angles[0]
        beside = math.ceil(pan_rad / half_rad - 1e-9)
        wider = angles[0] + half_rad * np.arange(-beside, len(angles) + beside)
        band = _band_for_all(camera, look, wider, (least_m, most_m))
        near, far = (
            np.lib.stride_tricks.sliding_window_view(ends_m, 2 * beside + 1)
            for ends_m in (band.near_m, band.far_m)
        )
        band = Band(near.max(axis=1), far.min(axis=1))
    return star(angles, Band(np.maximum(band.near_m, steepest_m), band.far_m), near_m)


def _band_for_all(
    camera: Camera, look: Look, azimuth_rad: Floats, limits_m: tuple[float, float]
) -> Band:
    """Return where rays are dense enough from the extremes and middles of tilt and height."""
    off, tilt = camera.tolerance, math.radians(camera.tilt_deg)
    tilts = sorted({tilt, *_ends(math.radians(off.tilt_deg), tilt)})
    drops_m = _ends(off.position_m, camera.height_m - look.plane_m)
    each = [a.ravel() for a in np.meshgrid(tilts, drops_m, azimuth_rad, indexing="ij")]
    rays = Rays.over(gain_of(camera), *each)
    band = dense_band(rays, look.density_px_per_m * (1.0 + MARGIN), *limits_m)
    shape = -1, len(azimuth_rad)
    return Band(band.near_m.reshape(shape).max(axis=0), band.far_m.reshape(shape).min(axis=0))
