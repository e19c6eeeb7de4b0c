"""A picture with its times."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError


@dataclass(frozen=True, eq=False)
class Frame:
    """One decoded picture.

    `image` is (h, w, 3) uint8 BGR, perhaps scaled down from `source_size` (width, height).
    `index` counts decoded frames from 0; `t_s` is seconds since the footage or watch began.
    `is_damaged` tells that a stream lost parts of it, or of a picture on which it rests.
    """

    image: NDArray[np.uint8]
    index: int
    t_s: float
    source_size: tuple[int, int]
    is_damaged: bool = False

    def __post_init__(self) -> None:
        """Refuse what is not a BGR picture."""
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise InputError(
                f"a frame's image must be (h, w, 3) uint8,"
                f" got {self.image.shape} {self.image.dtype}"
            )
