"""YOLOv5, v8 and v11: boxes already in pixels, one for each anchor or cell, doubles and all."""

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
    grid_sizes,
    shapes,
    spread_over,
)

LEVELS = ((8, 16, 32), (8, 16, 32, 64))
"""The strides of the usual models, and of those with a fourth level (P6)."""

ANCHORS = 3
"""YOLOv5 gives so many boxes for each cell."""

RGB_SHARES = Preprocessing(std=(255.0, 255.0, 255.0), rgb=True)


@dataclass(frozen=True)
class YoloV5:
    """YOLOv5, and v7 as exported alike: (1, boxes, 5 + classes) with an objectness."""

    preprocessing: Preprocessing = field(default=RGB_SHARES)
    tested: bool = False

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by one output (1, 3 cells, 5 + classes)."""
        (found, *more) = shapes(outputs) or [()]
        if more or len(found) != 3 or found[0] != 1 or found[2] <= 5:
            return False
        return found[1] in [ANCHORS * count for count in _cell_counts(input_size)]

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by scores from 0 to 1, and by centres all over the picture."""
        rows = outputs[0][0]
        return are_shares(rows[:, 4:]) and spread_over(rows[:, 0], rows[:, 1], input_size)

    def class_count(self, outputs: Outputs) -> int:
        """Return how many classes there are behind box and objectness."""
        return int(outputs[0].shape[2]) - 5

    def slots(self, outputs: Outputs) -> None:
        """Return None: each anchor gives its box, and the model leaves out none."""

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes whose objectness times class score is enough."""
        rows = outputs[0][0]
        return _chosen(rows[:, :4], rows[:, 4] * rows[:, 5 + wanted.person_class], wanted)


@dataclass(frozen=True)
class YoloV8:
    """YOLOv8, v9 and v11: (1, 4 + classes, cells), columns where others have rows."""

    preprocessing: Preprocessing = field(default=RGB_SHARES)
    tested: bool = False

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by one output (1, 4 + classes, cells)."""
        (found, *more) = shapes(outputs) or [()]
        if more or len(found) != 3 or found[0] != 1 or found[1] <= 4:
            return False
        return found[2] in _cell_counts(input_size)

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by scores from 0 to 1, and by centres all over the picture."""
        columns = outputs[0][0]
        return are_shares(columns[4:]) and spread_over(columns[0], columns[1], input_size)

    def class_count(self, outputs: Outputs) -> int:
        """Return how many classes there are behind the box."""
        return int(outputs[0].shape[1]) - 4

    def slots(self, outputs: Outputs) -> None:
        """Return None: each cell gives its box, and the model leaves out none."""

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes whose class score is enough; there is no objectness."""
        columns = outputs[0][0]
        return _chosen(columns[:4].T, columns[4 + wanted.person_class], wanted)


def _cell_counts(input_size: Size) -> list[int]:
    """Return how many cells there are with three levels, and with four."""
    return [sum(w * h for w, h in grid_sizes(input_size, strides)) for strides in LEVELS]


def _chosen(rows: NDArray[np.float32], scores: Scores, wanted: Wanted) -> tuple[Boxes, Scores]:
    chosen = np.flatnonzero(scores >= wanted.threshold)
    return corners(*rows[chosen].astype(np.float64).T), scores[chosen]


V5 = YoloV5()
V8 = YoloV8()
