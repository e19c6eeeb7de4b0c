"""The signals that ask work to stop, and how it hears them."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker

STOP_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Ctrl-C, a service manager, a closed terminal."""


@dataclass
class Stop:
    """Whether to stop, or to read one's files again, which whoever does so takes back.

    Plain flags: setting a lock in a signal's handler could deadlock.
    """

    asked: bool = False
    reread: bool = False


@contextmanager
def stop_signals(*, rereads: bool = False) -> Iterator[Stop]:
    """Give a flag that the signals raise instead of ending the process while the block runs.

    With `rereads`, SIGHUP asks a process without a terminal to read its files again, as is the
    custom of services; in a terminal it says that this was closed, and stops. A signal that was
    ignored before (``nohup``) stays ignored, except those that are always meant. Outside the main
    thread, where Python hears no signals, the flag is never raised.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    is_service = rereads and not _has_terminal()

    def raise_flag(number: int, _: object) -> None:
        if is_service and number == getattr(signal, "SIGHUP", None):
            stop.reread = True
        else:
            stop.asked = True

    meant = [
        number
        for number in STOP_SIGNALS
        if number in (signal.SIGINT, signal.SIGTERM) or signal.getsignal(number) != signal.SIG_IGN
    ]
    before = {number: signal.signal(number, raise_flag) for number in meant}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold signals to stop back while the block starts a process, which inherits that.

    Ctrl-C and a service manager's SIGTERM go to all processes of a group. They must not end a
    worker that is still importing its modules; the supervisor gets them when the block ends.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Its helper process, when started with the first worker, would let the signals through.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
