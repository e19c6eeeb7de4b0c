"""The rings around groups of faces, each simple, on arrays of numbers; see `noding` on its form."""

from typing import Any

import numpy as np


def traced(
    x: Any, y: Any, low: Any, high: Any, clockwise: Any, face: Any, group: Any
) -> tuple[Any, Any, Any, Any]:
    """Return the polygons around faces of one group each, which -1 takes none of.

    A polygon holds together by whole pieces. They come as corners (n, 2), ring by ring, the first
    of each again as its last; as where each ring begins; as which ring each polygon begins with,
    its shell before its holes; and as the group of each polygon. Shells go clockwise and holes the
    other way, as those of overlays do.
    """
    count = 2 * len(low)
    part = parted(face, group)
    edge = np.zeros(count, np.bool_)
    for half_edge in range(count):
        own = group[face[half_edge]]
        edge[half_edge] = own >= 0 and group[face[half_edge ^ 1]] != own
    walk, place = np.empty(count, np.int64), np.full(len(x), -1, np.int64)
    rings, written = np.empty(2 * count + 1, np.int64), 0
    ends, parts = np.empty(count + 1, np.int64), np.empty(count + 1, np.int64)
    is_shell, found = np.empty(count + 1, np.bool_), 0
    for begin in range(count):
        if not edge[begin]:
            continue
        at, steps, going = begin, 0, True
        while going:
            node = low[at // 2] if at % 2 == 0 else high[at // 2]
            going = edge[at]
            if place[node] >= 0:
                # Where a walk comes to a node again, what lies between is a ring of its own.
                first = place[node]
                doubled, start = 0.0, walk[first]
                for n in range(first, steps):
                    one, two = walk[n], walk[n + 1] if n + 1 < steps else node
                    doubled += (x[one] - x[start]) * (y[two] - y[start])
                    doubled -= (x[two] - x[start]) * (y[one] - y[start])
                    rings[written] = one
                    written += 1
                    place[one] = -1
                rings[written] = node
                written += 1
                ends[found], is_shell[found] = written, doubled > 0.0
                parts[found] = part[face[begin]]
                found += 1
                steps = first
            if going:
                walk[steps], place[node] = node, steps
                steps += 1
                edge[at] = False
                at = clockwise[at ^ 1]
                while group[face[at ^ 1]] == group[face[at]]:
                    at = clockwise[at]
    corners, begins, firsts, of = laid(x, y, rings[:written], ends[:found], parts, is_shell)
    return corners, begins, firsts, group[of]


def sharpest(x: Any, y: Any, ring: Any) -> int:
    """Return where in a ring it turns most: what smooths it leaves out no corner it begins with."""
    best, most = 0, -1.0
    for at in range(len(ring)):
        before, node, after = ring[at - 1], ring[at], ring[(at + 1) % len(ring)]
        dx, dy = x[node] - x[before], y[node] - y[before]
        on_x, on_y = x[after] - x[node], y[after] - y[node]
        lengths = np.sqrt((dx * dx + dy * dy) * (on_x * on_x + on_y * on_y))
        turn = abs(dx * on_y - dy * on_x) / lengths
        # Many turn by a right angle, as exactly as doubles tell.
        if turn > most + 1e-9:
            best, most = at, turn
    return best


def parted(face: Any, group: Any) -> Any:
    """Return of each face the least one of its group to which whole pieces join it."""
    part = np.arange(len(group))
    for half_edge in range(0, len(face), 2):
        one, two = face[half_edge], face[half_edge + 1]
        if group[one] < 0 or group[one] != group[two]:
            continue
        while part[one] != one:
            part[one] = part[part[one]]
            one = part[one]
        while part[two] != two:
            part[two] = part[part[two]]
            two = part[two]
        part[max(one, two)] = min(one, two)
    for number in range(len(group)):
        part[number] = part[part[number]]
    return part


def laid(x: Any, y: Any, rings: Any, ends: Any, parts: Any, is_shell: Any) -> Any:
    """Return rings of nodes as corners, part by part, each part beginning with its shell.

    Told are where rings begin, which ring parts begin with, and which part each of them is.
    """
    found = len(ends)
    order = np.argsort(2 * parts[:found] + np.where(is_shell[:found], 0, 1), kind="mergesort")
    corners, begins = np.empty((len(rings), 2)), np.zeros(found + 1, np.int64)
    firsts, of = np.empty(found + 1, np.int64), np.empty(found, np.int64)
    written, count = 0, 0
    for place in range(found):
        ring = order[place]
        if count == 0 or of[count - 1] != parts[ring]:
            firsts[count], of[count] = place, parts[ring]
            count += 1
        first = ends[ring - 1] if ring > 0 else 0
        turns = ends[ring] - 1 - first
        start = sharpest(x, y, rings[first : first + turns])
        for n in range(turns + 1):
            node = rings[first + (start - n) % turns]
            corners[written, 0], corners[written, 1] = x[node], y[node]
            written += 1
        begins[place + 1] = written
    firsts[count] = found
    return corners, begins, firsts[: count + 1], of[:count]
