"""YOLOX: one row a cell with box, objectness and classes, as offsets or already in pixels."""

import functools
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.family import (
    Boxes,
    Outputs,
    Preprocessing,
    Scores,
    Size,
    Wanted,
    are_shares,
    corners,
    grid_cells,
    shapes,
)

STRIDES = (8, 16, 32)
LARGEST_OFFSET = 2.5
"""In cells: how far the median box centre may lie from the middle of its own cell. Three trained
models stay within 1.2 on grey, black and noise; read the other way they are off by half of the
grid: 11 to 31 cells, and 3 in an input of 64 x 64."""

_cells = functools.lru_cache(maxsize=16)(grid_cells)


@dataclass(frozen=True)
class Yolox:
    """The family; `in_pixels` when the export has already added the grid."""

    in_pixels: bool
    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    tested: bool = True

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by one output (1, cells, 5 + classes)."""
        found = shapes(outputs)
        cells = len(_cells(input_size, STRIDES))
        return len(found) == 1 and found == [(1, cells, *found[0][2:3])] and found[0][2] > 5

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by scores from 0 to 1, and by centres that lie where their cells do."""
        rows = outputs[0][0]
        return are_shares(rows[:, 4:]) and self._centres_fit(rows, _cells(input_size, STRIDES))

    def class_count(self, outputs: Outputs) -> int:
        """Return how many classes there are behind box and objectness."""
        return int(outputs[0].shape[2]) - 5

    def slots(self, outputs: Outputs) -> None:
        """Return None: each cell gives its box, and the model leaves out none."""

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes whose objectness times class score is enough."""
        rows = outputs[0][0]
        scores = rows[:, 4] * rows[:, 5 + wanted.person_class]
        chosen = np.flatnonzero(scores >= wanted.threshold)
        x, y, width, height = rows[chosen, :4].astype(np.float64).T
        if not self.in_pixels:
            column, row, stride = _cells(input_size, STRIDES)[chosen].T
            x, y = (x + column) * stride, (y + row) * stride
            width, height = np.exp(width) * stride, np.exp(height) * stride
        return corners(x, y, width, height), scores[chosen]

    def _centres_fit(self, rows: NDArray[np.float32], cells: NDArray[np.float64]) -> bool:
        centres = rows[:, :2].astype(np.float64)
        if self.in_pixels:
            centres = centres / cells[:, 2:] - cells[:, :2]
        return bool(np.all(np.median(np.abs(centres - 0.5), axis=0) <= LARGEST_OFFSET))


RAW = Yolox(in_pixels=False)
DECODED = Yolox(in_pixels=True)
