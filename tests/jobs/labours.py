"""Jobs for the tests of workers; they are imported by name in the workers' processes."""

import os
import signal
import time
from pathlib import Path


def square(number: int) -> int:
    return number * number


def own_pid(_: int) -> int:
    return os.getpid()


def die(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody lives on")


def die_at_seven(number: int) -> int:
    return die(number) if number == 7 else square(number)


def die_once(marker: str) -> str:
    """Die, unless somebody did before."""
    path = Path(marker)
    if path.exists():
        return f"{path.name} lives"
    path.touch()
    die(0)
    return ""


def refuse(number: int) -> int:
    raise ValueError(f"{number} is refused")


def hang(marker: str) -> None:
    """Tell who hangs, and hang."""
    Path(marker).write_text(str(os.getpid()))
    while True:
        time.sleep(60.0)


def catch_signals(marker: str) -> str:
    """Tell who waits for signals, and wait until the marker is taken away."""
    path = Path(marker)
    path.write_text(str(os.getpid()))
    while path.exists():
        time.sleep(0.005)
    return "done"


class Deadly:
    """Ends the process that hands it over."""

    def __reduce__(self) -> tuple[type, tuple[()]]:
        os._exit(1)


def die_handing_over(marker: str) -> Deadly:
    """Die with the result, the first time, and at once from then on."""
    if Path(marker).exists():
        os._exit(1)
    Path(marker).touch()
    return Deadly()


def die_handing_over_then_wait(marker: str) -> Deadly | str:
    """Die with the result, the first time, and from then on wait until the marker is taken away."""
    path = Path(marker)
    if not path.exists():
        path.touch()
        return Deadly()
    return catch_signals(marker)
