"""When a camera sends its next key picture, where these come evenly."""

LEAST_ALIKE = 2
"""So many times in a row as many pictures must have come between two of them."""


class KeyRhythm:
    """Counts the pictures between key pictures; cameras mostly send one after so many others.

    `step_s` is how long after another a picture came, between the last two key pictures, and
    `period_s` how long after another these come: None where not evenly.
    """

    def __init__(self) -> None:
        self.step_s = 0.0
        self.period_s: float | None = None
        self._length = self._since = self._alike = 0
        self._began_s = 0.0
        self._key_s: float | None = None

    def step(self, t_s: float, *, is_key: bool) -> None:
        """Take the next picture, which came at a time.

        >>> rhythm = KeyRhythm()
        >>> for number in range(8):
        ...     rhythm.step(0.5 * number, is_key=number % 3 == 0)
        >>> rhythm.next_s(3.5), rhythm.period_s
        (4.5, 1.5)
        """
        self._since += 1
        if is_key:
            if self._key_s is not None:
                self._measure(t_s, self._key_s)
            self._since, self._key_s = 0, t_s

    def _measure(self, t_s: float, before_s: float) -> None:
        if self._since != self._length:
            self._alike, self._began_s, self._length = 0, before_s, self._since
        self._alike += 1
        self.step_s = (t_s - before_s) / self._since
        self.period_s = (t_s - self._began_s) / self._alike if self._is_even else None

    @property
    def _is_even(self) -> bool:
        return self._alike >= LEAST_ALIKE

    def next_s(self, t_s: float) -> float | None:
        """Return when the next key picture should come, if the last one came at `t_s`.

        None where they do not come evenly, or it should be here already.
        """
        left = self._length - self._since
        if not self._is_even or left <= 0:
            return None
        return t_s + left * self.step_s
