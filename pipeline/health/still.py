"""Whether a picture stands still though pictures keep coming: a frozen camera.

A live sensor is never twice the same to the last bit, and a recorder's encoder, which may leave out
noise within a group of pictures, draws it anew with each group. A frozen picture is encoded to the
same bits group after group, but for the clock that is written into it. So a picture is compared
with all that are older than any group of pictures lasts, of which one is at the same place in its
group. An encoder that is bound to a bit rate draws a frozen picture a little differently each
time; then all that can be told is that nothing has changed for a long time, by daylight.
"""

from collections import deque

from pipeline.health.signs import Print, Signs

SAME_SHARE = 0.8
"""Of the cells; the others may be changed by a clock (measured: 0.82 to 0.91 of a frozen picture
at constant quality, and none of a live one with noise of one level)."""

OLDER_S, OLDEST_S = 10.0, 20.0
"""How old the pictures are that one is compared with; groups of pictures last up to 10 s."""

CHANGED = 2.0
"""Levels by which the mean of a cell changes at least when something moves in it."""

CHANGED_SHARE = 0.1
"""Of the cells, which a clock alone may change."""

DAYLIGHT = 60.0
"""The mean level from which on nothing standing still for long is suspicious."""

LONG_S = 600.0
"""How long nothing may move by daylight."""


class Stillness:
    """Takes the signs of picture after picture of one camera, in the order of time."""

    def __init__(self) -> None:
        self._past: deque[tuple[float, Print]] = deque()
        self._moved: tuple[float, Print] | None = None

    def step(self, t_s: float, signs: Signs) -> bool | None:
        """Return whether the picture stands still; None while too little of the past is known."""
        while self._past and self._past[0][0] < t_s - OLDEST_S:
            self._past.popleft()
        older = [one for at_s, one in self._past if at_s <= t_s - OLDER_S]
        self._past.append((t_s, signs.print))
        if self._is_long_still(t_s, signs):
            return True
        if not older:
            return None
        return any(one.same_share(signs.print) >= SAME_SHARE for one in older)

    def _is_long_still(self, t_s: float, signs: Signs) -> bool:
        """Tell whether nothing has moved since long ago, by daylight."""
        now = signs.print
        if self._moved is None or now.changed_share(self._moved[1], CHANGED) > CHANGED_SHARE:
            self._moved = (t_s, now)
        return signs.level >= DAYLIGHT and t_s - self._moved[0] >= LONG_S
