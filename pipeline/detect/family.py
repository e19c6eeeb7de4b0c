"""What a family of detectors is: how its pictures are prepared and its numbers read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""

Outputs: TypeAlias = Sequence[NDArray[np.float32]]
Boxes: TypeAlias = NDArray[np.float64]
"""Boxes (n, 4) as x1, y1, x2, y2 in pixels of the model's input."""

Scores: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True)
class Preprocessing:
    """What is done to BGR pixels from 0 to 255 before a model sees them.

    A pixel becomes (pixel - mean) / std, channel by channel in the order the model wants.
    `stretch` fits a picture without keeping its proportions. `focus` folds each 2 x 2 pixels
    into twelve channels, as old YOLOX exports expect.
    """

    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    rgb: bool = False
    stretch: bool = False
    focus: bool = False


@dataclass(frozen=True)
class Wanted:
    """Whom to look for: a class of the model, and from which score on."""

    person_class: int
    threshold: float


class Family(Protocol):
    """One way of writing boxes into tensors."""

    @property
    def preprocessing(self) -> Preprocessing:
        """How its pictures are prepared."""

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell whether outputs for an input of this size have its shapes."""

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell whether outputs that fit also have its value ranges."""

    def class_count(self, outputs: Outputs) -> int:
        """Return how many classes outputs that fit tell apart."""

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes that score enough; both arrays in the model's own order."""


def shapes(outputs: Outputs) -> list[tuple[int, ...]]:
    """Return the shapes of a model's outputs."""
    return [tuple(output.shape) for output in outputs]


def are_shares(values: NDArray[np.float32]) -> bool:
    """Tell whether every value lies between 0 and 1, give or take rounding."""
    return bool(values.min() >= -1e-3 and values.max() <= 1 + 1e-3)


def grid_sizes(input_size: Size, strides: Sequence[int]) -> list[Size]:
    """Return the columns and rows of each level's grid, rounded up.

    >>> grid_sizes((320, 240), (8, 16, 32))
    [(40, 30), (20, 15), (10, 8)]
    """
    return [(-(-input_size[0] // stride), -(-input_size[1] // stride)) for stride in strides]


def grid_cells(input_size: Size, strides: Sequence[int]) -> NDArray[np.float64]:
    """Return column, row and stride of every cell, (n, 3), level by level and row by row.

    >>> grid_cells((16, 8), (8,)).tolist()
    [[0.0, 0.0, 8.0], [1.0, 0.0, 8.0]]
    """
    levels = []
    for (columns, rows), stride in zip(grid_sizes(input_size, strides), strides, strict=True):
        row, column = np.mgrid[:rows, :columns]
        levels.append(np.column_stack((column.ravel(), row.ravel(), np.full(row.size, stride))))
    return np.concatenate(levels).astype(np.float64)


def corners(
    centre_x: NDArray[Any], centre_y: NDArray[Any], width: NDArray[Any], height: NDArray[Any]
) -> Boxes:
    """Return boxes (n, 4) as x1, y1, x2, y2 from their centres and sizes."""
    half_width, half_height = width / 2, height / 2
    return np.column_stack(
        (
            centre_x - half_width,
            centre_y - half_height,
            centre_x + half_width,
            centre_y + half_height,
        )
    )
