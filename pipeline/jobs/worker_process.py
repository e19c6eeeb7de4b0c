"""A worker as its supervisor holds it: a process and the pipe through which it speaks."""

import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from pipeline.jobs.camera_worker import work
from pipeline.jobs.message import Message
from pipeline.jobs.stop_signals import signals_held
from pipeline.jobs.task import CameraTask, Eye

MOST_AT_ONCE = 64
"""So many messages are read from one worker before the others have their turn."""
DYING_S = 0.1


class SupervisedProcess:
    """One running process. Each has a pipe of its own, so that a killed one spoils no other's.

    It runs `target` with `args` and its end of the pipe.
    """

    def __init__(self, name: str, target: Callable[..., None], args: tuple[Any, ...]) -> None:
        context = get_context("spawn")
        self.pipe: Connection[None, Message]
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(*args, theirs), name=name, daemon=True)
        with signals_held():
            self._process.start()
        theirs.close()
        self.started = self.last_heard = time.monotonic()
        self.has_spoken = False

    @property
    def pid(self) -> int | None:
        """The process's number."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether the process is over."""
        return not self._process.is_alive()

    def silent_s(self) -> float:
        """Return for how long nothing was heard of the worker."""
        return time.monotonic() - self.last_heard

    def messages(self) -> Iterator[Message]:
        """Yield what the worker has said since; raises EOFError once it has died."""
        for _ in range(MOST_AT_ONCE):
            if not self.pipe.poll():
                return
            try:
                message = self.pipe.recv()
            except OSError as error:  # It died in the middle of a word.
                raise EOFError from error
            self.last_heard, self.has_spoken = time.monotonic(), True
            yield message

    def kill(self) -> int | None:
        """End the process at once, whatever it hangs in, and return its exit code."""
        self.pipe.close()
        # One that is dying already has a moment for it, or its own exit code would be lost.
        self._process.join(DYING_S)
        self._process.kill()
        self._process.join()
        return self._process.exitcode

    def tell_to_stop(self) -> None:
        """Close the pipe, which a worker takes for the word to leave."""
        self.pipe.close()

    def join(self, until: float) -> None:
        """Wait for the process to end until a monotonic time, then kill it."""
        self._process.join(max(0.0, until - time.monotonic()))
        self._process.kill()
        self._process.join()


class WorkerProcess(SupervisedProcess):
    """The worker of one camera."""

    def __init__(self, task: CameraTask, eye: Eye) -> None:
        super().__init__(task.camera_id, work, (task, eye))
