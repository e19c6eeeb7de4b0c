"""Worker processes side by side, of which each dies for itself alone.

The pool of the standard library is broken as a whole when one of its processes dies: it ends the
others in the middle of their work, and does not tell whose job it was. So each lane is a pool of
one.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures import ThreadPoolExecutor as Threads
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from pipeline.jobs.crew import Crew
from pipeline.jobs.stop_signals import STOP_SIGNALS, signals_held

MOST_DEATHS = 3
"""So many workers are given to one job. One may die of what others do to the machine."""

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def processes(count: int) -> Iterator[Crew]:
    """Give a crew of so many processes, which end with the block, finished or not."""
    lanes = Lanes(count)
    try:
        yield Crew(lanes, (BrokenExecutor,), MOST_DEATHS, here=True)
    finally:
        lanes.shutdown(wait=True, cancel_futures=True)


class Lanes(Executor):
    """An executor of so many processes; the future whose own process died is a BrokenExecutor.

    A new process takes the dead one's place. What goes to and fro must be small: a process that
    is killed while it hands over more than a pipe holds would leave its reader waiting for ever.
    """

    def __init__(self, count: int) -> None:
        self._threads = Threads(count, thread_name_prefix="lane")
        self._lanes = tuple(_Lane() for _ in range(count))
        self._free: SimpleQueue[_Lane] = SimpleQueue()
        for lane in self._lanes:
            self._free.put(lane)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand out a job that can be imported by name."""
        return self._threads.submit(self._run, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes: after their work, or with `cancel_futures` in the middle of it."""
        self._threads.shutdown(wait=wait and not cancel_futures, cancel_futures=cancel_futures)
        for lane in self._lanes:
            lane.end()
        self._threads.shutdown(wait=wait)

    def _run(self, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
        lane = self._free.get()
        try:
            return lane.run(fn, args, kwargs)
        finally:
            self._free.put(lane)


class _Lane:
    """One process, begun when there is work for it, and begun anew when it has died."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._leash: Connection[Any, Any] | None = None
        self._ended = False
        self._lock = threading.Lock()

    def run(self, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
        try:
            future = self._begun(fn, args, kwargs)
        except BrokenExecutor:
            # It died while it had nothing to do, which is nobody's fault.
            self._let_go()
            future = self._begun(fn, args, kwargs)
        try:
            return future.result()
        except BrokenExecutor:
            self._let_go()
            raise

    def end(self) -> None:
        self._ended = True
        self._let_go()

    def _begun(self, fn: Callable[..., T], args: Any, kwargs: Any) -> Future[T]:
        with self._lock:
            if self._ended:
                raise BrokenExecutor("the work was ended")
            if self._pool is None:
                context = get_context("spawn")
                theirs, self._leash = context.Pipe(duplex=False)
                self._pool = ProcessPoolExecutor(1, context, _on_leash, (theirs,))
            with signals_held():
                return self._pool.submit(fn, *args, **kwargs)

    def _let_go(self) -> None:
        """End the process at once, if it lives; what it has not handed over is lost."""
        with self._lock:
            pool, leash, self._pool, self._leash = self._pool, self._leash, None, None
        if leash is not None:
            leash.close()
        if pool is not None:
            pool.shutdown(wait=True)


def _on_leash(leash: "Connection[Any, Any]") -> None:
    """Begin a worker: it leaves when nobody holds the other end, by intent or by death."""
    for number in STOP_SIGNALS:
        # Such signals reach the whole process group, but when to stop is said by the leash. SIGTERM
        # is how the pool of a dead process ends.
        if number != signal.SIGTERM:
            signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    threading.Thread(target=_leave_when_let_go, args=(leash,), daemon=True).start()


def _leave_when_let_go(leash: "Connection[Any, Any]") -> None:
    with suppress(EOFError, OSError):
        leash.recv()
    # The main thread may be in the middle of a decoder or a model for as long as these like.
    os._exit(1)
