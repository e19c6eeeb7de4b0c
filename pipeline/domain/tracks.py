"""The people followed from picture to picture, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError

PROVISIONAL = -1
"""The id of who was seen only once: perhaps nobody."""


@dataclass(frozen=True, eq=False)
class Tracks:
    """Everybody who is followed at `t_s`, seconds as in the frames, n of them.

    `ids` int64 (n,) tell them apart within one camera and one run, and mean nothing beyond;
    PROVISIONAL until somebody was seen twice. `boxes` float32 (n, 4) are x1, y1, x2, y2 where
    each is believed to be, in pixels of the source picture. `detection` intp (n,) is the index
    of the box that was found, -1 for who was missed now. `since_s` and `seen_s` float64 (n,) are
    when each was seen first and last.
    """

    t_s: float
    ids: NDArray[np.int64]
    boxes: NDArray[np.float32]
    detection: NDArray[np.intp]
    since_s: NDArray[np.float64]
    seen_s: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        lengths = {len(self.boxes), len(self.detection), len(self.since_s), len(self.seen_s)}
        if lengths != {len(self.ids)} or self.boxes.shape[1:] != (4,):
            raise InputError(
                f"tracks need one id, box, detection, since_s and seen_s each, got boxes"
                f" {self.boxes.shape} beside {len(self.ids)} ids"
            )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def feet(self) -> NDArray[np.float32]:
        """Where each stands: the bottom centre of the box, (n, 2)."""
        return np.column_stack(((self.boxes[:, 0] + self.boxes[:, 2]) / 2, self.boxes[:, 3]))
