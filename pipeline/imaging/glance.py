"""A picture at a glance: its brightness, and how steeply levels change in each part of it."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = (320, 180)
"""Of the picture that is looked at, in pixels."""

ROWS, COLUMNS = 9, 16
"""Cells of a picture. A clock that the camera writes into it takes about one row of them."""

SMOOTH_PX = 2.0
"""Of the Gaussian whose slopes tell what is there: rain and the sensor's noise leave none in it."""

FLAT = 0.25
"""Levels per pixel; a cell that is less steep shows nothing."""

WHITE = 250
"""The level from which on a pixel is as bright as can be."""

Gray = NDArray[np.uint8]
Slopes = NDArray[np.float32]
Cells = NDArray[np.float64]
Pixel = TypeVar("Pixel", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Glance:
    """A grey picture, (180, 320) uint8; what is told of its cells is (ROWS, COLUMNS)."""

    gray: Gray

    @property
    def level(self) -> float:
        """The mean level, 0 to 255."""
        return float(self._pixels @ np.arange(256)) / self.gray.size

    @property
    def brightest(self) -> float:
        """The level, 0 to 255, that one pixel in a hundred exceeds: between two, in proportion."""
        rank = 0.99 * (self.gray.size - 1)
        ranks = int(rank), int(rank) + 1
        below, above = self._pixels.cumsum().searchsorted(ranks, side="right").tolist()
        return float(below + (above - below) * (rank - ranks[0]))

    @property
    def white_share(self) -> float:
        """The share of pixels that are as bright as can be."""
        return float(self._pixels[WHITE:].sum()) / self.gray.size

    @cached_property
    def _pixels(self) -> NDArray[np.float64]:
        """How many pixels there are of each level, (256,)."""
        counted = cv2.calcHist([self.gray], [0], None, [256], [0.0, 256.0])
        return counted.ravel().astype(np.float64)

    @cached_property
    def slopes(self) -> Slopes:
        """The slopes of the smoothed picture to the right and down, (2, 180, 320), levels/px."""
        smooth = cv2.GaussianBlur(self.gray.astype(np.float32), (0, 0), SMOOTH_PX)
        return _slopes(np.asarray(smooth, dtype=np.float32))

    @cached_property
    def steepness(self) -> Cells:
        """The root mean square slope of the smoothed picture in each cell."""
        return np.sqrt(_mean(_product(self.slopes, self.slopes)))

    @cached_property
    def crispness(self) -> Cells:
        """How much steeper each cell is before it is smoothed, less 1: 0 where all is blurred."""
        slopes = _slopes(self.gray.astype(np.float32))
        return np.sqrt(_mean(_product(slopes, slopes))) / np.maximum(self.steepness, 1e-6) - 1.0

    def likeness(self, other: "Glance") -> Cells:
        """Return how alike the slopes of each cell are in two pictures, -1 to 1, in any light.

        The cosine between them as vectors, so that neither brightness nor contrast counts.

        >>> slope = np.broadcast_to((np.arange(320) // 2).astype(np.uint8), (180, 320))
        >>> dusk, mirrored = Glance(slope // 2), Glance(slope[:, ::-1])
        >>> bool(Glance(slope).likeness(dusk).min() > 0.9)
        True
        >>> bool(Glance(slope).likeness(mirrored).max() < -0.9)
        True
        """
        shared = _mean(_product(self.slopes, other.slopes))
        return shared / np.maximum(self.steepness * other.steepness, 1e-6)

    @property
    def flat_share(self) -> float:
        """The share of cells without any edge."""
        return float((self.steepness < FLAT).mean())

    def shift_to(self, other: "Glance") -> tuple[float, float, float]:
        """Return by how many pixels another picture is shifted, right and down, and how surely.

        Phase correlation of the slopes (Kuglin and Hines 1975); the last number is the height of
        its peak, up to 1.
        """
        # OpenCV weighs what it is given in place, so it is given copies.
        one, two = self._edges.copy(), other._edges.copy()
        (right_px, down_px), peak = cv2.phaseCorrelate(one, two, _window())
        return float(right_px), float(down_px), float(peak)

    @cached_property
    def _edges(self) -> NDArray[np.float32]:
        """How steep each pixel is, about 0, lest the window around all make an edge of its own."""
        steep = np.asarray(cv2.magnitude(self.slopes[0], self.slopes[1]), dtype=np.float32)
        steep -= steep.mean()
        return steep


def glance_at(image: NDArray[np.uint8]) -> Glance:
    """Return a glance at a BGR picture (h, w, 3) of any size.

    >>> white = glance_at(np.full((90, 160, 3), 255, np.uint8))
    >>> white.white_share, white.brightest, float(white.steepness.max())
    (1.0, 255.0, 0.0)
    """
    # In grey first: one channel is scaled in a third of the time that three take.
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = cv2.resize(gray, SIZE, interpolation=cv2.INTER_AREA)
    return Glance(np.asarray(small, dtype=np.uint8))


def median_of(glances: "list[Glance]") -> Glance:
    """Return what most of some pictures show at each pixel: the place without who passes by."""
    middle = np.median([glance.gray for glance in glances], axis=0)
    return Glance(middle.astype(np.uint8))


def _slopes(levels: NDArray[np.float32]) -> Slopes:
    slopes = np.empty((2, *levels.shape), dtype=np.float32)
    for each, way in zip(slopes, ((1, 0), (0, 1)), strict=True):
        cv2.Sobel(levels, cv2.CV_32F, *way, dst=each, ksize=3, scale=1 / 8)
    return slopes


def _product(one: Slopes, other: Slopes) -> NDArray[np.float32]:
    """Return the inner product of two slopes at each pixel, (180, 320)."""
    product: NDArray[np.float32] = one[0] * other[0] + one[1] * other[1]
    return product


@cache
def _window() -> NDArray[np.float32]:
    """Return the weights (180, 320) that let a picture fade out towards its border."""
    return np.asarray(cv2.createHanningWindow(SIZE, cv2.CV_32F), dtype=np.float32)


def cells_of(pixels: NDArray[Pixel]) -> NDArray[Pixel]:
    """Return pixels (180, 320) cell by cell, (ROWS, height, COLUMNS, width)."""
    return pixels.reshape(ROWS, SIZE[1] // ROWS, COLUMNS, SIZE[0] // COLUMNS)


def _mean(pixels: NDArray[np.float32]) -> Cells:
    """Return the mean of each cell, with OpenCV, which takes a fifth of numpy's time for it."""
    return cv2.resize(pixels, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA).astype(np.float64)
