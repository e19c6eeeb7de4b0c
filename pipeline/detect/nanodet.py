"""NanoDet: for each level, class scores and a distribution over each side's distance."""

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
    grid_cells,
    grid_sizes,
    shapes,
)

STRIDES = (8, 16, 32)
IMAGENET_BGR = Preprocessing(mean=(103.53, 116.28, 123.675), std=(57.375, 57.12, 58.395))

_cells = functools.lru_cache(maxsize=16)(grid_cells)


@dataclass(frozen=True)
class NanoDet:
    """The family as exported by NanoDet-m: six outputs, in any order."""

    preprocessing: Preprocessing = field(default=IMAGENET_BGR)
    tested: bool = True

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by a pair (1, cells, classes) and (1, cells, 4 bins) for each of three levels."""
        cells = _cell_counts(input_size)
        found = shapes(outputs)
        if any(len(shape) != 3 or shape[2] < 1 for shape in found):
            return False
        return sorted(shape[:2] for shape in found) == sorted((1, count) for count in cells * 2)

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by class scores from 0 to 1 beside distributions that are not."""
        levels = _levels(outputs, input_size)
        widths = {(classes.shape[1], sides.shape[1]) for classes, sides in levels}
        return (
            all(are_shares(classes) and not are_shares(sides) for classes, sides in levels)
            and len(widths) == 1
            and all(width % 4 == 0 for _, width in widths)
        )

    def class_count(self, outputs: Outputs) -> int:
        """Return how many classes there are; the shares among the smallest level's numbers."""
        smallest = sorted(outputs, key=lambda output: output.shape[1])[:2]
        return next((o.shape[2] for o in smallest if are_shares(o)), 0)

    def slots(self, outputs: Outputs) -> None:
        """Return None: each cell gives its box, and the model leaves out none."""

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes whose class score is enough."""
        levels = _levels(outputs, input_size)
        classes, distances = (np.concatenate(part) for part in zip(*levels, strict=True))
        scores = classes[:, wanted.person_class]
        chosen = np.flatnonzero(scores >= wanted.threshold)
        column, row, stride = _cells(input_size, STRIDES)[chosen].T
        x, y = (column + 0.5) * stride, (row + 0.5) * stride
        left, top, right, bottom = expected_distances(distances[chosen]) * stride
        return np.column_stack((x - left, y - top, x + right, y + bottom)), scores[chosen]


def _cell_counts(input_size: Size) -> list[int]:
    return [columns * rows for columns, rows in grid_sizes(input_size, STRIDES)]


def _levels(
    outputs: Outputs, input_size: Size
) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return class scores (n, C) and distributions (n, 4 bins) of each level, finest first.

    Class scores are shares; the distributions are raw numbers before their softmax.
    """
    levels = []
    for count in _cell_counts(input_size):
        one, other = (output[0] for output in outputs if output.shape[1] == count)
        levels.append((one, other) if are_shares(one) else (other, one))
    return levels


def expected_distances(distributions: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean of each side's distribution, (4, n), in cells.

    >>> expected_distances(np.float32([[0, 0, 0, 99, 99, 0, -99, 99]])).round(2).ravel().tolist()
    [0.5, 1.0, 0.0, 1.0]
    """
    bins = distributions.shape[1] // 4
    logits = distributions.astype(np.float64).reshape(-1, 4, bins)
    weights = np.exp(logits - logits.max(axis=2, keepdims=True))
    mean: NDArray[np.float64] = (weights @ np.arange(bins)) / weights.sum(axis=2)
    return mean.T


DECODER = NanoDet()
