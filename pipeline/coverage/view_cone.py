"""The ViewCone of a rectilinear camera: what it sees of a plane, densely enough.

`coverage.outline` gives the picture and the pixel density as one polygon before any wall is
looked at; the cone is that polygon cut by the visibility polygon, exactly.
"""

import math

from shapely import Polygon

from pipeline.coverage.outline import dense_outline
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import ViewCone
from pipeline.geometry.overlay import both


def view_cone(camera: Camera, sight: Polygon, plane_m: float, density_px_per_m: float) -> ViewCone:
    """Return what a camera sees of a plane: visibility ∩ picture ∩ density, exactly.

    `sight` is the visibility polygon from where the camera hangs.
    """
    reach_m = _reach_m(camera, sight)
    outline = dense_outline(camera, plane_m, density_px_per_m, reach_m)
    return ViewCone(
        camera_id=camera.id,
        plane_m=plane_m,
        density_px_per_m=density_px_per_m,
        region=both(sight, outline),
        dead_zone_m=dead_zone_m(camera, plane_m),
    )


def dead_zone_m(camera: Camera, plane_m: float) -> float:
    """Return how far ahead of a camera, along its axis, its picture begins on a plane.

    0 where the lower edge of the picture looks straight down or behind, where the plane is not
    below the camera, and where the picture does not reach the plane at all.

    >>> from pipeline.domain.lens import Lens
    >>> from pipeline.domain.label import Label
    >>> gate = Camera("c", Label("c", "c"), 0, 0, 3.5, 0, 20, Lens(84.0), 1920, 1080)
    >>> round(dead_zone_m(gate, 0.0), 2), round(dead_zone_m(gate, 1.6), 2)
    (3.28, 1.78)
    """
    drop_m = camera.height_m - plane_m
    lowest_deg = camera.tilt_deg + camera.vfov_deg / 2.0
    if drop_m <= 0.0 or not 0.0 < lowest_deg < 90.0:
        return 0.0
    return drop_m / math.tan(math.radians(lowest_deg))


def _reach_m(camera: Camera, sight: Polygon) -> float:
    """Return a distance beyond all that is seen from a camera."""
    west, south, east, north = sight.bounds
    dx = max(abs(west - camera.x_m), abs(east - camera.x_m))
    dy = max(abs(south - camera.y_m), abs(north - camera.y_m))
    return math.hypot(dx, dy) + 1.0
