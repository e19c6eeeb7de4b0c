"""A process that sends a clip in real time by RTSP, on a core of its own."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.rtsp_server import RtspServer

SENDER_CORE = 1


class TimedServer(RtspServer):
    """Notes by how much too late a picture was sent at most: what comes late is sampled late."""

    late_s = 0.0

    def wait_for_its_time(
        self, at: float, closed: threading.Event, report: Callable[[], None]
    ) -> float:
        """Wait until a picture is due."""
        stalled_s = super().wait_for_its_time(at, closed, report)
        self.late_s = max(self.late_s, time.monotonic() - at - stalled_s)
        return stalled_s


def send(clip: Path, pipe: "Connection[Any, Any]") -> None:
    """Be the process that sends."""
    os.sched_setaffinity(0, {SENDER_CORE})
    with TimedServer({"gate": clip}) as server:
        pipe.send(server.url("gate"))
        while pipe.recv():
            pipe.send((time.process_time(), server.late_s))
            server.late_s = 0.0


@contextmanager
def sender(clip: Path) -> Iterator["tuple[str, Connection[Any, Any]]"]:
    """Give the address of a clip that another process sends to whoever asks."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=send, args=(clip, theirs))
    process.start()
    try:
        yield str(ours.recv()), ours
    finally:
        ours.send(None)
        process.join()


def sent(pipe: "Connection[Any, Any]") -> tuple[float, float]:
    """Return what the sender spent so far, and how late a picture was since it was asked last."""
    pipe.send(True)
    spent_s, late_s = pipe.recv()
    return spent_s, late_s
