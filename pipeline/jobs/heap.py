"""Memory that was freed, given back to the system.

A decoder allocates in threads that end with it. The C library keeps a heap for each, with holes
where its pictures were, and takes another heap for the next: a camera that comes and goes would
have its process grow for days.
"""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Have the C library give back what is free; nothing happens where it cannot (not glibc)."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
