"""Whether a picture need not be looked at, since nothing has stirred since the last that was."""

from collections.abc import Sequence

from pipeline.imaging.glance import Glance
from pipeline.imaging.stir import Levels, Ring, cells_around, has_stirred, levels_of

CARRIED_S = 1.5
"""So long one answer may stand, at most: half of the running median over counts, with which a watch
goes over a detector's flicker (`crowd.watch.MEDIAN_S`). A wrong answer that is carried on is then
still outvoted, as it is when each picture is looked at."""

SLACK_S = 1e-3
"""Times round; the median over counts allows for as much."""


class MotionGate:
    """Pictures go in, in the order of time; tells of each whether the last answer stands.

    A picture is held against the last one that was looked at, not the one before, so that slow
    changes add up. `rings` are the areas that matter, in fractions of the picture.
    """

    def __init__(self, rings: Sequence[Ring]) -> None:
        self._where = cells_around(rings)
        self._looked_at: tuple[float, Levels] | None = None
        self._last_s = 0.0

    def stands(self, glance: Glance, t_s: float) -> bool:
        """Tell whether the answer of the last picture that was looked at holds for this one.

        It is taken to be needed until the next picture comes, as long from here as the last one.
        """
        step_s, self._last_s = t_s - self._last_s, t_s
        if self._looked_at is None:
            return False
        at_s, before = self._looked_at
        if t_s - at_s + step_s >= CARRIED_S - SLACK_S or step_s <= 0.0:
            return False
        return not has_stirred(before, levels_of(glance), self._where)

    def look(self, glance: Glance, t_s: float) -> None:
        """Take a picture that is looked at."""
        self._looked_at, self._last_s = (t_s, levels_of(glance)), t_s

    def forget(self) -> None:
        """Have the next picture looked at, whatever it shows."""
        self._looked_at = None
