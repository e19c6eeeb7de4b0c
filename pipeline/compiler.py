"""The one door to numba, which turns loops over numbers into machine code where it is installed.

It is loaded only when something is to be compiled. Everything that can be compiled also runs
without it, to the same numbers.
"""

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, TypeAlias

from pipeline.errors import UnavailableError

Function: TypeAlias = Callable[..., Any]


def is_installed() -> bool:
    """Tell whether there is a compiler."""
    return find_spec("numba") is not None


WITHIN_S = 60.0
"""Machine code pays when it saves within a minute what it takes to have it. It also takes 100 MB of
memory: what saves as much in a day, in a process that counts people for weeks, is not worth it."""


class Payback:
    """Tells when machine code is worth the half second, or more, that it takes to have it.

    `work` is how much must be done without it, within `WITHIN_S`, until it would have paid, in
    units of the caller. What was done before counts less and less as time goes by.
    """

    def __init__(self, work: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._work, self._clock = work, clock
        self._done, self._at = 0.0, clock()
        self._is_due = False

    def is_due(self, work: int) -> bool:
        """Count some more work, and tell whether it, and all that follows, shall be compiled."""
        now = self._clock()
        forgotten = self._work * (now - self._at) / WITHIN_S
        self._done, self._at = max(0.0, self._done - forgotten) + work, now
        self._is_due = self._is_due or self._done > self._work
        return self._is_due and is_installed()


def machine_code(
    function: Function,
    tried: Callable[[Function], object],
    called: Sequence[Function] = (),
    inlined: Sequence[Function] = (),
) -> Function:
    """Return a function as machine code, loaded where this machine has compiled it before.

    `called` are the functions that it calls, `inlined` those of them that are short and called at
    nearly every step; all in its own module, for whether something has changed since it was
    compiled is told by the file of the function alone. `tried` calls the compiled function once
    with the types that it is for.
    Raises UnavailableError without numba.
    """
    try:
        from numba import config, njit
        from numba.core import serialize
        from numba.extending import register_jitable
    except ImportError as error:
        raise UnavailableError(
            f"{function.__name__} as machine code needs numba ({error})"
        ) from error
    for each in called:
        register_jitable(each)
    for each in inlined:
        register_jitable(inline="always")(each)
    # numba reads its settings from the working folder too, and runs what is in the cache that they
    # name. It shall keep its code beside ours, or where it keeps the user's.
    settings: Any = config
    reading: Any = serialize
    settings.CACHE_DIR = ""
    settings.CACHE_LOCATOR_CLASSES = ""
    try:
        return _tried(njit(nogil=True, cache=True)(function), tried)
    except (OSError, RuntimeError, EOFError, reading.pickle.UnpicklingError):
        # No folder to keep the code in, a full disk or a torn file: compile for this process only.
        return _tried(njit(nogil=True)(function), tried)


def _tried(function: Function, tried: Callable[[Function], object]) -> Function:
    tried(function)
    return function
