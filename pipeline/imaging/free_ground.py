"""How much of the ground still looks as it does when nobody is there.

A picture is held against a reference of the empty place, in small blocks: in a block where the
ground is free, the picture is the reference but for light. Light may change everywhere alike, and
by less from block to block; what looks otherwise, be it a person, a bus or a shadow, is not free.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError

WIDTH_PX = 320
"""Pictures are looked at in this width."""
BLOCK_PX = 4
"""The side of a block: a foot of ground 10 m away from a usual camera."""
NOISE = 4.0
"""Grey levels by which pixels of free ground may differ from its reference, by noise …"""
TEXTURE = 0.5
"""… or by this part of the contrast that the block has, whichever is more."""
LIGHT = 0.12
"""By which share a block may be lighter or darker than the picture at large."""
SAME_RATIO = 0.03
"""By which share the ratio of two pictures' sides may differ, as scaling to whole pixels leaves."""
LEAST_LIGHT = 8.0
"""Grey levels below which nothing can be told of a block."""


@dataclass(frozen=True, eq=False)
class FreeBlocks:
    """Which blocks (rows, columns) look free, and of which of them anything can be told."""

    free: NDArray[np.bool_]
    known: NDArray[np.bool_]


def free_blocks(
    picture: NDArray[np.uint8], reference: NDArray[np.uint8], place: NDArray[np.bool_]
) -> FreeBlocks:
    """Return which blocks of a picture look like the reference of the empty place.

    Pictures are (h, w, 3) BGR, of any size but of one ratio of their sides; `place` (rows, columns)
    is where people may stand, the blocks around it tell how the light has changed. Raises
    InputError for arrays that do not fit.

    >>> empty = np.random.default_rng(0).integers(60, 200, (180, 320, 3), np.uint8)
    >>> crowded = empty.copy()
    >>> crowded[90:] = 30
    >>> place = np.zeros(block_shape(empty), bool)
    >>> place[10:40] = True  # blocks are 4 px high; the lower half begins at the 22nd and a half
    >>> float(free_blocks(empty, empty, place).free[place].mean())
    1.0
    >>> free_blocks(crowded, empty, place).free[place].reshape(30, -1).all(axis=1).sum()
    np.int64(12)
    """
    shape = block_shape(reference)
    if place.shape != shape:
        raise InputError(f"the place must have the reference's blocks, {shape}, got {place.shape}")
    if abs(_ratio(picture) / _ratio(reference) - 1.0) > SAME_RATIO:
        raise InputError(
            "a picture of the empty place must have the ratio of sides of the recording:"
            f" {_ratio(picture):.3f}, got {_ratio(reference):.3f}"
        )
    now, before = _blocks(_grey(picture, shape)), _blocks(_grey(reference, shape))
    was = before.mean(axis=-1)
    known = was >= LEAST_LIGHT
    gains = now.mean(axis=-1) / np.maximum(was, 1.0)
    around = known & ~place
    beside = around if around.sum() >= place.sum() / 4 else known
    light = float(np.median(gains[beside])) if beside.any() else 1.0
    alike = np.abs(gains / max(light, 1e-3) - 1.0) <= LIGHT
    left = now - gains[..., None] * before
    spread = np.maximum(NOISE, TEXTURE * light * before.std(axis=-1))
    return FreeBlocks(known & alike & (left.std(axis=-1) <= spread), known)


def block_shape(picture: NDArray[np.uint8]) -> tuple[int, int]:
    """Return the rows and columns of blocks of a picture.

    >>> block_shape(np.zeros((1080, 1920, 3), np.uint8))
    (45, 80)
    """
    height, width = picture.shape[:2]
    columns = WIDTH_PX // BLOCK_PX
    return max(1, round(height * columns / width)), columns


def _ratio(picture: NDArray[np.uint8]) -> float:
    height, width = picture.shape[:2]
    return float(width / height)


def _grey(picture: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return a picture in grey, of so many rows and columns of blocks."""
    rows, columns = shape
    size = columns * BLOCK_PX, rows * BLOCK_PX
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.float32)


def _blocks(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a picture as blocks, (rows, columns, pixels)."""
    rows, columns = (side // BLOCK_PX for side in grey.shape)
    cut = grey.reshape(rows, BLOCK_PX, columns, BLOCK_PX).swapaxes(1, 2)
    return cut.reshape(rows, columns, BLOCK_PX * BLOCK_PX)
