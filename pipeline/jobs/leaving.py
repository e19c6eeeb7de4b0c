"""What a worker still has to do when it is told to leave, even if what it looks at hangs."""

import atexit
from collections.abc import Callable
from contextlib import suppress

_duties: list[Callable[[], None]] = []


def before_leaving(duty: Callable[[], None]) -> None:
    """Have something done once the process is told to leave, or ends.

    It is called while other threads still work, perhaps twice and by two of them at once, and has
    no longer for it than the process has to leave.
    """
    _duties.append(duty)
    atexit.register(duty)


def relieve(duty: Callable[[], None]) -> None:
    """Take a duty back, which may have been done already."""
    atexit.unregister(duty)
    with suppress(ValueError):
        _duties.remove(duty)


def do_duties() -> None:
    """Do what there is to do before the process leaves."""
    for duty in tuple(_duties):
        # One that fails costs no other.
        with suppress(Exception):
            duty()
