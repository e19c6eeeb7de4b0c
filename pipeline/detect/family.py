"""What a family of detectors is: how its pictures are prepared and its numbers read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""

Outputs: TypeAlias = Sequence[NDArray[np.float32]]
Boxes: TypeAlias = NDArray[np.float64]
"""Boxes (n, 4) as x1, y1, x2, y2 in pixels of the model's input."""

Scores: TypeAlias = NDArray[np.float32]

MOST_SLOTS = 1000
"""End-to-end models that are known to us give 100 to 500 boxes; grids have thousands of cells."""

LARGEST_FRACTION = 2.0
"""Boxes as fractions of the picture reach a little beyond 1, those in pixels far beyond."""


@dataclass(frozen=True)
class Preprocessing:
    """What is done to BGR pixels from 0 to 255 before a model sees them.

    A pixel becomes (pixel - mean) / std, channel by channel in the order the model wants.
    `stretch` fits a picture without keeping its proportions. `focus` folds each 2 x 2 pixels
    into twelve channels, as old YOLOX exports expect. `channels_last` is (1, H, W, 3).
    """

    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    rgb: bool = False
    stretch: bool = False
    focus: bool = False
    channels_last: bool = False


@dataclass(frozen=True)
class Wanted:
    """Whom to look for: a class of the model, and from which score on."""

    person_class: int
    threshold: float


@dataclass(frozen=True, eq=False)
class Slots:
    """The rows of a model that has suppressed doubles itself, and fills so many and no more.

    `scores` holds the best score of each row, of whichever class; how many rows there can be is
    the length of `axis` of the output of that number, as the model file declares it.
    """

    output: int
    axis: int
    scores: Scores


class Family(Protocol):
    """One way of writing boxes into tensors."""

    @property
    def tested(self) -> bool:
        """Whether it was tried on a real model, and not on made-up tensors alone."""

    @property
    def preprocessing(self) -> Preprocessing | None:
        """How its pictures are prepared; None where its models differ, and a manifest must say."""

    def fits(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell whether outputs for an input of this size have its shapes."""

    def reads(self, outputs: Outputs, input_size: Size) -> bool:
        """Tell whether outputs that fit also have its value ranges."""

    def class_count(self, outputs: Outputs) -> int | None:
        """Return how many classes outputs that fit tell apart; None where they do not tell."""

    def slots(self, outputs: Outputs) -> Slots | None:
        """Return the rows that an end-to-end model fills; None for one box a cell, doubles too."""

    def people(self, outputs: Outputs, input_size: Size, wanted: Wanted) -> tuple[Boxes, Scores]:
        """Return the boxes that score enough; both arrays in the model's own order."""


def shapes(outputs: Outputs) -> list[tuple[int, ...]]:
    """Return the shapes of a model's outputs."""
    return [tuple(output.shape) for output in outputs]


def are_shares(values: NDArray[Any]) -> bool:
    """Tell whether every value lies between 0 and 1, give or take rounding."""
    return not values.size or bool(values.min() >= -1e-3 and values.max() <= 1 + 1e-3)


def are_classes(values: NDArray[Any]) -> bool:
    """Tell whether every value is the number of a class: whole, and not below 0."""
    return not values.size or bool(values.min() >= 0 and np.array_equal(values, np.rint(values)))


def of_class(labels: NDArray[Any], person_class: int) -> NDArray[np.bool_]:
    """Return which labels are the wanted class; ModelError for what is no number of a class.

    Of two tensors alike in shape one holds classes and one scores; taken for each other, scores
    would be people of class 0.
    """
    if not are_classes(labels):
        raise ModelError("the model gives classes that are not whole numbers")
    return np.asarray(labels == person_class)


def lie_in_pixels(boxes: NDArray[Any]) -> bool:
    """Tell whether coordinates are pixels of a picture, and not fractions of it."""
    return not boxes.size or not boxes.any() or bool(boxes.max() > LARGEST_FRACTION)


def spread_over(centre_x: NDArray[Any], centre_y: NDArray[Any], input_size: Size) -> bool:
    """Tell whether centres are pixels of a whole picture, whose cells cover it evenly.

    Fractions, or offsets from each cell, all lie in its upper left corner instead.
    """
    middles = (np.median(centre_x) / input_size[0], np.median(centre_y) / input_size[1])
    return all(0.25 <= middle <= 0.75 for middle in middles)


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
    boxes = np.empty((len(centre_x), 4), dtype=half_width.dtype)
    np.subtract(centre_x, half_width, out=boxes[:, 0])
    np.subtract(centre_y, half_height, out=boxes[:, 1])
    np.add(centre_x, half_width, out=boxes[:, 2])
    np.add(centre_y, half_height, out=boxes[:, 3])
    return boxes
