"""What pictures and footage truly show, as people have labelled it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.crowding import Tier
from pipeline.errors import InputError

Boxes = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LabelledFrame:
    """The people in one picture; boxes (n, 4) are x1, y1, x2, y2 in its pixels.

    A picture is known by the `name` of its file, or by its `number` from 1 on in a recording or
    a folder. What is found in `ignored` (m, 4), such as a crowd that nobody could count, is
    neither right nor wrong.
    """

    boxes: Boxes
    ignored: Boxes
    name: str | None = None
    number: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no list of boxes, and a picture that is known by nothing."""
        for boxes in (self.boxes, self.ignored):
            if boxes.ndim != 2 or boxes.shape[1] != 4:
                raise InputError(f"boxes must be (n, 4), got {boxes.shape}")
        if (self.name is None) == (self.number is None):
            raise InputError("a labelled picture needs either a name or a number")

    @property
    def feet(self) -> NDArray[np.float32]:
        """Where each person stands: the bottom centre of the box, (n, 2)."""
        middle = (self.boxes[:, 0] + self.boxes[:, 2]) / 2
        return np.column_stack((middle, self.boxes[:, 3])).astype(np.float32)


@dataclass(frozen=True)
class TrueCount:
    """How many people stood in a zone at a time; `zone_id` None is the only zone there is."""

    t_s: float
    count: int
    zone_id: str | None = None
    density_p_m2: float | None = None


@dataclass(frozen=True)
class TrueEpisode:
    """A time in which a zone was crowded, and the worst tier that it truly reached, if known."""

    start_s: float
    end_s: float
    zone_id: str | None = None
    tier: Tier | None = None

    def __post_init__(self) -> None:
        """Refuse an episode that ends before it begins."""
        if not self.start_s < self.end_s:
            raise InputError(
                f"an episode must end after it begins, got {self.start_s:g} to {self.end_s:g} s"
            )


@dataclass(frozen=True)
class Truth:
    """All that the labels of some pictures or recordings say; None is what they do not speak of.

    No episodes at all are a truth too: every event is then a false alarm.
    """

    frames: tuple[LabelledFrame, ...] | None = None
    counts: tuple[TrueCount, ...] | None = None
    episodes: tuple[TrueEpisode, ...] | None = None
