"""What falls inside a camera's picture on a plane as it is asked for: polygons before any wall.

A panoramic camera is several (see `coverage.optics.heads`). All is made in the frame of the
camera's pan, with its foot at (0, 0), and turned and placed at the end, so that a plan that is
turned or moved gives the same polygons.
"""

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
import shapely
from shapely import box

from pipeline.coverage.optics.angle import facing_wedge
from pipeline.coverage.optics.dense import Asked, densely_seen
from pipeline.coverage.optics.footprint import FURTHEST_M, Pose, convex_footprint, footprint
from pipeline.coverage.optics.grown import grown
from pipeline.coverage.optics.picture import border_of
from pipeline.coverage.optics.swept import looked_at
from pipeline.coverage.optics.tolerated import tolerated
from pipeline.coverage.optics.widest import widest
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.label import Label
from pipeline.domain.requirement import Look
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import EMPTY

STEP_DEG = 0.75
"""Between the corners of bent sides of a picture."""

MOST_KEPT = 2048
"""Outlines that are kept: cameras of one model, hung alike, have the same one in their own frame.
"""

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
    return _placed(camera, _picture(camera, plane_m, reach_m))


def masked_outline(camera: Camera, plane_m: float, reach_m: float) -> Region:
    """Return what a camera's privacy masks blacken on a plane; never less than the truth."""
    return _placed(camera, _within(_masked(camera, plane_m, reach_m), reach_m))


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
    return _placed(camera, _dense(camera, Asked(plane_m, density_px_per_m), reach_m))


def nominal_outline(camera: Camera, look: Look, reach_m: float) -> Region:
    """Return what a camera that hangs as drawn sees as a look asks, walls or no walls.

    In its picture, dense enough, not too steep nor from too far aside, and behind no mask.
    """
    return _placed(camera, _nominal(_in_its_frame(camera, look), look, reach_m))


def guaranteed_outline(camera: Camera, look: Look, reach_m: float) -> Region:
    """Return what a camera sees as a look asks in every pose within its tolerance.

    Never more than the truth; of an exact camera, its nominal outline.
    """
    if camera.tolerance.is_exact:
        return nominal_outline(camera, look, reach_m)
    return _placed(camera, _guaranteed(_in_its_frame(camera, look), look, reach_m))


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
    return _placed(camera, _widest(hung, (from_m, to_m), density_px_per_m, reach_m))


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
    return united(
        [nominal_outline(camera, look, reach_m), _placed(camera, _within(turned, reach_m))]
    )


@lru_cache(maxsize=MOST_KEPT)
def _nominal(camera: Camera, look: Look, reach_m: float) -> Region:
    """Return the nominal outline in the frame of the pan."""
    asked = Asked(look.plane_m, look.density_px_per_m, look.max_elevation_deg)
    seen = _dense(camera, asked, reach_m)
    wedge = facing_wedge(camera.pan_deg, look.facing_deg, look.max_facing_deg, _far_m(reach_m))
    if wedge is not None:
        seen = both(seen, wedge)
    if camera.masks and not seen.is_empty:
        seen = without(seen, _masked(camera, look.plane_m, reach_m))
    return seen


@lru_cache(maxsize=MOST_KEPT)
def _guaranteed(camera: Camera, look: Look, reach_m: float) -> Region:
    """Return the guaranteed outline in the frame of the pan."""
    return _within(tolerated(camera, look, _far_m(reach_m)), reach_m)


@lru_cache(maxsize=MOST_KEPT)
def _widest(
    camera: Camera, planes_m: tuple[float, float], density_px_per_m: float, reach_m: float
) -> Region:
    """Return the widest outline of all planes between two in the frame of the pan."""
    seen = widest(camera, planes_m, density_px_per_m, min(reach_m, FURTHEST_M))
    return _within(seen, reach_m)


def _in_its_frame(camera: Camera, look: Look) -> Camera:
    """Return a camera without what its outline does not depend on in the frame of its pan."""
    pan_deg = 0.0 if look.facing_deg is None else camera.pan_deg
    return replace(_nameless(camera), pan_deg=pan_deg, sweep=None)


def _in_its_own_frame(camera: Camera) -> Camera:
    """Return a camera without what its widest outline does not depend on in the frame of its pan.

    The sweep of a PTZ camera is told from +x, so that it keeps its pan.
    """
    return replace(_nameless(camera), pan_deg=camera.pan_deg if camera.sweep else 0.0)


def _nameless(camera: Camera) -> Camera:
    """Return a camera without name and place, and without what no outline looks at."""
    hung = replace(camera, x_m=0.0, y_m=0.0, ir_range_m=None)
    return replace(hung, id="", label=NAMELESS, stream=None, heads=())


def _dense(camera: Camera, asked: Asked, reach_m: float) -> Region:
    """Return the picture, as far as it is dense and flat enough, in the frame of the pan."""
    picture = _picture(camera, asked.plane_m, reach_m)
    if picture.is_empty or (asked.density_px_per_m <= 0.0 and asked.max_elevation_deg is None):
        return picture
    return densely_seen(camera, asked, picture)


def _picture(camera: Camera, plane_m: float, reach_m: float) -> Region:
    border = border_of(camera.lens, camera.width_px, camera.height_px, STEP_DEG)
    pose = _pose(camera, plane_m)
    if border.is_pyramid:
        return _within(convex_footprint(border.ring, [pose], min(reach_m, FURTHEST_M)), reach_m)
    return _within(footprint(border.ring, pose, _far_m(reach_m)), reach_m)


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


def _within(region: Region, reach_m: float) -> Region:
    """Return what of a region lies in the square that is looked at."""
    reach_m = min(reach_m, FURTHEST_M)
    if region.area < SLIVER_M2:
        return EMPTY
    if max(map(abs, region.bounds)) <= reach_m:
        return region
    return both(region, box(-reach_m, -reach_m, reach_m, reach_m))


def _placed(camera: Camera, region: Region) -> Region:
    """Return a region of the frame of a camera's pan where the camera hangs."""
    if region.is_empty:
        return EMPTY
    sin, cos = math.sin(math.radians(camera.pan_deg)), math.cos(math.radians(camera.pan_deg))
    turn, foot = np.array([[cos, sin], [-sin, cos]]), np.array([camera.x_m, camera.y_m])
    placed = shapely.transform(region, lambda at: at @ turn + foot)
    # Corners that lie a rounding apart may change places when they are turned.
    return placed if placed.is_valid else both(placed.buffer(0.0), placed.envelope)
