"""Where names and numbers go on a plan, so that they do not lie on each other.

Each label has a list of places, best first; it takes the first one that is free, or else the one
where least is covered. Lengths are metres on the plan.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from shapely import LineString, Point, Polygon, box, maximum_inscribed_circle

COMPASS = tuple(math.radians(step * 45.0) for step in range(8))
FREE = 0.02
"""A cost below which a place counts as free and the search ends."""

CUTS = 9
"""How many lines each way look for places inside an area."""

MOST_COVERED = 0.2
"""A label of which a larger part lies on others, or off the sheet, spoils them and is not read."""

CLASH_WEIGHT = 4.0
"""How much worse it is to lie on another label than to leave one's own area."""


@dataclass(frozen=True)
class Place:
    """The room that a label would take: centre, width and height, turned or not, at a text size."""

    x_m: float
    y_m: float
    width_m: float
    height_m: float
    size_pt: float = 8.0
    turned: bool = False

    @property
    def area_m2(self) -> float:
        """The area of the room."""
        return self.width_m * self.height_m

    def shared_m2(self, other: "Place") -> float:
        """Return the area that two rooms have in common.

        >>> Place(0, 0, 2, 2).shared_m2(Place(1, 1, 2, 2))
        1.0
        """
        across = (self.width_m + other.width_m) / 2.0 - abs(self.x_m - other.x_m)
        up = (self.height_m + other.height_m) / 2.0 - abs(self.y_m - other.y_m)
        across = min(across, self.width_m, other.width_m)
        up = min(up, self.height_m, other.height_m)
        return max(across, 0.0) * max(up, 0.0)

    def share_outside(self, area: Polygon) -> float:
        """Return which part of the room lies outside an area, from 0 to 1."""
        half_w, half_h = self.width_m / 2.0, self.height_m / 2.0
        room = box(self.x_m - half_w, self.y_m - half_h, self.x_m + half_w, self.y_m + half_h)
        return 1.0 - float(room.intersection(area).area) / self.area_m2


class LabelBoard:
    """Which room on the plan is taken."""

    def __init__(self, sheet: Place) -> None:
        self._sheet = sheet
        self._taken: list[Place] = []

    def take(self, place: Place) -> None:
        """Keep a room for something that is drawn there anyway."""
        self._taken.append(place)

    def put(self, places: Iterable[Place], cost: Callable[[Place], float]) -> Place:
        """Take the first free of some places, or the one that clashes least, and return it.

        `cost` is what a place costs besides clashing; there must be at least one place.
        """
        best = self._best(places, cost)
        self.take(best)
        return best

    def put_if_legible(
        self, places: Iterable[Place], cost: Callable[[Place], float]
    ) -> Place | None:
        """Do the same, unless too much of it would lie on other labels; then take none."""
        best = self._best(places, cost)
        if self._clash(best) > CLASH_WEIGHT * MOST_COVERED:
            return None
        self.take(best)
        return best

    def _best(self, places: Iterable[Place], cost: Callable[[Place], float]) -> Place:
        remaining = iter(places)
        best = next(remaining)
        best_cost = cost(best) + self._clash(best)
        for place in remaining:
            if best_cost < FREE:
                break
            place_cost = cost(place)
            if place_cost < best_cost:
                place_cost += self._clash(place)
            if place_cost < best_cost:
                best, best_cost = place, place_cost
        return best

    def _clash(self, place: Place) -> float:
        covered_m2 = sum(place.shared_m2(other) for other in self._taken)
        outside_m2 = place.area_m2 - place.shared_m2(self._sheet)
        return CLASH_WEIGHT * (covered_m2 + outside_m2) / place.area_m2


def places_inside(area: Polygon) -> tuple[tuple[float, float], ...]:
    """Return points of an area, the roomiest first, then others in order of distance to it.

    The others are the middles and quarters of the lines that cut the area across and upwards,
    so that even a thin strip around a corner has some.

    >>> places_inside(Polygon([(0, 0), (4, 0), (4, 2), (0, 2)]))[0][1]
    1.0
    """
    centre = Point(maximum_inscribed_circle(area).coords[0])
    points = [
        chord.interpolate(share, normalized=True)
        for line in cutting_lines(area)
        for chord in getattr(line.intersection(area), "geoms", (line.intersection(area),))
        for share in (0.5, 0.25, 0.75)
        if chord.length > 0.0
    ]
    return tuple((point.x, point.y) for point in (centre, *sorted(points, key=centre.distance)))


def cutting_lines(area: Polygon) -> Iterator[LineString]:
    """Yield evenly spaced lines across and upwards through the bounds of an area."""
    left, low, right, high = area.bounds
    for share in np.linspace(0.0, 1.0, CUTS + 2)[1:-1]:
        x_m, y_m = left + share * (right - left), low + share * (high - low)
        yield LineString([(left, y_m), (right, y_m)])
        yield LineString([(x_m, low), (x_m, high)])


def places_around(
    x_m: float, y_m: float, reach_m: tuple[float, float]
) -> Iterator[tuple[float, float]]:
    """Yield eight points around a point, on an ellipse that reaches so far across and up."""
    for angle in COMPASS:
        yield x_m + reach_m[0] * math.cos(angle), y_m + reach_m[1] * math.sin(angle)
