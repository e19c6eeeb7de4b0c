"""The ViewCone of a camera: what it sees of a plane as it is asked to, nominally and for sure.

`coverage.optics.outline` gives picture, pixel density and angles as one polygon before any wall is
looked at; the cone is that polygon cut by what lies in free sight, exactly.
"""

import math

from pipeline.coverage.night import bright_for
from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import guaranteed_outline, nominal_outline
from pipeline.coverage.scene import Scene
from pipeline.coverage.sight import Sight, guaranteed_in, nominal_in
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import ViewCone
from pipeline.domain.requirement import Look
from pipeline.geometry.overlay import both, united
from pipeline.geometry.region import Region


def view_cone(sight: Sight, look: Look, scene: Scene, lit: Region) -> ViewCone:
    """Return what a camera sees of the plane of its sight as a look asks, `lit` being bright."""
    camera = sight.mount.camera
    heads, reach_m = heads_of(camera), reach_of(sight)
    asked = united(nominal_outline(head, look, reach_m) for head in heads)
    if look.at_night:
        asked = both(asked, bright_for(sight.mount, lit, look.plane_m, drawn=True))
    region = nominal_in(asked, sight, scene)
    guaranteed = region
    if not (camera.tolerance.is_exact or region.is_empty):
        sure = united(guaranteed_outline(head, look, reach_m) for head in heads)
        if look.at_night:
            sure = both(sure, bright_for(sight.mount, lit, look.plane_m, drawn=False))
        guaranteed = guaranteed_in(both(region, sure), sight, scene)
    return ViewCone(
        camera_id=camera.id,
        plane_m=look.plane_m,
        density_px_per_m=look.density_px_per_m,
        region=region,
        guaranteed=guaranteed,
        dead_zone_m=min(dead_zone_m(head, look.plane_m) for head in heads),
    )


def dead_zone_m(camera: Camera, plane_m: float) -> float:
    """Return how far ahead of a camera, along its axis, its picture begins on a plane.

    0 where the lower edge of the picture looks straight down or behind, where the plane is not
    below the camera, and where the picture does not reach the plane at all.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.lens import Lens
    >>> gate = Camera("c", Label("c", "c"), 0, 0, 3.5, 0, 20, Lens(84.0), 1920, 1080)
    >>> round(dead_zone_m(gate, 0.0), 2), round(dead_zone_m(gate, 1.6), 2)
    (3.28, 1.78)
    """
    drop_m = camera.height_m - plane_m
    lowest_deg = camera.tilt_deg + camera.vfov_deg / 2.0
    if drop_m <= 0.0 or not 0.0 < lowest_deg < 90.0:
        return 0.0
    return drop_m / math.tan(math.radians(lowest_deg))


def reach_of(sight: Sight) -> float:
    """Return a distance beyond all that is seen from a camera: a power of two.

    Cameras that hang alike in rooms of much the same size then share their outlines.
    """
    camera = sight.mount.camera
    west, south, east, north = sight.drawn.bounds
    dx = max(abs(west - camera.x_m), abs(east - camera.x_m))
    dy = max(abs(south - camera.y_m), abs(north - camera.y_m))
    return 2.0 ** math.ceil(math.log2(math.hypot(dx, dy) + 1.0))
