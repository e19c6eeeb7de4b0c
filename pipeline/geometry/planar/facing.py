"""The faces that pieces of boundaries enclose, and which shapes cover each of them.

Half-edge 2k runs from the low to the high node of piece k, 2k + 1 back. Faces are what lies on the
left of half-edges; what covers one differs from what covers the next by the shapes whose boundary
lies between them, so that no point is ever asked. See `noding` for why this is one file.
"""

from typing import Any

import numpy as np

LEAST_M2 = 1e-7
"""What a face may lack by rounding where it is a crack."""


def faced(
    x: Any, y: Any, low: Any, high: Any, starts: Any, of: Any, shapes: int
) -> tuple[Any, Any, Any, Any, bool]:
    """Return what lies between pieces that meet at their ends only.

    That is, of each half-edge the one that leaves the same node next, clockwise; of each half-edge
    the face on its left; of each face its area, and (faces, shapes) what covers it. Face 0 is all
    around, of area 0. Last comes whether all this can be: that there are as many faces as Euler
    counted, none is inside out, and each differs from those around it by what lies between them.
    """
    clockwise, widest = turned(x, y, low, high)
    cycle, doubled = cycles(x, y, low, high, clockwise)
    root = rooted(low, high, len(x))
    face_of = np.full(len(doubled), -1, np.int64)
    outer = np.zeros(len(doubled), np.bool_)
    for node in range(len(x)):
        if root[node] == node and widest[node] >= 0:
            outer[cycle[widest[node]]] = True
    faces = 1
    for number in range(len(doubled)):
        if not outer[number]:
            face_of[number] = faces
            faces += 1
    for node in range(len(x)):
        if root[node] == node and widest[node] >= 0:
            below = piece_below(x, y, low, high, root, node)
            face_of[cycle[widest[node]]] = 0 if below < 0 else face_of[cycle[2 * below]]
    face, areas = face_of[cycle], np.zeros(faces)
    for number in range(len(doubled)):
        areas[face_of[number]] += 0.5 * doubled[number]
    areas[0] = 0.0
    covers = covers_of(face, faces, starts, of, shapes)
    joined, apart = 0, 0
    for node in range(len(x)):
        if widest[node] >= 0:
            joined += 1
            apart += root[node] == node
    sound = joined - len(low) + len(doubled) == 2 * apart
    for number in range(len(doubled)):
        sound = sound and (doubled[number] if not outer[number] else -doubled[number]) > -LEAST_M2
    sound = sound and areas.min() > -LEAST_M2 and are_told_apart(face, starts, of, covers)
    return clockwise, face, areas, covers, sound


def are_told_apart(face: Any, starts: Any, of: Any, covers: Any) -> bool:
    """Tell whether what covers the two sides of each piece differs by what it is the edge of."""
    differs = np.zeros(covers.shape[1], np.bool_)
    for piece in range(len(starts) - 1):
        for owner in of[starts[piece] : starts[piece + 1]]:
            differs[owner] = not differs[owner]
        one, two = face[2 * piece], face[2 * piece + 1]
        for shape in range(covers.shape[1]):
            if (covers[one, shape] != covers[two, shape]) != differs[shape]:
                return False
        for owner in of[starts[piece] : starts[piece + 1]]:
            differs[owner] = False
    return True


def turned(x: Any, y: Any, low: Any, high: Any) -> tuple[Any, Any]:
    """Return of each half-edge the next one about its tail, clockwise, and of nodes the last one.

    That is the one whose direction is widest from -x, counter-clockwise.
    """
    begins = np.zeros(len(x) + 1, np.int64)
    for piece in range(len(low)):
        begins[low[piece] + 1] += 1
        begins[high[piece] + 1] += 1
    begins = np.cumsum(begins)
    taken, last = begins.copy(), np.full(len(x), -1, np.int64)
    order, angle = np.empty(2 * len(low), np.int64), np.empty(2 * len(low))
    for half_edge in range(2 * len(low)):
        one, two = low[half_edge // 2], high[half_edge // 2]
        if half_edge % 2 == 1:
            one, two = two, one
        own = diamond(x[two] - x[one], y[two] - y[one])
        at = taken[one]
        while at > begins[one] and angle[at - 1] > own:
            order[at], angle[at] = order[at - 1], angle[at - 1]
            at -= 1
        order[at], angle[at] = half_edge, own
        taken[one] += 1
    clockwise = np.empty(2 * len(low), np.int64)
    for node in range(len(x)):
        if begins[node] < begins[node + 1]:
            last[node] = order[begins[node + 1] - 1]
            before = last[node]
            for place in range(begins[node], begins[node + 1]):
                clockwise[order[place]] = before
                before = order[place]
    return clockwise, last


def diamond(dx: float, dy: float) -> float:
    """Return what grows with the angle of a direction from -x, counter-clockwise: from -2 to 2."""
    share = dy / (abs(dx) + abs(dy))
    if dx >= 0.0:
        return float(share)
    return float(2.0 - share if dy >= 0.0 else -2.0 - share)


def cycles(x: Any, y: Any, low: Any, high: Any, clockwise: Any) -> tuple[Any, Any]:
    """Return on which cycle around a face each half-edge lies, and twice the area of each cycle."""
    cycle = np.full(2 * len(low), -1, np.int64)
    doubled, count = np.empty(len(cycle)), 0
    for begin in range(len(cycle)):
        if cycle[begin] >= 0:
            continue
        start = low[begin // 2] if begin % 2 == 0 else high[begin // 2]
        at, total = begin, 0.0
        while cycle[at] < 0:
            cycle[at] = count
            one, two = low[at // 2], high[at // 2]
            turn = (x[one] - x[start]) * (y[two] - y[start])
            turn -= (x[two] - x[start]) * (y[one] - y[start])
            total += turn if at % 2 == 0 else -turn
            at = clockwise[at ^ 1]
        doubled[count] = total
        count += 1
    return cycle, doubled[:count].copy()


def rooted(low: Any, high: Any, nodes: int) -> Any:
    """Return of each node the first one of all that are joined to it."""
    root = np.arange(nodes)
    for piece in range(len(low)):
        one, two = low[piece], high[piece]
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        while root[two] != two:
            root[two] = root[root[two]]
            two = root[two]
        root[max(one, two)] = min(one, two)
    for node in range(nodes):
        root[node] = root[root[node]]
    return root


def piece_below(x: Any, y: Any, low: Any, high: Any, root: Any, node: int) -> int:
    """Return the piece that a node sees straight below it, of those not joined to it, or -1."""
    best, best_y, best_slope = -1, -np.inf, -np.inf
    for piece in range(len(low)):
        one, two = low[piece], high[piece]
        if x[one] > x[node]:
            break
        if x[two] <= x[node] or root[one] == root[node]:
            continue
        slope = (y[two] - y[one]) / (x[two] - x[one])
        at_y = y[one] + slope * (x[node] - x[one])
        if at_y < y[node] and (at_y > best_y or (at_y == best_y and slope > best_slope)):
            best, best_y, best_slope = piece, at_y, slope
    return best


def covers_of(face: Any, faces: int, starts: Any, of: Any, shapes: int) -> Any:
    """Return which shapes cover each face, (faces, shapes), beginning all around, where none does.

    A shape's boundary that lies on a piece twice has both its sides on the same side of it.
    """
    begins = np.zeros(faces + 1, np.int64)
    for half_edge in range(len(face)):
        begins[face[half_edge] + 1] += 1
    begins = np.cumsum(begins)
    free, members = begins.copy(), np.empty(len(face), np.int64)
    for half_edge in range(len(face)):
        members[free[face[half_edge]]] = half_edge
        free[face[half_edge]] += 1
    covers, known = np.zeros((faces, shapes), np.bool_), np.zeros(faces, np.bool_)
    waiting, count = np.empty(faces, np.int64), 1
    waiting[0], known[0] = 0, True
    while count > 0:
        count -= 1
        here = waiting[count]
        for place in range(begins[here], begins[here + 1]):
            half_edge = members[place]
            there = face[half_edge ^ 1]
            if known[there]:
                continue
            covers[there] = covers[here]
            for owner in of[starts[half_edge // 2] : starts[half_edge // 2 + 1]]:
                covers[there, owner] = not covers[there, owner]
            known[there] = True
            waiting[count] = there
            count += 1
    return covers
