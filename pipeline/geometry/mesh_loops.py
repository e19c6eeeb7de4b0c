"""What links the triangles of a mesh, and the grid that finds them, in loops on arrays of numbers.

`geometry.mesh` says the same with numpy. All of it is in one file, because the compiler keeps its
code until that file changes.
"""

from typing import Any

import numpy as np


def linked(triangles: Any, vertices: int) -> tuple[Any, bool]:
    """Return, for each half-edge, the one that runs the other way, or -1; and whether each is one.

    Where two half-edges run the same way, triangles overlap.
    """
    tails = triangles.ravel()
    begins = np.zeros(vertices + 1, np.int64)
    for tail in tails:
        begins[tail + 1] += 1
    begins = np.cumsum(begins)
    taken, leaving = begins.copy(), np.empty(len(tails), np.int64)
    for half_edge in range(len(tails)):
        leaving[taken[tails[half_edge]]] = half_edge
        taken[tails[half_edge]] += 1
    twins, are_one = np.full(len(tails), -1, np.int32), True
    for half_edge in range(len(tails)):
        tail, head = tails[half_edge], tails[following(half_edge)]
        for place in range(begins[head], begins[head + 1]):
            if tails[following(leaving[place])] == tail:
                twins[half_edge] = leaving[place]
        for place in range(begins[tail], begins[tail + 1]):
            other = leaving[place]
            if other != half_edge and tails[following(other)] == head:
                are_one = False
    return twins, are_one


def following(half_edge: int) -> int:
    """Return the half-edge after another one about its triangle."""
    return half_edge - 2 if half_edge % 3 == 2 else half_edge + 1


def celled(
    low_x: Any, low_y: Any, high_x: Any, high_y: Any, cell_m: float, last: Any
) -> tuple[Any, Any]:
    """Return the triangles of each cell, as starts and members, from the box around each.

    Boxes are told from the corner of the grid, whose `last` column and row are given.
    """
    columns, rows = last[0] + 1, last[1] + 1
    starts = np.zeros(columns * rows + 1, np.int64)
    for n in range(len(low_x)):
        for column in range(int(low_x[n] // cell_m), min(int(high_x[n] // cell_m), last[0]) + 1):
            for row in range(int(low_y[n] // cell_m), min(int(high_y[n] // cell_m), last[1]) + 1):
                starts[column * rows + row + 1] += 1
    starts = np.cumsum(starts)
    taken, members = starts.copy(), np.empty(starts[-1], np.int32)
    for n in range(len(low_x)):
        for column in range(int(low_x[n] // cell_m), min(int(high_x[n] // cell_m), last[0]) + 1):
            for row in range(int(low_y[n] // cell_m), min(int(high_y[n] // cell_m), last[1]) + 1):
                cell = column * rows + row
                members[taken[cell]] = n
                taken[cell] += 1
    return starts, members
