"""Edges parted where they meet: hot pixels on a grid (Hobby 1999), on arrays of numbers only.

One source for two ways of running it: as it stands, and compiled (`geometry.planar.planar_map`).
All of it is in one file, because the compiler keeps its code until that file changes.
"""

from typing import Any

import numpy as np

MOST_CROSSINGS = 20_000
"""Of so many no answer would come soon; whoever finds more has found none."""

HAIR = 2e-15
"""Of the largest coordinate: how exactly doubles tell how far away a node is."""


def noded(
    corner_x: Any, corner_y: Any, tails: Any, owners: Any, grid_m: float
) -> tuple[Any, Any, Any, Any, Any, Any]:
    """Return nodes and the pieces into which they part edges, each piece once.

    Edge e runs from corner `tails[e]` to the one after it; corners must lie on the grid. Nodes are
    x and y, in the order of x, then y. Piece k runs from node `low[k]` to node `high[k]`,
    low < high, in the order of these; it lies on the edges of `of[starts[k] : starts[k + 1]]`, as
    told by their owners. Every edge has a node where it comes nearer to one than half the grid,
    seen along an axis. Of MOST_CROSSINGS and more there are no pieces.
    """
    cross_x, cross_y, crossed = crossings(corner_x, corner_y, tails, grid_m)
    if len(cross_x) >= MOST_CROSSINGS:
        tails, crossed = tails[:0], crossed[:0]
    x, y, number = numbered(
        np.concatenate((corner_x, cross_x)), np.concatenate((corner_y, cross_y))
    )
    ends, count = np.empty((2 * len(tails) + 16, 3), np.int64), 0
    on, along = np.empty(len(x), np.int64), np.empty(len(x))
    # Where edges cross, rounding leaves a node as far away as half the grid, and doubles a hair.
    reach_m = 0.5 * grid_m + HAIR * max(1.0, np.abs(x).max(), np.abs(y).max()) if len(x) else 0.0
    for edge in range(len(tails)):
        first, last = number[tails[edge]], number[tails[edge] + 1]
        met = met_by(x, y, first, last, reach_m, on, along)
        if count + met + 1 > len(ends):
            ends = np.concatenate((ends, np.empty((count + met + 1, 3), np.int64)))
        before = first
        for n in range(met + 1):
            after = on[n] if n < met else last
            if before != after:
                ends[count, 0], ends[count, 1] = min(before, after), max(before, after)
                ends[count, 2] = owners[edge]
                count += 1
            before = after
    for cross in range(len(crossed)):
        node = number[len(corner_x) + cross]
        for tail in crossed[cross]:
            first, last = number[tail], number[tail + 1]
            if not lies_on(x, y, first, last, node, reach_m):
                # What parts one of two edges parts the other, or nothing is known.
                count = 0
    low, high, starts, of = once(ends[:count], len(x))
    return x, y, low, high, starts, of


def crossings(corner_x: Any, corner_y: Any, tails: Any, grid_m: float) -> tuple[Any, Any, Any]:
    """Return where edges cross, rounded to the grid, and the tails of both edges each time.

    Where they only touch, rounding tells whether they cross.
    """
    order = np.argsort(np.minimum(corner_x[tails], corner_x[tails + 1]))
    tails = tails[order]
    tail_x, tail_y, dx, dy = (
        corner_x[tails],
        corner_y[tails],
        corner_x[tails + 1],
        corner_y[tails + 1],
    )
    low_x, high_x = np.minimum(tail_x, dx), np.maximum(tail_x, dx)
    low_y, high_y = np.minimum(tail_y, dy), np.maximum(tail_y, dy)
    dx, dy = dx - tail_x, dy - tail_y
    found_x, found_y, count = np.empty(64), np.empty(64), 0
    pairs = np.empty((64, 2), np.int64)
    for one in range(len(tails)):
        for two in range(one + 1, len(tails)):
            if low_x[two] > high_x[one]:
                break
            if low_y[two] > high_y[one] or low_y[one] > high_y[two]:
                continue
            begin = dx[one] * (tail_y[two] - tail_y[one]) - dy[one] * (tail_x[two] - tail_x[one])
            end = begin + dx[one] * dy[two] - dy[one] * dx[two]
            if not (begin < 0.0 < end or end < 0.0 < begin):
                continue
            begin = dx[two] * (tail_y[one] - tail_y[two]) - dy[two] * (tail_x[one] - tail_x[two])
            end = begin + dx[two] * dy[one] - dy[two] * dx[one]
            if not (begin < 0.0 < end or end < 0.0 < begin):
                continue
            if count == MOST_CROSSINGS:
                return found_x, found_y, pairs
            if count == len(found_x):
                found_x = np.concatenate((found_x, np.empty(count)))
                found_y = np.concatenate((found_y, np.empty(count)))
                pairs = np.concatenate((pairs, np.empty((count, 2), np.int64)))
            # The same whichever comes first of those that begin at the same x.
            a, b = (one, two) if tails[one] < tails[two] else (two, one)
            share = dx[b] * (tail_y[a] - tail_y[b]) - dy[b] * (tail_x[a] - tail_x[b])
            share /= dy[b] * dx[a] - dx[b] * dy[a]
            found_x[count] = on_the_grid(tail_x[a] + share * dx[a], grid_m)
            found_y[count] = on_the_grid(tail_y[a] + share * dy[a], grid_m)
            pairs[count, 0], pairs[count, 1] = tails[one], tails[two]
            count += 1
    return found_x[:count], found_y[:count], pairs[:count]


def on_the_grid(value: float, grid_m: float) -> float:
    """Return a coordinate rounded as numpy rounds it to so many digits."""
    per_m = np.rint(1.0 / grid_m)
    return float(np.rint(value * per_m) / per_m)


def numbered(all_x: Any, all_y: Any) -> tuple[Any, Any, Any]:
    """Return different points in the order of x, then y, and which of them each point is."""
    order = np.argsort(all_x)
    first = 0
    for last in range(1, len(order) + 1):
        if last == len(order) or all_x[order[last]] != all_x[order[first]]:
            if last - first > 1:
                run = order[first:last].copy()
                order[first:last] = run[np.argsort(all_y[run])]
            first = last
    number, x, y = np.empty(len(order), np.int64), np.empty(len(order)), np.empty(len(order))
    count = 0
    for point in order:
        fresh = count == 0 or all_x[point] != x[count - 1] or all_y[point] != y[count - 1]
        if fresh:
            x[count], y[count] = all_x[point], all_y[point]
            count += 1
        number[point] = count - 1
    return x[:count].copy(), y[:count].copy(), number


def met_by(x: Any, y: Any, first: int, last: int, reach_m: float, on: Any, along: Any) -> int:
    """Write the nodes on an edge between two others, in their order; return how many.

    On it is what lies nearer than a reach, added up along both axes.
    """
    dx, dy = x[last] - x[first], y[last] - y[first]
    low_y, high_y = min(y[first], y[last]) - reach_m, max(y[first], y[last]) + reach_m
    slack, whole = reach_m * (abs(dx) + abs(dy)), dx * dx + dy * dy
    begin, end = min(first, last), max(first, last)
    low_x, high_x = x[begin] - reach_m, x[end] + reach_m
    while begin > 0 and x[begin - 1] >= low_x:
        begin -= 1
    while end < len(x) - 1 and x[end + 1] <= high_x:
        end += 1
    count = 0
    for node in range(begin, end + 1):
        if y[node] < low_y or y[node] > high_y:
            continue
        beyond_x, beyond_y = x[node] - x[first], y[node] - y[first]
        if abs(dx * beyond_y - dy * beyond_x) > slack:
            continue
        gone = dx * beyond_x + dy * beyond_y
        if node in (first, last) or not 0.0 < gone < whole:
            continue
        at = count
        while at > 0 and along[at - 1] > gone:
            on[at], along[at] = on[at - 1], along[at - 1]
            at -= 1
        on[at], along[at] = node, gone
        count += 1
    return count


def lies_on(x: Any, y: Any, first: int, last: int, node: int, reach_m: float) -> bool:
    """Tell whether a node is on an edge between two others, or so near to an end as to be it."""
    if max(abs(x[node] - x[first]), abs(y[node] - y[first])) <= 4.0 * reach_m:
        return True
    if max(abs(x[node] - x[last]), abs(y[node] - y[last])) <= 4.0 * reach_m:
        return True
    dx, dy = x[last] - x[first], y[last] - y[first]
    beyond_x, beyond_y = x[node] - x[first], y[node] - y[first]
    return bool(abs(dx * beyond_y - dy * beyond_x) <= reach_m * (abs(dx) + abs(dy)))


def once(ends: Any, nodes: int) -> tuple[Any, Any, Any, Any]:
    """Return each pair of ends, (n, 3) with an owner, once, in order, and all owners of it."""
    begins = np.zeros(nodes + 1, np.int64)
    for low in ends[:, 0]:
        begins[low + 1] += 1
    begins = np.cumsum(begins)
    taken, order = begins.copy(), np.empty(len(ends), np.int64)
    for piece in range(len(ends)):
        # Few begin at a node, so that each is put into its place among them.
        low, high = ends[piece, 0], ends[piece, 1]
        at = taken[low]
        while at > begins[low] and ends[order[at - 1], 1] > high:
            order[at] = order[at - 1]
            at -= 1
        order[at] = piece
        taken[low] += 1
    lows, highs = np.empty(len(order), np.int64), np.empty(len(order), np.int64)
    starts, of, count = np.empty(len(order) + 1, np.int64), np.empty(len(order), np.int64), 0
    for place in range(len(order)):
        low, high = ends[order[place], 0], ends[order[place], 1]
        if count == 0 or low != lows[count - 1] or high != highs[count - 1]:
            lows[count], highs[count], starts[count] = low, high, place
            count += 1
        of[place] = ends[order[place], 2]
    starts[count] = len(order)
    return lows[:count].copy(), highs[:count].copy(), starts[: count + 1].copy(), of
