"""Triangular expansion itself (Bungiu et al. 2014), on numbers and flat sequences only.

One source for two ways of running it: as it stands on lists, which CPython reads three times as
fast as arrays, and compiled by numba on arrays (`geometry.visibility_batch`). Hence no shapely,
no keyword arguments, and no errors in here: what failed is told by a number.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.geometry.mesh import Cells, Portals

NEEDLE_RAD = 1e-12
"""A piece of wall seen under a smaller angle is rounding; leaving it out never over-covers."""

ON_EDGE_M2 = 1e-7
"""A point on the edge between two triangles may come out outside of both, by so much rounding."""

LOOKS = 100
"""A view looks through an edge a few times at most, once through each gap before it. One that
looks through so many, for all edges, goes in circles."""

View = tuple[int, int, int, float, float, float, float]
"""What is looked through, and between which limits: half-edge, right vertex, left vertex, and where
the two vertices lie as seen from the point (dx, dy, dx, dy)."""

OUTSIDE, IN_CIRCLES = -1, -2
"""What a query comes to that has no ring: the point is in no triangle; the mesh cannot be trusted.
"""

UNLIMITED = -1.0
"""In place of a squared range: nothing is too far."""


def rings_around(
    portals: Portals, cells: Cells, places: Sequence[float], reach_m2: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], int]:
    """Return the rings of all that is seen from each place, as x, y, x, y …, and their bounds.

    `places` are x, y, x, y … too. The last value is the number of places answered: where it is
    less than all, the last bound tells why the next one failed (OUTSIDE or IN_CIRCLES).

    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import box
    >>> mesh = triangulated(box(0, 0, 2, 1))
    >>> ring, bounds, count = rings_around(mesh.portals, mesh.cells, [1.5, 0.5], UNLIMITED)
    >>> sorted(zip(ring[::2].tolist(), ring[1::2].tolist())), bounds.tolist(), count
    ([(0.0, 0.0), (0.0, 1.0), (2.0, 0.0), (2.0, 1.0)], [0, 8], 1)
    """
    # Comprehensions, because a compiler learns from them what an empty list will hold.
    ring = [0.0 for _ in range(0)]
    bounds = [0]
    for n in range(len(places) // 2):
        x_m, y_m = places[2 * n], places[2 * n + 1]
        start = located(portals, cells, x_m, y_m)
        if start < 0 or not expanded(portals, start, x_m, y_m, reach_m2, ring):
            bounds.append(OUTSIDE if start < 0 else IN_CIRCLES)
            return np.array(ring), np.array(bounds), n
        bounds.append(len(ring))
    return np.array(ring), np.array(bounds), len(places) // 2


def located(portals: Portals, cells: Cells, x_m: float, y_m: float) -> int:
    """Return the triangle that holds a point best, -1 where none does."""
    column = int((x_m - cells.west_m) // cells.cell_m)
    row = int((y_m - cells.south_m) // cells.cell_m)
    best, best_inside = -1, -ON_EDGE_M2
    if not (0 <= column < cells.columns and 0 <= row < cells.rows):
        return best
    cell = column * cells.rows + row
    for k in range(cells.starts[cell], cells.starts[cell + 1]):
        first = 3 * cells.triangles[k]
        inside = min(
            turn(portals, first, x_m, y_m),
            turn(portals, first + 1, x_m, y_m),
            turn(portals, first + 2, x_m, y_m),
        )
        if inside > best_inside:
            best, best_inside = cells.triangles[k], inside
    return best


def turn(portals: Portals, half_edge: int, x_m: float, y_m: float) -> float:
    """Return twice the area that a half-edge spans with a point; positive on its left."""
    tail, head = portals.tail[half_edge], portals.head[half_edge]
    ax, ay = portals.xs[tail], portals.ys[tail]
    return (portals.xs[head] - ax) * (y_m - ay) - (portals.ys[head] - ay) * (x_m - ax)


def expanded(
    portals: Portals, start: int, x_m: float, y_m: float, reach_m2: float, ring: list[float]
) -> bool:
    """Append all that is seen from a point in triangle `start`; False where it goes in circles.

    The ring runs counter-clockwise. The view through a half-edge is bounded by two vertices of
    the mesh, so that its limits stay exact however deep it goes. A half-edge further away than
    the range ends the view like a wall: what lies nearer stays as it is.
    """
    xs, ys, apex = portals.xs, portals.ys, portals.apex
    right_of, left_of = portals.right, portals.left
    begin = len(ring)
    # The edges of the first triangle wait in reverse, so that pieces come counter-clockwise.
    waiting = [
        first_view(portals, 3 * start + 2, x_m, y_m),
        first_view(portals, 3 * start + 1, x_m, y_m),
        first_view(portals, 3 * start, x_m, y_m),
    ]
    count, portal, right, left, rx, ry, lx, ly = 3, -1, 0, 0, 0.0, 0.0, 0.0, 0.0
    for _ in range(LOOKS * len(apex)):
        if portal < 0:
            if count == 0:
                close(ring, begin)
                return True
            count -= 1
            portal, right, left, rx, ry, lx, ly = waiting[count]
        beyond = apex[portal]
        if beyond < 0 or (reach_m2 >= 0.0 and too_far(portals, portal, x_m, y_m, reach_m2)):
            view = (portal, right, left, rx, ry, lx, ly)
            append_seen(portals, view, x_m, y_m, begin, ring)
            portal = -1
            continue
        x, y = xs[beyond] - x_m, ys[beyond] - y_m
        from_right, from_left = rx * y - ry * x > 0.0, x * ly - y * lx > 0.0
        if from_right and from_left:
            # Written over what was taken: a list that shrinks is slow where it is compiled.
            if count < len(waiting):
                waiting[count] = (left_of[portal], beyond, left, x, y, lx, ly)
            else:
                waiting.append((left_of[portal], beyond, left, x, y, lx, ly))
            count += 1
            left, lx, ly = beyond, x, y
        portal = right_of[portal] if from_right else left_of[portal] if from_left else -1
    return False


def first_view(portals: Portals, half_edge: int, x_m: float, y_m: float) -> View:
    """Return the view through a whole half-edge."""
    tail, head = portals.tail[half_edge], portals.head[half_edge]
    return (
        half_edge,
        tail,
        head,
        portals.xs[tail] - x_m,
        portals.ys[tail] - y_m,
        portals.xs[head] - x_m,
        portals.ys[head] - y_m,
    )


def too_far(portals: Portals, portal: int, x_m: float, y_m: float, reach_m2: float) -> bool:
    """Tell whether all of a half-edge lies further from a point than the range."""
    tail, head = portals.tail[portal], portals.head[portal]
    ax, ay = portals.xs[tail] - x_m, portals.ys[tail] - y_m
    ex, ey = portals.xs[head] - x_m - ax, portals.ys[head] - y_m - ay
    length_m2, along_m2 = ex * ex + ey * ey, -(ax * ex + ay * ey)
    if along_m2 <= 0.0:
        return ax * ax + ay * ay > reach_m2
    if along_m2 >= length_m2:
        return (ax + ex) * (ax + ex) + (ay + ey) * (ay + ey) > reach_m2
    across = ax * ey - ay * ex
    return across * across > reach_m2 * length_m2


def append_seen(
    portals: Portals, view: View, x_m: float, y_m: float, begin: int, ring: list[float]
) -> None:
    """Append what is seen of a wall in a view that ends at it; nothing where it is edge-on."""
    wall, right, left, rx, ry, lx, ly = view
    tail, head = portals.tail[wall], portals.head[wall]
    tx, ty, qx, qy = portals.xs[tail], portals.ys[tail], portals.xs[head], portals.ys[head]
    px, py, ax, ay, ex, ey = tx, ty, tx - x_m, ty - y_m, qx - tx, qy - ty
    if left != head:
        share = share_along(ax, ay, ex, ey, lx, ly)
        qx, qy = tx + share * ex, ty + share * ey
    if right != tail:
        share = share_along(ax, ay, ex, ey, rx, ry)
        px, py = tx + share * ex, ty + share * ey
    ux, uy, vx, vy = px - x_m, py - y_m, qx - x_m, qy - y_m
    if ux * vy - uy * vx <= NEEDLE_RAD * (abs(ux) + abs(uy)) * (abs(vx) + abs(vy)):
        return
    if len(ring) == begin or ring[-2] != px or ring[-1] != py:
        ring.append(px)
        ring.append(py)
    ring.append(qx)
    ring.append(qy)


def share_along(ax: float, ay: float, ex: float, ey: float, dx: float, dy: float) -> float:
    """Return where on a + share · e, between 0 and 1, the ray from the origin along d meets it.

    >>> share_along(1.0, 0.0, 0.0, 2.0, 4.0, 4.0)
    0.5
    """
    across = dx * ey - dy * ex
    if across == 0.0:
        return 0.0
    return min(1.0, max(0.0, (dy * ax - dx * ay) / across))


def close(ring: list[float], begin: int) -> None:
    """Drop the last corner of a ring that is also its first."""
    if len(ring) > begin + 2 and ring[-2] == ring[begin] and ring[-1] == ring[begin + 1]:
        ring.pop()
        ring.pop()
