"""What a ring of directions encloses on a plane, in the frame of a camera's pan.

The frame has x ahead along the pan, y to its left, and the camera's foot at (0, 0). Great circles
become straight lines, so that a ring of vectors becomes a polygon without any error. What lies so
near the horizon that it is further away than anyone asks is cut off, along a wide circle.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.coverage.optics.band_loops import LEAST_DROP_M
from pipeline.coverage.optics.picture import Vectors
from pipeline.geometry.clipped_batch import squares_cut
from pipeline.geometry.region import EMPTY, Region, Regions, region_of
from pipeline.geometry.ring import regions_within

FURTHEST_M = 1e4
"""No camera tells a person from further away than this, by assumption; and of polygons that are
larger, doubles could not count the nanometres."""

BEYOND = 4.0
"""The wide circle, in distances that are asked for: none of its chords comes as near as 2."""

NOTHING = np.array([[0.0, 0.0, -1.0]])
"""A half-plane in which nothing lies."""

ARC_RAD = math.radians(20.0)
"""Between the corners of the wide circle."""


@dataclass(frozen=True)
class Pose:
    """How a camera is turned against its pan, and how far it hangs above a plane (below: < 0).

    `turn_rad` is how far its own pan is from the one in whose frame it is looked at.
    """

    tilt_rad: float
    roll_rad: float
    drop_m: float
    turn_rad: float = 0.0

    @property
    def matrix(self) -> list[list[float]]:
        """Right, down and forward of the camera's frame, a row each, in the frame of its pan.

        >>> Pose(0.0, 0.0, 3.0).matrix  # right is -y, down is -z, forward is x
        [[0.0, -1.0, 0.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0]]
        """
        found: list[list[float]] = self._matrix.tolist()
        return found

    def from_pan(self, vectors: Vectors) -> Vectors:
        """Return directions (right, down, forward) in the frame of the pan."""
        seen: Vectors = vectors @ self._matrix
        return seen

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """All four of them."""
        return self.tilt_rad, self.roll_rad, self.drop_m, self.turn_rad

    @property
    def _matrix(self) -> Vectors:
        found: Vectors = matrices_of(np.array([self.numbers]))[0]
        return found


def matrices_of(poses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix of each pose, (n, 3, 3), by the four numbers of a Pose, (n, 4)."""
    angles = poses[:, [0, 1, 3]].T
    (sin, sin_roll, sin_turn), (cos, cos_roll, cos_turn) = np.sin(angles), np.cos(angles)
    level = np.zeros_like(sin)
    right = (-sin * sin_roll, -cos_roll, -cos * sin_roll)
    down = (-sin * cos_roll, sin_roll, -cos * cos_roll)
    rows = [
        (x * cos_turn - y * sin_turn + 0.0, x * sin_turn + y * cos_turn, z + 0.0)
        for x, y, z in (right, down, (cos, level, -sin))
    ]
    return np.array(rows).transpose(2, 0, 1)


def footprint(ring: Vectors, pose: Pose, far_m: float) -> Region:
    """Return what lies within a ring of the camera's frame on the plane, to `far_m` and further.

    The ring goes counter-clockwise as seen, as that of a picture's border does.

    >>> corners = np.array([[1, 1, 1], [1, -1, 1], [-1, -1, 1], [-1, 1, 1]]) / math.sqrt(3.0)
    >>> footprint(corners, Pose(math.pi / 2, 0.0, 3.0), 99.0).area  # straight down: 6 × 6 m
    36.0
    >>> footprint(corners, Pose(-math.pi / 2, 0.0, 3.0), 99.0).is_empty
    True
    """
    if len(ring) == 0 or abs(pose.drop_m) > FURTHEST_M:
        return EMPTY
    vectors = pose.from_pan(ring)
    drop_m = max(abs(pose.drop_m), LEAST_DROP_M)
    if pose.drop_m < 0.0:
        # A plane above is one below, in a mirror, which turns the ring around.
        vectors = vectors[::-1] * np.array([1.0, 1.0, -1.0])
    wide_m = BEYOND * max(far_m, BEYOND * drop_m)
    low = -vectors[:, 2]
    below = low >= drop_m / wide_m
    if below.all():
        return _whole(vectors[:, :2] * (drop_m / low)[:, None], wide_m)
    if not below.any():
        return circle(wide_m) if _is_around_sky(vectors) else EMPTY
    return united_apart(regions_within(_to_horizon(vectors, low, drop_m, wide_m)))


def convex_footprints(views: Iterable[tuple[Vectors, NDArray[np.float64], float]]) -> Regions:
    """Return what lies within a convex ring in every pose, in the square of half-side `far_m`.

    A view has the vectors across the ring's great circles, inwards, its poses by the four numbers
    of each, (n, 4), and `far_m`. Each great circle bounds a half-space, which a plane cuts in a
    half-plane.

    >>> from pipeline.coverage.optics.picture import inward_of
    >>> corners = np.array([[1, 1, 1], [1, -1, 1], [-1, -1, 1], [-1, 1, 1]]) / math.sqrt(3.0)
    >>> down = np.array([(math.pi / 2, 0.0, drop_m, 0.0) for drop_m in (2.0, 3.0)])
    >>> round(convex_footprints([(inward_of(corners), down, 99.0)])[0].area, 9)
    16.0
    """
    each = list(views)
    turned = iter(matrices_of(np.concatenate([np.empty((0, 4)), *(poses for _, poses, _ in each)])))
    return regions_within(
        squares_cut(
            [_half_planes(inward, poses, turned) for inward, poses, _ in each],
            [far_m for *_, far_m in each],
        )
    )


def _half_planes(
    inward: Vectors, poses: NDArray[np.float64], turned: Iterator[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Return the half-planes (n, 3) of what lies within a convex ring in every pose."""
    matrices = np.array([*islice(turned, len(poses))])
    drops_m = poses[:, 2]
    if len(inward) == 0 or np.abs(drops_m).max() > FURTHEST_M:
        return NOTHING
    half_planes: NDArray[np.float64] = -(inward @ matrices)
    half_planes[..., 2] *= drops_m[:, None]
    return half_planes.reshape(-1, 3)


def united_apart(regions: Iterable[Region]) -> Region:
    """Return the union of regions; a single one as it is."""
    each = list(regions)
    if len(each) > 1:
        return region_of(shapely.union_all(each))
    return each[0] if each else EMPTY


def circle(radius_m: float) -> Polygon:
    """Return the wide circle around the foot."""
    around = np.arange(0.0, 2.0 * math.pi - ARC_RAD / 2.0, ARC_RAD)
    return Polygon(radius_m * np.column_stack((np.cos(around), np.sin(around))))


def _whole(corners: NDArray[np.float64], wide_m: float) -> Region:
    """Return what a ring encloses that lies below the horizon all round.

    One that goes round the wrong way is that of a camera that sees all but what is inside.
    """
    region: Region = regions_within([corners])[0]
    if shapely.is_ccw(shapely.LinearRing(corners)):
        return region
    return region_of(shapely.difference(circle(wide_m), region))


def _is_around_sky(vectors: Vectors) -> bool:
    """Tell whether a ring above the horizon has the ground inside, and a patch of sky outside.

    From above such a ring is seen to go counter-clockwise.
    """
    return bool(shapely.is_ccw(shapely.LinearRing(vectors[:, :2])))


def _to_horizon(
    vectors: Vectors, low: NDArray[np.float64], drop_m: float, wide_m: float
) -> list[NDArray[np.float64]]:
    """Return the corners of all that a ring encloses which comes up above the horizon.

    It is cut where it does. From where it leaves, the wide circle is followed counter-clockwise,
    as the ring goes, to where it first comes back, be that another piece of it or the same.
    """
    least = drop_m / wide_m
    start = int(np.flatnonzero((low >= least) & (np.roll(low, 1) < least))[0])
    vectors, low = np.roll(vectors, -start, axis=0), np.roll(low, -start)
    edges = np.flatnonzero(np.diff((low >= least).astype(np.int8), append=1))
    pieces = [
        _piece(vectors, low, first, last, drop_m, least)
        for first, last in zip([0, *edges[1:-1:2] + 1], edges[::2], strict=True)
    ]
    rings = []
    left = set(range(len(pieces)))
    while left:
        own = number = min(left)
        ring: list[NDArray[np.float64]] = []
        while number in left:
            left.remove(number)
            spans = [_span(pieces[number][-1], piece[0]) for piece in pieces]
            after = int(np.argmin(spans))
            ring += [pieces[number], _arc(pieces[number][-1], spans[after], wide_m)]
            number = after
        # A ring that was drawn in so far that it crosses itself may not close, and holds nothing.
        if number == own:
            rings.append(np.concatenate(ring))
    return rings


def _piece(
    vectors: Vectors, low: NDArray[np.float64], first: int, last: int, drop_m: float, least: float
) -> NDArray[np.float64]:
    """Return the corners of a piece of a ring below the horizon, with its ends on the cut."""
    own = slice(first, last + 1)
    after = (last + 1) % len(low)
    ends = [
        _crossing(vectors[one], vectors[other], low[one], low[other], least) * (drop_m / least)
        for one, other in ((first - 1, first), (last, after))
    ]
    inner = vectors[own, :2] * (drop_m / low[own])[:, None]
    return np.concatenate((ends[:1], inner, ends[1:]))


def _crossing(
    one: Vectors, other: Vectors, one_low: float, other_low: float, least: float
) -> NDArray[np.float64]:
    """Return x and y where the chord between two vectors is as low as `least`."""
    share = (one_low - least) / (one_low - other_low)
    crossing: NDArray[np.float64] = (one + share * (other - one))[:2]
    return crossing


def _span(start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    """Return the angle from one place counter-clockwise to another, about the foot."""
    span = (math.atan2(end[1], end[0]) - math.atan2(start[1], start[0])) % (2.0 * math.pi)
    # Where a ring only grazes the horizon, rounding may put its way down before its way up.
    return 0.0 if span > 2.0 * math.pi - 1e-9 else span


def _arc(start: NDArray[np.float64], span: float, wide_m: float) -> NDArray[np.float64]:
    """Return the corners of the wide circle from the azimuth of a place on, as far as a span."""
    count = max(1, math.ceil(span / ARC_RAD))
    turns = math.atan2(start[1], start[0]) + span * np.arange(1, count) / count
    return wide_m * np.column_stack((np.cos(turns), np.sin(turns)))
