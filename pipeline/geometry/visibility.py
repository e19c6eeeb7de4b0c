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


ON_EDGE_M2 = 1e-7
"""A point on the edge between two triangles may come out outside of both, by so much rounding."""

LOOKS = 100
"""A view looks through an edge a few times at most, once through each gap before it. One that
looks through so many, for all edges, goes in circles."""

View = tuple[int, int, int]
"""(half-edge, right vertex, left vertex): what is looked through, and between which limits."""

Piece = tuple[float, float, float, float]
"""The two ends of what is seen of a wall, counter-clockwise."""


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
    seen = Polygon(_ring(expanded(mesh.portals, start, x_m, y_m), x_m, y_m))
    return seen if seen.is_valid else _repaired(seen)


def triangle_at(mesh: Mesh, x_m: float, y_m: float) -> int:
    """Return the triangle that holds a point best, -1 where none does.

    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import box
    >>> triangle_at(triangulated(box(0, 0, 1, 1)), 5.0, 5.0)
    -1
    """
    best, best_inside = -1, -ON_EDGE_M2
    for triangle in mesh.candidates(x_m, y_m):
        half_edges = range(3 * triangle, 3 * triangle + 3)
        inside = min(_turn(mesh.portals, half_edge, x_m, y_m) for half_edge in half_edges)
        if inside > best_inside:
            best, best_inside = triangle, inside
    return best


def _turn(portals: Portals, half_edge: int, x_m: float, y_m: float) -> float:
    """Return twice the area that a half-edge spans with a point; positive on its left."""
    tail, head = portals.tail[half_edge], portals.head[half_edge]
    ax, ay = portals.xs[tail], portals.ys[tail]
    return (portals.xs[head] - ax) * (y_m - ay) - (portals.ys[head] - ay) * (x_m - ax)


def expanded(portals: Portals, start: int, x_m: float, y_m: float) -> list[Piece]:
    """Return all that is seen of walls from a point in triangle `start`, counter-clockwise.

    The view through a half-edge is bounded by two vertices of the mesh, so that its limits stay
    exact however deep it goes. Numbers and flat sequences
    only, so that a compiler could take the function as it stands; in CPython, lists make it
    three times as fast as arrays.
    """
    xs, ys, tail, head = portals.xs, portals.ys, portals.tail, portals.head
    pieces: list[Piece] = []
    # The edges of the first triangle wait in reverse, so that pieces come counter-clockwise.
    waiting = [(h, tail[h], head[h]) for h in (3 * start + 2, 3 * start + 1, 3 * start)]
    for _ in range(LOOKS * len(tail)):
        if len(waiting) == 0:
            return pieces
        portal, right, left = waiting.pop()
        beyond = portals.apex[portal]
        if beyond < 0:
            pieces.append(_seen_of(portals, (portal, right, left), x_m, y_m))
            continue
        x, y = xs[beyond] - x_m, ys[beyond] - y_m
        from_right = (xs[right] - x_m) * y - (ys[right] - y_m) * x > 0.0
        from_left = x * (ys[left] - y_m) - y * (xs[left] - x_m) > 0.0
        if from_left:
            waiting.append((portals.left[portal], beyond if from_right else right, left))
        if from_right:
            waiting.append((portals.right[portal], right, beyond if from_left else left))
    raise GeometryError("the view goes in circles: the mesh of the free space cannot be trusted")


def _seen_of(portals: Portals, view: View, x_m: float, y_m: float) -> Piece:
    """Return what is seen of a wall in a view that ends at it."""
    wall, right, left = view
    tail, head = portals.tail[wall], portals.head[wall]
    px, py, qx, qy = portals.xs[tail], portals.ys[tail], portals.xs[head], portals.ys[head]
    ax, ay, ex, ey = px - x_m, py - y_m, qx - px, qy - py
    if left != head:
        share = _share(ax, ay, ex, ey, portals.xs[left] - x_m, portals.ys[left] - y_m)
        qx, qy = px + share * ex, py + share * ey
    if right != tail:
        share = _share(ax, ay, ex, ey, portals.xs[right] - x_m, portals.ys[right] - y_m)
        px, py = px + share * ex, py + share * ey
    return px, py, qx, qy


def _share(ax: float, ay: float, ex: float, ey: float, dx: float, dy: float) -> float:
    """Return where on a + share · e, between 0 and 1, the ray from the origin along d meets it."""
    across = dx * ey - dy * ex
    if across == 0.0:
        return 0.0
    return min(1.0, max(0.0, (dy * ax - dx * ay) / across))


def _ring(pieces: list[Piece], x_m: float, y_m: float) -> list[tuple[float, float]]:
    """Return the ring that pieces of wall make around a point; what is seen edge-on is left out."""
    ring: list[tuple[float, float]] = []
    for px, py, qx, qy in pieces:
        ux, uy, vx, vy = px - x_m, py - y_m, qx - x_m, qy - y_m
        if ux * vy - uy * vx > NEEDLE_RAD * (abs(ux) + abs(uy)) * (abs(vx) + abs(vy)):
            ring += ((px, py), (qx, qy)) if ring[-1:] != [(px, py)] else ((qx, qy),)
    return ring


def _repaired(seen: Polygon) -> Polygon:
    """Return the largest valid part of a ring that rounding made cross itself."""
    return max(polygons(shapely.make_valid(seen)), key=lambda part: part.area)
