"""Outlines of views by direction: from where to where each is seen, for quick questions.

In the frame of a camera's pan a view without walls is seen, along each ray from the foot, between
two distances. Kept for every half degree, they tell of many places at once whether they are in
view; the exact outline is asked only of cameras that are chosen.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from pipeline.geometry.region import Region

RAYS = 720
"""Half a degree apart; their jitter keeps them from running along sides."""

JITTER_RAD = 1e-4
STEP_RAD = 2.0 * math.pi / RAYS

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Polar:
    """Between each ray and the next, f8[RAYS]: what is seen lies from `near_m` to `far_m`."""

    near_m: Floats
    far_m: Floats

    def sees(self, away_m: Floats, azimuth_rad: Floats) -> Bools:
        """Tell of places, by distance and direction off the pan, which are in view."""
        sector = np.floor((azimuth_rad - JITTER_RAD) / STEP_RAD).astype(np.int64) % RAYS
        inside: Bools = (away_m >= self.near_m[sector]) & (away_m <= self.far_m[sector])
        return inside

    @property
    def furthest_m(self) -> float:
        """How far anything is seen."""
        return float(self.far_m.max())


def polar_of(outline: Region, *, outer: bool = False) -> Polar:
    """Return an outline around the origin by direction: no more of it than there is.

    Of several stretches along a ray the longest counts. An `outer` one is no less than there is
    instead: it reaches to the corners on either side of a sector, and back to the foot.

    >>> from shapely import box
    >>> ahead = polar_of(box(2, -1, 4, 1))
    >>> ahead.sees(np.array([1.9, 3.0, 4.2]), np.zeros(3)).tolist()
    [False, True, False]
    >>> polar_of(box(-1, -1, 1, 1)).sees(np.array([0.0]), np.array([2.0])).tolist()
    [True]
    >>> either = polar_of(box(2, -1, 4, 1) | box(-4, -1, -2, 1))  # two parts, ahead and behind
    >>> either.sees(np.array([3.0, 3.0, 3.0]), np.array([0.0, 1.6, 3.1])).tolist()
    [True, False, True]
    """
    near, far = np.full(RAYS, np.inf), np.full(RAYS, -np.inf)
    if not outline.is_empty:
        _fill(near, far, outline)
    beside_near, beside_far = np.roll(near, -1), np.roll(far, -1)
    if not outer:
        return Polar(np.maximum(near, beside_near), np.minimum(far, beside_far))
    most = np.maximum(far, beside_far)
    if not outline.is_empty:
        corners = shapely.get_coordinates(shapely.segmentize(outline, 1.0))
        azimuth = np.arctan2(corners[:, 1], corners[:, 0])
        sector = np.floor((azimuth - JITTER_RAD) / STEP_RAD).astype(np.int64) % RAYS
        np.maximum.at(most, sector, np.hypot(*corners.T))
    return Polar(np.where(most > 0.0, 0.0, np.inf), most)


def _fill(near: Floats, far: Floats, outline: Region) -> None:
    """Put the longest stretch of an outline along each ray that meets it."""
    sides = _sides(outline)
    holds_foot = bool(outline.intersects(Point(0.0, 0.0)))
    ray_rad = np.arange(RAYS) * STEP_RAD + JITTER_RAD
    x, y = np.cos(ray_rad)[:, None], np.sin(ray_rad)[:, None]
    start, step = sides[:, 0], sides[:, 1] - sides[:, 0]
    # Where side n crosses ray r: start + s·step = t·ray.
    across = step[:, 0] * y - step[:, 1] * x
    with np.errstate(divide="ignore", invalid="ignore"):
        s = (start[:, 1] * x - start[:, 0] * y) / across
        t = (start[:, 1] * step[:, 0] - start[:, 0] * step[:, 1]) / across
    met = (s >= 0.0) & (s < 1.0) & (t > 0.0)
    crossings = np.sort(np.where(met, t, np.inf), axis=1)
    if holds_foot:
        crossings = np.column_stack((np.zeros(RAYS), crossings))
    most = int(np.isfinite(crossings).sum(axis=1).max())
    pairs = crossings[:, : most + most % 2]
    if pairs.shape[1] < most + most % 2:
        pairs = np.column_stack((pairs, np.full(RAYS, np.inf)))
    begins, ends = pairs[:, 0::2], pairs[:, 1::2]
    lengths = np.where(np.isfinite(ends), ends - np.where(np.isfinite(begins), begins, 0.0), -1.0)
    if not lengths.size:
        return
    longest = lengths.argmax(axis=1)
    rows = np.arange(RAYS)
    seen = lengths[rows, longest] > 0.0
    near[seen] = begins[rows, longest][seen]
    far[seen] = ends[rows, longest][seen]


def _sides(outline: Region) -> Floats:
    """Return the sides of an outline, (n, 2, 2)."""
    rings = shapely.get_rings(shapely.get_parts(outline))
    found = []
    for ring in rings:
        corners = shapely.get_coordinates(ring)
        found.append(np.stack((corners[:-1], corners[1:]), axis=1))
    return np.concatenate(found)
