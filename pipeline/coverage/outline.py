"""What falls inside a camera's picture on a plane, with enough pixels per metre: a polygon.

Each edge of the picture is a straight line on the plane, so that the picture is convex. What is
dense enough is told by `coverage.density`, in whose coordinates the edges are written down too:
x forward and y sideways from the camera's foot.
"""

import math

import shapely
from shapely import Polygon

from pipeline.coverage.density import bulge, gaze_of, hollow, tall_enough, wide_enough
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.geometry.half_plane import Corners, HalfPlane, clipped
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import EMPTY, region_of


def picture_outline(camera: Camera, plane_m: float, reach_m: float) -> Region:
    """Return what falls inside a camera's picture on a plane, walls or no walls.

    Nothing further than `reach_m` from the camera in x or y is looked at.
    """
    return _placed(camera, clipped(_square(reach_m), _picture_edges(camera, plane_m)))


def dense_outline(
    camera: Camera, plane_m: float, density_px_per_m: float, reach_m: float
) -> Region:
    """Return what falls inside a camera's picture on a plane and gets the pixel density.

    Nothing further than `reach_m` from the camera in x or y is looked at. Never more than the
    truth; less by at most 2e-4 of its area, and by some of what lies at the camera's foot.

    >>> from pipeline.domain.lens import Lens
    >>> from pipeline.domain.label import Label
    >>> level = Camera("c", Label("c", "c"), 0, 0, 3, 0, 0, Lens(90.0), 1000, 1000)
    >>> bounds = dense_outline(level, 1.0, 50.0, 99.0).bounds  # f = 500 px, to 500 / 50 = 10 m
    >>> tuple(round(bound, 6) for bound in bounds)
    (2.0, -10.0, 10.0, 10.0)
    """
    picture = clipped(_square(reach_m), _picture_edges(camera, plane_m))
    if density_px_per_m <= 0.0:
        return _placed(camera, picture)
    gaze = gaze_of(camera, plane_m, density_px_per_m)
    tall = clipped(picture, [tall_enough(gaze)])
    dense = _placed(camera, clipped(tall, [wide_enough(gaze)]))
    widest = gaze.cos * math.tan(math.radians(camera.lens.hfov_deg) / 2.0)
    beyond = _placed(camera, bulge(gaze, widest, reach_m))
    if not beyond.is_empty:
        dense = united([dense, both(_placed(camera, tall), beyond)])
    lost = _placed(camera, hollow(gaze, reach_m))
    return without(dense, lost) if dense.intersects(lost) else dense


def _picture_edges(camera: Camera, plane_m: float) -> list[HalfPlane]:
    """Return the four edges of the picture on the plane; between them, depth is positive."""
    tilt, drop_m = math.radians(camera.tilt_deg), camera.height_m - plane_m
    sin, cos = math.sin(tilt), math.cos(tilt)
    half_width = camera.width_px / (2.0 * camera.focal_px)
    half_height = camera.height_px / (2.0 * camera.focal_px)
    depth_m = drop_m * sin
    return [
        (-half_width * cos, 1.0, half_width * depth_m),
        (-half_width * cos, -1.0, half_width * depth_m),
        (sin - half_height * cos, 0.0, half_height * depth_m + drop_m * cos),
        (-sin - half_height * cos, 0.0, half_height * depth_m - drop_m * cos),
    ]


def _square(reach_m: float) -> Corners:
    """Return the square around the camera's foot that holds all it could see."""
    return [(-reach_m, -reach_m), (reach_m, -reach_m), (reach_m, reach_m), (-reach_m, reach_m)]


def _placed(camera: Camera, corners: Corners) -> Region:
    """Return corners of the camera's own plane as a polygon, turned by its pan, where it hangs.

    A plane that only grazes the picture leaves corners, but no area between them.
    """
    if len(corners) < 3:
        return EMPTY
    pan = math.radians(camera.pan_deg)
    sin, cos = math.sin(pan), math.cos(pan)
    placed = Polygon(
        (camera.x_m + cos * x - sin * y, camera.y_m + sin * x + cos * y) for x, y in corners
    )
    # Corners that lie a rounding apart may change places when they are turned.
    return placed if placed.is_valid else region_of(shapely.make_valid(placed))
