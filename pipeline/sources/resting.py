"""Rests of who reads a live stream, until a picture should come that somebody waits for.

Who is woken for each packet finds the core's caches cold each time, and so do those who decode
(`benchmarks/streams.py --alone --restless` beside the same without). What comes in a rest waits in
the connection, and when it came is told by the camera's stamps, for a quarter of a second at most:
of pictures that come in bursts some are then told of too late.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from pipeline.domain.pace import Pace
from pipeline.sources.transit import Transit

LEAST_REST_S, LONGEST_REST_S = 0.03, 0.2
"""A shorter rest would hardly spare a picture's waking; in a longer one too much would wait."""

BELIEVED_S = 0.25
"""What lay there for longer did not come in the rest: who decodes is slow, and times say so."""

EMPTY_S = 0.008
"""Who has waited for so long for a packet, and not worked meanwhile, found the connection empty. It
is more than another thread may hold Python up (`sys.getswitchinterval`), but two may, and a busy
machine: so it must not have been under way for longer than others, either."""

EARLIER_S = 0.01
"""So long before it should come a picture is waited for: its time is then that of its coming."""

ROOM_BYTES = 2**16
"""So much may wait in a connection before the camera must: Linux' first window (`tcp_rmem`)."""

MEAN_OF = 32
"""Pictures by which it is told how much will come."""


class Resting:
    """Lets a thread rest by `next_s`, and tells when what it reads after a rest has come.

    `next_s` tells by the time of the last packet when the next should come that is waited for;
    None where it may be any.
    """

    def __init__(self, next_s: Callable[[float], float | None]) -> None:
        self._next_s = next_s
        self._left = threading.Event()
        self._rested_s = 0.0
        self._is_empty = False
        self._transit = Transit()
        self._came = deque[tuple[float, int]](maxlen=MEAN_OF)

    def leave(self) -> None:
        """End a rest, and let there be no other."""
        self._left.set()

    def came_s(
        self, now_s: float, media_s: float | None, waited_s: float, before: Pace | None
    ) -> float:
        """Return when a packet came that is stamped `media_s`, and for which was waited so long.

        What lay there had come in the rest: as long after the last one as by its stamp. Where it
        came later than usual, more may lie there.
        """
        self._is_empty = False
        if media_s is None or before is None or before.media_s is None:
            return now_s
        if waited_s >= EMPTY_S:
            self._is_empty = self._transit.is_usual(now_s, media_s)
            return now_s
        stamped_s = before.t_s + media_s - before.media_s
        return min(now_s, max(stamped_s, before.t_s, now_s - self._rested_s))

    def rest_s(self, t_s: float, size: int) -> float:
        """Return for how long to rest once a packet came, the last one, of so many bytes."""
        self._came.append((t_s, size))
        next_s = self._next_s(t_s) if self._is_empty else None
        if next_s is None:
            return 0.0
        rest_s = min(next_s - EARLIER_S - t_s, self._fits_s(), LONGEST_REST_S)
        return rest_s if rest_s >= LEAST_REST_S else 0.0

    def _fits_s(self) -> float:
        """Return for how long what comes has room."""
        in_bytes = sum(size for _, size in self._came) - self._came[0][1]
        return ROOM_BYTES * (self._came[-1][0] - self._came[0][0]) / max(in_bytes, 1)

    def rest(self, rest_s: float, at: float) -> None:
        """Rest for so long after a packet that was read at a monotonic time."""
        if self._is_empty:
            self._left.wait(max(0.0, at + rest_s - time.monotonic()))
            self._rested_s = min(BELIEVED_S, time.monotonic() - at)
