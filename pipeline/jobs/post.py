"""One camera's place in a watch: its record, and its worker, of whom there may be many in a row."""

import random
import time
from dataclasses import replace

from pipeline.domain.health import FaultKind
from pipeline.domain.label import Label
from pipeline.jobs.camera_record import CameraRecord, judging_of
from pipeline.jobs.message import Failed, Message, Sample, Usual
from pipeline.jobs.task import CameraTask, Eye
from pipeline.jobs.toll import Toll
from pipeline.jobs.worker_process import WorkerProcess

ENDED, HUNG = Label("已终止", "ended"), Label("没有响应，已被结束", "hung and was killed")

SAMPLES_MISSED = 3
"""A camera that is sampled slowly may be silent for so many samples before it counts as stalled."""


class Post:
    """Hears a camera's worker, and replaces it when it dies or hangs."""

    def __init__(self, task: CameraTask, eye: Eye) -> None:
        began_s = task.clock.now_s()
        self.record = CameraRecord(task.camera_id, judging_of(task), began_s, task.fps)
        self.worker: WorkerProcess | None = None
        self._task = task
        self._eye = eye
        self._chance = random.Random()
        self._losses = 0
        self._start_at = 0.0
        self._began = time.monotonic()
        self._sampled_at: float | None = None
        self.toll = Toll(task.camera_id)

    def hear(self) -> None:
        """Take what the worker has said, and notice when it has died."""
        if self.worker is None:
            return
        try:
            for message in self.worker.messages():
                self._take(message)
        except EOFError:
            self._lose_worker(ENDED)

    def look_after(self) -> None:
        """Start a worker when one is due, and act when it or the camera is silent too long."""
        if self.worker is None:
            if time.monotonic() >= self._start_at:
                self.worker = WorkerProcess(self._task, self._eye)
                self.toll.workers += 1
        elif self.worker.silent_s() > self._longest_silence_s(self.worker):
            self._lose_worker(HUNG)
        elif self._is_stalled():
            wait = f"{self._longest_wait_s():g}"
            self._fail("stalled", Label(f"{wait} 秒没有画面", f"no picture for {wait} s"))
        self.record.passed(self._task.clock.now_s())

    @property
    def task(self) -> CameraTask:
        """What its worker is to do."""
        return self._task

    @property
    def has_left(self) -> bool:
        """Whether no worker is there any more."""
        return self.worker is None or self.worker.has_ended

    def tell_to_stop(self) -> None:
        """Take the worker's last words, and tell it to leave."""
        self.hear()
        if self.worker is not None:
            self.worker.tell_to_stop()

    def finish(self, until: float) -> None:
        """Wait for the worker until a monotonic time, then kill it; end what is open."""
        if self.worker is not None:
            self.worker.join(until)
        self.record.finish(self._task.clock.now_s())

    def _take(self, message: Message) -> None:
        if isinstance(message, Sample):
            self._losses, self._sampled_at = 0, time.monotonic()
            self.toll.sampled(message, self._task.clock.now_s())
            self.record.sampled(
                message.t_s, message.shown, message.signs, message.pace, message.intake
            )
        elif isinstance(message, Usual):
            self._task = replace(self._task, view=message.view)
        elif isinstance(message, Failed):
            self.record.failed(message.t_s, message.kind, message.detail)

    def _fail(self, kind: FaultKind, detail: Label) -> None:
        self.record.failed(self._task.clock.now_s(), kind, detail)

    def _lose_worker(self, how: Label) -> None:
        if self.worker is None:
            return
        code, self.worker = self.worker.kill(), None
        self._losses += 1
        pause_s = self._task.patience.retry_s(self._losses, "stalled", self._chance)
        self._start_at = time.monotonic() + pause_s
        detail = Label(
            f"该探头的进程{how.zh}（代码 {code}），将另起一个",
            f"the camera's process {how.en} (code {code}); another is started",
        )
        self._fail("stalled", detail)

    def _longest_silence_s(self, worker: WorkerProcess) -> float:
        if not worker.has_spoken:
            return self._task.patience.start_s
        return max(self._task.patience.silence_s, SAMPLES_MISSED / self._task.sample_fps)

    def _is_stalled(self) -> bool:
        since = self._began if self._sampled_at is None else self._sampled_at
        return self.record.fault is None and time.monotonic() - since > self._longest_wait_s()

    def _longest_wait_s(self) -> float:
        patience = self._task.patience
        wait_s = patience.first_picture_s if self._sampled_at is None else patience.stall_s
        return max(wait_s, SAMPLES_MISSED / self._task.sample_fps)
