"""Keeps the processes going that hold a model, and tells each camera which of them to ask."""

import os
import random
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.jobs.message import Failed
from pipeline.jobs.patience import Patience
from pipeline.jobs.shared_model.client import Way
from pipeline.jobs.shared_model.server import HUNG, OpenModel, serve
from pipeline.jobs.shared_model.slot import PREFIX, Slots, is_of_the_dead, slots
from pipeline.jobs.worker_process import SupervisedProcess

SILENT_S = 5.0
"""A process that does not even say that it lives, longer than a run may take, holds all of Python
up; it is killed."""


class ModelPost:
    """The place of one such process, of which there may be many in a row."""

    def __init__(self, open_model: OpenModel, patience: Patience, address: str) -> None:
        self.address = address
        self.process: SupervisedProcess | None = None
        self.losses = 0
        self._open_model, self._patience = open_model, patience
        self._chance = random.Random()
        self._start_at = 0.0
        self._failures = 0

    def look_after(self) -> Notice | None:
        """Start a process when one is due, and end one that is silent; tell of what was lost."""
        if self.process is None:
            if time.monotonic() >= self._start_at:
                args = (self._open_model, self.address, self._patience.run_s)
                self.process = SupervisedProcess("model", serve, args)
            return None
        try:
            for message in self.process.messages():
                if isinstance(message, Failed):
                    self._lose()
                    return noticed(message.detail, "model.failed")
                self._failures = 0
        except EOFError:
            return self._lose()
        silence_s = self._patience.run_s + SILENT_S
        limit_s = silence_s if self.process.has_spoken else self._patience.start_s
        return self._lose() if self.process.silent_s() > limit_s else None

    def _lose(self) -> Notice | None:
        if self.process is None:
            return None
        code, self.process = self.process.kill(), None
        self.losses += 1
        self._failures += 1
        pause_s = self._patience.retry_s(self._failures, "model_fault", self._chance)
        self._start_at = time.monotonic() + pause_s
        run_s = f"{self._patience.run_s:g}"
        zh, en = (
            ("已终止", "ended")
            if code != HUNG
            else (f"{run_s} 秒没有结果，已被结束", f"gave nothing for {run_s} s and was ended")
        )
        label = Label(
            f"检测模型的进程{zh}（代码 {code}），将另起一个",
            f"the detector's process {en} (code {code}); another is started",
        )
        return noticed(label, "model.lost", code=code)

    def tell_to_stop(self) -> None:
        """Tell the process to leave."""
        if self.process is not None:
            self.process.tell_to_stop()

    def join(self, until: float) -> None:
        """Wait until it has left, at most until a monotonic time."""
        if self.process is not None:
            self.process.join(until)


class SharedModel:
    """Some processes with the same model, and who of the cameras asks which."""

    def __init__(
        self,
        posts: Sequence[ModelPost],
        patience: Patience,
        made: Slots,
        alarm: Callable[[Notice], None],
    ) -> None:
        self.posts = posts
        self._patience, self._slots, self._alarm = patience, made, alarm
        self._asks: dict[str, int] = {}
        self.ways: dict[str, Way] = {}

    def provide(self, camera_ids: Iterable[str]) -> Mapping[str, Way]:
        """Return how each camera asks: as before where it did, else whom the fewest ask."""
        names = self._slots.provide(camera_ids)
        self._asks = {each: number for each, number in self._asks.items() if each in names}
        for camera_id in names:
            asking = [*self._asks.values()]
            least = min(range(len(self.posts)), key=asking.count)
            self._asks.setdefault(camera_id, least)
        # Filled anew in place: who was given it sees the cameras that were added.
        self.ways.clear()
        for camera_id, slot in names.items():
            address = self.posts[self._asks[camera_id]].address
            self.ways[camera_id] = Way(address, slot, self._patience.run_s)
        return self.ways

    def look_after(self) -> None:
        """Replace what died or hung, and tell of it."""
        for post in self.posts:
            told = post.look_after()
            if told is not None:
                self._alarm(told)

    def close(self) -> None:
        """End all processes."""
        until = time.monotonic() + self._patience.grace_s
        for post in self.posts:
            post.tell_to_stop()
        for post in self.posts:
            post.join(until)


@contextmanager
def shared_model(
    open_model: OpenModel,
    processes: int,
    picture_bytes: int,
    patience: Patience,
    alarm: Callable[[Notice], None],
) -> Iterator[SharedModel]:
    """Give a model that cameras can share while the block runs; somebody must look after it."""
    with slots(picture_bytes) as made, _addresses() as address_of:
        posts = tuple(ModelPost(open_model, patience, address_of(n)) for n in range(processes))
        model = SharedModel(posts, patience, made, alarm)
        model.look_after()
        try:
            yield model
        finally:
            model.close()


@contextmanager
def _addresses() -> Iterator[Callable[[int], str]]:
    """Give where processes listen: in a folder that nobody else may enter."""
    if sys.platform == "win32":
        name = secrets.token_hex(8)
        yield lambda number: rf"\\.\pipe\{PREFIX}-{name}-{number}"
        return
    _remove_folders_of_the_dead()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}-{os.getpid()}-") as folder:
        yield lambda number: str(Path(folder) / str(number))


def _remove_folders_of_the_dead() -> None:
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}-*-*"):
        if is_of_the_dead(path):
            shutil.rmtree(path, ignore_errors=True)
