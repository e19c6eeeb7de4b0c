"""Whether a camera delivers the frames that it should: far fewer for long are a fault.

What it should deliver is what the site file states of the camera, else what the recording itself
states or keeps to in most of its frames. So a recorder that changes its rate a little, or a camera
whose rate varies, is well, and a recording that was slow from beginning to end is known for one
only where the site file says so. A pause, in which nothing is recorded at all, is none of this.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.health.dwell import Dwell, Spell

LOW_SHARE = 0.5
"""Of the frames that should be there. An assumption: cameras that open their shutter longer at
night halve their rate, and are meant to."""

ENTER_S, EXIT_S = 10.0, 5.0
"""How long frames must be missing, and be back."""

WINDOW_S = 1.0
"""Over at least how long frames are counted."""

PAUSE_S, PAUSE_FPS = 10.0, 0.5
"""Between two samples further apart, with fewer frames, was a pause. No camera is that slow."""


MOST_WINDOWS = 64
"""That are remembered, to say how slow it was until the fault was told."""

ROUNDING_S = 1e-3
"""Of times, by containers."""

Sample = tuple[float, int]
"""When a frame was shown, and its number."""


@dataclass(frozen=True)
class RateWindow:
    """So many frames came from `t_s` on, within `length_s`."""

    t_s: float
    length_s: float
    frames: int

    @property
    def fps(self) -> float:
        """How many came a second."""
        return self.frames / self.length_s


def windows_of(samples: Sequence[Sample]) -> Iterator[RateWindow]:
    """Yield how many frames came between samples, each a time and the number of its frame.

    >>> [window.fps for window in windows_of([(0.0, 0), (0.5, 10), (1.0, 20), (3.0, 22)])]
    [20.0, 1.0]
    """
    for (begin_s, first), (end_s, last) in _apart(samples):
        if not _is_pause(end_s - begin_s, last - first):
            yield RateWindow(begin_s, end_s - begin_s, last - first)


def _apart(samples: Sequence[Sample]) -> Iterator[tuple[Sample, Sample]]:
    """Yield pairs of samples that are a window apart; a pause is a pair of its own."""
    begin: Sample | None = None
    for before, now in pairwise(samples):
        begin = begin or before
        if _is_pause(now[0] - before[0], now[1] - before[1]):
            yield before, now
            begin = now
        elif now[0] - begin[0] >= WINDOW_S - ROUNDING_S:
            yield begin, now
            begin = now


def _is_pause(length_s: float, frames: int) -> bool:
    return length_s > PAUSE_S and frames < PAUSE_FPS * length_s


def usual_fps(windows: Sequence[RateWindow]) -> float:
    """Return the rate of a recording that half of its frames keep to, at least; 0 for none.

    >>> quick, slow = RateWindow(0.0, 20.0, 500), RateWindow(20.0, 80.0, 400)
    >>> usual_fps([quick, slow]), usual_fps([])
    (25.0, 0.0)
    """
    left = sum(window.frames for window in windows) / 2.0
    for window in sorted(windows, key=lambda window: window.fps, reverse=True):
        left -= window.frames
        if left <= 0.0:
            return window.fps
    return 0.0


class RateWatch:
    """Takes recording after recording of one camera, and tells of times with too few frames.

    `stated_fps` is what the camera is said to deliver, None where nobody says so.
    """

    def __init__(self, camera_id: str, stated_fps: float | None = None) -> None:
        self._camera_id = camera_id
        self._stated_fps = stated_fps
        self._dwell = Dwell(ENTER_S, EXIT_S)
        self._detail = Label("", "")
        self._low: deque[RateWindow] = deque(maxlen=MOST_WINDOWS)

    @property
    def is_low(self) -> bool:
        """Whether the fault lasts."""
        return self._dwell.is_on

    def step(self, window: RateWindow, due_fps: float) -> HealthFault | None:
        """Return the fault that begins or ends with one more window; its times are as they are."""
        is_low = window.fps < LOW_SHARE * due_fps
        if is_low:
            self._low.append(window)
        spell = self._dwell.step(window.t_s, is_low)
        if spell is None:
            return None
        if spell.end_s is None:
            fps = self._fps_since(spell.start_s)
            self._detail = Label(
                f"每秒 {fps:.1f} 帧，应为 {due_fps:.1f} 帧",
                f"{fps:.1f} frames a second, where {due_fps:.1f} are due",
            )
        return self._fault(spell)

    def _fps_since(self, start_s: float) -> float:
        """Return how many frames a second came in the slow windows since a time."""
        slow = [window for window in self._low if window.t_s >= start_s]
        return sum(window.frames for window in slow) / sum(window.length_s for window in slow)

    def take(
        self, begin_s: float, samples: Sequence[Sample], own_fps: float | None = None
    ) -> tuple[HealthFault, ...]:
        """Return the faults that are over by the end of a recording that began at `begin_s`.

        `samples` are times in it, each with the number of the frame shown then; the last one may
        be its end, with how many frames it has. `own_fps` is the rate that it states itself.
        """
        windows = list(windows_of(samples))
        due_fps = self._stated_fps or max(own_fps or 0.0, usual_fps(windows))
        placed = (replace(window, t_s=begin_s + window.t_s) for window in windows)
        found = (self.step(window, due_fps) for window in placed)
        return tuple(fault for fault in found if fault is not None and fault.end_s is not None)

    def finish(self, end_s: float) -> tuple[HealthFault, ...]:
        """Return the fault that lasts to the end of all recordings."""
        spell = self._dwell.finish()
        return () if spell is None else (self._fault(Spell(spell.start_s, end_s)),)

    def _fault(self, spell: Spell) -> HealthFault:
        return HealthFault(self._camera_id, "low_fps", spell.start_s, spell.end_s, self._detail)
