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

    def recognises(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell by a pair (1, cells, classes) and (1, cells, 4 bins) for each of three levels."""
        return _levels(outputs, input_size) is not None

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes whose class score is enough."""
        levels = _levels(outputs, input_size)
        assert levels is not None  # Recognised when the detector was opened.
        classes, distances = (np.concatenate(part) for part in zip(*levels, strict=True))
        scores = classes[:, wanted.person_class]
        chosen = np.flatnonzero(scores >= wanted.threshold)
        column, row, stride = _cells(input_size, STRIDES)[chosen].T
        x, y = (column + 0.5) * stride, (row + 0.5) * stride
        left, top, right, bottom = _expected(distances[chosen]) * stride
        return np.column_stack((x - left, y - top, x + right, y + bottom)), scores[chosen]


def _levels(
    outputs: Outputs, input_size: Size
) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]] | None:
    """Return class scores (n, C) and distributions (n, 4 bins) of each level; None if unlike."""
    cells = [columns * rows for columns, rows in grid_sizes(input_size, STRIDES)]
    found = shapes(outputs)
    if sorted(shape[:2] for shape in found) != sorted((1, count) for count in cells * 2):
        return None
    if any(len(shape) != 3 for shape in found):
        return None
    levels = []
    for count in cells:
        pair = [output[0] for output in outputs if output.shape[1] == count]
        # Class scores are shares; the distributions are raw numbers before their softmax.
        pair.sort(key=are_shares, reverse=True)
        classes, distances = pair
        if not are_shares(classes) or are_shares(distances) or distances.shape[1] % 4:
            return None
        levels.append((classes, distances))
    return levels


def _expected(distributions: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the mean of each side's distribution, (4, n), in cells.

    >>> _expected(np.float32([[0, 0, 0, 99, 99, 0, -99, 99]])).round(2).ravel().tolist()
    [0.5, 1.0, 0.0, 1.0]
    """
    bins = distributions.shape[1] // 4
    logits = distributions.astype(np.float64).reshape(-1, 4, bins)
    weights = np.exp(logits - logits.max(axis=2, keepdims=True))
    mean: NDArray[np.float64] = (weights @ np.arange(bins)) / weights.sum(axis=2)
    return mean.T


DECODER = NanoDet()
