"""FastestDet: one map with objectness, box and classes of every cell."""

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
    corners,
    grid_sizes,
    shapes,
)

STRIDE = 16
OBJECTNESS_POWER, CLASS_POWER = 0.6, 0.4
"""Its own weights of how sure it is of a thing, and of which thing."""

STRETCHED_SHARES = Preprocessing(std=(255.0, 255.0, 255.0), stretch=True)


@dataclass(frozen=True)
class FastestDet:
    """The family, whose boxes are fractions of the whole input."""

    preprocessing: Preprocessing = field(default=STRETCHED_SHARES)
    tested: bool = True

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by one output (1, 5 + classes, H/16, W/16)."""
        ((columns, rows),) = grid_sizes(input_size, (STRIDE,))
        found = shapes(outputs)
        return len(found) == 1 and found == [(1, *found[0][1:2], rows, columns)] and found[0][1] > 5

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by objectness and class scores from 0 to 1."""
        return are_shares(outputs[0][0, 0]) and are_shares(outputs[0][0, 5:])

    def class_count(self, outputs: Outputs) -> int:
        """Return how many classes there are behind objectness and box."""
        return int(outputs[0].shape[1]) - 5

    def slots(self, outputs: Outputs) -> None:
        """Return None: each cell gives its box, and the model leaves out none."""

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes whose weighted product of objectness and class score is enough."""
        cells = outputs[0][0]
        objectness, classes = cells[0], cells[5 + wanted.person_class]
        scores = (
            np.maximum(objectness, 0) ** OBJECTNESS_POWER * np.maximum(classes, 0) ** CLASS_POWER
        )
        row, column = np.nonzero(scores >= wanted.threshold)
        x, y, width, height = cells[1:5, row, column].astype(np.float64)
        input_width, input_height = input_size
        return corners(
            (np.tanh(x) + column) / cells.shape[2] * input_width,
            (np.tanh(y) + row) / cells.shape[1] * input_height,
            _share(width) * input_width,
            _share(height) * input_height,
        ), scores[row, column]


def _share(value: Boxes) -> Boxes:
    """Return the logistic function of each value."""
    return 1 / (1 + np.exp(-value))


DECODER = FastestDet()
