"""When a camera sends its next key picture, where these come evenly."""


class KeyRhythm:
    """Counts the pictures between key pictures; cameras mostly send one after so many others."""

    def __init__(self) -> None:
        self._before = self._length = self._since = 0
        self._key_s = self._step_s = 0.0

    def step(self, t_s: float, *, is_key: bool) -> None:
        """Take the next picture, which came at a time.

        >>> rhythm = KeyRhythm()
        >>> for number in range(8):
        ...     rhythm.step(0.5 * number, is_key=number % 3 == 0)
        >>> rhythm.next_s(3.5)
        4.5
        """
        self._since += 1
        if is_key:
            self._before, self._length = self._length, self._since
            self._step_s = (t_s - self._key_s) / self._since
            self._since, self._key_s = 0, t_s

    def next_s(self, t_s: float) -> float | None:
        """Return when the next key picture should come, if the last one came at `t_s`.

        None where the last two did not come after as many pictures, or it should be here already.
        """
        left = self._length - self._since
        if self._before != self._length or left <= 0:
            return None
        return t_s + left * self._step_s
