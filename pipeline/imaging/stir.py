"""Whether something has stirred between two pictures of a camera, in the part that matters."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.glance import SIZE, Glance

CELL_PX = 5
"""Of a glance, 64 x 36 cells: the mean of 25 pixels has a fifth of their noise."""

STIRRED = 3.0
"""Levels by which the mean of a cell differs at least when something has stirred in it. Measured
after encoding, over fifty pictures of a place where nothing moves: 1.7 at most with a sensor's
noise of two levels, 2.9 with four, 4.1 with eight. A person of 9 x 3 pixels of a glance, about as
small as a detector finds any, fills two fifths of some cell, and is seen from 8 levels of contrast
on."""

MARGIN_CELLS = 3
"""Around what is watched, a twentieth of the picture's width: who steps in is seen before, and a
box that jitters over the edge has moved."""

Levels = NDArray[np.float32]
Where = NDArray[np.bool_]
Ring = Sequence[tuple[float, float]]


def levels_of(glance: Glance) -> Levels:
    """Return the mean level of each cell, (36, 64)."""
    rows, columns = SIZE[1] // CELL_PX, SIZE[0] // CELL_PX
    parted = glance.gray.reshape(rows, CELL_PX, columns, CELL_PX)
    levels: Levels = parted.mean(axis=(1, 3), dtype=np.float32)
    return levels


def cells_around(rings: Sequence[Ring]) -> Where:
    """Return the cells (36, 64) of some areas, in fractions of the picture, and of their margin.

    >>> ring = ((0.5, 0.5), (0.75, 0.5), (0.75, 0.75), (0.5, 0.75))
    >>> rows, columns = np.nonzero(cells_around([ring]))
    >>> print(rows.min(), rows.max(), columns.min(), columns.max())
    15 30 29 51
    """
    rows, columns = SIZE[1] // CELL_PX, SIZE[0] // CELL_PX
    inside = np.zeros((rows, columns), np.uint8)
    for ring in rings:
        corners = np.floor(np.multiply(ring, (columns, rows))).astype(np.int32)
        cv2.fillPoly(inside, [corners], 1)
    side = 2 * MARGIN_CELLS + 1
    return cv2.dilate(inside, np.ones((side, side), np.uint8)).astype(bool)


def has_stirred(before: Levels, now: Levels, where: Where) -> bool:
    """Tell whether something has, in any of the cells that are watched."""
    return bool((np.abs(now - before)[where] >= STIRRED).any())
