"""Files that do not answer: whoever opens one waits until its lease is given back.

As a disk or a network does that hangs; the system itself ends the wait after 45 s.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLD = """
import fcntl, os, signal, sys
signal.signal(signal.SIGIO, signal.SIG_IGN)
file = os.open(sys.argv[1], os.O_RDWR)
fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print("held", flush=True)
sys.stdin.read()
"""


def begin_to_hang(path: Path) -> "subprocess.Popen[str]":
    """Let whoever opens a file wait, until the process that is returned is ended."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    if holder.stdout.readline() != "held\n":
        end(holder)
        raise OSError(f"{path}: this file system has no leases")
    return holder


def end(holder: "subprocess.Popen[str]") -> None:
    """End a process with its pipes."""
    holder.kill()
    holder.communicate()


@contextmanager
def hanging(path: Path) -> Iterator[None]:
    """Let whoever opens a file wait, while the block lasts."""
    holder = begin_to_hang(path)
    try:
        yield
    finally:
        end(holder)
