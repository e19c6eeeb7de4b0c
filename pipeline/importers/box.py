"""A labelled box, as files write it: x, y, width and height in pixels."""

import math
from typing import Any

from pipeline.errors import InputError

LARGEST_PX = 1e6


def corners_of(box: Any, place: str) -> list[float]:
    """Return x1, y1, x2, y2 of a box x, y, width, height; raises InputError that names its place.

    >>> corners_of([10, 20, 5, 15], "boxes[0]")
    [10.0, 20.0, 15.0, 35.0]
    >>> corners_of([10, 20, -5, 15], "boxes[0]")
    Traceback (most recent call last):
    pipeline.errors.InputError: boxes[0]: width and height must not be below 0, got [10, 20, -5, 15]
    """
    if not isinstance(box, list) or len(box) != 4 or not all(map(_is_length, box)):
        raise InputError(
            f"{place}: must be four numbers x, y, width, height within ±{LARGEST_PX:g},"
            f" got {str(box)[:60]}"
        )
    x, y, width, height = map(float, box)
    if width < 0.0 or height < 0.0:
        raise InputError(f"{place}: width and height must not be below 0, got {box}")
    return [x, y, x + width, y + height]


def _is_length(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -LARGEST_PX <= value <= LARGEST_PX and not math.isnan(value)
