"""Heads made unrecognisable, before a picture leaves the memory: a mosaic that nobody can undo."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError

HEAD_SHARE = 0.35
"""Of the height of a person's box, from its top: head and shoulders …"""
HEAD_WIDTHS = 0.9
"""… and at least so many of its widths: of whom others hide the legs, more of the box is head."""
TOO_TALL = 1.5
"""Times the tallest box that is sure: an unsure one that is taller is none of these people, and
would hide half of the picture. This is an assumption."""
MARGIN = 0.15
"""Of a box's width on both sides and of the head's height above: boxes are not exact."""
BLOCKS = 3
"""So many blocks across and down a head at most, whatever its size."""
LEAST_BLOCK_PX = 6
"""A small head is fewer blocks, down to one."""
LEVELS_STEP = 16
"""A block's mean is rounded to this, lest the means of known faces be compared with it."""
COARSE = 12
"""So many blocks across a picture of which nobody knows where the heads are."""
JPEG_QUALITY = 90

Box = tuple[int, int, int, int]


class Found(Protocol):
    """People as a detector gives them."""

    @property
    def boxes(self) -> NDArray[np.float32]:
        """The boxes (n, 4) as x1, y1, x2, y2."""

    @property
    def scores(self) -> NDArray[np.float32]:
        """The scores (n,)."""


@dataclass(frozen=True, eq=False)
class Pixelated:
    """A picture (h, w, 3) uint8 BGR in which no head can be recognised; only `pixelated` makes one.

    `heads` counts the boxes of which the upper part was made a mosaic, `bodies` those of which all
    was; `is_whole` where all of the picture was.
    """

    image: NDArray[np.uint8]
    heads: int
    bodies: int
    is_whole: bool = False

    def jpeg(self) -> bytes:
        """Return it as a file."""
        options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
        done, data = cv2.imencode(".jpg", self.image, options)
        if not done:
            raise InputError(f"a picture of {self.image.shape} cannot be made a JPEG")
        return bytes(data)


def pixelated(
    image: NDArray[np.uint8],
    found: Found | None,
    source_size: tuple[int, int],
    sure: float = 0.0,
) -> Pixelated:
    """Return a copy of a picture with a mosaic over each head that the detector has found.

    `found` is in pixels of a source of `source_size` (width, height), of which `image` may be a
    smaller copy; it may hold people who score less than `sure`, as many as may be one. Where an
    edge cuts a box off, all of it is covered; without a result, or with one that is not finite,
    all of the picture.
    """
    height, width = image.shape[:2]
    covered = image.copy()
    if found is None or not (np.isfinite(found.boxes).all() and np.isfinite(found.scores).all()):
        _cover(image, covered, (0, 0, width, height), COARSE)
        return Pixelated(covered, 0, 0, is_whole=True)
    scale = np.array([width / source_size[0], height / source_size[1]] * 2)
    boxes = _believed(found, sure).astype(np.float64) * scale
    cut = [_is_cut_off(box, height) for box in boxes]
    for box, is_cut in zip(boxes, cut, strict=True):
        part = box if is_cut else head_of(box)
        _cover(image, covered, _within(_grown(part, box), width, height), BLOCKS)
    return Pixelated(covered, len(cut) - sum(cut), sum(cut))


def _believed(found: Found, sure: float) -> NDArray[np.float32]:
    """Return the boxes of all who may be people, as big as those who surely are."""
    heights = found.boxes[:, 3] - found.boxes[:, 1]
    is_sure = found.scores >= sure
    if not is_sure.any():
        return found.boxes
    tallest = float(heights[is_sure].max())
    boxes: NDArray[np.float32] = found.boxes[is_sure | (heights <= TOO_TALL * tallest)]
    return boxes


def head_of(box: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the part of a person's box (x1, y1, x2, y2) in which the head is.

    >>> head_of(np.array([0.0, 0.0, 10.0, 100.0])).tolist()
    [0.0, 0.0, 10.0, 35.0]
    """
    x1, y1, x2, y2 = box
    height = max(HEAD_SHARE * (y2 - y1), HEAD_WIDTHS * (x2 - x1))
    return np.array([x1, y1, x2, min(y2, y1 + height)])


def _is_cut_off(box: NDArray[np.float64], height: int) -> bool:
    """Tell whether the upper or lower edge of the picture cuts a box, or it is none."""
    x1, y1, x2, y2 = box
    return bool(y1 <= 1.0 or y2 >= height - 1.0 or x2 <= x1 or y2 <= y1)


def _grown(part: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a part of a box with a margin at both sides and above."""
    x1, y1, x2, y2 = part
    aside, above = MARGIN * abs(box[2] - box[0]), MARGIN * abs(y2 - y1)
    return np.array([min(x1, x2) - aside, min(y1, y2) - above, max(x1, x2) + aside, max(y1, y2)])


def _within(box: NDArray[np.float64], width: int, height: int) -> Box:
    """Return a box in whole pixels, outwards, of a picture of a size."""
    x1, y1 = np.clip(np.floor(box[:2]), 0, (width, height)).astype(int).tolist()
    x2, y2 = np.clip(np.ceil(box[2:]), 0, (width, height)).astype(int).tolist()
    return x1, y1, x2, y2


def _cover(
    image: NDArray[np.uint8], covered: NDArray[np.uint8], box: Box, most_blocks: int
) -> None:
    """Write the means of the blocks of a box, taken from `image`, over it in `covered`."""
    x1, y1, x2, y2 = box
    width, height = x2 - x1, y2 - y1
    if width <= 0 or height <= 0:
        return
    blocks = tuple(max(1, min(most_blocks, length // LEAST_BLOCK_PX)) for length in (width, height))
    means = cv2.resize(image[y1:y2, x1:x2], blocks, interpolation=cv2.INTER_AREA)
    rounded = (means // LEVELS_STEP) * LEVELS_STEP + LEVELS_STEP // 2
    covered[y1:y2, x1:x2] = cv2.resize(
        rounded.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST
    )
