"""Where it is bright enough for a camera at night: under lamps, and in its own infrared light."""

import math

from shapely import Point

from pipeline.coverage.mount import Mount
from pipeline.geometry.overlay import united
from pipeline.geometry.region import Region

QUARTER = 32
"""Corners per quarter of the polygon inside the circle of a camera's own light."""


def bright_for(mount: Mount, lit: Region, plane_m: float, *, drawn: bool) -> Region:
    """Return where on a plane a camera sees at night: what is lit, and its own infrared range.

    The range counts along the sight line, from the place as drawn or from the one in the mount
    that is farthest off.
    """
    camera = mount.camera
    if camera.ir_range_m is None:
        return lit
    off_m = 0.0 if drawn else camera.tolerance.position_m
    drop_m = abs(camera.height_m - plane_m) + off_m
    if drop_m >= camera.ir_range_m:
        return lit
    around_m = math.sqrt(camera.ir_range_m**2 - drop_m**2) - off_m
    if around_m <= 0.0:
        return lit
    own = Point(camera.x_m, camera.y_m).buffer(around_m, quad_segs=QUARTER)
    return united([lit, own])
