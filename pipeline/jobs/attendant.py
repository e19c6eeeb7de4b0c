"""One process beside the cameras that is begun again whenever it ends, until the block ends."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pipeline.jobs.patience import Patience
from pipeline.jobs.stop_signals import STOP_SIGNALS, signals_held

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

GRACE_S = 5.0
"""It may finish what it does for so long, then it is ended."""
SEND_S = 1.0
"""One that does not hear what it is told for so long when it is to end, is ended at once."""
LIVED_S = 60.0
"""One that lived so long was well, and the next pause is short again."""

Work: TypeAlias = Callable[[threading.Event], None]
"""Works until the event is set; importable by name, as it is called in the process."""


class Line:
    """What a process holds of the line to who began it: it can say something, and hears the newest.

    Nothing is said when he has gone; what is told faster than it is looked at is not kept.
    """

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe
        self.heard: Any = None

    def say(self, what: Any) -> None:
        """Say something; waits while nobody listens."""
        with suppress(OSError):
            self._pipe.send(what)

    def heed(self, stop: threading.Event) -> None:
        """Hear until the other end is closed, by intent or by death; then leave, or be made to."""
        with suppress(EOFError, OSError):
            while True:
                self.heard = self._pipe.recv()
        stop.set()
        time.sleep(GRACE_S)
        os._exit(0)


Talk: TypeAlias = Callable[[Line, threading.Event], None]
"""Works likewise, and has a line."""


@dataclass
class Attendant:
    """The process as it is now: its number, None between two, and how many there were."""

    work: Work | Talk
    patience: Patience
    stop: threading.Event
    talks: bool = False
    hear: Callable[[Any], None] | None = None
    pid: int | None = None
    begun: int = 0
    _newest: Any = None
    _has_news: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        # Who waits is woken: to look now and then would take more time than all the rest.
        self._woken, self._wake = Pipe(duplex=False)

    def change(self, work: Work | Talk) -> None:
        """End the process, and begin one that does another work."""
        self.work = work
        self._wake.send(None)

    def leave(self) -> None:
        """End the process, and begin none."""
        self.stop.set()
        self._wake.send(None)

    def tell(self, what: Any) -> None:
        """Tell the process something; never waits, and replaces what was not sent yet."""
        self._newest = what
        self._has_news.set()

    def keep(self) -> None:
        """Run one process after another until told to stop."""
        chance, deaths = random.Random(), 0
        while not self.stop.is_set():
            began, work = time.monotonic(), self.work
            self._run_one()
            if self.work is not work:
                continue  # It was asked to end.
            deaths = 1 if time.monotonic() - began > LIVED_S else deaths + 1
            self._rest(work, self.patience.retry_s(deaths, "stalled", chance))

    def _is_wanted(self, work: Work | Talk) -> bool:
        return self.work is work and not self.stop.is_set()

    def _rest(self, work: Work | Talk, rest_s: float) -> None:
        """Wait for so long, or until a work is no longer wanted."""
        until = time.monotonic() + rest_s
        while self._is_wanted(work) and (left_s := until - time.monotonic()) > 0.0:
            if self._woken.poll(left_s):
                self._woken.recv()

    def _run_one(self) -> None:
        """Run one process until it dies, or until its work is no longer wanted."""
        context, work = get_context("spawn"), self.work
        ours, theirs = context.Pipe()
        given = (work, theirs, self.talks)
        process = context.Process(target=attend, args=given, daemon=True)
        with signals_held():
            process.start()
        theirs.close()
        self.pid, self.begun = process.pid, self.begun + 1
        over = threading.Event()
        sender = threading.Thread(target=self._pass_on, args=(ours, over), daemon=True)
        sender.start()
        self._attend(process, ours, work)
        self.pid = None
        over.set()
        self._has_news.set()
        sender.join(SEND_S)
        if sender.is_alive():
            # It does not read; who waits for it to is released by its end.
            process.kill()
            sender.join()
        ours.close()
        process.join(GRACE_S)
        process.kill()
        process.join()

    def _attend(
        self, process: "SpawnProcess", ours: "Connection[Any, Any]", work: Work | Talk
    ) -> None:
        """Hear a process, if anybody wants to, until it has ended or is no longer wanted."""
        watched = [process.sentinel, self._woken, *([ours] if self.hear else list[Any]())]
        while self._is_wanted(work):
            ready = wait(watched)
            if self._woken in ready:
                self._woken.recv()
            if ours in ready and self._is_wanted(work) and not self._has_heard(ours):
                watched.remove(ours)
            if process.sentinel in ready:
                return

    def _pass_on(self, pipe: "Connection[Any, Any]", over: threading.Event) -> None:
        """Send what there is, and all that comes; if the process hangs, this thread alone waits."""
        newest = self._newest
        with suppress(OSError):
            while not over.is_set():
                if newest is not None:
                    pipe.send(newest)
                self._has_news.wait()
                self._has_news.clear()
                newest = self._newest

    def _has_heard(self, pipe: "Connection[Any, Any]") -> bool:
        """Hear a word of the process, and tell whether there was one; half a word is none."""
        try:
            word = pipe.recv()
        except (EOFError, OSError):
            return False
        if self.hear is not None:
            with suppress(OSError):
                self.hear(word)
        return True


@contextmanager
def attended(
    work: Work | Talk,
    patience: Patience | None = None,
    hear: Callable[[Any], None] | None = None,
    *,
    talks: bool = False,
) -> Iterator[Attendant]:
    """Let a process work while the block runs, another one when it dies.

    It ends with this process, however this one ends. One that `talks` has a Line; what it says goes
    to `hear`, in a thread.
    """
    attendant = Attendant(work, patience or Patience(), threading.Event(), talks, hear)
    keeper = threading.Thread(target=attendant.keep, daemon=True)
    keeper.start()
    try:
        yield attendant
    finally:
        attendant.leave()
        keeper.join()


def attend(work: Work | Talk, pipe: "Connection[Any, None]", talks: bool = False) -> None:
    """Work until the other end of the pipe is closed, by intent or by death."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    stop = threading.Event()
    line = Line(pipe)
    threading.Thread(target=line.heed, args=(stop,), daemon=True).start()
    if talks:
        cast("Talk", work)(line, stop)
    else:
        cast("Work", work)(stop)
