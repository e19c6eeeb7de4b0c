"""Convex polygons that half-planes leave of squares, many at once: compiled where that pays."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.compiler import Payback, machine_code

_PAYBACK = Payback(30_000)
"""Half-planes, of each of which machine code saves some microseconds."""

Floats = NDArray[np.float64]


def squares_cut(
    half_planes: Sequence[Floats], halves_m: Sequence[float], *, compiled: bool | None = None
) -> list[Floats]:
    """Return the corners (k, 2) of what half-planes (m, 3) leave of each square about the origin.

    A half-plane a, b, limit has the points with a·x + b·y <= limit; `halves_m` are half the sides
    of the squares. Corners go counter-clockwise, none where nothing is left.

    `compiled` None runs machine code once it is worth it and where numba is installed; False runs
    plain Python, True raises UnavailableError without numba.

    >>> squares_cut([np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 3.0]])], [1.0])[0].tolist()
    [[-1.0, -1.0], [0.5, -1.0], [0.5, 1.0], [-1.0, 1.0]]
    """
    counts = [len(each) for each in half_planes]
    if not counts:
        return []
    ends = np.concatenate(([0], np.cumsum(counts)))
    planes = np.concatenate(half_planes).ravel()
    if _PAYBACK.is_due(len(planes) // 3) if compiled is None else compiled:
        corners, left = np.empty(2 * int(ends[-1] + 4 * len(counts))), np.zeros_like(ends)
        _compiled()(planes, ends, np.array(halves_m), corners, corners.copy(), left)
    else:
        room = [0.0] * (2 * int(ends[-1] + 4 * len(counts)))
        found = [0] * len(ends)
        cut_in_loops(planes.tolist(), ends.tolist(), halves_m, room, room.copy(), found)
        corners, left = np.array(room), np.array(found)
    starts = 2 * (ends[:-1] + 4 * np.arange(len(counts)))
    rings = zip(starts.tolist(), left.tolist(), strict=False)
    return [corners[start : start + 2 * count].reshape(-1, 2) for start, count in rings]


@cache
def _compiled() -> Callable[..., Any]:
    """Return `cut_in_loops`, compiled."""
    nothing, nobody = np.empty(0), np.zeros(1, np.int64)
    return machine_code(
        cut_in_loops, lambda cut: cut(nothing, nobody, nothing, nothing, nothing, nobody)
    )


def cut_in_loops(
    half_planes: Any, ends: Any, halves_m: Any, corners: Any, spare: Any, left: Any
) -> None:
    """Write the corners of what half-planes leave of each square, and how many are left.

    Half-planes of square n are those from number `ends[n]` to `ends[n + 1]`; its corners are
    written from `corners[2 * (ends[n] + 4 * n)]` on, since each half-plane adds one at most.
    Cut by cut (Sutherland and Hodgman 1974), as `geometry.half_plane` does.
    """
    for n in range(len(ends) - 1):
        start, half_m, count = 2 * (ends[n] + 4 * n), halves_m[n], 4
        corners[start], corners[start + 1] = -half_m, -half_m
        corners[start + 2], corners[start + 3] = half_m, -half_m
        corners[start + 4], corners[start + 5] = half_m, half_m
        corners[start + 6], corners[start + 7] = -half_m, half_m
        for plane in range(3 * ends[n], 3 * ends[n + 1], 3):
            a, b, limit = half_planes[plane], half_planes[plane + 1], half_planes[plane + 2]
            most = 0.0
            for at in range(start, start + 2 * count, 2):
                most = max(most, a * corners[at] + b * corners[at + 1] - limit)
            if most <= 0.0:
                continue
            to, at = start, start + 2 * count - 2
            before_x, before_y = corners[at], corners[at + 1]
            before = a * before_x + b * before_y - limit
            for at in range(start, start + 2 * count, 2):
                x, y = corners[at], corners[at + 1]
                over = a * x + b * y - limit
                if before < 0.0 < over or over < 0.0 < before:
                    share = before / (before - over)
                    spare[to] = before_x + share * (x - before_x)
                    spare[to + 1] = before_y + share * (y - before_y)
                    to += 2
                if over <= 0.0:
                    spare[to], spare[to + 1] = x, y
                    to += 2
                before_x, before_y, before = x, y, over
            count = (to - start) // 2
            for at in range(start, to):
                corners[at] = spare[at]
            if count == 0:
                break
        left[n] = count
