"""What falls inside a camera's picture on a plane as it is asked for: polygons before any wall.

A panoramic camera is several (see `coverage.optics.heads`). All is made in the frame of the
camera's pan, with its foot at (0, 0), and turned and placed at the end, so that a plan that is
turned or moved gives the same polygons.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import compress

import numpy as np
import shapely
from shapely import box

from pipeline.coverage.optics.angle import facing_wedge
from pipeline.coverage.optics.dense import Asked, densely_seen
from pipeline.coverage.optics.density import Floats
from pipeline.coverage.optics.footprint import FURTHEST_M, Pose, convex_footprints, footprint
from pipeline.coverage.optics.grown import grown
from pipeline.coverage.optics.kept import MOST_KEPT, Kept
from pipeline.coverage.optics.picture import border_of
from pipeline.coverage.optics.swept import looked_at
from pipeline.coverage.optics.tolerated import tolerated
from pipeline.coverage.optics.widest import widest
from pipeline.domain.camera import Camera, Sweep
from pipeline.domain.coverage import Region
from pipeline.domain.label import Label
from pipeline.domain.requirement import Look
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import EMPTY, Regions

STEP_DEG = 0.75
"""Between the corners of bent sides of a picture."""

NAMELESS = Label("", "")

SLIVER_M2 = 1e-6
"""A picture that only grazes the plane, at the camera's own height, leaves less than this."""


def picture_outline(camera: Camera, plane_m: float, reach_m: float) -> Region:
    """Return what falls inside a camera's picture on a plane, walls or no walls.

    Never more than the truth. Nothing is looked at beyond a square around the camera, turned with
    it, whose sides are `reach_m` away, nor beyond FURTHEST_M.

    >>> from pipeline.domain.lens import Lens
    >>> from pipeline.domain.label import Label
    >>> level = Camera("c", Label("c", "c"), 5, 0, 3, 0, 0, Lens(90.0), 1000, 1000)
    >>> bounds = picture_outline(level, 1.0, 10.0).bounds  # 2 m below: from 2 m on
    >>> tuple(round(bound, 9) for bound in bounds)
    (7.0, -10.0, 15.0, 10.0)
    """
    return _placed([camera], list(_pictures([camera], plane_m, [reach_m])))[0]


def masked_outline(camera: Camera, plane_m: float, reach_m: float) -> Region:
    """Return what a camera's privacy masks blacken on a plane; never less than the truth."""
    return _placed([camera], [_within_one(_masked(camera, plane_m, reach_m), reach_m)])[0]


def dense_outline(
    camera: Camera, plane_m: float, density_px_per_m: float, reach_m: float
) -> Region:
    """Return what falls inside a camera's picture on a plane and gets the pixel density.

    Never more than the truth, and less by at most 2e-4 of its area; by a few thousandths under
    the rare wide lens that looks down so steeply that density has two maxima along a ray (see
    `density.dense_band`).

    >>> from pipeline.domain.lens import Lens
    >>> from pipeline.domain.label import Label
    >>> level = Camera("c", Label("c", "c"), 0, 0, 3, 0, 0, Lens(90.0), 1000, 1000)
    >>> bounds = dense_outline(level, 1.0, 50.0, 99.0).bounds  # f = 500 px, to 500 / 50 = 10 m
    >>> tuple(round(bound, 6) for bound in bounds)
    (2.0, -10.0, 10.0, 10.0)
    """
    asked = Asked(plane_m, density_px_per_m)
    return _placed([camera], list(_dense([camera], asked, [reach_m])))[0]


def nominal_outline(camera: Camera, look: Look, reach_m: float) -> Region:
    """Return what a camera that hangs as drawn sees as a look asks, walls or no walls.

    In its picture, dense enough, not too steep nor from too far aside, and behind no mask.
    """
    return nominal_outlines([camera], look, [reach_m])[0]


def nominal_outlines(
    cameras: Sequence[Camera], look: Look, reaches_m: Sequence[float]
) -> list[Region]:
    """Return the nominal outline of each camera within its own reach; of many, much faster."""
    return _placed(cameras, outlines_ahead(cameras, look, reaches_m))


def outlines_ahead(
    cameras: Sequence[Camera], look: Look, reaches_m: Sequence[float]
) -> list[Region]:
    """Return the nominal outline of each camera in the frame of its pan, its foot at (0, 0)."""
    hung = [_in_its_frame(camera, look) for camera in cameras]
    return NOMINAL.each(hung, look, reaches_m)


def guaranteed_outline(camera: Camera, look: Look, reach_m: float) -> Region:
    """Return what a camera sees as a look asks in every pose within its tolerance.

    Never more than the truth; of an exact camera, its nominal outline.
    """
    return guaranteed_outlines([camera], look, [reach_m])[0]


def guaranteed_outlines(
    cameras: Sequence[Camera], look: Look, reaches_m: Sequence[float]
) -> list[Region]:
    """Return the guaranteed outline of each camera within its own reach; of many, much faster."""
    hung = [_in_its_frame(camera, look) for camera in cameras]
    found = dict[int, Region]()
    for kept, are_exact in ((NOMINAL, True), (GUARANTEED, False)):
        some = [n for n, camera in enumerate(hung) if camera.tolerance.is_exact == are_exact]
        own = kept.each([hung[n] for n in some], look, [reaches_m[n] for n in some])
        found.update(zip(some, own, strict=True))
    return _placed(cameras, [found[n] for n in range(len(hung))])


def widest_outline(
    camera: Camera, plane_m: float, density_px_per_m: float, reach_m: float
) -> Region:
    """Return all that a camera may ever have in its picture on a plane with so many px/m.

    In any pose within its tolerance, and of a PTZ camera at any aim and zoom. Never less than the
    truth; without hollows at the foot, and without what privacy masks hide in every pose.
    """
    return body_outline(camera, plane_m, plane_m, density_px_per_m, reach_m)


def body_outline(
    camera: Camera, from_m: float, to_m: float, density_px_per_m: float, reach_m: float
) -> Region:
    """Return where a camera may ever have any part of a body in its picture with so many px/m.

    A part between two heights. All as of one plane; what is left out behind privacy masks is
    hidden at all of the heights.

    >>> from pipeline.domain.camera import EXACT
    >>> from pipeline.domain.lens import Lens
    >>> from pipeline.domain.label import Label
    >>> level = Camera("c", Label("c", "c"), 0, 0, 3, 0, 0, Lens(90.0), 200, 200, tolerance=EXACT)
    >>> [round(bound, 9) for bound in body_outline(level, 0.0, 2.0, 0.0, 9.0).bounds]
    [1.0, -9.0, 9.0, 9.0]
    """
    hung = _in_its_own_frame(camera)
    widest = _widest(hung, (from_m, to_m), density_px_per_m, reach_m)
    return _placed([camera], [widest])[0]


def swept_outline(camera: Camera, look: Look, reach_m: float) -> Region:
    """Return what a PTZ camera could be turned to see as a look asks: its potential.

    In the middle of its picture at its longest zoom, or from its home; nothing for a camera that
    cannot turn.
    """
    if camera.sweep is None:
        return EMPTY
    far_m = _far_m(reach_m)
    turned = looked_at(camera, camera.sweep, look, far_m)
    wedge = facing_wedge(camera.pan_deg, look.facing_deg, look.max_facing_deg, far_m)
    turned = both(turned, wedge) if wedge is not None else turned
    placed = _placed([camera], [_within_one(turned, reach_m)])
    return united([nominal_outline(camera, look, reach_m), *placed])


def _nominal(cameras: Sequence[Camera], look: Look, reaches_m: Sequence[float]) -> Regions:
    """Return nominal outlines in the frame of the pan; all lenses are of one model."""
    asked = Asked(look.plane_m, look.density_px_per_m, look.max_elevation_deg)
    seen = _dense(cameras, asked, reaches_m)
    for n, (camera, reach_m) in enumerate(zip(cameras, reaches_m, strict=True)):
        wedge = facing_wedge(camera.pan_deg, look.facing_deg, look.max_facing_deg, _far_m(reach_m))
        if wedge is not None:
            seen[n] = both(seen[n], wedge)
        if camera.masks and not seen[n].is_empty:
            seen[n] = without(seen[n], _masked(camera, look.plane_m, reach_m))
    return seen


def _guaranteed(cameras: Sequence[Camera], look: Look, reaches_m: Sequence[float]) -> Regions:
    """Return guaranteed outlines in the frame of the pan; all lenses are of one model."""
    return _within(tolerated(cameras, look, [_far_m(reach_m) for reach_m in reaches_m]), reaches_m)


NOMINAL, GUARANTEED = Kept(_nominal), Kept(_guaranteed)


@lru_cache(maxsize=MOST_KEPT)
def _widest(
    camera: Camera, planes_m: tuple[float, float], density_px_per_m: float, reach_m: float
) -> Region:
    """Return the widest outline of all planes between two in the frame of the pan."""
    seen = widest(camera, planes_m, density_px_per_m, min(reach_m, FURTHEST_M))
    return _within_one(seen, reach_m)


def _in_its_frame(camera: Camera, look: Look) -> Camera:
    """Return a camera without what its outline does not depend on in the frame of its pan."""
    return _nameless(camera, 0.0 if look.facing_deg is None else camera.pan_deg, sweep=None)


def _in_its_own_frame(camera: Camera) -> Camera:
    """Return a camera without what its widest outline does not depend on in the frame of its pan.

    The sweep of a PTZ camera is told from +x, so that it keeps its pan.
    """
    return _nameless(camera, camera.pan_deg if camera.sweep else 0.0, camera.sweep)


def _nameless(camera: Camera, pan_deg: float, sweep: Sweep | None) -> Camera:
    """Return a camera without name and place, and without what no outline looks at."""
    return replace(
        camera,
        id="",
        label=NAMELESS,
        x_m=0.0,
        y_m=0.0,
        pan_deg=pan_deg,
        sweep=sweep,
        ir_range_m=None,
        stream=None,
        heads=(),
    )


def _dense(cameras: Sequence[Camera], asked: Asked, reaches_m: Sequence[float]) -> Regions:
    """Return pictures, as far as they are dense and flat enough, in the frame of the pan."""
    seen = _pictures(cameras, asked.plane_m, reaches_m)
    some = np.flatnonzero(~shapely.is_empty(seen)).tolist()
    if some and (asked.density_px_per_m > 0.0 or asked.max_elevation_deg is not None):
        seen[some] = densely_seen([cameras[n] for n in some], asked, seen[some])
    return seen


def _pictures(cameras: Sequence[Camera], plane_m: float, reaches_m: Sequence[float]) -> Regions:
    """Return what falls inside pictures on a plane in the frame of the pan."""
    views = [
        (
            border_of(camera.lens, camera.width_px, camera.height_px, STEP_DEG),
            _pose(camera, plane_m),
            reach_m,
        )
        for camera, reach_m in zip(cameras, reaches_m, strict=True)
    ]
    straight = [border.is_pyramid for border, *_ in views]
    seen = np.full(len(cameras), EMPTY, dtype=np.object_)
    seen[straight] = convex_footprints(
        (border.inward, np.array([pose.numbers]), min(reach_m, FURTHEST_M))
        for border, pose, reach_m in compress(views, straight)
    )
    for n in np.flatnonzero(np.logical_not(straight)):
        border, pose, reach_m = views[n]
        seen[n] = footprint(border.ring, pose, _far_m(reach_m))
    return _within(seen, reaches_m)


def _masked(camera: Camera, plane_m: float, reach_m: float) -> Region:
    size, pose = (camera.width_px, camera.height_px), _pose(camera, plane_m)
    rings = (ring for mask in camera.masks for ring in grown(camera.lens, *size, mask, 0.0))
    return united(footprint(ring, pose, _far_m(reach_m)) for ring in rings)


def _far_m(reach_m: float) -> float:
    """Return how far the corners are of the square that is looked at."""
    return math.sqrt(2.0) * min(reach_m, FURTHEST_M)


def _pose(camera: Camera, plane_m: float) -> Pose:
    tilt, roll = math.radians(camera.tilt_deg), math.radians(camera.roll_deg)
    return Pose(tilt, roll, camera.height_m - plane_m)


def _within_one(region: Region, reach_m: float) -> Region:
    """Return what of a region lies in the square that is looked at."""
    found: Region = _within(np.array([region], dtype=np.object_), [reach_m])[0]
    return found


def _within(regions: Regions, reaches_m: Sequence[float]) -> Regions:
    """Return what of regions lies in the squares that are looked at."""
    halves_m = np.minimum(reaches_m, FURTHEST_M)
    found = np.where(shapely.area(regions) < SLIVER_M2, EMPTY, regions)
    # The bounds of nothing are nan, which no comparison holds for.
    for n in np.flatnonzero((np.abs(shapely.bounds(found)) > halves_m[:, None]).any(axis=1)):
        half_m = float(halves_m[n])
        found[n] = both(found[n], box(-half_m, -half_m, half_m, half_m))
    return found


def _placed(cameras: Sequence[Camera], regions: Sequence[Region]) -> list[Region]:
    """Return regions of the frames of cameras' pans where the cameras hang."""
    each = np.array(regions, dtype=np.object_)
    owners = shapely.get_coordinates(each, return_index=True)[1]
    pan_rad = np.radians([camera.pan_deg for camera in cameras])[owners]
    foot = np.array([(camera.x_m, camera.y_m) for camera in cameras]).reshape(-1, 2)[owners]
    sin, cos = np.sin(pan_rad), np.cos(pan_rad)

    def turned(at: Floats) -> Floats:
        x, y = at.T
        here: Floats = np.column_stack((x * cos - y * sin, x * sin + y * cos)) + foot
        return here

    placed = shapely.transform(each, turned)
    # Corners that lie a rounding apart may change places when they are turned.
    for n in np.flatnonzero(~shapely.is_valid(placed)):
        placed[n] = both(placed[n].buffer(0.0), placed[n].envelope)
    return list(placed)
