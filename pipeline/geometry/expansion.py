"""Triangular expansion itself (Bungiu et al. 2014), on numbers and flat sequences only.

One source for two ways of running it: as it stands on lists, which CPython reads three times as
fast as arrays, and compiled by numba on arrays (`geometry.visibility_batch`). Hence no shapely,
no keyword arguments, and no errors in here: what failed is told by a number. Results go into
sequences that the caller made, since a list that grows is slow where it is compiled. All of it is
in one file, because the compiler keeps its code until that file changes.
"""

from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

NEEDLE_RAD = 1e-12
"""A piece of wall seen under a smaller angle is rounding; leaving it out never over-covers."""

ON_EDGE_M2 = 1e-7
"""A point on the edge between two triangles may come out outside of both, by so much rounding."""

LOOKS = 100
"""A view looks through an edge a few times at most, once through each gap before it. One that
looks through so many, for all edges, goes in circles."""

View = tuple[int, int, int, float, float, float, float]
"""What is looked through, and between which limits: half-edge, right vertex, left vertex, and where
the two vertices lie as seen from the point (dx, dy, dx, dy). A limit that is no vertex but the side
of a wedge has the number -1."""

DONE, OUTSIDE, IN_CIRCLES, FULL = 0, -1, -2, -3
"""How looking ends: all places are answered; the next one is in no triangle, cannot trust the mesh,
or finds no room for its ring."""

UNLIMITED = -1.0
"""In place of a squared range: nothing is too far."""

ALL_ROUND = 4.0
"""The diamond angle of a full turn."""

WEDGE = 6
"""The numbers of a wedge: the directions of its right and its left side, and what the left side's
would be if the right one were +x, as unit vectors (x, y, x, y, x, y). The third vector of a full
turn is 0, 0."""


class Portals(NamedTuple):
    """The half-edges of a mesh as plain lists, which CPython reads faster than arrays.

    Half-edge h runs from vertex `tail[h]` to `head[h]` with its own triangle on the left.
    Across it lies the vertex `apex[h]`, seen between the half-edges `right[h]` and `left[h]`;
    all three are -1 where h is a wall.
    """

    xs: list[float]
    ys: list[float]
    tail: list[int]
    head: list[int]
    apex: list[int]
    right: list[int]
    left: list[int]


class Cells(NamedTuple):
    """The grid of a mesh as plain numbers and lists: which triangles may hold a point.

    The triangles that touch cell (column, row) are `triangles[starts[k] : starts[k + 1]]` with
    k = column · rows + row.
    """

    west_m: float
    south_m: float
    cell_m: float
    columns: int
    rows: int
    starts: list[int]
    triangles: list[int]


def rings_around(
    portals: Portals,
    cells: Cells,
    places: Sequence[float],
    wedges: Sequence[float],
    reaches_m2: Sequence[float],
    answered: int,
    ring: MutableSequence[float],
    ends: MutableSequence[int],
) -> tuple[int, int]:
    """Write the rings of all that is seen from each place; return how many, and how it ended.

    `places` are x, y, x, y …, and `wedges` WEDGE numbers a place, or none: all round; `reaches_m2`
    are squared ranges, one a place, or none: UNLIMITED. Rings go into `ring` as x, y, x, y … too;
    that of place n ends before `ends[n + 1]`. The first `answered` places are there already, so
    that a call can go on where another was FULL.

    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import box
    >>> mesh, ring, ends = triangulated(box(0, 0, 2, 1)), [0.0] * 12, [0, 0]
    >>> rings_around(mesh.portals, mesh.cells, [1.5, 0.5], [], [], 0, ring, ends)
    (1, 0)
    >>> sorted(zip(ring[:8:2], ring[1:8:2])), ends
    ([(0.0, 0.0), (0.0, 1.0), (2.0, 0.0), (2.0, 1.0)], [0, 8])
    """
    waiting = [(-1, -1, -1, 0.0, 0.0, 0.0, 0.0) for _ in range(4)]
    at, width, reach_m2 = ends[answered], ALL_ROUND, UNLIMITED
    for n in range(answered, len(places) // 2):
        x_m, y_m, begin = places[2 * n], places[2 * n + 1], at
        start = located(portals, cells, x_m, y_m)
        if start < 0:
            return n, OUTSIDE
        if len(reaches_m2) > 0:
            reach_m2 = reaches_m2[n]
        if len(wedges) > 0:
            width = angle_from(1.0, 0.0, wedges[WEDGE * n + 4], wedges[WEDGE * n + 5])
        if width == ALL_ROUND:
            count = views_around(portals, start, x_m, y_m, waiting)
        elif at + 2 > len(ring):
            return n, FULL
        else:
            first = WEDGE * n
            sides = (wedges[first], wedges[first + 1], wedges[first + 2], wedges[first + 3])
            count = views_within(portals, start, x_m, y_m, sides, width, waiting)
            ring[at], ring[at + 1] = x_m, y_m
            at += 2
        at = expanded(portals, waiting, count, x_m, y_m, reach_m2, begin, at, ring)
        if at < 0:
            return n, at
        ends[n + 1] = at
    return len(places) // 2, DONE


def located(portals: Portals, cells: Cells, x_m: float, y_m: float) -> int:
    """Return the triangle that holds a point best, -1 where none does.

    >>> corner = Portals([0.0, 4.0, 0.0], [0.0, 0.0, 4.0], [0, 1, 2], [1, 2, 0], *[[-1] * 3] * 3)
    >>> cells = Cells(0.0, 0.0, 4.0, 1, 1, [0, 1], [0])
    >>> located(corner, cells, 1.0, 1.0), located(corner, cells, 3.0, 3.0)
    (0, -1)
    """
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
    """Return twice the area that a half-edge spans with a point; positive on its left.

    >>> corner = Portals([0.0, 4.0, 0.0], [0.0, 0.0, 4.0], [0, 1, 2], [1, 2, 0], *[[-1] * 3] * 3)
    >>> turn(corner, 0, 1.0, 1.0), turn(corner, 0, 1.0, -1.0), turn(corner, 0, 1.0, 0.0)
    (4.0, -4.0, 0.0)
    """
    tail, head = portals.tail[half_edge], portals.head[half_edge]
    ax, ay = portals.xs[tail], portals.ys[tail]
    return (portals.xs[head] - ax) * (y_m - ay) - (portals.ys[head] - ay) * (x_m - ax)


def views_around(portals: Portals, start: int, x_m: float, y_m: float, waiting: list[View]) -> int:
    """Put the views through the edges of a triangle into `waiting`, the last one first.

    >>> corner = Portals([0.0, 4.0, 0.0], [0.0, 0.0, 4.0], [0, 1, 2], [1, 2, 0], *[[-1] * 3] * 3)
    >>> waiting = [(-1, -1, -1, 0.0, 0.0, 0.0, 0.0)] * 4
    >>> views_around(corner, 0, 1.0, 1.0, waiting), [view[0] for view in waiting]
    (3, [2, 1, 0, -1])
    """
    for edge in range(3):
        waiting[2 - edge] = first_view(portals, 3 * start + edge, x_m, y_m)
    return 3


def first_view(portals: Portals, half_edge: int, x_m: float, y_m: float) -> View:
    """Return the view through a whole half-edge.

    >>> corner = Portals([0.0, 4.0, 0.0], [0.0, 0.0, 4.0], [0, 1, 2], [1, 2, 0], *[[-1] * 3] * 3)
    >>> first_view(corner, 0, 1.0, 1.0)
    (0, 0, 1, -1.0, -1.0, 3.0, -1.0)
    """
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


def views_within(
    portals: Portals,
    start: int,
    x_m: float,
    y_m: float,
    sides: tuple[float, float, float, float],
    width: float,
    waiting: list[View],
) -> int:
    """Put what a wedge leaves of the views through a triangle's edges into `waiting`.

    The last one comes first, as in `views_around`; the number of views is returned. A wedge that
    is nearly all round ends in the edge that it started in, which is then looked through twice.

    >>> corner = Portals([0.0, 4.0, 0.0], [0.0, 0.0, 4.0], [0, 1, 2], [1, 2, 0], *[[-1] * 3] * 3)
    >>> waiting = [(-1, -1, -1, 0.0, 0.0, 0.0, 0.0)] * 4
    >>> views_within(corner, 0, 1.0, 1.0, (0.0, -1.0, 1.0, 0.0), 1.0, waiting)
    2
    >>> waiting[1], waiting[0]
    ((0, -1, 1, 0.0, -1.0, 3.0, -1.0), (1, 1, -1, 3.0, -1.0, 1.0, 0.0))
    """
    sx, sy, ex, ey = sides
    edge, nearest, count = 0, ALL_ROUND, 0
    for k in range(3):
        _, _, _, _, _, dx, dy = first_view(portals, 3 * start + k, x_m, y_m)
        if angle_from(sx, sy, dx, dy) < nearest:
            edge, nearest = k, angle_from(sx, sy, dx, dy)
    for k in range(3, -1, -1):
        half_edge = 3 * start + (edge + k) % 3
        _, right, left, rx, ry, lx, ly = first_view(portals, half_edge, x_m, y_m)
        if k > 0 and angle_from(sx, sy, rx, ry) >= width:
            continue
        if k == 3 or angle_from(sx, sy, lx, ly) > width:
            left, lx, ly = -1, ex, ey
        if k == 0:
            right, rx, ry = -1, sx, sy
        waiting[count] = (half_edge, right, left, rx, ry, lx, ly)
        count += 1
    return count


def angle_from(sx: float, sy: float, dx: float, dy: float) -> float:
    """Return the diamond angle from s counter-clockwise to d: 1 for 90°, 2 for 180°, 4 for none.

    It orders directions as the angle does, and is the same to the last bit wherever it is computed.

    >>> angle_from(1.0, 0.0, 0.0, 5.0), angle_from(0.0, 1.0, 1.0, 0.0)
    (1.0, 3.0)
    >>> angle_from(1.0, 0.0, 0.0, 0.0)
    4.0
    """
    along, across = sx * dx + sy * dy, sx * dy - sy * dx
    size = abs(along) + abs(across)
    if size == 0.0:
        return ALL_ROUND
    if across >= 0.0:
        return across / size if along >= 0.0 else 2.0 - across / size
    return 2.0 - across / size if along < 0.0 else 4.0 + across / size


def expanded(
    portals: Portals,
    waiting: list[View],
    count: int,
    x_m: float,
    y_m: float,
    reach_m2: float,
    begin: int,
    at: int,
    ring: MutableSequence[float],
) -> int:
    """Write all that is seen in `count` waiting views; return where the ring ends, or why not.

    The ring runs counter-clockwise from `begin`, with its next corner `at`. The view through a
    half-edge is bounded by two vertices of the mesh, so that its limits stay exact however deep it
    goes. A half-edge further away than the range ends the view like a wall: what lies nearer stays
    as it is.

    >>> corner = Portals([0.0, 4.0, 0.0], [0.0, 0.0, 4.0], [0, 1, 2], [1, 2, 0], *[[-1] * 3] * 3)
    >>> ring, view = [0.0] * 8, (1, 1, 2, 3.0, -1.0, -1.0, 3.0)
    >>> expanded(corner, [view], 1, 1.0, 1.0, UNLIMITED, 0, 0, ring), ring[:4]
    (0, [4.0, 0.0, 0.0, 4.0])
    >>> expanded(corner, [], 0, 1.0, 1.0, UNLIMITED, 0, 0, ring)
    0
    """
    xs, ys, apex = portals.xs, portals.ys, portals.apex
    right_of, left_of = portals.right, portals.left
    last = len(ring) - 4
    portal, right, left, rx, ry, lx, ly = -1, 0, 0, 0.0, 0.0, 0.0, 0.0
    for _ in range(LOOKS * len(apex)):
        if portal < 0:
            if count == 0:
                return closed(ring, begin, at)
            count -= 1
            portal, right, left, rx, ry, lx, ly = waiting[count]
        beyond = apex[portal]
        if beyond < 0 or (reach_m2 >= 0.0 and too_far(portals, portal, x_m, y_m, reach_m2)):
            if at > last:
                return FULL
            view = (portal, right, left, rx, ry, lx, ly)
            at = with_seen(portals, view, x_m, y_m, begin, at, ring)
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
    return IN_CIRCLES


def too_far(portals: Portals, portal: int, x_m: float, y_m: float, reach_m2: float) -> bool:
    """Tell whether all of a half-edge lies further from a point than the range, given squared.

    >>> corner = Portals([0.0, 4.0, 0.0], [0.0, 0.0, 4.0], [0, 1, 2], [1, 2, 0], *[[-1] * 3] * 3)
    >>> too_far(corner, 0, 1.0, 1.0, 1.1), too_far(corner, 0, 1.0, 1.0, 0.9)
    (False, True)
    """
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


def with_seen(
    portals: Portals,
    view: View,
    x_m: float,
    y_m: float,
    begin: int,
    at: int,
    ring: MutableSequence[float],
) -> int:
    """Write what is seen of a wall in a view that ends at it, unless edge-on; return the end.

    >>> corner = Portals([0.0, 4.0, 0.0], [0.0, 0.0, 4.0], [0, 1, 2], [1, 2, 0], *[[-1] * 3] * 3)
    >>> ring = [0.0] * 4
    >>> with_seen(corner, (0, -1, -1, -0.5, -1.0, 0.5, -1.0), 1.0, 1.0, 0, 0, ring), ring
    (4, [0.5, 0.0, 1.5, 0.0])
    >>> with_seen(corner, (0, 0, 1, -1.0, 0.0, 3.0, 0.0), 1.0, 0.0, 0, 0, ring)
    0
    """
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
        return at
    if at == begin or ring[at - 2] != px or ring[at - 1] != py:
        ring[at], ring[at + 1] = px, py
        at += 2
    ring[at], ring[at + 1] = qx, qy
    return at + 2


def share_along(ax: float, ay: float, ex: float, ey: float, dx: float, dy: float) -> float:
    """Return where on a + share · e, between 0 and 1, the ray from the origin along d meets it.

    >>> share_along(1.0, 0.0, 0.0, 2.0, 4.0, 4.0)
    0.5
    """
    across = dx * ey - dy * ex
    if across == 0.0:
        return 0.0
    return min(1.0, max(0.0, (dy * ax - dx * ay) / across))


def closed(ring: MutableSequence[float], begin: int, at: int) -> int:
    """Return where a ring ends without a last corner that is its first, and without a mere line.

    >>> closed([0.0, 0.0, 4.0, 0.0, 0.0, 4.0, 0.0, 0.0], 0, 8), closed([0.0, 0.0, 4.0, 0.0], 0, 4)
    (6, 0)
    """
    if at > begin + 2 and ring[at - 2] == ring[begin] and ring[at - 1] == ring[begin + 1]:
        at -= 2
    return at if at > begin + 4 else begin
