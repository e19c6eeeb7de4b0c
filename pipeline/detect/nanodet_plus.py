"""NanoDet-Plus: NanoDet's scores and distributions side by side in one output of four levels."""

import functools
from dataclasses import dataclass, field

import numpy as np

from pipeline.detect.family import (
    Boxes,
    Outputs,
    Preprocessing,
    Scores,
    Size,
    Wanted,
    are_shares,
    grid_cells,
    shapes,
)
from pipeline.detect.nanodet import IMAGENET_BGR, expected_distances

STRIDES = (8, 16, 32, 64)
SIDES = 4 * 8
"""Four distributions of eight bins (`reg_max` 7), as all published models have them. How many of
the columns are classes follows from it."""

_cells = functools.lru_cache(maxsize=16)(grid_cells)


@dataclass(frozen=True)
class NanoDetPlus:
    """The family as exported: (1, cells, classes + 32)."""

    preprocessing: Preprocessing = field(default=IMAGENET_BGR)
    tested: bool = False

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by one output whose rows are the cells of four levels."""
        found = shapes(outputs)
        cells = len(_cells(input_size, STRIDES))
        return len(found) == 1 and found == [(1, cells, *found[0][2:3])] and found[0][2] > SIDES

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by class scores from 0 to 1 beside distributions that are not."""
        rows = outputs[0][0]
        return are_shares(rows[:, :-SIDES]) and not are_shares(rows[:, -SIDES:])

    def class_count(self, outputs: Outputs) -> int:
        """Return how many classes there are before the distributions."""
        return int(outputs[0].shape[2]) - SIDES

    def slots(self, outputs: Outputs) -> None:
        """Return None: each cell gives its box, and the model leaves out none."""

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes whose class score is enough.

        Distances count from the upper left corner of each cell, where NanoDet's count from its
        middle.
        """
        rows = outputs[0][0]
        scores = rows[:, wanted.person_class]
        chosen = np.flatnonzero(scores >= wanted.threshold)
        column, row, stride = _cells(input_size, STRIDES)[chosen].T
        x, y = column * stride, row * stride
        left, top, right, bottom = expected_distances(rows[chosen, -SIDES:]) * stride
        return np.column_stack((x - left, y - top, x + right, y + bottom)), scores[chosen]


DECODER = NanoDetPlus()
