"""Rests of who reads a live stream, until a picture should come that somebody waits for.

Who is woken for each packet finds the core's caches cold each time, and so do those who decode
(`benchmarks/streams.py --alone --restless` beside the same without). What comes in a rest waits in
the connection; when it came is told by the camera's stamps, which are believed within it alone.
"""

import threading
import time
from collections.abc import Callable

from pipeline.domain.pace import Pace

EMPTY_S = 0.001
"""Who has waited for so long for a packet has read all that had come."""

LEAST_REST_S, LONGEST_REST_S = 0.03, 0.2
"""A shorter rest would hardly spare a picture's waking; in a longer one too much would wait."""

EARLIER_S = 0.01
"""So long before it should come a picture is waited for: its time is that of its coming."""

ROOM_BYTES = 2**16
"""So much may wait in a connection before the camera must: Linux' first window (`tcp_rmem`)."""

MEAN_OF = 32
"""Pictures, whose sizes tell how much will come."""


class Resting:
    """Lets a thread rest by `next_s`, and tells when what it reads after a rest has come.

    `next_s` tells by the time of the last packet when the next should come that is waited for;
    None where it may be any.
    """

    def __init__(self, next_s: Callable[[float], float | None]) -> None:
        self._next_s = next_s
        self._left = threading.Event()
        self._rested_s = self._mean_bytes = 0.0
        self._packets = 0

    def leave(self) -> None:
        """End a rest, and let there be no other."""
        self._left.set()

    def rest(self, pace: Pace, size: int, waited_s: float) -> None:
        """Rest after a packet of so many bytes, for which was waited so long, if none is left."""
        self._packets = min(self._packets + 1, MEAN_OF)
        self._mean_bytes += (size - self._mean_bytes) / self._packets
        if waited_s < EMPTY_S:
            return
        began, rest_s = time.monotonic(), self._rest_s(pace)
        if rest_s >= LEAST_REST_S:
            self._left.wait(rest_s)
        self._rested_s = time.monotonic() - began

    def _rest_s(self, pace: Pace) -> float:
        # Of a camera without stamps nobody knows when its pictures came.
        next_s = None if pace.media_s is None else self._next_s(pace.t_s)
        if next_s is None:
            return 0.0
        fps = pace.frames / max(pace.t_s - pace.began_s, 1e-3)
        fits_s = ROOM_BYTES / max(self._mean_bytes * fps, 1.0)
        return min(next_s - EARLIER_S - pace.t_s, fits_s, LONGEST_REST_S)

    def came_s(
        self, now_s: float, media_s: float | None, waited_s: float, before: Pace | None
    ) -> float:
        """Return when a packet came that is stamped `media_s`, and for which was waited so long.

        What was there before had come in the rest: as long after the last one as by its stamp.
        """
        if waited_s >= EMPTY_S or before is None or before.media_s is None or media_s is None:
            return now_s
        stamped_s = before.t_s + media_s - before.media_s
        return min(now_s, max(stamped_s, before.t_s, now_s - self._rested_s))
