"""A source that is read ahead in a thread of its own, while its reader does something else."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 3
"""Items that wait: enough that neither side stands idle, and few pictures to hold in memory."""

END: Any = object()


def ahead(items: Iterable[T], most: int = MOST) -> Iterator[T]:
    """Yield the items of a source in their order, of which up to `most` are made beforehand.

    The source runs in one thread, where an error of it arises and from where it comes here in its
    turn; a source that can be closed is closed there when the reader stops.

    >>> list(ahead(n * n for n in range(4)))
    [0, 1, 4, 9]
    """
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as worker:
        waiting = deque(worker.submit(next, source, END) for _ in range(most))
        try:
            while (item := waiting.popleft().result()) is not END:
                waiting.append(worker.submit(next, source, END))
                yield item
        finally:
            for future in waiting:
                future.cancel()
            worker.submit(getattr(source, "close", lambda: None)).result()
