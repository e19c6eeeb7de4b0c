"""How long something holds before it is told, and how long it is over before that is told."""

from collections import deque
from dataclasses import dataclass

SHARE = 0.8
"""Of what was seen within the time, so that a single picture neither makes nor breaks a fault."""


@dataclass(frozen=True)
class Spell:
    """Something held from `start_s` to `end_s`, which is None while it lasts."""

    start_s: float
    end_s: float | None


class Dwell:
    """Takes what holds at a time, in the order of time, and tells of spells that last."""

    def __init__(self, enter_s: float, exit_s: float) -> None:
        self._enter_s, self._exit_s = enter_s, exit_s
        self._seen: deque[tuple[float, bool]] = deque()
        self._since_s: float | None = None
        self._over_s: float | None = None

    @property
    def is_on(self) -> bool:
        """Whether a spell lasts."""
        return self._since_s is not None

    def step(self, t_s: float, holds: bool | None) -> Spell | None:
        """Return the spell that begins or ends by what holds at a time; None where nothing does.

        What is not known (None) moves nothing.

        >>> dwell = Dwell(2.0, 1.0)
        >>> [dwell.step(t, holds) for t, holds in ((0, True), (1, True), (2, True), (3, False))]
        [None, None, Spell(start_s=0, end_s=None), None]
        >>> dwell.step(4, False)
        Spell(start_s=0, end_s=3)
        """
        if holds is None:
            return None
        if self._since_s is not None:
            return self._left(self._since_s, t_s, holds)
        self._seen.append((t_s, holds))
        while self._seen and not (self._seen[0][1] and self._is_mostly()):
            self._seen.popleft()
        if not holds or t_s - self._seen[0][0] < self._enter_s:
            return None
        self._since_s = self._seen[0][0]
        self._seen.clear()
        return Spell(self._since_s, None)

    def _is_mostly(self) -> bool:
        """Tell whether what was seen held often enough."""
        return sum(held for _, held in self._seen) >= SHARE * len(self._seen)

    def finish(self) -> Spell | None:
        """Return the spell that lasts, if one does, as it stands; the next begins anew."""
        since_s = self._since_s
        self._since_s, self._over_s = None, None
        self._seen.clear()
        return None if since_s is None else Spell(since_s, None)

    def _left(self, since_s: float, t_s: float, holds: bool) -> Spell | None:
        """Return the spell that lasts as ended, once it has been over for long enough."""
        self._over_s = None if holds else t_s if self._over_s is None else self._over_s
        if self._over_s is None or t_s - self._over_s < self._exit_s:
            return None
        ended = Spell(since_s, self._over_s)
        self._since_s, self._over_s = None, None
        return ended
