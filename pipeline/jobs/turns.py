"""How long a process keeps a core before another one has it: until a burst of pictures is done.

Linux lets a thread that wakes take the core from another at once, and takes it from each after some
milliseconds. A decoder that is broken off finds in the core's caches what others left there. So
those who decode or hold the model wait for each other, and have longer turns: five pictures of
1080p are decoded in 12 ms. The numbers are those of Linux' sched.h.
"""

import ctypes
import os
import platform
import struct
from contextlib import suppress

TURN_MS = 20
"""Others wait for so long at most; a live picture is looked at in its second."""

_SCHED_SETATTR = {"x86_64": 314, "aarch64": 274}
"""The number of the call, for which older C libraries have no name."""

_ATTRIBUTES = struct.Struct("=IIQiIQQQII")
"""size, policy, flags, nice, priority, runtime, deadline, period, least and most use."""


def take_long_turns() -> None:
    """Let this thread, and those that it begins, wait for others and then have a long turn.

    Where it is not Linux, or that does not allow it, nothing happens; before Linux 6.12 turns are
    no longer, and yet nobody is broken off by who wakes.
    """
    if not hasattr(os, "SCHED_BATCH"):
        return
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        _set_turn()


def _set_turn() -> None:
    number = _SCHED_SETATTR.get(platform.machine())
    if number is None or platform.architecture()[0] != "64bit":
        return
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    asked = (os.SCHED_BATCH, 0, nice, 0, TURN_MS * 1_000_000, 0, 0, 0, 0)
    ctypes.CDLL(None).syscall(number, 0, _ATTRIBUTES.pack(_ATTRIBUTES.size, *asked), 0)
