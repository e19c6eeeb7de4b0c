"""What privacy masks surely hide: in every pose within tolerance, on every plane of a range."""

import math

import numpy as np
import shapely
from shapely import LineString, MultiPoint, Polygon

from pipeline.coverage.optics.footprint import Pose, footprint
from pipeline.coverage.optics.grown import grown
from pipeline.coverage.optics.tolerated import SIMPLIFIED, most_off_rad
from pipeline.domain.camera import Camera, PictureRing
from pipeline.geometry.overlay import GRID_M, united, without
from pipeline.geometry.region import EMPTY, Region, polygons, region_of

EDGES = (
    (LineString([(0, 0), (1, 0)]), (0.0, -1.0)),
    (LineString([(0, 1), (1, 1)]), (0.0, 1.0)),
    (LineString([(0, 0), (0, 1)]), (-1.0, 0.0)),
    (LineString([(1, 0), (1, 1)]), (1.0, 0.0)),
)
"""The edges of a picture, each with the way out of it."""

AMPLE, LAST = 2.0, 0.98
"""Times the angle by which masks are drawn in; and how near to the end of a lens they may come."""


def blackened(camera: Camera, drops_m: tuple[float, float], far_m: float) -> Region:
    """Return what every pose has behind a mask on every plane between two drops.

    From wherever it may hang on the plan. Nothing, where the planes lie on both sides of the
    camera.
    """
    low_m, high_m = sorted(drops_m, key=abs)
    off_m = camera.tolerance.position_m
    if not camera.masks or low_m * high_m <= 0.0 or abs(low_m) <= off_m:
        return EMPTY
    angle, size = most_off_rad(camera, low_m), (camera.width_px, camera.height_px)
    tilt, roll = math.radians(camera.tilt_deg), math.radians(camera.roll_deg)
    ratio = low_m / high_m
    by = _beyond_by(camera, angle)
    masks = (beyond(mask, by) for mask in camera.masks)
    rings = (ring for mask in masks for ring in grown(camera.lens, *size, mask, -angle))
    pose = Pose(tilt, roll, high_m)
    masked = united(footprint(ring, pose, far_m / ratio) for ring in rings)
    masked = _on_all(masked, ratio) if ratio < 1.0 else masked
    return (
        region_of(masked.buffer(-SIMPLIFIED * off_m, join_style="mitre"))
        if off_m > GRID_M
        else masked
    )


def beyond(mask: PictureRing, by: tuple[float, float]) -> PictureRing:
    """Return a mask that goes on, so far across and along, beyond the picture's edges it touches.

    Nothing is seen there either, however the camera hangs; so no edge of the picture bares what
    lies behind a mask.

    >>> upper = ((0.2, 0.0), (0.6, 0.0), (0.6, 0.5), (0.2, 0.5))
    >>> Polygon(beyond(upper, (0.1, 0.1))).bounds
    (0.2, -0.1, 0.6, 0.5)
    """
    shape = Polygon(mask)
    if not shape.is_valid:
        return mask
    parts = [shape]
    for edge, (right, down) in EDGES:
        along = shape.intersection(edge)
        if along.length > 0.0:
            dx, dy = right * by[0], down * by[1]
            ends = shapely.get_coordinates(along)
            parts.append(MultiPoint([*ends, *(ends + np.array([dx, dy]))]).envelope)
    whole = united(parts)
    if not isinstance(whole, Polygon):
        return mask
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(whole.exterior)[:-1])


def _beyond_by(camera: Camera, angle_rad: float) -> tuple[float, float]:
    """Return how far beyond its edges a picture would show so much more, in fractions of it."""
    focal_px, model = camera.focal_px, camera.lens.model
    shares = []
    for size_px in (camera.width_px, camera.height_px):
        half = np.array(size_px / 2.0 / focal_px)
        further = min(float(model.angle(half)) + AMPLE * angle_rad, LAST * model.widest_rad)
        shares.append(max(0.0, float(model.radius(np.array(further)) - half) * focal_px / size_px))
    return shares[0], shares[1]


def _on_all(masked: Region, ratio: float) -> Region:
    """Return what lies in a region while it shrinks about the foot, from 1 down to a ratio.

    What it loses on the way its border comes over: of each side, the hull of where it is at first
    and at last.

    >>> from shapely import box
    >>> _on_all(box(1, -1, 4, 1), 0.5).bounds
    (1.0, -0.5, 2.0, 0.5)
    """
    sides = []
    for polygon in polygons(masked):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = shapely.get_coordinates(ring)
            sides.append(np.stack((corners[:-1], corners[1:]), axis=1))
    if not sides:
        return EMPTY
    ends = np.concatenate(sides)
    swept = shapely.convex_hull(shapely.multipoints(np.concatenate((ends, ratio * ends), axis=1)))
    return without(masked, united(s for s in swept if s.geom_type == "Polygon"))
