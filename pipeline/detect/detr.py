"""DETR and its kin: a fixed number of queries, each with a box of its own, and no doubles."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

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
    corners,
    lie_in_pixels,
    of_class,
    shapes,
)

IMAGENET_RGB = Preprocessing(
    mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375), rgb=True, stretch=True
)
STRETCHED_RGB_SHARES = Preprocessing(std=(255.0, 255.0, 255.0), rgb=True, stretch=True)


@dataclass(frozen=True)
class Detr:
    """Numbers for each class, (1, queries, classes), beside boxes as fractions, (1, queries, 4).

    `no_object` when the last class is nobody and a query's classes share one (DETR); otherwise
    each class is judged by itself (RT-DETR, D-FINE). Nothing in the tensors tells the two apart.
    """

    no_object: bool
    preprocessing: Preprocessing
    tested: bool = False

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by two outputs of as many rows, one of them four columns wide."""
        found = shapes(outputs)
        if len(found) != 2 or any(len(shape) != 3 or shape[0] != 1 for shape in found):
            return False
        (_, ones, one), (_, others, other) = found
        return ones == others <= MOST_SLOTS and 4 in (one, other) and min(one, other) > 0

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by boxes from 0 to 1 beside numbers that are not yet scores."""
        logits, boxes = _heads(outputs)
        return boxes.shape[1] == 4 and are_shares(boxes) and not are_shares(logits)

    def class_count(self, outputs: Outputs) -> int:
        """Return how many classes there are, nobody not counted."""
        return int(_heads(outputs)[0].shape[1]) - self.no_object

    def slots(self, outputs: Outputs) -> Slots:
        """Return the queries with their best scores."""
        boxes_at = 1 if _boxes_are_last(outputs) else 0
        return Slots(boxes_at, 1, self._scores(outputs).max(axis=1, initial=0.0))

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes whose score for the class is enough."""
        scores = self._scores(outputs)[:, wanted.person_class]
        chosen = np.flatnonzero(scores >= wanted.threshold)
        x, y, width, height = _heads(outputs)[1][chosen].astype(np.float64).T
        across, down = input_size
        return corners(x * across, y * down, width * across, height * down), scores[chosen]

    def _scores(self, outputs: Outputs) -> NDArray[np.float32]:
        """Return the score of each query for each class, (queries, classes) without nobody."""
        logits = _heads(outputs)[0].astype(np.float64)
        if not self.no_object:
            # As tanh: exp of a large number would overflow.
            return (0.5 + 0.5 * np.tanh(logits / 2)).astype(np.float32)
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
        return shares[:, :-1].astype(np.float32)


@dataclass(frozen=True)
class DetrDeployed:
    """RT-DETR and D-FINE as deployed: classes, boxes in pixels, and scores, each (1, queries …)."""

    preprocessing: Preprocessing = field(default=STRETCHED_RGB_SHARES)
    tested: bool = False

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by three outputs (1, queries), (1, queries, 4) and (1, queries)."""
        found = shapes(outputs)
        if len(found) != 3 or len(found[0]) != 2 or found[0][1] > MOST_SLOTS:
            return False
        return found == [(1, found[0][1]), (*found[0], 4), found[0]]

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by whole classes before boxes in pixels and scores from 0 to 1."""
        classes, boxes, scores = outputs
        return are_classes(classes) and are_shares(scores) and lie_in_pixels(boxes)

    def class_count(self, outputs: Outputs) -> None:
        """Return None: a query names its class, whichever there are."""

    def slots(self, outputs: Outputs) -> Slots:
        """Return the queries with their scores."""
        return Slots(1, 1, outputs[2][0])

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes of people that score enough."""
        classes, boxes, scores = outputs
        person = of_class(classes[0], wanted.person_class)
        chosen = person & (scores[0] >= wanted.threshold)
        return boxes[0, chosen].astype(np.float64), scores[0, chosen]


def _heads(outputs: Outputs) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the classes' numbers (queries, classes) and the boxes (queries, 4)."""
    one, other = outputs[0][0], outputs[1][0]
    return (one, other) if _boxes_are_last(outputs) else (other, one)


def _boxes_are_last(outputs: Outputs) -> bool:
    """Tell by the width, and where four classes make both alike by the boxes' fractions."""
    if outputs[0].shape[2] != outputs[1].shape[2]:
        return bool(outputs[1].shape[2] == 4)
    return are_shares(outputs[1])


DETR = Detr(no_object=True, preprocessing=IMAGENET_RGB)
RT_DETR = Detr(no_object=False, preprocessing=STRETCHED_RGB_SHARES)
DEPLOYED = DetrDeployed()
