"""Where people walk on a floor, and how far it is: shortest ways around walls, through doors."""

import heapq
import math
from collections.abc import Callable
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon

from pipeline.domain.site import Floor
from pipeline.errors import GeometryError
from pipeline.geometry.free_space import free_space
from pipeline.geometry.mesh import Mesh, triangulated
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import EMPTY, Region, polygons, region_of
from pipeline.geometry.snap import snapped
from pipeline.geometry.visibility import visibility_polygon

BODY_M = 0.25
"""Half the breadth of shoulders: nobody walks nearer to a wall (assumption)."""

LOOK_M = 0.01
"""Ways are looked for in ground that is so much wider, since no view begins on a wall."""

QUARTER = 16
"""Chords in a quarter of a circle: the ground within reach is told too small by 0.12 %, no more."""

DOOR = "door"


class Walkable:
    """The ground of a floor where people walk: doors are open, voids and whatever takes room not.

    Raises GeometryError for shapes that cannot be trusted.
    """

    def __init__(self, floor: Floor) -> None:
        solid = [o.footprint for o in floor.occluders if o.takes_room() and o.kind != DOOR]
        free = free_space(floor.outline, solid)
        self.free = without(free, united(floor.voids)) if floor.voids else free

    @cached_property
    def ground(self) -> Region:
        """Where the middle of a person may be."""
        return region_of(self.free.buffer(-BODY_M, join_style="mitre"))

    @cached_property
    def _mesh(self) -> Mesh:
        return triangulated(region_of(self.free.buffer(LOOK_M - BODY_M, join_style="mitre")))

    @cached_property
    def _free_mesh(self) -> Mesh:
        return triangulated(self.free)

    @cached_property
    def _turns(self) -> NDArray[np.float64]:
        """The corners (n, 2) around which a shortest way may turn: where the ground is reflex."""
        found = [
            corner
            for part in polygons(self.ground)
            for number, ring in enumerate((part.exterior, *part.interiors))
            for corner in _reflex(ring, is_hole=number > 0)
        ]
        return np.array(found).reshape(-1, 2)

    def seen_from(self, place: Point) -> Polygon:
        """Return what lies in free sight of a place through open doors; nothing from in a wall."""
        try:
            at = snapped(self.free, place.x, place.y, 0.0)
            return visibility_polygon(self._free_mesh, at.x_m, at.y_m)
        except GeometryError:
            return Polygon()

    def within(self, place: Point, walk_m: float) -> Region:
        """Return the ground from which a place is so many metres of walking away, or less.

        A shortest way around polygons turns at their corners only, so that this is the union of
        what is seen from the place and from each corner as far as the rest of the way goes. Circles
        are taken as the polygons in them, and so the ground is never told too large.
        """
        start = shapely.shortest_line(self.ground, place)
        if self.ground.is_empty or start.length > walk_m:
            return EMPTY
        way: dict[tuple[float, float], float] = {}
        queue = [(start.length, start.coords[0])]
        reached = []
        while queue:
            gone_m, at = heapq.heappop(queue)
            if at in way:
                continue
            way[at] = gone_m
            seen = self._seen(at)
            reached.append(both(seen, Point(at).buffer(walk_m - gone_m, quad_segs=QUARTER)))
            for turn in self._turns_in(seen):
                far_m = gone_m + math.dist(at, turn)
                if turn not in way and far_m < walk_m:
                    heapq.heappush(queue, (far_m, turn))
        return both(self.ground, united(reached))

    def _seen(self, at: tuple[float, float]) -> Region:
        try:
            return visibility_polygon(self._mesh, *at)
        except GeometryError:
            return EMPTY

    def _turns_in(self, seen: Region) -> list[tuple[float, float]]:
        if not len(self._turns) or seen.is_empty:
            return []
        shapely.prepare(seen)
        inside = shapely.intersects_xy(seen, self._turns)
        return [(float(x), float(y)) for x, y in self._turns[inside]]


def grounds() -> Callable[[Floor], Walkable]:
    """Return what makes the ground of a floor, each once."""
    known: dict[str, Walkable] = {}

    def ground_of(floor: Floor) -> Walkable:
        if floor.id not in known:
            known[floor.id] = Walkable(floor)
        return known[floor.id]

    return ground_of


def _reflex(ring: shapely.LinearRing, *, is_hole: bool) -> list[tuple[float, float]]:
    """Return the corners of a ring at which the ground takes more than half a turn."""
    corners = shapely.get_coordinates(ring)[:-1]
    before = corners - np.roll(corners, 1, axis=0)
    after = np.roll(corners, -1, axis=0) - corners
    turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    # Seen with the ground on the left, whatever way the ring runs.
    sign = 1.0 if bool(shapely.is_ccw(ring)) != is_hole else -1.0
    return [(float(x), float(y)) for x, y in corners[sign * turn < 0.0]]
