"""An independent oracle: visibility by a rotational sweep over raw wall segments.

It shares nothing with the product's triangular expansion: no mesh, no point location. A ray turns
once around the point; between two neighbouring endpoints the nearest wall stays the same.
"""

import math
from itertools import pairwise

import shapely
from shapely import MultiPolygon, Polygon

Segment = tuple[float, float, float, float]
SAME_RAD = 1e-13


def swept(free: Polygon | MultiPolygon, x_m: float, y_m: float) -> Polygon | MultiPolygon:
    """Return what is seen from a point inside a region, made valid."""
    walls = [wall for wall in _relative_walls(free, x_m, y_m) if _width_rad(*wall) > SAME_RAD]
    events = sorted(
        (math.atan2(wall[2 * end + 1], wall[2 * end]), end == 0, n)
        for n, wall in enumerate(walls)
        for end in (0, 1)
    )
    begins = [math.atan2(wall[1], wall[0]) for wall in walls]
    ends = [math.atan2(wall[3], wall[2]) for wall in walls]
    active = {n for n in range(len(walls)) if begins[n] > ends[n]}
    nearest: int | None = None
    ring: list[tuple[float, float]] = []
    for k, (angle, starts, n) in enumerate(events):
        (active.add if starts else active.discard)(n)
        upper = events[k + 1] if k + 1 < len(events) else events[0]
        width = (upper[0] - angle) % (2.0 * math.pi)
        if width < SAME_RAD:
            nearest = None
            continue
        if nearest is None or not (starts or n != nearest):
            candidates = active
        else:
            candidates = {nearest, n} & active
        middle = angle + width / 2.0
        ray = (math.cos(middle), math.sin(middle))
        nearest = min(candidates, key=lambda m: _distance(walls[m], ray))
        for _, begun, vertex in ((angle, starts, n), upper):
            corner = walls[vertex][:2] if begun else walls[vertex][2:]
            share = _distance(walls[nearest], corner)
            ring.append((x_m + share * corner[0], y_m + share * corner[1]))
    # Not by its "structure" method, which of a ring that rounding crossed may leave nothing.
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(Polygon(ring))))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _relative_walls(free: Polygon | MultiPolygon, x_m: float, y_m: float) -> list[Segment]:
    """Return all edges of a region as seen from a point, each turning counter-clockwise."""
    walls = []
    for part in shapely.get_parts(free):
        for ring in (part.exterior, *part.interiors):
            corners = [(x - x_m, y - y_m) for x, y in ring.coords]
            walls += [(*a, *b) for a, b in pairwise(corners)]
    return [wall if _cross(*wall) >= 0 else (*wall[2:], *wall[:2]) for wall in walls]


def _cross(ax: float, ay: float, bx: float, by: float) -> float:
    return ax * by - ay * bx


def _width_rad(ax: float, ay: float, bx: float, by: float) -> float:
    """Return under what angle a wall is seen; of a wall that runs along the ray, only noise."""
    return math.atan2(_cross(ax, ay, bx, by), ax * bx + ay * by)


def _distance(wall: Segment, ray: tuple[float, float]) -> float:
    """Return how many times its own length a ray reaches until it meets a wall's line."""
    ax, ay, bx, by = wall
    return _cross(ax, ay, bx, by) / _cross(*ray, bx - ax, by - ay)
