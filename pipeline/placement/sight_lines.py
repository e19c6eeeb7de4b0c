"""Which of many points are in free sight from many places: by rings and half-planes, not polygons.

What a camera sees for sure is in sight from its place and from the corners of its mount. Walls are
looked past by `visible_batch`, whose rings are star-shaped, so that one search by direction tells
of a point whether it lies inside; what hides only some of the plane is clipped out of each sight
line. The exact cone has the last word on what is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.coverage.scene import Hiding, Scene
from pipeline.geometry.visibility_batch import Flat, visible_batch

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SightLines:
    """Places (n, 2) at one height against one plane: `rings` of n times `eyes` each, in order.

    `pieces` are the convex things that hide some of the plane, by their corners, each between
    ratios; `boxes` f8[p, 4] bound them.
    """

    places: Floats
    eyes: int
    rings: Flat
    pieces: Sequence[tuple[Floats, float, float]]
    boxes: Floats
    _angles: dict[int, tuple[Floats, Floats]] = field(default_factory=dict)

    def sees(self, number: int, points: Floats) -> Bools:
        """Tell which points (m, 2) are in free sight from the place of this number."""
        seen = np.ones(len(points), dtype=np.bool_)
        for eye in range(number * self.eyes, (number + 1) * self.eyes):
            left = np.flatnonzero(seen)
            if not left.size:
                return seen
            seen[left] = self._in_ring(eye, points[left])
        left = np.flatnonzero(seen)
        if left.size and self.pieces:
            seen[left] = ~self._is_shadowed(self.places[number], points[left])
        return seen

    def _in_ring(self, eye: int, points: Floats) -> Bools:
        """Tell which points lie within the star around an eye."""
        if eye not in self._angles:
            self._angles[eye] = self._star(eye)
        angles, ring = self._angles[eye]
        if not len(angles):
            return np.zeros(len(points), dtype=np.bool_)
        foot = ring[0]
        off = points - foot
        turn = (np.arctan2(off[:, 1], off[:, 0]) - angles[0]) % (2.0 * np.pi) + angles[0]
        after = np.searchsorted(angles, turn, side="right")
        corners = ring[1:]
        b = corners[after % len(corners)]
        a = corners[after - 1]
        side = b - a
        cross = side[:, 0] * (points[:, 1] - a[:, 1]) - side[:, 1] * (points[:, 0] - a[:, 0])
        inside: Bools = cross >= -1e-9
        return inside

    def _star(self, eye: int) -> tuple[Floats, Floats]:
        """Return the directions of a ring's corners, rising, and the eye before the corners."""
        corners = self.rings.ring(eye)
        number, of_place = divmod(eye, self.eyes)
        foot = eye_places(self.places[number][None], self.eyes)[of_place]
        if len(corners) < 3:
            return np.empty(0), np.empty((0, 2))
        off = corners - foot
        angles = np.arctan2(off[:, 1], off[:, 0])
        turned = angles[0] + (angles - angles[0]) % (2.0 * np.pi)
        turned[1:][turned[1:] > angles[0] + 2.0 * np.pi - 1e-9] = angles[0]
        return np.maximum.accumulate(turned), np.vstack((foot, corners))

    def _is_shadowed(self, place: Floats, points: Floats) -> Bools:
        """Tell which points something hides that does not hide all of the plane."""
        hidden = np.zeros(len(points), dtype=np.bool_)
        low = np.minimum(points.min(axis=0), place)
        high = np.maximum(points.max(axis=0), place)
        near = (
            (self.boxes[:, 0] <= high[0])
            & (self.boxes[:, 2] >= low[0])
            & (self.boxes[:, 1] <= high[1])
            & (self.boxes[:, 3] >= low[1])
        )
        for n in np.flatnonzero(near).tolist():
            corners, first, last = self.pieces[n]
            left = np.flatnonzero(~hidden)
            if not left.size:
                break
            hidden[left] = _crosses(place, points[left], corners, 1.0 / last, 1.0 / first)
        return hidden


def _crosses(place: Floats, points: Floats, corners: Floats, start: float, end: float) -> Bools:
    """Tell which sight lines, between two shares of their length, meet a convex polygon.

    `corners` (k, 2) turn counter-clockwise.
    """
    enter, leave = np.full(len(points), start), np.full(len(points), end)
    step = points - place
    sides = np.roll(corners, -1, axis=0) - corners
    for corner, side in zip(corners, sides, strict=True):
        # Inside lies on the left of each side.
        at = side[0] * (place[1] - corner[1]) - side[1] * (place[0] - corner[0])
        along = side[0] * step[:, 1] - side[1] * step[:, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = -at / along
        enter = np.where(along > 0.0, np.maximum(enter, share), enter)
        leave = np.where(along < 0.0, np.minimum(leave, share), leave)
        leave = np.where((along == 0.0) & (at < 0.0), -1.0, leave)
    return enter < leave


def eye_places(places: Floats, eyes: int, off_m: float = 0.1) -> Floats:
    """Return for each of (n, 2) places itself and, of five eyes, the corners around it."""
    if eyes == 1:
        return places
    around = off_m * np.array([[0, 0], [1, 1], [-1, 1], [-1, -1], [1, -1]])
    found: Floats = (places[:, None] + around[None]).reshape(-1, 2)
    return found


def sight_lines(
    scene: Scene, places: Floats, height_m: float, plane_m: float, off_m: float
) -> SightLines:
    """Return the sight lines of places at one height, at each of which a camera may be off.

    The places must be so far from what is solid at the height that every eye is clear of it.
    """
    hiding = scene.hiding(height_m - off_m, height_m + off_m, height_m, plane_m)
    eyes = 1 if off_m == 0.0 else 5
    mesh = scene.walls(hiding.walls).mesh
    rings = visible_batch(mesh, eye_places(places, eyes))
    pieces = list(_pieces(scene, hiding))
    boxes = np.array([[*c.min(axis=0), *c.max(axis=0)] for c, _, _ in pieces]).reshape(-1, 4)
    return SightLines(places, eyes, rings, pieces, boxes)


def _pieces(scene: Scene, hiding: Hiding) -> list[tuple[Floats, float, float]]:
    """Return what hides some of a plane as convex corners, each with its ratios."""
    found = []
    for number, (first, last) in hiding.partly.items():
        for piece in scene.pieces(number):
            ring = shapely.get_coordinates(shapely.orient_polygons(piece).exterior)[:-1]
            found.append((ring, first, last))
    return found
