"""Privacy masks over what a camera must not see, as rings in its picture; to be tried."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, Polygon, box

from pipeline.coverage.leak import HEAD_M
from pipeline.domain.camera import Camera, PictureRing
from pipeline.domain.coverage import Region

MARGINS = (0.03, 0.05, 0.07, 0.09, 0.11, 0.13, 0.15, 0.2, 0.3)
"""Of the picture's width, around what is to be hidden, for the tolerance of mounting: the least
that is enough is found by trial."""

STEP_M = 0.25
"""So close together are the places of a region that are looked at."""

MOST_OFF_RAD = math.radians(80.0)
"""What lies further off the axis is taken as no further: it is at the border of the picture."""

LEAST_SHARE = 1e-3
"""Of the picture; a smaller mask is none."""

Floats = NDArray[np.float64]


def masks_over(camera: Camera, regions: Iterable[Region]) -> Iterator[Camera]:
    """Yield a camera with a mask over each region from feet to head, ever more generous ones."""
    hulls = [shown for region in regions if not (shown := _hull(camera, region)).is_empty]
    for margin in MARGINS if hulls else ():
        rings = [ring for hull in hulls if (ring := _ring(hull, margin))]
        yield replace(camera, masks=(*camera.masks, *rings))


def _ring(hull: Polygon, margin: float) -> PictureRing | None:
    """Return a hull with a margin as a ring within the picture, to a hundredth of it."""
    grown = hull.buffer(margin, join_style="mitre").intersection(box(0.0, 0.0, 1.0, 1.0))
    if grown.geom_type != "Polygon" or grown.area < LEAST_SHARE:
        return None
    coords = shapely.get_coordinates(grown.convex_hull)[:-1]
    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in coords)


def _hull(camera: Camera, region: Region) -> Polygon:
    """Return the hull of a region in the picture as drawn, from feet to head."""
    edge = shapely.get_coordinates(shapely.segmentize(region, STEP_M))
    bodies = [np.column_stack((edge, np.full(len(edge), z))) for z in (0.0, HEAD_M)]
    hull = MultiPoint(pictured(camera, np.vstack(bodies))).convex_hull
    return hull if isinstance(hull, Polygon) else Polygon()


def pictured(camera: Camera, places: Floats) -> Floats:
    """Return where places (n, 3) fall in the picture, in fractions of it, perhaps beyond its edge.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.lens import Lens
    >>> level = Camera("c", Label("c", "c"), 0, 0, 3, 0, 0, Lens(90.0), 200, 100)
    >>> pictured(level, np.array([[10.0, 0.0, 3.0], [10.0, -10.0, 3.0]])).round(6).tolist()
    [[0.5, 0.5], [1.0, 0.5]]
    """
    away = places - np.array([camera.x_m, camera.y_m, camera.height_m])
    pan, tilt, roll = map(math.radians, (camera.pan_deg, camera.tilt_deg, camera.roll_deg))
    level = np.array([math.cos(pan), math.sin(pan), 0.0])
    ahead = math.cos(tilt) * level - math.sin(tilt) * np.array([0.0, 0.0, 1.0])
    right = np.array([math.sin(pan), -math.cos(pan), 0.0])
    down = np.cross(ahead, right)
    right, down = (
        math.cos(roll) * right + math.sin(roll) * down,
        math.cos(roll) * down - math.sin(roll) * right,
    )
    across, along = np.column_stack((away @ right, away @ down)), away @ ahead
    aside = np.hypot(across[:, 0], across[:, 1])
    off = np.minimum(np.arctan2(aside, along), MOST_OFF_RAD)
    radius_px = camera.lens.model.radius(off) * camera.focal_px
    px = across * (radius_px / np.where(aside > 0.0, aside, 1.0))[:, None]
    size: Floats = np.array([camera.width_px, camera.height_px])
    return 0.5 + px / size
