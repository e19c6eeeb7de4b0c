"""Whether the system's clock is kept by another one (NTP), as far as the system knows."""

import ctypes
import sys
from dataclasses import dataclass

TIMEX_BYTES = 512
"""More than the kernel writes."""
MAX_ERROR_AT, STATUS_AT = 24, 40
"""Where `maxerror` (µs) and `status` stand in Linux' struct timex on machines of 64 bits."""
STA_UNSYNC = 0x40


@dataclass(frozen=True)
class TimeSync:
    """Whether a clock is kept, and how wrong it may be at most by its keeper's own word."""

    kept: bool
    most_wrong_s: float


def time_sync() -> TimeSync | None:
    """Return what the kernel says, None where it cannot be asked."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_long) != 8:
        return None
    answer = ctypes.create_string_buffer(TIMEX_BYTES)
    try:
        # With no mode set nothing is changed, and anybody may ask.
        state = ctypes.CDLL(None).adjtimex(answer)
    except (OSError, AttributeError):
        return None
    if state < 0:
        return None
    status = int.from_bytes(answer.raw[STATUS_AT : STATUS_AT + 4], sys.byteorder)
    most_us = int.from_bytes(answer.raw[MAX_ERROR_AT : MAX_ERROR_AT + 8], sys.byteorder)
    return TimeSync(not status & STA_UNSYNC, most_us / 1e6)
