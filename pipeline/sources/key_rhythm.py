"""When a camera sends its next key picture, where these come evenly."""

from collections import deque
from itertools import combinations
from statistics import median
from typing import NamedTuple

LEAST_ALIKE = 2
"""So many times in a row as many pictures must have come between two of them."""

LEAST_MEASURED, MOST_KEPT = 9, 17
"""So many key pictures tell how evenly they come. Fewer may by chance seem to; of more, those of
the night would still count by day, when a camera sends at another rate."""


class Evenly(NamedTuple):
    """How key pictures come: after so long another, with so long between all pictures.

    At the median they come sooner or later than that by `jitter_s`, and by it the last one should
    have come `at_s`. Of a busy processor some wait for who reads them, which medians pass over.
    """

    period_s: float
    step_s: float
    jitter_s: float
    at_s: float


class KeyRhythm:
    """Counts the pictures between key pictures; cameras mostly send one after so many others."""

    def __init__(self) -> None:
        self._length = self._since = 0
        self._keys = deque[float](maxlen=MOST_KEPT)

    def step(self, t_s: float, *, is_key: bool) -> None:
        """Take the next picture, which came at a time.

        >>> rhythm = KeyRhythm()
        >>> for number in range(26):
        ...     rhythm.step(0.5 * number, is_key=number % 3 == 0)
        >>> rhythm.next_s(12.5), rhythm.evenly
        (13.5, Evenly(period_s=1.5, step_s=0.5, jitter_s=0.0, at_s=12.0))
        """
        self._since += 1
        if is_key:
            if self._since != self._length:
                self._keys = deque(list(self._keys)[-1:], MOST_KEPT)
            self._keys.append(t_s)
            self._length, self._since = self._since, 0

    @property
    def evenly(self) -> Evenly | None:
        """How the last key pictures came, by Theil's median of slopes; None if not known yet."""
        if len(self._keys) < LEAST_MEASURED:
            return None
        pairs = combinations(enumerate(self._keys), 2)
        period_s = median((later - t_s) / (n - m) for (m, t_s), (n, later) in pairs)
        begun_s = [t_s - n * period_s for n, t_s in enumerate(self._keys)]
        begin_s = median(begun_s)
        jitter_s = median(abs(t_s - begin_s) for t_s in begun_s)
        at_s = begin_s + (len(begun_s) - 1) * period_s
        return Evenly(period_s, period_s / self._length, jitter_s, at_s)

    def next_s(self, t_s: float) -> float | None:
        """Return when the next key picture should come, if the last one came at `t_s`.

        As fast as since the last but one; None if they come unevenly, or it should be here already.
        """
        left = self._length - self._since
        if not self._are_alike or left <= 0:
            return None
        return t_s + left * (self._keys[-1] - self._keys[-2]) / self._length

    @property
    def _are_alike(self) -> bool:
        return len(self._keys) > LEAST_ALIKE
