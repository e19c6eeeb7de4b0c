"""SSD: finished boxes as fractions of the picture, in four tensors or in rows of seven numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.family import (
    LARGEST_FRACTION,
    MOST_SLOTS,
    Boxes,
    Outputs,
    Scores,
    Size,
    Slots,
    Wanted,
    are_classes,
    are_shares,
    of_class,
    shapes,
)


@dataclass(frozen=True)
class Ssd:
    """As TensorFlow writes it: boxes as y1, x1, y2, x2, classes, scores and how many there are.

    Converters put the four in different orders.
    """

    preprocessing: None = None
    tested: bool = False

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by four outputs (1, boxes, 4), (1, boxes), (1, boxes) and (1)."""
        found = sorted(shapes(outputs), key=len)
        if len(found) != 4 or len(found[1]) != 2 or found[1][1] > MOST_SLOTS:
            return False
        return found == [(1,), (1, found[1][1]), found[1], (*found[1], 4)]

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by whole classes beside scores from 0 to 1, and by boxes that are fractions."""
        boxes, classes, scores, number = _parts(outputs)
        return (
            are_classes(classes)
            and are_shares(scores)
            and are_classes(number)
            and float(number[0]) <= len(scores[0])
            and _are_fractions(boxes)
        )

    def class_count(self, outputs: Outputs) -> None:
        """Return None: a box names its class, whichever there are."""

    def slots(self, outputs: Outputs) -> Slots:
        """Return the boxes with their scores."""
        _, _, scores, number = _parts(outputs)
        boxes_at = next(n for n, output in enumerate(outputs) if output.ndim == 3)
        return Slots(boxes_at, 1, scores[0, : int(number[0])])

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes of people that score enough, as far as there are boxes."""
        boxes, classes, scores, number = _parts(outputs)
        person = of_class(classes[0], wanted.person_class)
        there = np.arange(len(person)) < number[0]
        chosen = there & person & (scores[0] >= wanted.threshold)
        y1, x1, y2, x2 = boxes[0, chosen].T
        return _in_pixels(np.column_stack((x1, y1, x2, y2)), input_size), scores[0, chosen]


@dataclass(frozen=True)
class SsdRows:
    """As Caffe and OpenVINO write it: rows of picture, class, score, x1, y1, x2, y2."""

    preprocessing: None = None
    tested: bool = False

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by one output (1, 1, boxes, 7)."""
        found = shapes(outputs)
        return (
            len(found) == 1 and found == [(1, 1, *found[0][2:3], 7)] and found[0][2] <= MOST_SLOTS
        )

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by whole classes, scores from 0 to 1, and boxes that are fractions."""
        rows = _filled(outputs)
        return are_classes(rows[:, 1]) and are_shares(rows[:, 2]) and _are_fractions(rows[:, 3:])

    def class_count(self, outputs: Outputs) -> None:
        """Return None: a row names its class, whichever there are."""

    def slots(self, outputs: Outputs) -> Slots:
        """Return the rows with their scores."""
        return Slots(0, 2, _filled(outputs)[:, 2])

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes of people that score enough."""
        rows = _filled(outputs)
        person = of_class(rows[:, 1], wanted.person_class)
        chosen = rows[person & (rows[:, 2] >= wanted.threshold)]
        return _in_pixels(chosen[:, 3:], input_size), chosen[:, 2]


def _parts(outputs: Outputs) -> tuple[NDArray[np.float32], ...]:
    """Return boxes, classes, scores and how many there are, told apart by shapes and values.

    Where both may be classes, all scores are 0, or 1: then the smaller numbers are the scores.
    """
    number, one, other, boxes = sorted(outputs, key=lambda output: output.ndim)
    if are_classes(one) == are_classes(other):
        one_is_classes = float(one.max(initial=0)) >= float(other.max(initial=0))
    else:
        one_is_classes = are_classes(one)
    return (boxes, one, other, number) if one_is_classes else (boxes, other, one, number)


def _filled(outputs: Outputs) -> NDArray[np.float32]:
    """Return the rows (n, 7) up to the first one of no picture, which marks the end."""
    rows: NDArray[np.float32] = outputs[0][0, 0]
    ends = np.flatnonzero(rows[:, 0] < 0)
    return rows[: int(ends[0])] if len(ends) else rows


def _are_fractions(boxes: NDArray[np.float32]) -> bool:
    return not boxes.size or bool(np.abs(boxes).max() <= LARGEST_FRACTION)


def _in_pixels(boxes: NDArray[np.float32], input_size: Size) -> Boxes:
    width, height = input_size
    return np.asarray(boxes * np.array((width, height, width, height), np.float64))


TENSORS = Ssd()
ROWS = SsdRows()
