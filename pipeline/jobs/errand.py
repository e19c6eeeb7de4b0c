"""One piece of work in a process of its own, which is ended when nobody waits for it any longer."""

import os
import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar, cast

from pipeline.errors import InterruptedRunError, UnavailableError
from pipeline.jobs.stop_signals import STOP_SIGNALS, signals_held

R = TypeVar("R")
LOOK_S = 0.1
NICE = 5


def run_errand(work: Callable[..., R], *given: Any, called_off: Callable[[], bool]) -> R:
    """Return what a function makes of what it is given, in a process of its own.

    It is importable by name, and what goes there and back can be pickled; what it raises is raised
    here. `called_off` is asked ten times a second: then the process is ended, and
    InterruptedRunError says so. UnavailableError where the process dies by itself.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_do, args=(theirs, work, given), daemon=True)
    with signals_held():
        process.start()
    theirs.close()
    try:
        while True:
            if called_off():
                raise InterruptedRunError("nobody waits for it any longer")
            ready = wait([ours, process.sentinel], LOOK_S)
            if ours in ready:
                return cast("R", _outcome(ours))
            if ready:
                raise UnavailableError("the process that worked on it has died")
    finally:
        ours.close()
        process.kill()
        process.join()


def _outcome(pipe: "Connection[Any, Any]") -> Any:
    try:
        is_done, outcome = pipe.recv()
    except (EOFError, OSError) as error:
        raise UnavailableError("the process that worked on it has died") from error
    if not is_done:
        raise outcome
    return outcome


def _do(pipe: "Connection[Any, Any]", work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    """Work in the process; it does not outlive whoever sent it."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    with suppress(AttributeError, OSError):
        os.nice(NICE)
    threading.Thread(target=_end_with_parent, args=(pipe,), daemon=True).start()
    try:
        answer: tuple[bool, Any] = (True, work(*given))
    except Exception as error:  # noqa: BLE001 - it is raised again where it was asked for
        answer = (False, _carried(error))
    with suppress(OSError):
        pipe.send(answer)


def _carried(error: Exception) -> Exception:
    """Return an error that can travel."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - an error may hold anything
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _end_with_parent(pipe: "Connection[Any, Any]") -> None:
    with suppress(EOFError, OSError):
        pipe.recv()
    os._exit(0)
