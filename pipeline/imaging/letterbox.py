"""Fitting a picture into a model's input, and bringing boxes back from it."""

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError

PAD_VALUE = 114
"""The grey that YOLOX and its kin were trained to ignore."""


@dataclass(frozen=True)
class Letterbox:
    """A picture scaled to `scaled_size` in the upper left corner of a model's input.

    Sizes are (width, height) in pixels. The rest of the input is padding at the right and at
    the bottom, so that no offset is needed on the way back.
    """

    source_size: tuple[int, int]
    input_size: tuple[int, int]
    scaled_size: tuple[int, int]

    def trimmed(self, step: int) -> "Letterbox":
        """Return the same with no more padding than makes both sides multiples of `step`.

        >>> fitted((640, 480), (640, 384)).trimmed(32).input_size
        (512, 384)
        """
        width, height = (-(-side // step) * step for side in self.scaled_size)
        return replace(self, input_size=(width, height))

    def scale(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture at the scaled size; one that has it already comes back as it is."""
        return scaled_to(image, self.scaled_size)

    def pad(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the scaled picture (h, w, 3) with grey to its right and below.

        >>> box = fitted((4, 2), (2, 2))
        >>> box.pad(np.zeros((1, 2, 3), np.uint8))[:, 0, 0].tolist()
        [0, 114]
        """
        width, height = self.scaled_size
        if image.shape != (height, width, 3):
            raise InputError(
                f"a picture to pad must be scaled to {width}x{height}, got {image.shape}"
            )
        padded = np.full((self.input_size[1], self.input_size[0], 3), PAD_VALUE, dtype=np.uint8)
        padded[:height, :width] = image
        return padded

    def to_source(self, boxes: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """Return boxes (n, 4) of the model's input in pixels of the source, cut at its edges.

        >>> fitted((200, 100), (100, 100)).to_source(np.float32([[10, 20, 30, 99]])).tolist()
        [[20.0, 40.0, 60.0, 100.0]]
        """
        across = self.source_size[0] / self.scaled_size[0]
        down = self.source_size[1] / self.scaled_size[1]
        # In doubles to the end: a float32 alone is 1e-4 px coarse at the far edge of a picture.
        in_source = np.asarray(boxes * np.array((across, down, across, down)), dtype=np.float64)
        np.maximum(in_source, 0.0, out=in_source)
        np.minimum(in_source, (*self.source_size, *self.source_size), out=in_source)
        kept: NDArray[np.float32] = in_source.astype(np.float32)
        return kept


def scaled_to(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture (h, w, 3) at a size (width, height); at that size it comes back as it is."""
    if (image.shape[1], image.shape[0]) == size:
        return image
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def fitted(source_size: tuple[int, int], input_size: tuple[int, int]) -> Letterbox:
    """Return the letterbox that keeps the picture's proportions and fills the input.

    >>> fitted((1920, 1080), (640, 384)).scaled_size
    (640, 360)
    """
    _check(source_size, input_size)
    ratio = min(input_size[0] / source_size[0], input_size[1] / source_size[1])
    scaled = (
        min(input_size[0], max(1, round(source_size[0] * ratio))),
        min(input_size[1], max(1, round(source_size[1] * ratio))),
    )
    return Letterbox(source_size, input_size, scaled)


def stretched(source_size: tuple[int, int], input_size: tuple[int, int]) -> Letterbox:
    """Return the letterbox of a model that was trained on pictures stretched to its input.

    >>> stretched((1920, 1080), (352, 352)).scaled_size
    (352, 352)
    """
    _check(source_size, input_size)
    return Letterbox(source_size, input_size, input_size)


def planes(image: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return each channel (h, w) of a picture (h, w, 3), apart: numpy converts these twice as fast.

    >>> [plane.tolist() for plane in planes(np.array([[[1, 2, 3]]], np.uint8))]
    [[[1]], [[2]], [[3]]]
    """
    return [np.asarray(plane, dtype=np.uint8) for plane in cv2.split(image)]


def _check(source_size: tuple[int, int], input_size: tuple[int, int]) -> None:
    if min(*source_size, *input_size) < 1:
        raise InputError(f"sizes must be positive, got {source_size} and {input_size}")
