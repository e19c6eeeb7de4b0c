"""How far the counts at a gate are to be believed, by whom the detector is known to find there."""

from dataclasses import dataclass

Tiles = tuple[int, int]
"""Columns and rows of tiles that are looked at beside the whole picture."""

LEAST_FOUND = 0.5
"""Of the people who are well seen, so many must surely be found for their count to be corrected
and believed: below, a told density owes more to its correction than to the picture, each false box
weighs more than two people, and being wrong by a tier (2 for 1, 4 for 2) needs no more than that.
"""


@dataclass(frozen=True)
class Reach:
    """Whom a detector finds on the ground of a gate, and up to which density that can be told.

    People are `tall_px` in its input, in the middle of all places; of those who are well seen it
    finds a `share`, between `low` and `high`; so many boxes a picture are `false_boxes`. With
    `tiles` it looks closely, None where it does not; they are `chosen` where the calibration asked
    for them. Where it finds too few, `advised` are tiles that would do, None where none would, and
    `wanted_px` is how tall people must be, None where no height is enough. `believed_p_m2` is up to
    which density what is told there is to be believed.
    """

    tall_px: float
    share: float
    low: float
    high: float
    believed_p_m2: float
    false_boxes: float = 0.0
    tiles: Tiles | None = None
    chosen: bool = False
    advised: Tiles | None = None
    wanted_px: int | None = None

    @property
    def is_enough(self) -> bool:
        """Whether people there are tall enough for the detector."""
        return self.low >= LEAST_FOUND

    def is_doubtful(self, densest_p_m2: float | None, saturated_s: float) -> bool:
        """Tell whether what was told of a gate at its densest is beyond belief.

        >>> reach = Reach(90.0, 0.9, 0.8, 0.95, believed_p_m2=1.2)
        >>> reach.is_doubtful(1.2, 0.0), reach.is_doubtful(1.3, 0.0), reach.is_doubtful(0.1, 5.0)
        (False, True, True)
        """
        beyond = densest_p_m2 is not None and densest_p_m2 > self.believed_p_m2
        return not self.is_enough or beyond or saturated_s > 0.0
