"""All directions that a camera may have in its picture in any pose within its tolerance.

They are given as convex cones from the lens, in the frame of its pan as drawn. A picture that is
convex is one; any other is cut in wedges from its axis to a stretch of its border. While a pose
turns by ±a, a direction runs on an arc, of which no place is further from the chord than 1 - cos a;
so what lies between poses at both ends of steps lies in the hull of these, of a picture grown by
the sum of 1 - cos a over pan, tilt and roll.
"""

import itertools
import math
from functools import lru_cache

import numpy as np
import shapely
from shapely import Polygon

from pipeline.coverage.optics.band_loops import LEAST_DROP_M
from pipeline.coverage.optics.density import Floats
from pipeline.coverage.optics.footprint import Pose
from pipeline.coverage.optics.grown import WHOLE, grown
from pipeline.coverage.optics.picture import Vectors, border_of
from pipeline.domain.camera import Tolerance
from pipeline.domain.lens import Lens
from pipeline.geometry.half_plane import clipped
from pipeline.geometry.region import EMPTY, Region

STEP_RAD = math.radians(2.0)
"""Between the poses whose pictures are looked at, at most."""

MOST_STEPS, MOST_PANS = 4, 8
"""Of tilt and roll each, and of pan; where tolerances are larger than usual, so are the steps."""

PANS, PANS_OF_PARTS = 1, 2
"""Steps of pan in one cone: so far turned, a picture fills its hull nearly; or one of many parts.
"""

STRETCH = 16
"""Half degrees of a bent border that are taken as one; its hull gains little."""

LEAST_AHEAD = 1e-3
"""Of a cone's axis; a cone that opens wider is taken as all that there is."""

SPARE = 0.01
"""Of the slope at the furthest place asked for; no chord of a cone cuts off as much."""


@lru_cache(maxsize=512)
def loose_cones(
    lens: Lens, width_px: int, height_px: int, tilt_deg: float, roll_deg: float, off: Tolerance
) -> tuple[Vectors | None, ...]:
    """Return convex rings of directions (x, y, z) of all poses at a place; None is everywhere."""
    pans, tilts = _steps(off.pan_deg, MOST_PANS), _steps(off.tilt_deg, MOST_STEPS)
    rolls = _steps(off.roll_deg, MOST_STEPS)
    between = sum(1.0 - math.cos(_half_step(turns)) for turns in (pans, tilts, rolls))
    tilts, rolls = tilts + math.radians(tilt_deg), rolls + math.radians(roll_deg)
    parts = _convex_parts(lens, width_px, height_px)
    each = PANS if len(parts) == 1 else PANS_OF_PARTS
    groups = [pans[n : n + each + 1] for n in range(0, max(1, len(pans) - 1), each)]
    poses = [_turns(some, tilts, rolls) for some in groups]
    return tuple(
        None if part is None else _hull((part @ turns).reshape(-1, 3))
        for part in [_hull(_spread(part, math.asin(between))) for part in parts]
        for turns in poses
    )


def _turns(pans: Floats, tilts: Floats, rolls: Floats) -> Floats:
    """Return the matrices (n, 3, 3) of all combinations, from the camera's to the pan's frame."""
    each = itertools.product(pans, tilts, rolls)
    return np.stack([Pose(tilt, roll, 1.0, pan).from_pan(np.eye(3)) for pan, tilt, roll in each])


def reached(cone: Vectors | None, drops_m: tuple[float, float], reach_m: float) -> list[Region]:
    """Return what a cone meets of all planes between two drops, in a square around the foot.

    At a drop h it meets h times what it meets at 1. So between two drops on one side of the camera
    it meets the hull of what it does at both, and from the camera's own height on, that of the
    foot and what it meets at the other.
    """
    low_m, high_m = drops_m
    below, above = (max(low_m, LEAST_DROP_M), high_m), (max(-high_m, LEAST_DROP_M), -low_m)
    sides = [(*span, side) for span, side in ((below, 1.0), (above, -1.0)) if span[0] <= span[1]]
    found = [
        _on_planes(cone, *span, reach_m) for span in sides or [(LEAST_DROP_M, LEAST_DROP_M, 1.0)]
    ]
    return [region for region in found if not region.is_empty]


def _on_planes(
    cone: Vectors | None, near_m: float, far_m: float, side: float, reach_m: float
) -> Region:
    square = [(-reach_m, -reach_m), (reach_m, -reach_m), (reach_m, reach_m), (-reach_m, reach_m)]
    if cone is None:
        return Polygon(square)
    slopes = _slopes(cone * np.array([1.0, 1.0, side]), SPARE * near_m / (2.0 * reach_m))
    if len(slopes) < 3:
        return EMPTY
    corners = np.concatenate((near_m * slopes, far_m * slopes))
    hull = shapely.convex_hull(shapely.linestrings(corners))
    if hull.geom_type != "Polygon":
        return EMPTY
    return _cut_to(hull, square)


def _cut_to(hull: Polygon, square: list[tuple[float, float]]) -> Region:
    """Return what of a convex polygon lies in a square around the foot."""
    reach_m = square[2][0]
    if max(map(abs, hull.bounds)) <= reach_m:
        return hull
    ring = shapely.get_coordinates(hull)[:-1]
    ring = ring if shapely.is_ccw(hull.exterior) else ring[::-1]
    sides = [(1.0, 0.0, reach_m), (0.0, 1.0, reach_m), (-1.0, 0.0, reach_m), (0.0, -1.0, reach_m)]
    corners = clipped([(x, y) for x, y in ring.tolist()], sides)
    return Polygon(corners) if len(corners) > 2 else EMPTY


def _slopes(cone: Vectors, least: float) -> Floats:
    """Return places (n, 2) on the plane at drop 1 of a cone, cut a little below the horizon."""
    low = -cone[:, 2]
    after, after_low = np.roll(cone, -1, axis=0), np.roll(low, -1)
    crosses = np.flatnonzero((low >= least) != (after_low >= least))
    share = (low[crosses] - least) / (low[crosses] - after_low[crosses])
    cut = cone[crosses] + share[:, None] * (after[crosses] - cone[crosses])
    below = cone[low >= least]
    found: Floats = np.concatenate((below[:, :2] / -below[:, 2:], cut[:, :2] / least))
    return found


def _convex_parts(lens: Lens, width_px: int, height_px: int) -> list[Vectors]:
    """Return directions of the camera's frame in groups, whose hulls have all of the picture."""
    border = border_of(lens, width_px, height_px, 1.0)
    if border.is_pyramid:
        return [border.ring]
    parts = []
    for ring in grown(lens, width_px, height_px, WHOLE, 0.0):
        closed = np.concatenate((ring, ring[:1]))
        parts += [
            np.concatenate(([[0.0, 0.0, 1.0]], closed[start : start + STRETCH + 1]))
            for start in range(0, len(ring), STRETCH)
        ]
    return parts


def _steps(off_deg: float, most: int) -> Floats:
    off_rad = math.radians(off_deg)
    count = min(most, math.ceil(2.0 * off_rad / STEP_RAD - 1e-9))
    return np.linspace(-off_rad, off_rad, count + 1) if count else np.zeros(1)


def _half_step(turns: Floats) -> float:
    return float(turns[-1] - turns[0]) / 2.0 / max(1, len(turns) - 1)


def _spread(part: Vectors, angle_rad: float) -> Vectors:
    """Return corners of squares around directions, in whose hull all lies up to an angle off."""
    if angle_rad <= 0.0:
        return part
    off = math.tan(angle_rad)
    aside = np.cross(part, np.eye(3)[np.argmin(np.abs(part), axis=1)])
    aside *= off / np.linalg.norm(aside, axis=1)[:, None]
    along = np.cross(part, aside)
    spread = np.concatenate([part + s * aside + t * along for s in (-1, 1) for t in (-1, 1)])
    unit: Vectors = spread / np.linalg.norm(spread, axis=1)[:, None]
    return unit


def _hull(vectors: Vectors) -> Vectors | None:
    """Return the unit vectors around the convex cone of some; None where it may be everywhere."""
    axis = vectors.mean(axis=0)
    axis /= max(float(np.linalg.norm(axis)), 1e-300)
    ahead = vectors @ axis
    if ahead.min() < LEAST_AHEAD:
        return None
    right = np.cross(axis, np.eye(3)[np.argmin(np.abs(axis))])
    right /= np.linalg.norm(right)
    flat = np.column_stack((vectors @ right, vectors @ np.cross(axis, right))) / ahead[:, None]
    # The corners themselves, not their images in the plane, which are a rounding off.
    hull = shapely.get_coordinates(shapely.convex_hull(shapely.linestrings(flat)))[:-1]
    order = np.array([int(np.abs(flat - corner).sum(axis=1).argmin()) for corner in hull])
    ring: Vectors = vectors[order]
    return ring
