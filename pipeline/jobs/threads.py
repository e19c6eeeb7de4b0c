"""Many small things that wait for a disk, done side by side."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

AT_ONCE = 8
"""Enough for a network disk's delay; a hard disk sorts so many by itself."""


def in_threads(work: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Return what the work makes of each item, in their order; the first error is raised.

    >>> in_threads(abs, (-1, 2, -3))
    [1, 2, 3]
    """
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="beside") as threads:
        return list(threads.map(work, items))
