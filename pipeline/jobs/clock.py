"""One clock for a supervisor and all its workers."""

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """Unix seconds that never jump: the wall clock read once, the monotonic clock since.

    The processes of a machine share the monotonic clock, so times from different workers can
    be compared, and a host whose wall clock is set in the middle of a watch disturbs nothing.
    """

    unix_minus_monotonic_s: float

    def now_s(self) -> float:
        """Return the time in Unix seconds."""
        return self.unix_minus_monotonic_s + time.monotonic()


def started_clock() -> Clock:
    """Return a clock that agrees with the wall clock now."""
    return Clock(time.time() - time.monotonic())
