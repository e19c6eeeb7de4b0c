"""A source that is read ahead in a thread of its own, while its reader does something else."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from pipeline.errors import StalledError

T = TypeVar("T")

MOST = 3
"""Items that wait: enough that neither side stands idle, and few pictures to hold in memory."""

LOOK_S = 0.5
"""How often it is looked whether a source that gives nothing still moves."""

END: Any = object()


def unmoved() -> object:
    """Say nothing of a source."""
    return None


def ahead(
    items: Iterable[T],
    most: int = MOST,
    within_s: float = math.inf,
    sign: Callable[[], object] = unmoved,
) -> Iterator[T]:
    """Yield the items of a source in their order, of which up to `most` are made beforehand.

    They are made in bursts, each when half of the last are taken: a decoder that is woken for every
    picture finds its core's caches cold, and takes half as much processor time again. The source
    runs in one thread, where an error of it arises and from where it comes here in its
    turn; a source that can be closed is closed there when the reader stops. Raises StalledError
    when nothing comes for `within_s` and `sign`, by which a source tells that it moves, stays what
    it was. Nothing can end a read that hangs, so its thread is left alone, and ends with us.

    >>> list(ahead(n * n for n in range(4)))
    [0, 1, 4, 9]
    """
    wanted, made = SimpleQueue[bool](), SimpleQueue[tuple[Any, BaseException | None]]()
    maker = Thread(target=_make, args=(iter(items), wanted, made), name="ahead", daemon=True)
    maker.start()
    patience_s = None if math.isinf(within_s) else within_s
    taken, burst = 0, (most + 1) // 2
    try:
        _order(wanted, most)
        while (item := _awaited(made, within_s, sign)) is not END:
            taken += 1
            if taken % burst == 0:
                _order(wanted, burst)
            yield item
    except StalledError:
        patience_s = 0.0
        raise
    finally:
        wanted.put(False)
        maker.join(patience_s)


def answered(work: Callable[[], T], within_s: float) -> T:
    """Return what work returns, if it does so in time; raises StalledError else.

    >>> answered(lambda: 2 + 2, 60.0)
    4
    """
    (result,) = ahead((work() for _ in range(1)), 1, within_s)
    return result


def _order(wanted: SimpleQueue[bool], items: int) -> None:
    for _ in range(items):
        wanted.put(True)


def _make(source: Iterator[Any], wanted: SimpleQueue[bool], made: SimpleQueue[Any]) -> None:
    """Make an item whenever one is wanted, until none is wanted any more."""
    while wanted.get():
        try:
            made.put((next(source, END), None))
        except BaseException as error:  # noqa: BLE001 - raised again where items are taken
            made.put((END, error))
    getattr(source, "close", lambda: None)()


def _awaited(made: SimpleQueue[Any], within_s: float, sign: Callable[[], object]) -> Any:
    """Return the next item, or raise what came in place of it."""
    moved_s, seen = time.monotonic(), sign()
    while True:
        try:
            item, error = made.get(timeout=min(LOOK_S, within_s))
        except Empty:
            now, told = time.monotonic(), sign()
            moved_s, seen = (now, told) if told != seen else (moved_s, seen)
            if now - moved_s >= within_s:
                raise StalledError(f"no answer for {within_s:g} s") from None
            continue
        if error is not None:
            raise error
        return item
