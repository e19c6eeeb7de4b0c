"""Parts of a camera's picture, grown by an angle: what may not be missed of them.

Growing happens in the picture of an f·θ lens of 1 rad, where an angle away from the axis is as
long as it is, and one around it longer by θ/sin θ at most.
"""

import math
from functools import lru_cache

import numpy as np
import shapely
from shapely import Polygon

from pipeline.coverage.picture import Vectors, disc_px, vectors_at
from pipeline.domain.camera import PictureRing
from pipeline.domain.lens import Lens
from pipeline.geometry.region import polygons

STEP_RAD = math.radians(0.5)
"""Between the vectors of a grown ring."""

SAGITTA_RAD = 6e-5
"""More than what a chord of such a step cuts off the side of any picture."""

WIDEST_RAD = 3.0
"""Nothing grows beyond this angle off the axis."""

SIMPLIFIED = 1.02
"""GEOS simplifies what it grows by up to a hundredth of the distance."""

WHOLE: PictureRing = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@lru_cache(maxsize=512)
def grown(
    lens: Lens, width_px: int, height_px: int, part: PictureRing, angle_rad: float
) -> tuple[Vectors, ...]:
    """Return rings of directions around a part of the picture, further out by an angle.

    Each goes counter-clockwise as seen. What of the part lies beyond the lens's own picture, as
    beside the disc of a fisheye, does not count.
    """
    off = grown_picture(lens, width_px, height_px, part, angle_rad)
    rings = [np.array(polygon.exterior.coords)[:-1] for polygon in polygons(off)]
    # Seen with y downwards, counter-clockwise is what shapely calls clockwise.
    return tuple(_vectors(ring if _is_clockwise(ring) else ring[::-1]) for ring in rings)


def grown_picture(
    lens: Lens, width_px: int, height_px: int, part: PictureRing, angle_rad: float
) -> shapely.Geometry:
    """Return the part as a shape in the f·θ picture, grown."""
    size = np.array([width_px, height_px])
    ring_px = (np.array(part) - 0.5) * size
    shape = Polygon(ring_px).buffer(0.0)
    disc, corner_px = disc_px(lens, width_px), float(np.hypot(*ring_px.T).max())
    if disc < corner_px:
        shape = shape.intersection(shapely.Point(0.0, 0.0).buffer(disc, quad_segs=180))
    fine = shapely.segmentize(shape, lens.focal_px(width_px) * STEP_RAD)
    if fine.is_empty:
        return fine
    angles = shapely.transform(fine, lambda at: _f_theta(lens, width_px, at))
    widest = min(float(np.hypot(*shapely.get_coordinates(angles).T).max()) + angle_rad, WIDEST_RAD)
    stretch = max(1.0, widest / math.sin(widest))
    by = SIMPLIFIED * stretch * (angle_rad + SAGITTA_RAD)
    wide = angles.buffer(by, join_style="mitre")
    if widest + by >= WIDEST_RAD:
        wide = wide.intersection(shapely.Point(0.0, 0.0).buffer(WIDEST_RAD, quad_segs=90))
    return shapely.segmentize(wide, STEP_RAD)


def _f_theta(lens: Lens, width_px: int, at: Vectors) -> Vectors:
    vectors = vectors_at(lens, width_px, at[:, 0], at[:, 1])
    angle = np.arccos(np.clip(vectors[:, 2], -1.0, 1.0))
    off = np.hypot(vectors[:, 0], vectors[:, 1])
    flat: Vectors = vectors[:, :2] * (angle / np.where(off > 0.0, off, 1.0))[:, None]
    return flat


def _vectors(ring: Vectors) -> Vectors:
    angle = np.hypot(ring[:, 0], ring[:, 1])
    share = np.sinc(angle / math.pi)
    return np.column_stack((ring * share[:, None], np.cos(angle)))


def _is_clockwise(ring: Vectors) -> bool:
    return not shapely.is_ccw(shapely.LinearRing(ring))
