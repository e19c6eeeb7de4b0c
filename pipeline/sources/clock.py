"""When each frame of a recording happened, although its timestamps may lie."""

import math

LARGEST_STEP_S = 60.0
"""A longer step between two frames is a jump of somebody's clock, not time that passed.

Time-lapse recordings, and those that pause while nothing moves, leave gaps of many seconds: were
they closed, people who were seen a minute apart would read as a dense crowd of samples. A minute
is an assumption.
"""

ROUNDING_S = 1e-3
"""Matroska and FLV round times to the millisecond."""


class FootageClock:
    """Turns presentation timestamps into seconds since the first frame, always rising.

    The difference of two timestamps is believed only when it lies in (0, 60 s], or in three
    nominal frame times where frames are slower than that. Otherwise, and where a timestamp is
    missing, the frame is taken to follow one nominal frame time after the last; `jumps` counts
    the timestamps that were not believed.
    """

    def __init__(self, fps: float) -> None:
        self.fps = fps
        self.jumps = 0
        self.end_s = 0.0
        self._largest_step_s = max(LARGEST_STEP_S, 3.0 / fps)
        self._shift_s: float | None = None
        self._anchor = (0, 0.0)
        self._last_s = -1.0

    def time_of(self, index: int, stamp_s: float | None) -> float:
        """Return the time of the next frame, which is the `index`-th decoded.

        >>> clock = FootageClock(fps=10.0)
        >>> [clock.time_of(0, 7.0), clock.time_of(1, 7.25), clock.time_of(2, 3600.0)]
        [0.0, 0.25, 0.35]
        """
        t_s = self._believed(stamp_s)
        if t_s is None:
            # Counted from the last frame that had a time, so that sums of 1/fps cannot drift.
            anchor_index, anchor_s = self._anchor
            t_s = round(anchor_s + (index - anchor_index) / self.fps, 9)
            if stamp_s is not None:
                self.jumps += self._shift_s is not None
                self._shift_s = t_s - stamp_s
                self._anchor = (index, t_s)
        else:
            self._anchor = (index, t_s)
        self._last_s = t_s
        self.end_s = t_s + 1.0 / self.fps
        return t_s

    def foreseen(self, stamp_s: float) -> float | None:
        """Return the time that a later frame with this timestamp will have, whatever comes between.

        None where that is not sure: before the first frame, behind a step that is not believed.

        >>> clock = FootageClock(fps=10.0)
        >>> clock.time_of(0, 7.0), clock.foreseen(7.5), clock.foreseen(3600.0)
        (0.0, 0.5, None)
        """
        if self._shift_s is None:
            return None
        t_s = round(stamp_s + self._shift_s, 9)
        return t_s if 0.0 <= t_s - self._last_s <= self._largest_step_s else None

    def _believed(self, stamp_s: float | None) -> float | None:
        if stamp_s is None or self._shift_s is None:
            return None
        t_s = round(stamp_s + self._shift_s, 9)
        return t_s if 0.0 < t_s - self._last_s <= self._largest_step_s else None


class Sampler:
    """Chooses frames: the first at or after each k / `sample_fps`, or every frame for None.

    All of these times are later by `phase`, a share of the time between two of them.
    """

    def __init__(self, sample_fps: float | None, phase: float = 0.0) -> None:
        self.sample_fps = sample_fps
        self._phase = phase
        self._next = 0
        self._last_s = -math.inf

    @property
    def next_slot(self) -> int:
        """The first slot of which no frame is analysed yet."""
        return self._next

    @property
    def last_s(self) -> float:
        """When the last frame was that is analysed; minus infinity before the first."""
        return self._last_s

    def takes(self, t_s: float) -> bool:
        """Tell whether the frame at `t_s` is analysed; times must rise from call to call.

        >>> two_a_second = Sampler(2.0)
        >>> [two_a_second.takes(t_s) for t_s in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)]
        [True, False, False, True, False, True]
        """
        slot = self.slot(t_s)
        if slot is not None:
            if slot < self._next:
                return False
            self._next = slot + 1
        self._last_s = t_s
        return True

    def is_due(self, t_s: float) -> bool:
        """Tell whether the next frame to be analysed may already be one at `t_s`."""
        slot = self.slot(t_s)
        return slot is None or slot >= self._next

    def slot(self, t_s: float) -> int | None:
        """Return the number of the slot in which a time lies, of whose frames one is analysed."""
        if self.sample_fps is None:
            return None
        return int((t_s + ROUNDING_S) * self.sample_fps - self._phase)

    def end_s(self, t_s: float) -> float:
        """Return when the slot ends in which a time lies; never where every frame is analysed.

        >>> thirds = Sampler(2.0, phase=0.5)
        >>> thirds.end_s(1.5), thirds.slot(1.748), thirds.slot(1.749)
        (1.749, 2, 3)
        """
        slot = self.slot(t_s)
        if slot is None or self.sample_fps is None:
            return math.inf
        return (slot + 1 + self._phase) / self.sample_fps - ROUNDING_S

    def shift(self, by_s: float) -> None:
        """Let all slots begin later by so much, or earlier.

        >>> two_a_second = Sampler(2.0)
        >>> two_a_second.shift(-0.125)
        >>> two_a_second.end_s(1.0)
        1.374
        """
        if self.sample_fps is not None:
            self._phase += by_s * self.sample_fps
