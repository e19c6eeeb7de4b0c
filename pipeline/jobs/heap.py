"""Memory that was freed, given back to the system.

A decoder allocates in threads that end with it. The C library keeps a heap for each, with holes
where its pictures were, and takes another heap for the next: a camera that comes and goes would
have its process grow for days. So all threads share one heap, large pictures lie outside it, what
is free at its end goes back, and all that is free in it once a connection is over. The numbers of
the settings are those of glibc's malloc.h.
"""

import ctypes
import gc
from contextlib import suppress

LARGE_BYTES = 2**20
"""What is as large lies outside the heap, and goes back at once when it is freed.

Where nobody says a size, glibc raises it to that of the largest piece that was freed: the pictures
of a decoder then come to lie between what stays. What is made anew for each picture that is looked
at is smaller: outside, each of its pages would be asked for every time.
"""

FREE_BYTES = 2**22
"""So much may be free at the heap's end before it goes back.

With 2**17, and all beyond 2**18 outside, decoding took a fifteenth longer: the system takes and
clears a page in 2.4 microseconds (measured on a virtual machine), and 18 of them for each picture.
"""

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


def share_one() -> None:
    """Let all threads of this process allocate in one heap; nothing happens where glibc is not."""
    with suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(_ARENA_MAX, 1)
        library.mallopt(_MMAP_THRESHOLD, LARGE_BYTES)
        library.mallopt(_TRIM_THRESHOLD, FREE_BYTES)


def give_back() -> None:
    """Collect what only holds itself, and have the C library give back what is free.

    An error holds the frames in which it rose, and these the error: a decoder and its pictures
    would stay until Python collects by itself, which it seldom does in a process that makes little.
    Where the C library is not glibc it gives back nothing.
    """
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
