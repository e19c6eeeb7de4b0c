"""What is seen from a point through free space: the visibility polygon, exactly.

Triangular expansion (Bungiu et al. 2014): from the triangle that holds the point, look through
each edge into the next triangle, narrowing the view at every corner, until a wall ends it.
"""

import shapely
from shapely import Polygon

from pipeline.errors import GeometryError
from pipeline.geometry.mesh import Mesh, Portals
from pipeline.geometry.region import checked_point, polygons

NEEDLE_RAD = 1e-12
"""A piece of wall seen under a smaller angle is rounding; leaving it out never over-covers."""


def visibility_polygon(mesh: Mesh, x_m: float, y_m: float) -> Polygon:
    """Return all that is seen from a point of the mesh, all round: a valid, star-shaped polygon.

    The point must lie inside, a millimetre or more from any wall (`geometry.snap` sees to it);
    GeometryError otherwise.

    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import Point, box
    >>> room = box(0, 0, 4, 3) - box(2, 1, 4, 3)
    >>> seen = visibility_polygon(triangulated(room), 1.0, 2.0)
    >>> seen.area, bool(seen.contains(Point(2.9, 0.5)))
    (6.5, False)
    """
    checked_point(x_m, y_m, "the point of view")
    start = triangle_at(mesh, x_m, y_m)
    if start < 0:
        raise GeometryError(f"the point of view [{x_m:g}, {y_m:g}] lies outside the free space")
    ring = expanded(mesh.portals, start, x_m, y_m)
    seen = Polygon(list(zip(ring[::2], ring[1::2], strict=True)))
    return seen if seen.is_valid else _repaired(seen)


def triangle_at(mesh: Mesh, x_m: float, y_m: float) -> int:
    """Return the triangle that holds a point best, -1 where none does.

    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import box
    >>> triangle_at(triangulated(box(0, 0, 1, 1)), 5.0, 5.0)
    -1
    """
    portals = mesh.portals
    best, best_inside = -1, 0.0
    for triangle in mesh.candidates(x_m, y_m):
        inside = min(
            _turn(portals, half_edge, x_m, y_m)
            for half_edge in range(3 * triangle, 3 * triangle + 3)
        )
        if (best < 0 and inside >= 0.0) or inside > best_inside:
            best, best_inside = triangle, inside
    return best


def _turn(portals: Portals, half_edge: int, x_m: float, y_m: float) -> float:
    """Return twice the area that a half-edge spans with a point; positive on its left."""
    tail, head = portals.tail[half_edge], portals.head[half_edge]
    ax, ay = portals.xs[tail], portals.ys[tail]
    return (portals.xs[head] - ax) * (y_m - ay) - (portals.ys[head] - ay) * (x_m - ax)


def expanded(portals: Portals, start: int, x_m: float, y_m: float) -> list[float]:
    """Return the ring x, y, x, y, … of all that is seen from a point in triangle `start`.

    Counter-clockwise, not closed. The view through a half-edge is bounded by two vertices of
    the mesh, so that its limits stay exact however deep it goes. Scalars and flat lists only:
    the function may be compiled as it stands.
    """
    xs, ys, tail, head = portals.xs, portals.ys, portals.tail, portals.head
    apex, right_of, left_of = portals.apex, portals.right, portals.left
    ring: list[float] = []
    # The edges of the first triangle wait in reverse, so that the ring grows counter-clockwise.
    waiting = [(h, tail[h], head[h]) for h in (3 * start + 2, 3 * start + 1, 3 * start)]
    while waiting:
        portal, right, left = waiting.pop()
        beyond = apex[portal]
        if beyond < 0:
            _add_wall(ring, portals, portal, right, left, x_m, y_m)
            continue
        x, y = xs[beyond] - x_m, ys[beyond] - y_m
        from_right = (xs[right] - x_m) * y - (ys[right] - y_m) * x > 0.0
        from_left = x * (ys[left] - y_m) - y * (xs[left] - x_m) > 0.0
        if from_left:
            waiting.append((left_of[portal], beyond if from_right else right, left))
        if from_right:
            waiting.append((right_of[portal], right, beyond if from_left else left))
    return ring


def _add_wall(
    ring: list[float],
    portals: Portals,
    wall: int,
    right: int,
    left: int,
    x_m: float,
    y_m: float,
) -> None:
    """Append what is seen of a wall between the vertices `right` and `left`, if anything."""
    tail, head = portals.tail[wall], portals.head[wall]
    tail_x, tail_y, head_x, head_y = (
        portals.xs[tail],
        portals.ys[tail],
        portals.xs[head],
        portals.ys[head],
    )
    ax, ay, ex, ey = tail_x - x_m, tail_y - y_m, head_x - tail_x, head_y - tail_y
    px, py, qx, qy = tail_x, tail_y, head_x, head_y
    if right != tail:
        share = _share(ax, ay, ex, ey, portals.xs[right] - x_m, portals.ys[right] - y_m)
        px, py = tail_x + share * ex, tail_y + share * ey
    if left != head:
        share = _share(ax, ay, ex, ey, portals.xs[left] - x_m, portals.ys[left] - y_m)
        qx, qy = tail_x + share * ex, tail_y + share * ey
    ux, uy, vx, vy = px - x_m, py - y_m, qx - x_m, qy - y_m
    if ux * vy - uy * vx <= NEEDLE_RAD * (abs(ux) + abs(uy)) * (abs(vx) + abs(vy)):
        return
    if not ring or ring[-2] != px or ring[-1] != py:
        ring += (px, py)
    ring += (qx, qy)


def _share(ax: float, ay: float, ex: float, ey: float, dx: float, dy: float) -> float:
    """Return where on a + share · e, between 0 and 1, the ray from the origin along d meets it."""
    across = dx * ey - dy * ex
    if across == 0.0:
        return 0.0
    return min(1.0, max(0.0, (dy * ax - dx * ay) / across))


def _repaired(seen: Polygon) -> Polygon:
    """Return the largest valid part of a ring that rounding made cross itself."""
    return max(polygons(shapely.make_valid(seen)), key=lambda part: part.area)
