"""Work that attendants are given: to be importable by name in their processes."""

import os
import signal
import threading
import time
from pathlib import Path

from pipeline.jobs.attendant import Line


def echo(line: Line, stop: threading.Event) -> None:
    """Say again what was heard, with the number of who says it."""
    said = None
    while not stop.is_set():
        if line.heard != said:
            said = line.heard
            line.say((os.getpid(), said))
        stop.wait(0.01)


def deaf(line: Line, stop: threading.Event) -> None:
    """Say one word, and stand still from then on, as a process does that hangs."""
    line.say(os.getpid())
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(60.0)


def fail(line: Line, stop: threading.Event) -> None:
    """End at once."""


def whisper(note: Path, line: Line, stop: threading.Event) -> None:
    """Say a word, leave a note of it, and say nothing more."""
    line.say("a")
    note.touch()
    stop.wait()
