"""The life of a process that holds a model: it looks at pictures of many cameras, in turns."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import current_process
from multiprocessing.connection import Connection, Listener, wait
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.health import model_fault_detail
from pipeline.errors import ModelError
from pipeline.jobs.message import Alive, Failed
from pipeline.jobs.shared_model.slot import Slot
from pipeline.jobs.stop_signals import STOP_SIGNALS
from pipeline.jobs.turns import take_long_turns

HUNG = 75
"""The exit code of a process whose model did not come back."""

SIGN_OF_LIFE_S = 0.5

Answer: TypeAlias = Callable[[Any, NDArray[np.uint8] | None], Any]
"""Answers a question about a picture, or one without; raises ModelError."""

OpenModel: TypeAlias = Callable[[], Answer]
"""Opens a model; importable by name, as it is called in the process."""


@dataclass(frozen=True)
class Question:
    """What a camera asks; a picture of this shape lies in its slot."""

    asked: Any
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Refused:
    """The model gave nothing that can be relied on, for this reason."""

    reason: str


def serve(
    open_model: OpenModel, address: str, deadline_s: float, pipe: "Connection[Any, Any]"
) -> None:
    """Open the model and answer until the other end of the pipe is closed."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    take_long_turns()
    server = ModelServer(deadline_s, pipe)
    threading.Thread(target=_leave, args=(pipe,), daemon=True).start()
    try:
        # It may take its time to open: the supervisor knows. Only what it does then is timed.
        server.answer = open_model()
    except ModelError as error:
        pipe.send(Failed(0.0, "model_fault", model_fault_detail(str(error))))
        return
    threading.Thread(target=server.say_it_lives, daemon=True).start()
    with suppress(FileNotFoundError):
        Path(address).unlink()  # One that was killed left its own.
    with Listener(address, backlog=64, authkey=current_process().authkey) as listener:
        threading.Thread(target=server.welcome, args=(listener,), daemon=True).start()
        server.run()


def _leave(pipe: "Connection[Any, Any]") -> None:
    with suppress(EOFError, OSError):
        pipe.recv()
    os._exit(0)


class ModelServer:
    """Answers one question of each camera in turn, so that none waits for another's second one."""

    def __init__(self, deadline_s: float, pipe: "Connection[Any, Any]") -> None:
        self.answer: Answer | None = None
        self._deadline_s = deadline_s
        self._pipe = pipe
        self._began: float | None = None
        self._slots: dict[Connection[Any, Any], Slot | None] = {}
        self._new: SimpleQueue[Connection[Any, Any]] = SimpleQueue()
        self._woken, self._wake = os.pipe()

    def welcome(self, listener: Listener) -> None:
        """Take in whoever dials; a stranger who does not know the key is turned away."""
        while True:
            try:
                self._new.put(listener.accept())
            except Exception:  # noqa: BLE001 - a stranger may break off in any way
                continue
            os.write(self._wake, b".")

    def say_it_lives(self) -> None:
        """Say so to the supervisor; end the process when a run takes longer than it may."""
        while True:
            began = self._began
            if began is not None and time.monotonic() - began > self._deadline_s:
                os._exit(HUNG)
            with suppress(OSError):
                self._pipe.send(Alive())
            time.sleep(min(SIGN_OF_LIFE_S, self._deadline_s / 4))

    def run(self) -> None:
        """Answer for ever."""
        while True:
            # Each camera has one question open at most, so that this list is a fair queue.
            for ready in wait([self._woken, *self._slots]):
                if isinstance(ready, Connection):
                    self._serve(ready)
                else:
                    self._take_in()

    def _take_in(self) -> None:
        os.read(self._woken, 64)
        with suppress(Empty):
            while True:
                self._slots[self._new.get_nowait()] = None

    def _serve(self, connection: "Connection[Any, Any]") -> None:
        slot = self._slots[connection]
        try:
            if slot is None:
                # The first word is where its pictures will lie.
                self._slots[connection] = Slot(connection.recv())
            else:
                connection.send(self._answered(connection.recv(), slot))
        except (EOFError, OSError):
            del self._slots[connection]
            connection.close()
            if slot is not None:
                slot.close()

    def _answered(self, question: Question, slot: Slot) -> Any:
        picture = None if question.shape is None else slot.picture(question.shape)
        self._began, slot.is_looked_at = time.monotonic(), True
        try:
            return self.answer(question.asked, picture) if self.answer else None
        except ModelError as error:
            return Refused(str(error))
        except Exception as error:  # noqa: BLE001 - what one picture does must not end the others
            return Refused(f"the detector failed in a way nobody foresaw ({type(error).__name__})")
        finally:
            self._began, slot.is_looked_at = None, False
