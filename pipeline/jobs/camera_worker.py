"""The life of one worker process: look at a camera, say what is seen, and try again for ever."""

import os
import random
import re
import signal
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import cast

from pipeline.domain.health import FAULT_LABELS, FaultKind, model_fault_detail
from pipeline.domain.label import Label
from pipeline.errors import ModelError, StreamError
from pipeline.jobs.heap import give_back, share_one
from pipeline.jobs.leaving import do_duties
from pipeline.jobs.message import Alive, Failed, Message, Sample
from pipeline.jobs.stop_signals import STOP_SIGNALS
from pipeline.jobs.task import CameraTask, Eye, Look
from pipeline.jobs.turns import take_long_turns

SIGN_OF_LIFE_S = 1.0


def work(task: CameraTask, eye: Eye, pipe: "Connection[Message, None]") -> None:
    """Watch a camera until the other end of the pipe is closed, by intent or by death."""
    # Such signals reach the whole process group, but when to stop is the supervisor's word.
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    share_one()
    take_long_turns()
    told_to_stop = threading.Event()
    threading.Thread(
        target=_leave_with_supervisor, args=(pipe, told_to_stop, task.patience.leave_s), daemon=True
    ).start()
    CameraWorker(task, eye, pipe, told_to_stop).run()


def _leave_with_supervisor(
    pipe: "Connection[Message, None]", told_to_stop: threading.Event, leave_s: float
) -> None:
    """Wait for the end of the pipe, which nobody writes to; then leave in time, or by force."""
    with suppress(EOFError, OSError):
        pipe.recv()
    told_to_stop.set()
    duties = threading.Thread(target=do_duties, daemon=True)
    try:
        duties.start()
        time.sleep(leave_s)
        duties.join(leave_s)
    finally:
        # The main thread may hang in a decoder or a driver for as long as these like.
        os._exit(0)


class CameraWorker:
    """Looks at one camera, again and again, with growing pauses while it fails."""

    def __init__(
        self,
        task: CameraTask,
        eye: Eye,
        pipe: "Connection[Message, None]",
        told_to_stop: threading.Event,
    ) -> None:
        self._task = task
        self._eye = eye
        self._pipe = pipe
        self._stop = told_to_stop
        self._chance = random.Random()
        self._look: Look | None = None
        self._failures = 0

    def run(self) -> None:
        """Look until told to stop."""
        while not self._stop.is_set():
            failed = self._looked()
            if failed is None:
                return
            self._failures += 1
            self._say(failed)
            give_back()
            self._pause(self._task.patience.retry_s(self._failures, failed.kind, self._chance))

    def _looked(self) -> Failed | None:
        """Look until the stream or the detector fails and say how, or None when told to stop."""
        try:
            self._look = self._look or self._eye(self._task)
            self._say(Alive())
            for seen in self._look():
                self._say(seen)
                if isinstance(seen, Sample):
                    self._failures = 0
                if self._stop.is_set():
                    return None
        except StreamError as error:
            kind = cast("FaultKind", error.fault)
            zh = error.zh or FAULT_LABELS[kind].zh
            return self._failed(kind, Label(zh, _without_address(str(error))))
        except ModelError as error:
            return self._failed("model_fault", model_fault_detail(str(error)))
        except Exception as error:  # noqa: BLE001 - a live stream may fail in ways nobody foresaw
            # Only its kind is told: the text of a foreign error may hold the camera's password.
            name = type(error).__name__
            return self._failed("stalled", Label(f"意外错误 {name}", f"unforeseen {name}"))
        return self._failed("offline", Label("码流已结束", "the stream ended"))

    def _say(self, message: Message) -> None:
        try:
            self._pipe.send(message)
        except OSError:
            # The supervisor is gone, and there is nobody left to work for.
            sys.exit(0)

    def _failed(self, kind: FaultKind, detail: Label) -> Failed:
        return Failed(self._task.clock.now_s(), kind, detail)

    def _pause(self, pause_s: float) -> None:
        until = time.monotonic() + pause_s
        while (left_s := until - time.monotonic()) > 0.0:
            if self._stop.wait(min(left_s, SIGN_OF_LIFE_S)):
                return
            self._say(Alive())


def _without_address(text: str) -> str:
    """Return an error's words without the stream's address, which is told and stored nowhere.

    Some cameras take the password in the path, so leaving out user and password is not enough.

    >>> _without_address("rtsp://10.0.0.5/user=a&password=b: refused")
    'refused'
    """
    return re.sub(r"(?:rtsp|http)s?://\S*?(:\s+|\s|$)", "", text)
