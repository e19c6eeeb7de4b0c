"""Parts of a camera's picture, grown by an angle: what may not be missed of them; or shrunk.

Growing happens in the picture of an f·θ lens of 1 rad, where an angle away from the axis is as
long as it is, and one around it longer by θ/sin θ at most.
"""

import math
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from shapely import Polygon

from pipeline.coverage.optics.picture import Vectors, disc_px, vectors_at
from pipeline.domain.camera import PictureRing
from pipeline.domain.lens import Lens
from pipeline.geometry.region import polygons

STEP_RAD = math.radians(0.5)
"""Between the vectors of a grown ring."""

SAGITTA_RAD = 6e-5
"""More than what a chord of such a step cuts off the side of any picture."""

WIDEST_RAD = 3.0
"""Nothing grows beyond this angle off the axis."""

QUARTER = 8
"""Corners per quarter of the polygon around a disc."""

SIMPLIFIED = 1.02
"""GEOS simplifies what it grows by up to a hundredth of the distance."""

WHOLE: PictureRing = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@lru_cache(maxsize=512)
def grown(
    lens: Lens, width_px: int, height_px: int, part: PictureRing, angle_rad: float
) -> tuple[Vectors, ...]:
    """Return rings of directions around a part of the picture, further out by an angle.

    Each goes counter-clockwise as seen. What of the part lies beyond the lens's own picture, as
    beside the disc of a fisheye, does not count. By an angle below 0 they lie further in.
    """
    off = grown_picture(lens, width_px, height_px, part, angle_rad)
    rings = [np.array(polygon.exterior.coords)[:-1] for polygon in polygons(off)]
    # Seen with y downwards, counter-clockwise is what shapely calls clockwise.
    return tuple(_vectors(ring if _is_clockwise(ring) else ring[::-1]) for ring in rings)


def grown_picture(
    lens: Lens, width_px: int, height_px: int, part: PictureRing, angle_rad: float
) -> shapely.Geometry:
    """Return the part as a shape in the f·θ picture, grown, or by an angle below 0 shrunk."""
    size = np.array([width_px, height_px])
    ring_px = (np.array(part) - 0.5) * size
    shape = Polygon(ring_px).buffer(0.0)
    disc, corner_px = disc_px(lens, width_px), float(np.hypot(*ring_px.T).max())
    if disc < corner_px:
        shape = shape.intersection(shapely.Point(0.0, 0.0).buffer(disc, quad_segs=180))
    fine = _segmented(shape, lens.focal_px(width_px), lens.projection == "rectilinear")
    if fine.is_empty:
        return fine
    angles = shapely.transform(fine, lambda at: _f_theta(lens, width_px, at))
    outermost = float(np.hypot(*shapely.get_coordinates(angles).T).max())
    widest = min(outermost + max(0.0, angle_rad), WIDEST_RAD)
    stretch = max(1.0, widest / math.sin(widest))
    by = SIMPLIFIED * stretch * (angle_rad + math.copysign(SAGITTA_RAD, angle_rad))
    by /= math.cos(math.pi / (4 * QUARTER))
    wide = angles.buffer(by, quad_segs=QUARTER)
    if widest + by >= WIDEST_RAD:
        wide = wide.intersection(shapely.Point(0.0, 0.0).buffer(WIDEST_RAD, quad_segs=90))
    return shapely.segmentize(wide, STEP_RAD)


def _segmented(shape: shapely.Geometry, focal_px: float, is_rectilinear: bool) -> shapely.Geometry:
    """Return a shape of the picture with corners on its sides, so close that all steps are short.

    Of a rectilinear lens, whose sides may be very long, at equal angles as the camera sees them.
    """
    if not is_rectilinear:
        return shapely.segmentize(shape, focal_px * STEP_RAD)
    return shapely.MultiPolygon(
        [Polygon(_at_equal_angles(part.exterior, focal_px)) for part in polygons(shape)]
    )


def _at_equal_angles(ring: shapely.LinearRing, focal_px: float) -> Vectors:
    corners = np.array(ring.coords)
    parts = []
    for start, end in pairwise(corners):
        along = (end - start) / max(float(np.hypot(*(end - start))), 1e-300)
        nearest = start - along * (start @ along)
        off_px = math.hypot(focal_px, *nearest)
        first, last = math.atan2(start @ along, off_px), math.atan2(end @ along, off_px)
        count = max(1, math.ceil(abs(last - first) / STEP_RAD))
        turns = np.linspace(first, last, count + 1)[:-1]
        parts.append(nearest + off_px * np.tan(turns)[:, None] * along)
    return np.concatenate(parts)


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
