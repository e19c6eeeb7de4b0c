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
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import compress

import numpy as np
import shapely

from pipeline.coverage.optics import band_loops
from pipeline.coverage.optics.angle import facing_wedge, steep_m
from pipeline.coverage.optics.dense import gains_of, limits
from pipeline.coverage.optics.density import MODELS, Band, Floats, Rays, dense_band
from pipeline.coverage.optics.extent import Extents
from pipeline.coverage.optics.fan import Numbers, azimuths, fans_of
from pipeline.coverage.optics.footprint import Pose, convex_footprints, footprint
from pipeline.coverage.optics.grown import grown
from pipeline.coverage.optics.picture import Border, border_of
from pipeline.coverage.optics.star import stars
from pipeline.domain.camera import Camera
from pipeline.domain.requirement import Look
from pipeline.geometry.overlay import GRID_M, both, both_each, united, without
from pipeline.geometry.region import EMPTY, Region, Regions, region_of

STEP_DEG = 2.0
"""Between the corners of bent sides; what their chords cut off is small against a tolerance."""

HALF_STEP_RAD = math.radians(1.2)
"""Between the rays on which density is looked at, at most."""

MARGIN = 0.004
"""Of the density; more than it falls between the poses that are looked at (tried on random ones,
of tolerances up to 5°)."""

SIMPLIFIED = 1.02
"""GEOS simplifies what it draws in by up to a hundredth of the distance."""


def tolerated(cameras: Sequence[Camera], look: Look, far_m: Sequence[float]) -> Regions:
    """Return what every pose within tolerance of each camera sees as a look asks.

    Up to a distance, of each camera its own, and further; all lenses are of one model.
    """
    offs_m = np.array([camera.tolerance.position_m for camera in cameras])
    drops_m = [camera.height_m - look.plane_m for camera in cameras]
    wider_m = [far + 2.0 * off_m for far, off_m in zip(far_m, offs_m.tolist(), strict=True)]
    sure = pictures_of_all(cameras, drops_m, wider_m)
    some = np.flatnonzero(~shapely.is_empty(sure)).tolist()
    if some and (look.density_px_per_m > 0.0 or look.max_elevation_deg is not None):
        dense = _dense_for_all([cameras[n] for n in some], look, Extents.around_foot(sure[some]))
        sure[some] = both_each(sure[some], dense)
    for n in some:
        sure[n] = _bounded(sure[n], cameras[n], look, wider_m[n])
    loose = np.flatnonzero(offs_m > GRID_M)
    drawn_in = shapely.buffer(sure[loose], -SIMPLIFIED * offs_m[loose], join_style="mitre")
    sure[loose] = [region_of(shape) for shape in drawn_in]
    return sure


def _bounded(sure: Region, camera: Camera, look: Look, far_m: float) -> Region:
    """Return what of a region faces a camera as a look asks, and is behind no mask in any pose."""
    wedge = facing_wedge(camera.pan_deg, look.facing_deg, look.max_facing_deg, far_m)
    if wedge is not None:
        sure = both(sure, wedge)
    masks = masks_of_any(camera, camera.height_m - look.plane_m, far_m)
    return sure if masks.is_empty else without(sure, masks)


def pictures_of_all(
    cameras: Sequence[Camera], drops_m: Sequence[float], far_m: Sequence[float]
) -> Regions:
    """Return what is in the picture of every pose of each camera at its drawn place on the plan."""
    views = [
        (*_poses_of_all(camera, drop_m), far)
        for camera, drop_m, far in zip(cameras, drops_m, far_m, strict=True)
    ]
    straight = [border.is_pyramid for border, *_ in views]
    seen = np.full(len(cameras), EMPTY, dtype=np.object_)
    seen[straight] = convex_footprints(
        (border.inward, poses, far) for border, poses, far in compress(views, straight)
    )
    for n in np.flatnonzero(np.logical_not(straight)).tolist():
        border, poses, far = views[n]
        turn_rad = math.radians(cameras[n].tolerance.pan_deg)
        each = reduce(both, (footprint(border.ring, Pose(*pose), far) for pose in poses.tolist()))
        seen[n] = both(*(_turned(each, a) for a in _ends(turn_rad))) if turn_rad else each
    return seen


def _poses_of_all(camera: Camera, drop_m: float) -> tuple[Border, Floats]:
    """Return a border that is drawn in, and poses: what is in it from them all is so from any.

    Poses are told by the four numbers of a Pose, (n, 4). Of a border that is no pyramid they leave
    out the pan.
    """
    off, size = camera.tolerance, (camera.width_px, camera.height_px)
    border = border_of(camera.lens, *size, STEP_DEG)
    turns = [math.radians(a) for a in (off.pan_deg, off.tilt_deg, off.roll_deg)]
    between = sum(1.0 - math.cos(a) for a in turns)
    rise = min(0.25, off.position_m / max(2.0 * abs(drop_m), 1e-9))
    between += border.bend * (sum(a * a for a in turns) + rise * rise) / 2.0
    pans = _ends(turns[0]) if border.is_pyramid else (0.0,)
    tilt, roll = math.radians(camera.tilt_deg), math.radians(camera.roll_deg)
    ranges = _ends(turns[1], tilt), _ends(turns[2], roll), _ends(off.position_m, drop_m), pans
    poses = np.array(list(itertools.product(*ranges)), dtype=np.float64)
    return border_of(camera.lens, *size, STEP_DEG, between), poses


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


def _dense_for_all(cameras: Sequence[Camera], look: Look, extents: Extents) -> Regions:
    """Return what every pose at the drawn place on the plan sees densely, and not too steeply."""
    drops_m = [_ends(c.tolerance.position_m, c.height_m - look.plane_m) for c in cameras]
    furthest_m = np.array([max(drops, key=abs) for drops in drops_m])
    near_m, least_m, most_m = limits(extents, furthest_m)
    steepest_m = np.array(
        [max(steep_m(drop, look.max_elevation_deg) for drop in drops) for drops in drops_m]
    )
    owners = np.flatnonzero(np.maximum(least_m, steepest_m) < most_m)
    if len(owners) == 0:
        return np.full(len(cameras), EMPTY, dtype=np.object_)
    spans_rad = list(zip(extents.start_rad, extents.end_rad, strict=True))
    angles = [_azimuths(cameras[n], *spans_rad[n]) for n in owners.tolist()]
    limits_m = least_m[owners], most_m[owners]
    own = [cameras[n] for n in owners.tolist()]
    if band_loops.is_compiled() and look.density_px_per_m > 0.0:
        near, far = _bands_in_loops(own, look, angles, limits_m)
    else:
        bands = _bands_for_all(own, look, angles, limits_m)
        near, far = (np.concatenate(ends) for ends in zip(*bands, strict=True))
    fans = fans_of(owners, angles, lambda owner, _: Band(np.maximum(near, steepest_m[owner]), far))
    return stars(fans, near_m)


def _azimuths(camera: Camera, start_rad: float, end_rad: float) -> Floats:
    """Return azimuths of rays, so that the range of the pan is a number of half steps."""
    pan_rad = math.radians(camera.tolerance.pan_deg)
    half_rad = pan_rad / math.ceil(pan_rad / HALF_STEP_RAD) if pan_rad else HALF_STEP_RAD
    return azimuths(start_rad, end_rad, 2.0 * max(half_rad, HALF_STEP_RAD / 3.0))


def _bands_for_all(
    cameras: Sequence[Camera],
    look: Look,
    angles: Sequence[Floats],
    limits_m: tuple[Floats, Floats],
) -> Iterator[tuple[Floats, Floats]]:
    """Yield from where to where each camera's rays are dense enough in every pose."""
    if look.density_px_per_m <= 0.0:
        for own, least_m, most_m in zip(angles, *limits_m, strict=True):
            yield np.full(len(own), least_m), np.full(len(own), most_m)
        return
    besides = [_beside(camera, own) for camera, own in zip(cameras, angles, strict=True)]
    folded = [_folded(_wider(own, beside)) for own, beside in zip(angles, besides, strict=True)]
    poses = [
        _rays_for_all(camera, look, turns)
        for camera, (turns, _) in zip(cameras, folded, strict=True)
    ]
    counts = [len(tilts) for tilts, *_ in poses]
    model, focal_px, least_cos = gains_of(cameras)
    gain = model, np.repeat(focal_px, counts), np.repeat(least_cos, counts)
    rays = Rays.over(gain, *(np.concatenate(each) for each in zip(*poses, strict=True)))
    each_m = (np.repeat(limit_m, counts) for limit_m in limits_m)
    band = dense_band(rays, look.density_px_per_m * (1.0 + MARGIN), *each_m)
    parts = (np.split(ends_m, np.cumsum(counts)[:-1]) for ends_m in (band.near_m, band.far_m))
    for near_m, far_m, (turns, sides), beside in zip(*parts, folded, besides, strict=True):
        shape = -1, len(turns)
        latest_m, first_m = near_m.reshape(shape).max(axis=0), far_m.reshape(shape).min(axis=0)
        yield (
            _of_all(latest_m[sides], beside).max(axis=1),
            _of_all(first_m[sides], beside).min(axis=1),
        )


def _bands_in_loops(
    cameras: Sequence[Camera],
    look: Look,
    angles: Sequence[Floats],
    limits_m: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Return the same, found by loops: of all rays in a row."""
    tilts_rad, drops_m, turns = [], [], []
    for camera, own in zip(cameras, angles, strict=True):
        off, tilt_rad = camera.tolerance, math.radians(camera.tilt_deg)
        off_rad = math.radians(off.tilt_deg)
        tilts_rad.append((tilt_rad - off_rad, tilt_rad, tilt_rad + off_rad))
        drop_m = camera.height_m - look.plane_m
        drops_m.append((drop_m - off.position_m, drop_m + off.position_m))
        gap_rad = float(own[1] - own[0])
        turns.append((gap_rad, round(float(own[0]) / gap_rad), len(own), _beside(camera, own)))
    model, *lenses = gains_of(cameras)
    near_m, far_m = np.empty((2, sum(map(len, angles))))
    density = look.density_px_per_m * (1.0 + MARGIN)
    each = np.column_stack(lenses), np.array(tilts_rad), np.array(drops_m), np.array(turns)
    ends = np.column_stack(limits_m), near_m, far_m
    band_loops.compiled_of_all_poses()(MODELS.index(model), *each, density, *ends)
    return near_m, far_m


def _beside(camera: Camera, angles: Floats) -> int:
    """Return how many rays to either side the range of the pan reaches."""
    pan_rad = math.radians(camera.tolerance.pan_deg)
    return math.ceil(pan_rad / float(angles[1] - angles[0]) - 1e-9)


def _wider(angles: Floats, beside: int) -> Floats:
    """Return azimuths of so many rays more at either end; all are multiples of the gap."""
    gap_rad = float(angles[1] - angles[0])
    first = round(float(angles[0]) / gap_rad)
    numbers = np.arange(first - beside, first + len(angles) + beside, dtype=np.float64)
    wider: Floats = gap_rad * numbers
    return wider


def _folded(angles: Floats) -> tuple[Floats, Numbers]:
    """Return the different angles to either side of the pan, and which of them each is.

    Density is the same on both sides: rays that mirror each other are looked at once.

    >>> turns, sides = _folded(np.array([-0.5, 0.0, 0.5]))
    >>> turns.tolist(), sides.tolist()
    ([0.0, 0.5], [1, 0, 1])
    """
    turns, sides = np.unique(np.abs(angles), return_inverse=True)
    different: Floats = turns.astype(np.float64)
    return different, sides


def _of_all(ends_m: Floats, beside: int) -> Floats:
    """Return for each ray its end, and those of so many rays to either side, (n, 2·beside + 1)."""
    return np.lib.stride_tricks.sliding_window_view(ends_m, 2 * beside + 1)


def _rays_for_all(camera: Camera, look: Look, azimuth_rad: Floats) -> tuple[Floats, Floats, Floats]:
    """Return tilts, drops and azimuths of rays from the extremes and middles of tilt and height."""
    off, tilt = camera.tolerance, math.radians(camera.tilt_deg)
    tilts = sorted({tilt, *_ends(math.radians(off.tilt_deg), tilt)})
    drops_m = _ends(off.position_m, camera.height_m - look.plane_m)
    tilt_rad, drop_m, azimuths_rad = np.meshgrid(tilts, drops_m, azimuth_rad, indexing="ij")
    return tilt_rad.ravel(), drop_m.ravel(), azimuths_rad.ravel()
