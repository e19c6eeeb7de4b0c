"""One process beside the cameras that is begun again whenever it ends, until the block ends."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import TypeAlias

from pipeline.jobs.patience import Patience
from pipeline.jobs.stop_signals import STOP_SIGNALS, signals_held

GRACE_S = 5.0
"""It may finish what it does for so long, then it is ended."""
LIVED_S = 60.0
"""One that lived so long was well, and the next pause is short again."""

Work: TypeAlias = Callable[[threading.Event], None]
"""Works until the event is set; importable by name, as it is called in the process."""


@dataclass
class Attendant:
    """The process as it is now: its number, None between two, and how many there were."""

    work: Work
    patience: Patience
    stop: threading.Event
    pid: int | None = None
    begun: int = 0

    def keep(self) -> None:
        """Run one process after another until told to stop."""
        chance, deaths = random.Random(), 0
        while not self.stop.is_set():
            began = time.monotonic()
            self._run_one()
            deaths = 1 if time.monotonic() - began > LIVED_S else deaths + 1
            self.stop.wait(self.patience.retry_s(deaths, "stalled", chance))

    def _run_one(self) -> None:
        """Run one process until it dies, or until told to stop."""
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=attend, args=(self.work, theirs), daemon=True)
        with signals_held():
            process.start()
        theirs.close()
        self.pid, self.begun = process.pid, self.begun + 1
        while not self.stop.is_set() and not wait([process.sentinel], 0.1):
            pass
        self.pid = None
        ours.close()
        process.join(GRACE_S)
        process.kill()
        process.join()


@contextmanager
def attended(work: Work, patience: Patience | None = None) -> Iterator[Attendant]:
    """Let a process work while the block runs, another one when it dies.

    It ends with this process, however this one ends.
    """
    attendant = Attendant(work, patience or Patience(), threading.Event())
    keeper = threading.Thread(target=attendant.keep, daemon=True)
    keeper.start()
    try:
        yield attendant
    finally:
        attendant.stop.set()
        keeper.join()


def attend(work: Work, pipe: "Connection[None, None]") -> None:
    """Work until the other end of the pipe is closed, by intent or by death."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    stop = threading.Event()
    threading.Thread(target=_leave, args=(pipe, stop), daemon=True).start()
    work(stop)


def _leave(pipe: "Connection[None, None]", stop: threading.Event) -> None:
    with suppress(EOFError, OSError):
        pipe.recv()
    stop.set()
    time.sleep(GRACE_S)
    os._exit(0)
