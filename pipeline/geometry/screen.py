"""Whether convex screens side by side hide a region wholly: told without any view being made.

A screen hides what lies in its angle and beyond a line that parts the two, the eye on the screen's
side. Where the angles of such screens leave nothing of the region's own, it is hidden for certain.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.geometry.region import Region

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

HALF_RAD = np.pi - 1e-6
"""Nothing convex is seen under so much from outside."""

TOUCH_RAD = 1e-11
"""Screens that touch leave no gap: rounding may part them so far, which shows 1e-7 m² at most."""

AT_ONCE = 100_000
"""Eyes times screens that are looked at together, for the sake of memory."""


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


def hidden_by(screens: Floats, eyes: Floats, regions: Sequence[Region]) -> Mask:
    """Return for eyes (n, 2) whether screens (m, 4, 2) surely hide each of k regions, (n, k).

    >>> from shapely import box
    >>> pair = screens_among(np.array([box(0, 2, 4, 2.2), box(4, 2, 8, 2.2)], dtype=object))
    >>> behind, beside = box(3, 4, 5, 6), box(11, 4, 13, 6)
    >>> hidden_by(pair, np.array([[4.0, 0.0], [4.0, 7.0]]), [behind, beside]).tolist()
    [[True, False], [False, False]]
    """
    found = np.zeros((len(eyes), len(regions)), dtype=np.bool_)
    if not (len(eyes) and len(regions) and len(screens)):
        return found
    if len(eyes) > 1 and len(eyes) * len(screens) > AT_ONCE:
        halves = np.array_split(eyes, 2)
        return np.concatenate([hidden_by(screens, half, regions) for half in halves])
    ends = np.concatenate((eyes, shapely.get_coordinates(regions)))
    # What reaches into no box around eyes and regions hides nothing.
    met = (screens.max(axis=1) >= ends.min(axis=0)) & (screens.min(axis=1) <= ends.max(axis=0))
    screens = screens[met.all(axis=1)].transpose(1, 0, 2)
    normals, offsets = _sides(screens)
    before = _of_each(normals, eyes) <= offsets[:, None]
    start, span = _angles(screens, eyes)
    for n, region in enumerate(regions):
        corners = shapely.get_coordinates(region)
        beyond = (normals @ corners.T).min(axis=-1) > offsets
        parts = (before & beyond[:, None]).any(axis=0) & (span < HALF_RAD)
        some = parts.any(axis=0)
        angles = np.where(parts, span, -1.0)[:, some]
        found[:, n] = _is_closed(start[:, some], angles, eyes, corners)
    return found


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
