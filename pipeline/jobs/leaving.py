"""What a worker still has to do when it is told to leave, even if what it looks at hangs."""

import atexit
from collections.abc import Callable

_duties: list[Callable[[], None]] = []


def before_leaving(duty: Callable[[], None]) -> None:
    """Have something done once the process is told to leave, in any of its threads, or ends.

    It may be called twice, from two threads at once.
    """
    _duties.append(duty)
    atexit.register(duty)


def relieve(duty: Callable[[], None]) -> None:
    """Take a duty back, which may have been done already."""
    atexit.unregister(duty)
    while duty in _duties:
        _duties.remove(duty)


def do_duties() -> None:
    """Do what there is to do before the process leaves."""
    for duty in tuple(_duties):
        duty()
