"""The outlines of many shadows at once, on numbers and flat arrays only: the loops to be compiled.

The same shadows as those of `coverage.shadow`, which says what they are. All of it is in one file,
because the compiler keeps its code until that file changes.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from pipeline.compiler import is_installed, machine_code

TOUCHING_M = 1e-3
"""An eye nearer to an occluder than this is taken to be this far, so that its shadow has an end."""


def compile_now() -> None:
    """Have shadows outlined this way from now on, where there is a compiler."""
    if is_installed():
        compiled()


@cache
def compiled() -> Callable[..., Any]:
    """Return `hulls_in_loops`, compiled, or loaded where this machine has compiled it before."""
    places, start, none = np.empty((0, 2)), np.zeros(1, np.int64), np.zeros(0, np.int64)
    bounds, ratios = np.empty((0, 4)), np.empty((0, 2))
    return machine_code(
        hulls_in_loops,
        lambda look: look(places, start, places, start, bounds, none, ratios, places, start),
        [reach_of, apart, are_parted, nearest, away_m, sorted_places, hull_of],
    )


def hulls_in_loops(
    pieces: Any,
    piece_ends: Any,
    eyes: Any,
    eye_ends: Any,
    bounds: Any,
    views: Any,
    ratios: Any,
    found: Any,
    found_ends: Any,
) -> None:
    """Write the outlines of shadows, counter-clockwise; one without an area has no corners.

    Shadow n is what piece n, convex, hides of region `views[n]` (`bounds` west, south, east, north)
    from some eye of the same number, between two `ratios`. Pieces and eyes are those up to their
    ends, after a first 0; so is what is found.

    >>> fence, foot, ends = np.array([[1, -1], [2, -1], [2, 1], [1, 1.0]]), np.zeros((1, 2)), [0, 1]
    >>> view, ratios = np.array([[0.0, -9.0, 9.0, 9.0]]), np.array([[1.0, 2.0]])
    >>> found, found_ends = np.empty((20, 2)), np.zeros(2, np.int64)
    >>> hulls_in_loops(fence, [0, 4], foot, ends, view, [0], ratios, found, found_ends)
    >>> found[: found_ends[1]].tolist()
    [[1.0, -1.0], [2.0, -2.0], [4.0, -2.0], [4.0, 2.0], [2.0, 2.0], [1.0, 1.0]]
    """
    for n in range(len(views)):
        piece = pieces[piece_ends[n] : piece_ends[n + 1]]
        own = eyes[eye_ends[views[n]] : eye_ends[views[n] + 1]]
        near, far = ratios[n, 0], ratios[n, 1]
        if math.isinf(far):
            reach_m = reach_of(bounds[views[n]], own)
            far = max(near, 2.0 * reach_m / max(apart(own, piece), TOUCHING_M))
        images = np.empty((2 * len(piece) * len(own), 2))
        at = 0
        for k in (near, far):
            for corner in range(len(piece)):
                for eye in range(len(own)):
                    images[at, 0] = k * piece[corner, 0] + (1.0 - k) * own[eye, 0]
                    images[at, 1] = k * piece[corner, 1] + (1.0 - k) * own[eye, 1]
                    at += 1
        found_ends[n + 1] = hull_of(sorted_places(images), found, found_ends[n])


def reach_of(bounds: Any, eyes: Any) -> float:
    """Return a distance from the eyes beyond all of a region.

    >>> reach_of(np.array([0.0, 0.0, 3.0, 4.0]), np.zeros((1, 2)))
    6.0
    """
    far_x, far_y = 0.0, 0.0
    for eye in range(len(eyes)):
        far_x = max(far_x, abs(bounds[0] - eyes[eye, 0]), abs(bounds[2] - eyes[eye, 0]))
        far_y = max(far_y, abs(bounds[1] - eyes[eye, 1]), abs(bounds[3] - eyes[eye, 1]))
    return math.sqrt(far_x * far_x + far_y * far_y) + 1.0


def apart(ones: Any, others: Any) -> float:
    """Return how far two convex rings, or places, lie apart; 0 where they meet.

    >>> square = np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]])
    >>> apart(square, square + np.array([0.5, 3.0])), apart(square[:1] + 0.5, square)
    (2.0, 0.0)
    """
    if not (are_parted(ones, others) or are_parted(others, ones)):
        return 0.0
    return min(nearest(ones, others), nearest(others, ones))


def are_parted(ones: Any, others: Any) -> bool:
    """Tell whether a side of a ring, or a line across it, has the other ring beyond it."""
    for k in range(len(ones)):
        after = (k + 1) % len(ones)
        out_x, out_y = ones[after, 1] - ones[k, 1], ones[k, 0] - ones[after, 0]
        low, high, other_low, other_high = math.inf, -math.inf, math.inf, -math.inf
        for corner in range(len(ones)):
            out = out_x * ones[corner, 0] + out_y * ones[corner, 1]
            low, high = min(low, out), max(high, out)
        for corner in range(len(others)):
            out = out_x * others[corner, 0] + out_y * others[corner, 1]
            other_low, other_high = min(other_low, out), max(other_high, out)
        if high < other_low or other_high < low:
            return True
    return False


def nearest(ones: Any, others: Any) -> float:
    """Return how near the corners of a ring come to the sides of another one."""
    least_m = math.inf
    for corner in range(len(ones)):
        for k in range(len(others)):
            after = (k + 1) % len(others)
            least_m = min(
                least_m,
                away_m(
                    ones[corner, 0],
                    ones[corner, 1],
                    others[k, 0],
                    others[k, 1],
                    others[after, 0],
                    others[after, 1],
                ),
            )
    return least_m


def away_m(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Return how far a place is from a side from a to b.

    >>> away_m(1.0, 3.0, 0.0, 0.0, 9.0, 0.0), away_m(-3.0, 4.0, 0.0, 0.0, 0.0, 0.0)
    (3.0, 5.0)
    """
    dx, dy = bx - ax, by - ay
    long_sq = dx * dx + dy * dy
    share = 0.0
    if long_sq > 0.0:
        share = min(max(((x - ax) * dx + (y - ay) * dy) / long_sq, 0.0), 1.0)
    off_x, off_y = x - (ax + share * dx), y - (ay + share * dy)
    return math.sqrt(off_x * off_x + off_y * off_y)


def sorted_places(places: Any) -> Any:
    """Return places from west to east, those of one x from south to north."""
    for k in range(1, len(places)):
        x, y, to = places[k, 0], places[k, 1], k
        while to > 0 and (
            places[to - 1, 0] > x or (places[to - 1, 0] == x and places[to - 1, 1] > y)
        ):
            places[to, 0], places[to, 1] = places[to - 1, 0], places[to - 1, 1]
            to -= 1
        places[to, 0], places[to, 1] = x, y
    return places


def hull_of(places: Any, found: Any, at: int) -> int:
    """Write the convex hull of sorted places; return where it ends (Andrew 1979)."""
    start, floor = at, at
    for k in range(2 * len(places) - 1):
        onward = k < len(places)
        number = k if onward else 2 * len(places) - 2 - k
        if k == len(places):
            floor = at - 1
        x, y = places[number, 0], places[number, 1]
        while at - floor >= 2:
            dx, dy = found[at - 1, 0] - found[at - 2, 0], found[at - 1, 1] - found[at - 2, 1]
            if dx * (y - found[at - 2, 1]) - dy * (x - found[at - 2, 0]) > 0.0:
                break
            at -= 1
        found[at, 0], found[at, 1] = x, y
        at += 1
    # The first place has been written again as the last one.
    return at - 1 if at - 1 - start > 2 else start
