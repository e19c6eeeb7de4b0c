"""Whether convex screens side by side hide a region wholly: told without any view being made.

A screen hides what lies in its angle and beyond a line that parts the two, the eye on the screen's
side. Where the angles of such screens leave nothing of the region's own, it is hidden for certain.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.compiler import Payback, is_installed, machine_code
from pipeline.geometry.region import Region

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

HALF_RAD = np.pi - 1e-6
"""Nothing convex is seen under so much from outside."""

TOUCH_RAD = 1e-11
"""Screens that touch leave no gap: rounding may part them so far, which shows 1e-7 m² at most."""

AT_ONCE = 100_000
"""Eyes times screens that are looked at together, for the sake of memory."""

_PAYBACK = Payback(1_000_000)
"""Eyes times screens, of each of which machine code saves a fifth of a microsecond."""


def screens_among(footprints: NDArray[np.object_]) -> Floats:
    """Return the corners (m, 4, 2), counter-clockwise, of the footprints that are screens.

    They are those of four corners; others may hide as much, and are left out.

    >>> from shapely import LineString, Point, box
    >>> walls = [box(0, 0, 4, 1), Point(9, 9).buffer(1.0)]
    >>> screens_among(np.array(walls, dtype=object)).shape
    (1, 4, 2)
    """
    four = footprints[shapely.get_num_coordinates(footprints) == 5]
    corners: Floats = shapely.get_coordinates(four).reshape(-1, 5, 2)[:, :4]
    one, other = corners - np.roll(corners, 1, axis=1), np.roll(corners, -1, axis=1) - corners
    turns = one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]
    left, right = (turns > 0.0).all(axis=1), (turns < 0.0).all(axis=1)
    return np.concatenate((corners[left], corners[right][:, ::-1]))


def hidden_by(
    screens: Floats, eyes: Floats, regions: Sequence[Region], *, compiled: bool | None = None
) -> Mask:
    """Return for eyes (n, 2) whether screens (m, 4, 2) surely hide each of k regions, (n, k).

    `compiled` None runs machine code once it is worth it and where numba is installed; False runs
    numpy, True raises UnavailableError without numba.

    >>> from shapely import box
    >>> pair = screens_among(np.array([box(0, 2, 4, 2.2), box(4, 2, 8, 2.2)], dtype=object))
    >>> behind, beside = box(3, 4, 5, 6), box(11, 4, 13, 6)
    >>> hidden_by(pair, np.array([[4.0, 0.0], [4.0, 7.0]]), [behind, beside]).tolist()
    [[True, False], [False, False]]
    """
    found = np.zeros((len(eyes), len(regions)), dtype=np.bool_)
    if not (len(eyes) and len(regions) and len(screens)):
        return found
    corners, owners = shapely.get_coordinates(regions, return_index=True)
    ends = np.concatenate((eyes, corners))
    # What reaches into no box around eyes and regions hides nothing.
    met = (screens.max(axis=1) >= ends.min(axis=0)) & (screens.min(axis=1) <= ends.max(axis=0))
    screens = screens[met.all(axis=1)]
    normals, limits = _sides(screens.transpose(1, 0, 2))
    compiled = _is_due(len(eyes) * len(screens)) if compiled is None else compiled
    for n in range(len(regions)):
        own = corners[owners == n]
        if not len(own):
            found[:, n] = True
            continue
        beyond = (normals @ own.T).min(axis=-1) > limits
        some = beyond.any(axis=0)
        asked = screens[some], np.dstack((normals, limits))[:, some], beyond[:, some], eyes, own
        if compiled:
            _compiled()(*asked, found[:, n])
        else:
            found[:, n] = _hidden(*asked)
    return found


def _is_due(work: int) -> bool:
    """Tell whether machine code is worth it by now, or there already."""
    return _compiled.cache_info().currsize > 0 or _PAYBACK.is_due(work)


def compile_now() -> None:
    """Have everything compiled from now on, where there is a compiler: much work is to come."""
    if is_installed():
        _compiled()


@cache
def _compiled() -> Callable[..., Any]:
    """Return `hidden_in_loops`, compiled."""
    none, sides, beyond = np.empty((0, 4, 2)), np.empty((4, 0, 3)), np.zeros((4, 0), np.bool_)
    nobody, found = np.empty((0, 2)), np.zeros((0, 2), dtype=np.bool_)[:, 0]
    return machine_code(
        hidden_in_loops,
        lambda look: look(none, sides, beyond, nobody, nobody, found),
        [wedge_of, is_before, is_beside, angle_of, is_closed],
        [turned],
    )


def hidden_in_loops(
    screens: Any, sides: Any, beyond: Any, eyes: Any, region: Any, found: Any
) -> None:
    """Write whether screens hide the corners of a region from each eye.

    Side k of screen m has the points `sides[k, m]` · (x, y, -1) <= 0 on its inner side, and the
    region `beyond` it or not.
    """
    low, high = np.empty(len(screens)), np.empty(len(screens))
    for n in range(len(eyes)):
        used, x, y = 0, eyes[n, 0], eyes[n, 1]
        ahead, begin, end, right, left = wedge_of(region, x, y)
        found[n] = end - begin < HALF_RAD
        if not found[n]:
            continue
        for m in range(len(screens)):
            if (
                is_before(sides, beyond, m, x, y)
                and not is_beside(screens, m, x, y, region[right, 0] - x, region[right, 1] - y, 1.0)
                and not is_beside(screens, m, x, y, region[left, 0] - x, region[left, 1] - y, -1.0)
            ):
                start, span = angle_of(screens, m, x, y)
                if span < HALF_RAD:
                    low[used] = turned(start + span / 2.0 - ahead) - span / 2.0
                    high[used] = low[used] + span
                    used += 1
        found[n] = is_closed(low, high, used, begin, end)


def wedge_of(region: Any, x: float, y: float) -> tuple[float, float, float, int, int]:
    """Return the direction to a region, where its angle begins and ends, and its corners there."""
    middle_x, middle_y, size, right, left = 0.0, 0.0, len(region), 0, 0
    for k in range(size):
        middle_x += region[k, 0]
        middle_y += region[k, 1]
    ahead = math.atan2(middle_y / size - y, middle_x / size - x)
    begin, end = math.inf, -math.inf
    for k in range(size):
        angle = turned(math.atan2(region[k, 1] - y, region[k, 0] - x) - ahead)
        if angle < begin:
            begin, right = angle, k
        if angle > end:
            end, left = angle, k
    return ahead, begin, end, right, left


def is_beside(
    screens: Any, m: int, x: float, y: float, to_x: float, to_y: float, side: float
) -> bool:
    """Tell whether a screen lies wholly to the right of a direction; to its left where side < 0."""
    for k in range(4):
        if side * (to_x * (screens[m, k, 1] - y) - to_y * (screens[m, k, 0] - x)) >= 0.0:
            return False
    return True


def is_before(sides: Any, beyond: Any, m: int, x: float, y: float) -> bool:
    """Tell whether an eye lies before a side of a screen that has a region beyond it."""
    before = False
    for k in range(4):
        if beyond[k, m] and sides[k, m, 0] * x + sides[k, m, 1] * y <= sides[k, m, 2]:
            before = True
    return before


def angle_of(screens: Any, m: int, x: float, y: float) -> tuple[float, float]:
    """Return where a screen begins as seen from an eye, and how wide it is."""
    first = math.atan2(screens[m, 0, 1] - y, screens[m, 0, 0] - x)
    least, most = 0.0, 0.0
    for k in range(1, 4):
        angle = turned(math.atan2(screens[m, k, 1] - y, screens[m, k, 0] - x) - first)
        least, most = min(least, angle), max(most, angle)
    return first + least, most - least


def is_closed(low: Any, high: Any, used: int, begin: float, end: float) -> bool:
    """Tell whether so many angles, from `low` to `high`, leave nothing of one.

    >>> is_closed([0.5, -0.1], [1.1, 0.5], 2, 0.0, 1.0), is_closed([0.5], [1.1], 1, 0.0, 1.0)
    (True, False)
    """
    for k in range(1, used):
        start, stop, to = low[k], high[k], k
        while to > 0 and low[to - 1] > start:
            low[to], high[to] = low[to - 1], high[to - 1]
            to -= 1
        low[to], high[to] = start, stop
    reached = begin
    for k in range(used):
        if low[k] > reached + TOUCH_RAD:
            break
        reached = max(reached, high[k])
    return reached >= end - TOUCH_RAD


def turned(angle: float) -> float:
    """Return an angle as a turn of half a circle at most."""
    turns: float = np.rint(angle * (0.5 / np.pi))
    return angle - 2.0 * np.pi * turns


def _hidden(screens: Floats, sides: Floats, beyond: Mask, eyes: Floats, region: Floats) -> Mask:
    """Return whether screens surely hide a region from each eye, by numpy."""
    parts = max(1, math.ceil(len(eyes) * len(screens) / AT_ONCE))
    if parts > 1:
        each = np.array_split(eyes, parts)
        return np.concatenate([_hidden(screens, sides, beyond, own, region) for own in each])
    before = _of_each(sides[..., :2], eyes) <= sides[:, None, :, 2]
    start, span = _angles(screens.transpose(1, 0, 2), eyes)
    hiding = (before & beyond[:, None]).any(axis=0) & (span < HALF_RAD)
    some = hiding.any(axis=0)
    return _is_closed(start[:, some], np.where(hiding, span, -1.0)[:, some], eyes, region)


def _sides(screens: Floats) -> tuple[Floats, Floats]:
    """Return of the sides of screens (4, m, 2) what points outwards, and how far out they are."""
    along = np.roll(screens, -1, axis=0) - screens
    normals = np.stack((along[..., 1], -along[..., 0]), axis=-1)
    return normals, (normals * screens).sum(axis=-1)


def _of_each(normals: Floats, eyes: Floats) -> Floats:
    """Return how far out each eye (n, 2) lies along normals (4, m, 2): (4, n, m)."""
    x, y = eyes[:, :1], eyes[:, 1:]
    out: Floats = normals[:, None, :, 0] * x + normals[:, None, :, 1] * y
    return out


def _angles(screens: Floats, eyes: Floats) -> tuple[Floats, Floats]:
    """Return where screens (4, m, 2) begin as seen from eyes (n, 2), and how wide, (n, m)."""
    x, y = eyes[:, :1], eyes[:, 1:]
    azimuth = np.arctan2(screens[:, None, :, 1] - y, screens[:, None, :, 0] - x)
    first = azimuth[0].copy()
    turned = _turned(azimuth - first)
    begin = turned.min(axis=0)
    return first + begin, turned.max(axis=0) - begin


def _is_closed(start: Floats, span: Floats, eyes: Floats, corners: Floats) -> Mask:
    """Return for each eye whether angles (n, m), none where below 0, leave nothing of a region."""
    away, middle = corners - eyes[:, None], corners.mean(axis=0) - eyes
    ahead = np.arctan2(middle[:, 1], middle[:, 0])[:, None]
    own = _turned(np.arctan2(away[..., 1], away[..., 0]) - ahead)
    begin, end = own.min(axis=1), own.max(axis=1)
    half, none = span / 2.0, span < 0.0
    towards = _turned(start + half - ahead)
    low = np.where(none, np.inf, towards - half)
    high = np.where(none, -np.inf, towards + half)
    order = np.argsort(low, axis=1)
    low, high = np.take_along_axis(low, order, 1), np.take_along_axis(high, order, 1)
    reached = np.maximum.accumulate(np.column_stack((begin, high)), axis=1)
    after = np.column_stack((low, np.full(len(low), np.inf)))
    gap = (after > reached + TOUCH_RAD) & (reached < end[:, None] - TOUCH_RAD)
    closed: Mask = ~gap.any(axis=1) & (end - begin < HALF_RAD)
    return closed


def _turned(angle: Floats) -> Floats:
    """Return angles as turns of half a circle at most."""
    turned: Floats = angle - 2.0 * np.pi * np.rint(angle * (0.5 / np.pi))
    return turned
