"""The people found in one picture, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError


@dataclass(frozen=True, eq=False)
class Detections:
    """Boxes (n, 4) as x1, y1, x2, y2 in pixels of the source picture; scores (n,); float32.

    `saturated` when the model could not have given more: there may be any number of people more.
    """

    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    saturated: bool = False

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        if self.boxes.shape != (len(self.scores), 4) or self.scores.ndim != 1:
            raise InputError(
                f"boxes must be (n, 4) beside scores (n,),"
                f" got {self.boxes.shape} and {self.scores.shape}"
            )

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def feet(self) -> NDArray[np.float32]:
        """Where each person stands: the bottom centre of the box, (n, 2)."""
        feet = np.empty((len(self), 2), np.float32)
        feet[:, 0] = (self.boxes[:, 0] + self.boxes[:, 2]) / 2
        feet[:, 1] = self.boxes[:, 3]
        return feet
