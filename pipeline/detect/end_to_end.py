"""YOLOv10, v26 and any export with its own suppression: one finished box a row."""

from dataclasses import dataclass, field

import numpy as np

from pipeline.detect.family import (
    MOST_SLOTS,
    Boxes,
    Outputs,
    Preprocessing,
    Scores,
    Size,
    Slots,
    Wanted,
    are_classes,
    are_shares,
    lie_in_pixels,
    of_class,
    shapes,
)
from pipeline.detect.yolo import RGB_SHARES

LEAST_UPRIGHT = 0.9
"""Of so many rows the second corner is the lower right one; YOLOX with one class has six columns
too, but there the third and fourth are sizes."""


@dataclass(frozen=True)
class EndToEnd:
    """Rows of x1, y1, x2, y2 in pixels, score and class."""

    preprocessing: Preprocessing = field(default=RGB_SHARES)
    tested: bool = False

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by one output (1, boxes, 6)."""
        found = shapes(outputs)
        return len(found) == 1 and found == [(1, *found[0][1:2], 6)] and found[0][1] <= MOST_SLOTS

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by scores from 0 to 1, whole classes, and corners in their order."""
        rows = outputs[0][0]
        upright = (rows[:, 2:4] >= rows[:, :2]).all(axis=1)
        return (
            are_shares(rows[:, 4])
            and are_classes(rows[:, 5])
            and bool(upright.sum() >= LEAST_UPRIGHT * len(rows))
            and lie_in_pixels(rows[:, :4])
        )

    def class_count(self, outputs: Outputs) -> None:
        """Return None: a row names its class, whichever there are."""

    def slots(self, outputs: Outputs) -> Slots:
        """Return the rows with their scores."""
        return Slots(0, 1, outputs[0][0, :, 4])

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes of people that score enough."""
        rows = outputs[0][0]
        person = of_class(rows[:, 5], wanted.person_class)
        chosen = rows[person & (rows[:, 4] >= wanted.threshold)]
        return chosen[:, :4].astype(np.float64), chosen[:, 4]


DECODER = EndToEnd()
