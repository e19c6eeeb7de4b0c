"""Overlays of pairs of rings without GEOS, on numbers and flat arrays only: where it is certain.

Corners are whole numbers of grid units. Two rings cut each other in nodes: corners that they share,
corners of the one that lie on an edge of the other, and crossings, rounded to the grid. A corner
lies on an edge within ON units of it, which bends the edge there by no more. That is taken to be
the whole truth only where everything else keeps further apart than CLEAR: each corner from each
edge that it is no node of, each crossing from all other edges. Then no rounding, bend or error of
doubles can turn the order of anything, and what is left is to follow the edges between nodes that
lie inside, outside or along the other ring. In doubt the answer is UNSURE, and GEOS is asked.

One source for two ways of running it: as it stands, and compiled (`geometry.overlay_batch`); hence
all of it is in one file, and there are no errors in here.
"""

import math
from typing import Any

import numpy as np

INTERSECTION, DIFFERENCE = 0, 1

ON, CLEAR = 2.0, 6.0
"""Units of the grid."""
MOST = 2e14
"""Units across; on larger pairs doubles do not tell a distance from a line to a tenth of a unit."""

CROSSINGS = 4
"""So many nodes on edges, a corner, are made room for."""

UNSURE = -1

OFF, SAME, NODE, NEAR = 0, 1, 2, 3
"""How a corner lies to an edge: apart, at its end, on it, or too near to tell."""


def overlaid_rings(
    kind: int, ones: Any, others: Any, found: Any, found_ends: Any, counts: Any
) -> None:
    """Write the rings of each region cut by some others in turn, and how many, or UNSURE.

    `ones` are corners (m, 2), ends and what is owned: ring n is `corners[ends[n] : ends[n + 1]]`,
    unclosed or closed, either way round, whole numbers; region k has rings `owned[k]` to
    `owned[k + 1]`, none within another. `others` likewise: each is intersected with, or taken off,
    one by one. What is left of a region goes to `found`, clockwise and unclosed; `found_ends` has
    where each ring ends, after a first 0, and `counts` how many a region has. What comes to have
    holes is UNSURE.

    >>> corners, ends = np.array([[0, 0], [20, 0], [20, 10], [0, 10.0]]), np.array([0, 4])
    >>> found, found_ends, counts = np.empty((40, 2)), np.zeros(9, np.int64), np.zeros(1, np.int64)
    >>> one, moved = (corners, ends, ends // 4), (corners + np.array([10.0, 0.0]), ends, ends // 4)
    >>> overlaid_rings(INTERSECTION, one, moved, found, found_ends, counts)
    >>> counts[0], sorted(map(tuple, found[: found_ends[1]].tolist()))
    (np.int64(1), [(10.0, 0.0), (10.0, 10.0), (20.0, 0.0), (20.0, 10.0)])
    """
    (corners, one_ends, one_owned), (other_corners, other_ends, other_owned) = ones, others
    ring = 0
    for n in range(len(counts)):
        own, last = one_owned[n], one_owned[n + 1]
        begin, end = other_ends[other_owned[n]], other_ends[other_owned[n + 1]]
        size = 4 * (one_ends[last] - one_ends[own] + end - begin) + 16
        left, left_ends = np.empty((2, size, 2)), np.zeros((2, size), np.int64)
        room = np.empty(size * (1 + CROSSINGS)), np.empty(size * (1 + CROSSINGS))
        unit = corners[one_ends[own], 0], corners[one_ends[own], 1]
        begun(corners, one_ends[own : last + 1], unit, room, left[0], left_ends[0])
        rings, now = last - own, 0
        for other in range(other_owned[n], other_owned[n + 1]):
            one, now = (left[now], left_ends[now], rings), 1 - now
            span = other_ends[other], other_ends[other + 1]
            to = left[now], left_ends[now]
            rings = cut_all(kind, one, other_corners, span, unit, room, to[0], to[1])
            if rings <= 0:
                break
        if rings > 0:
            rings = told(left[now], left_ends[now], rings, unit, found, found_ends, ring)
        counts[n] = rings
        ring += max(rings, 0)


def begun(ones: Any, one_ends: Any, unit: Any, room: Any, left: Any, left_ends: Any) -> None:
    """Write the rings of a region as seen from a unit."""
    xs, ys = room
    for k in range(len(one_ends) - 1):
        start = left_ends[k]
        count = taken(ones, one_ends[k], one_ends[k + 1], unit, room, 0)
        for corner in range(count):
            left[start + corner, 0], left[start + corner, 1] = xs[corner], ys[corner]
        left_ends[k + 1] = start + count


def told(
    left: Any, left_ends: Any, rings: int, unit: Any, found: Any, found_ends: Any, ring: int
) -> int:
    """Write what is left of a region, clockwise; return how many rings, UNSURE without room."""
    for k in range(rings):
        at, last = found_ends[ring + k], left_ends[k + 1]
        size = last - left_ends[k]
        if at + size > len(found) or ring + k + 1 >= len(found_ends):
            return UNSURE
        for corner in range(size):
            found[at + corner, 0] = left[last - 1 - corner, 0] + unit[0]
            found[at + corner, 1] = left[last - 1 - corner, 1] + unit[1]
        found_ends[ring + k + 1] = at + size
    return rings


def cut_all(
    kind: int, ones: Any, others: Any, span: Any, unit: Any, room: Any, found: Any, found_ends: Any
) -> int:
    """Write what rings come to with one other ring; return how many there are, or UNSURE.

    `ones` are corners seen from a unit, counter-clockwise, with the ends of rings and how many
    there are; so is what is found. `span` is from where to where the other ring goes.
    """
    (corners, ends, rings), (xs, ys) = ones, room
    made = 0
    for k in range(rings):
        count = ends[k + 1] - ends[k]
        for corner in range(count):
            xs[corner], ys[corner] = corners[ends[k] + corner, 0], corners[ends[k] + corner, 1]
        total = taken(others, span[0], span[1], unit, room, count)
        if count < 3 or (total - count < 3 and kind == INTERSECTION):
            continue
        if too_large(xs, ys, total):
            return UNSURE
        at = found_ends[made]
        if total - count < 3 or lie_apart(xs, ys, count, total):
            if kind == DIFFERENCE:
                if at + count > len(found):
                    return UNSURE
                found[at : at + count] = corners[ends[k] : ends[k + 1]]
                made += 1
                found_ends[made] = at + count
            continue
        more = overlaid_pair(kind, room, count, total, found, at, found_ends, made)
        if more < 0:
            return UNSURE
        made += more
    return made


def taken(corners: Any, first: int, last: int, unit: Any, room: Any, at: int) -> int:
    """Write corners as seen from a unit, counter-clockwise and none twice; return where they end.

    >>> square, room = np.array([[1, 1], [1, 2], [2, 2], [2, 2.0]]), (np.zeros(5), np.zeros(5))
    >>> taken(square, 0, 4, (1.0, 1.0), room, 0), room[0].tolist(), room[1].tolist()
    (3, [1.0, 0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0, 0.0])
    """
    (x_unit, y_unit), (xs, ys) = unit, room
    start, twice = at, 0.0
    for k in range(first, last):
        x, y = corners[k, 0] - x_unit, corners[k, 1] - y_unit
        if at == start or x != xs[at - 1] or y != ys[at - 1]:
            xs[at], ys[at] = x, y
            at += 1
    while at > start + 1 and xs[at - 1] == xs[start] and ys[at - 1] == ys[start]:
        at -= 1
    for k in range(start + 1, at - 1):
        twice += (xs[k] - xs[start]) * (ys[k + 1] - ys[start])
        twice -= (ys[k] - ys[start]) * (xs[k + 1] - xs[start])
    if twice < 0.0:
        low, high = start, at - 1
        while low < high:
            xs[low], xs[high] = xs[high], xs[low]
            ys[low], ys[high] = ys[high], ys[low]
            low += 1
            high -= 1
    return at


def too_large(xs: Any, ys: Any, total: int) -> bool:
    """Tell whether corners lie so far apart that doubles cannot tell which is on which side.

    >>> too_large(np.array([0.0, 3e14]), np.zeros(2), 2), too_large(np.zeros(2), np.zeros(2), 2)
    (True, False)
    """
    large = False
    for k in range(total):
        large = not (abs(xs[k]) <= MOST and abs(ys[k]) <= MOST)
        if large:
            break
    return large


def lie_apart(xs: Any, ys: Any, count: int, total: int) -> bool:
    """Tell whether the first so many corners and the others lie in boxes that are well apart.

    >>> away = np.array([0.0, 9.0, 30.0, 39.0])
    >>> lie_apart(away, np.zeros(4), 2, 4), lie_apart(np.zeros(4), np.zeros(4), 2, 4)
    (True, False)
    """
    first_x, last_x = xs[:count], xs[count:total]
    first_y, last_y = ys[:count], ys[count:total]
    return bool(
        first_x.max() + CLEAR < last_x.min()
        or last_x.max() + CLEAR < first_x.min()
        or first_y.max() + CLEAR < last_y.min()
        or last_y.max() + CLEAR < first_y.min()
    )


def placed(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> int:
    """Return how a corner lies to an edge from a to b.

    >>> [placed(x, y, 0.0, 0.0, 99.0, 0.0) for x, y in ((9, 9), (0, 0), (50, 1), (50, 4), (-3, 1))]
    [0, 1, 2, 3, 3]
    """
    if (x == ax and y == ay) or (x == bx and y == by):
        return SAME
    dx, dy = bx - ax, by - ay
    long = math.sqrt(dx * dx + dy * dy)
    away = (dx * (y - ay) - dy * (x - ax)) / long
    if away >= CLEAR or away <= -CLEAR:
        return OFF
    along = (dx * (x - ax) + dy * (y - ay)) / long
    if along <= -CLEAR or along >= long + CLEAR:
        return OFF
    if -ON <= away <= ON and CLEAR < along < long - CLEAR:
        return NODE
    return NEAR


def overlaid_pair(
    kind: int, room: Any, count: int, total: int, found: Any, at: int, found_ends: Any, ring: int
) -> int:
    """Write the rings of the overlay of two rings; return how many there are, or UNSURE.

    The one has the first `count` corners, the other the next, up to `total`; what is behind them
    is room for crossings.
    """
    xs, ys = room
    edges = edges_of(xs, ys, count, total)
    size, name, first = min(len(xs), total * (1 + CROSSINGS)), np.arange(total), np.full(total, -1)
    notes = first, np.empty(size, np.int64), np.empty(size), np.empty(size, np.int64)
    used = corners_placed(edges, count, total, name, notes)
    nodes = crossings_placed(edges, count, total, notes, used) if used >= 0 else UNSURE
    if nodes < 0:
        return UNSURE
    next_one, next_other = np.full(nodes, -1), np.full(nodes, -1)
    back_one, back_other = np.full(nodes, -1), np.full(nodes, -1)
    chained(0, count, edges, name, notes, next_one, back_one)
    chained(count, total, edges, name, notes, next_other, back_other)
    links, other = np.full(nodes, -1), name[count]
    cut, within = kind == DIFFERENCE, kind == INTERSECTION
    one_asks, other_asks = (within, False, within, cut), (True, cut, False, False)
    if not kept(one_asks, xs, ys, 0, next_one, next_other, back_other, other, links):
        return UNSURE
    if not kept(other_asks, xs, ys, other, next_other, next_one, back_one, 0, links):
        return UNSURE
    return followed(xs, ys, links, found, at, found_ends, ring)


def edges_of(xs: Any, ys: Any, count: int, total: int) -> Any:
    """Return the corners of two rings, which of them is after each, and the box of each edge."""
    after, low_x, high_x = np.empty(total, np.int64), np.empty(total), np.empty(total)
    low_y, high_y = np.empty(total), np.empty(total)
    for k in range(total):
        to = k + 1
        if to == count:
            to = 0
        elif to == total:
            to = count
        after[k] = to
        low_x[k], high_x[k] = min(xs[k], xs[to]), max(xs[k], xs[to])
        low_y[k], high_y[k] = min(ys[k], ys[to]), max(ys[k], ys[to])
    return xs, ys, after, low_x, high_x, low_y, high_y


def corners_placed(edges: Any, count: int, total: int, name: Any, notes: Any) -> int:
    """Name corners that two rings share alike, and note those on edges; UNSURE where one is near.

    Returns how many `notes` there are. They are `first`, `later`, `share` and `own`: those of edge
    e go from `first[e]` by `later`, in the order of `share`, and `own` has the corner.
    """
    xs, ys, after, low_x, high_x, low_y, high_y = edges
    used = 0
    order = np.argsort(xs[:total])
    across = xs[:total][order]
    for edge in range(total):
        end, one = after[edge], edge < count
        west, east = low_x[edge] - CLEAR, high_x[edge] + CLEAR
        south, north = low_y[edge] - CLEAR, high_y[edge] + CLEAR
        for rank in range(np.searchsorted(across, west), total):
            k = order[rank]
            x, y = xs[k], ys[k]
            if x > east:
                break
            if y < south or y > north or k in (edge, end):
                continue
            how = placed(x, y, xs[edge], ys[edge], xs[end], ys[end])
            if how == OFF:
                continue
            if how == NEAR or (k < count) == one:
                return UNSURE
            if how == SAME:
                if one:
                    name[k] = edge if x == xs[edge] and y == ys[edge] else end
                continue
            if used == len(notes[3]):
                return UNSURE
            noted(edge, k, edges, notes, used)
            used += 1
    return used


def noted(edge: int, k: int, edges: Any, notes: Any, used: int) -> None:
    """Note corner k on an edge, in the order of the edge."""
    xs, ys, after = edges[0], edges[1], edges[2]
    first, later, share, own = notes
    end = after[edge]
    along = (xs[k] - xs[edge]) * (xs[end] - xs[edge]) + (ys[k] - ys[edge]) * (ys[end] - ys[edge])
    share[used], own[used] = along, k
    before, there = -1, first[edge]
    while there >= 0 and share[there] < along:
        before, there = there, later[there]
    later[used] = there
    if before < 0:
        first[edge] = used
    else:
        later[before] = used


def crossings_placed(edges: Any, count: int, total: int, notes: Any, used: int) -> int:
    """Add where edges cross as corners, noted on both; return how many corners there are now.

    UNSURE where a ring crosses itself, or a crossing is near to something else.
    """
    xs, ys, after, low_x, high_x, low_y, high_y = edges
    nodes, most = total, len(notes[3])
    order = np.argsort(low_x)
    for rank in range(total):
        one = order[rank]
        a, b = (xs[one], ys[one]), (xs[after[one]], ys[after[one]])
        for other in order[rank + 1 :]:
            if low_x[other] > high_x[one]:
                break
            if low_y[other] > high_y[one] or high_y[other] < low_y[one]:
                continue
            part = crossed_at(a, b, (xs[other], ys[other]), (xs[after[other]], ys[after[other]]))
            if part < 0.0:
                continue
            if (one < count) == (other < count) or nodes == most or used + 2 > most:
                return UNSURE
            x = np.rint(a[0] + part * (b[0] - a[0]))
            y = np.rint(a[1] + part * (b[1] - a[1]))
            if not is_clear(x, y, one, other, edges, total):
                return UNSURE
            xs[nodes], ys[nodes] = x, y
            noted(one, nodes, edges, notes, used)
            noted(other, nodes, edges, notes, used + 1)
            used += 2
            nodes += 1
    return nodes


def crossed_at(a: Any, b: Any, c: Any, d: Any) -> float:
    """Return where the edge from a to b crosses that from c to d, as a share of it; -1 nowhere.

    What an end of the one touches of the other is noted already, and no crossing.

    >>> crossed_at((0.0, 0.0), (40.0, 0.0), (10.0, -20.0), (10.0, 20.0))
    0.25
    >>> crossed_at((0.0, 0.0), (40.0, 0.0), (10.0, 0.0), (10.0, 20.0))
    -1.0
    """
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = a, b, c, d
    left = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    right = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    if (left < 0.0) == (right < 0.0):
        return -1.0
    start = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    stop = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    if (start < 0.0) == (stop < 0.0):
        return -1.0
    if (
        placed(cx, cy, ax, ay, bx, by) != OFF
        or placed(dx, dy, ax, ay, bx, by) != OFF
        or placed(ax, ay, cx, cy, dx, dy) != OFF
        or placed(bx, by, cx, cy, dx, dy) != OFF
    ):
        return -1.0
    return float(start / (start - stop))


def is_clear(x: float, y: float, one: int, other: int, edges: Any, total: int) -> bool:
    """Tell whether a crossing of two edges is near to no other edge."""
    xs, ys, after, low_x, high_x, low_y, high_y = edges
    for edge in range(total):
        if edge in (one, other):
            continue
        if x < low_x[edge] - CLEAR or x > high_x[edge] + CLEAR:
            continue
        if y < low_y[edge] - CLEAR or y > high_y[edge] + CLEAR:
            continue
        end = after[edge]
        if placed(x, y, xs[edge], ys[edge], xs[end], ys[end]) != OFF:
            return False
    return True


def chained(
    start: int, last: int, edges: Any, name: Any, notes: Any, onward: Any, back: Any
) -> None:
    """Link the nodes of a ring to those after and before them."""
    after, (first, later, _, own) = edges[2], notes
    for edge in range(start, last):
        here, there = name[edge], first[edge]
        while there >= 0:
            onward[here], back[own[there]] = own[there], here
            here, there = own[there], later[there]
        end = name[after[edge]]
        onward[here], back[end] = end, here


def kept(
    asked: tuple[bool, bool, bool, bool],
    xs: Any,
    ys: Any,
    begin: int,
    onward: Any,
    other: Any,
    other_back: Any,
    other_begin: int,
    to: Any,
) -> bool:
    """Link those edges of a ring that bound the overlay; False where two begin at one node.

    It is asked for edges that lie inside the other ring (else outside), whether they are to be
    turned round, and for those that it has too: along it, against it, or not at all.
    """
    inside, turned, along, against = asked
    here, known, within = begin, False, False
    for _ in range(len(onward)):
        there = onward[here]
        if other[here] == there or other_back[here] == there:
            known = False
            keep = along if other[here] == there else against
        else:
            if not known or other[here] >= 0:
                x, y = (xs[here] + xs[there]) / 2.0, (ys[here] + ys[there]) / 2.0
                within, known = is_within(x, y, xs, ys, other_begin, other), True
            keep = within == inside
        if keep:
            tail, head = (there, here) if turned else (here, there)
            if to[tail] >= 0:
                return False
            to[tail] = head
        here = there
        if here == begin:
            return True
    return False


def is_within(x: float, y: float, xs: Any, ys: Any, begin: int, onward: Any) -> bool:
    """Tell whether a place lies inside a ring of nodes.

    >>> xs, ys = np.array([0.0, 4.0, 0.0]), np.array([0.0, 0.0, 4.0])
    >>> [is_within(x, 1.0, xs, ys, 0, np.array([1, 2, 0])) for x in (1.0, 3.5, -1.0)]
    [True, False, False]
    """
    within, here = False, begin
    for _ in range(len(onward)):
        there = onward[here]
        ax, ay, bx, by = xs[here], ys[here], xs[there], ys[there]
        if (ay > y) != (by > y):
            side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
            if (side > 0.0) == (by > ay):
                within = not within
        here = there
        if here == begin:
            break
    return within


def followed(xs: Any, ys: Any, to: Any, found: Any, at: int, found_ends: Any, ring: int) -> int:
    """Write the rings that links make; return how many, UNSURE where one is a hole."""
    rings = 0
    for begin in range(len(to)):
        if to[begin] < 0:
            continue
        size, here = 0, begin
        while to[here] >= 0:
            there = to[here]
            to[here] = -1
            size += 1
            here = there
            if at + size > len(found):
                return UNSURE
            found[at + size - 1, 0], found[at + size - 1, 1] = xs[here], ys[here]
        if here != begin or size < 3 or ring + rings + 1 >= len(found_ends):
            return UNSURE
        twice = 0.0
        for k in range(at + 1, at + size - 1):
            twice += (found[k, 0] - found[at, 0]) * (found[k + 1, 1] - found[at, 1])
            twice -= (found[k, 1] - found[at, 1]) * (found[k + 1, 0] - found[at, 0])
        if twice <= 0.0:
            return UNSURE
        at += size
        rings += 1
        found_ends[ring + rings] = at
    return rings
