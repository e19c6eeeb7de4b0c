"""How a command ends: one line on stderr, and an exit code of the contract."""

import errno
import os
import signal
import sys
import traceback
from io import StringIO, TextIOWrapper
from types import FrameType

from pipeline.domain.label import Label, Language
from pipeline.errors import (
    InputError,
    InterruptedRunError,
    SightlineError,
    StorageError,
    UsageError,
)

FAULT_OF_OURS = 70
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


class CtrlC:
    """Remembers that Ctrl-C was pressed, which libraries swallow while they are loaded."""

    def __init__(self) -> None:
        self.pressed = False

    def __enter__(self) -> "CtrlC":
        # Where SIGINT is ignored or handled by somebody else, it stays theirs.
        self._ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if self._ours:
            signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        if self._ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _press(self, number: int, frame: FrameType | None) -> None:
        self.pressed = True
        raise KeyboardInterrupt


def speak_on_any_terminal() -> None:
    """Let neither a closed stderr nor an encoding without Chinese stop a command."""
    if sys.stderr is None:
        sys.stderr = StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def leave_stdout() -> None:
    """Write no more to a stdout that takes nothing, not even what is still in its buffer."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def told(error: BaseException, language: Language = "en", *, interrupted: bool = False) -> int:
    """Say on stderr what stopped a command, and return its exit code."""
    if isinstance(error, SightlineError):
        words = error.told(language) if isinstance(error, InputError | UsageError) else str(error)
        print(f"sightline: {words}", file=sys.stderr)
        return error.exit_code
    if interrupted or isinstance(error, KeyboardInterrupt):
        stopped = Label(
            "已中断；重复同一命令即可继续", "interrupted; the same command goes on from here"
        )
        print(f"sightline: {stopped.told(language)}", file=sys.stderr)
        return InterruptedRunError.exit_code
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        leave_stdout()
        print(f"sightline: the output could not be written: {error.strerror}", file=sys.stderr)
        return StorageError.exit_code
    print(f"sightline: a fault of ours: {type(error).__name__}: {error}", file=sys.stderr)
    print("please report it with the output of the same command and --debug", file=sys.stderr)
    return FAULT_OF_OURS


def trace(error: BaseException) -> None:
    """Show where an error came from, for ``--debug``."""
    traceback.print_exception(error)
