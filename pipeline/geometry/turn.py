"""Which way three places turn, exactly, for many of them at once."""

from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Places: TypeAlias = NDArray[np.float64]

BOUND = 3.3306690738754716e-16
"""Rounding may move the determinant by this share of its two products (Shewchuk 1997)."""


def turns(start: Places, end: Places, places: Places) -> NDArray[np.int8]:
    """Return for each of places (n, 2) on which side of the way from `start` to `end` it lies.

    1 where the way turns from +x towards +y to get there, -1 on the other side, 0 on the line.
    Each of the three may also be one place, (2,). The sign is that of the numbers as they stand.

    >>> turns(np.zeros(2), np.array([2.0, 0.0]), np.array([[1.0, 1.0], [1.0, 0.0], [9.0, -1.0]]))
    array([ 1,  0, -1], dtype=int8)
    >>> turns(np.zeros(2), np.ones(2), np.empty((0, 2)))
    array([], dtype=int8)
    """
    along, off = end - start, places - start
    left, right = along[..., 0] * off[..., 1], along[..., 1] * off[..., 0]
    signs = np.sign(left - right).astype(np.int8)
    doubtful = np.abs(left - right) <= BOUND * (np.abs(left) + np.abs(right))
    for number in np.flatnonzero(doubtful):
        corners = (
            np.broadcast_to(each, (*signs.shape, 2))[number] for each in (start, end, places)
        )
        signs[number] = _turn(*corners)
    return signs


def _turn(start: Places, end: Places, place: Places) -> int:
    """Return the same for one place, in fractions."""
    (x, y), (to_x, to_y), (at_x, at_y) = (
        map(Fraction, each.tolist()) for each in (start, end, place)
    )
    found = (to_x - x) * (at_y - y) - (to_y - y) * (at_x - x)
    return (found > 0) - (found < 0)
