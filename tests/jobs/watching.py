"""A supervisor that works in a thread of the test, and a view into what it has stored."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from pipeline.domain.camera import Stream
from pipeline.domain.crowding import PictureZone
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.jobs.clock import started_clock
from pipeline.jobs.patience import Patience
from pipeline.jobs.pulse import Pulse
from pipeline.jobs.stop_signals import Stop
from pipeline.jobs.supervisor import Supervisor
from pipeline.jobs.task import CameraTask, Eye
from pipeline.store.database import open_store
from pipeline.store.event_store import (
    OccupancySecond,
    record_batch,
    record_zones,
    stored_faults,
    stored_occupancy,
)

T = TypeVar("T")
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
HASTE = Patience(
    open_timeout_s=1.0,
    read_timeout_s=1.0,
    stall_s=1.5,
    first_picture_s=30.0,
    silence_s=4.0,
    start_s=30.0,
    first_retry_s=0.1,
    longest_retry_s=0.3,
)
"""Waits that a test can bear."""
SAMPLE_FPS = 5.0


class Watching:
    """A running watch: its supervisor, and the store as another process would read it."""

    def __init__(self, supervisor: Supervisor, path: Path) -> None:
        self.supervisor = supervisor
        self.path = path
        self.asked: SimpleQueue[Callable[[], object]] = SimpleQueue()

    def have_done(self, work: Callable[[], T]) -> T:
        """Return what some work comes to that the supervisor's own thread must do."""
        done: SimpleQueue[T] = SimpleQueue()
        self.asked.put(lambda: done.put(work()))
        return done.get(timeout=20.0)

    def beside(self) -> None:
        """Do what was asked for, in the supervisor's thread."""
        while not self.asked.empty():
            self.asked.get()()

    def pid(self, camera_id: str) -> int | None:
        """Return the process that watches a camera now."""
        posts = {post.record.camera_id: post for post in self.supervisor.posts}
        worker = posts[camera_id].worker
        return worker.pid if worker else None

    def faults(self, camera_id: str) -> tuple[HealthFault, ...]:
        """Return all faults of a camera so far."""
        with closing(open_store(self.path)) as store:
            return tuple(f for f in stored_faults(store) if f.camera_id == camera_id)

    def seconds(self, camera_id: str) -> tuple[OccupancySecond, ...]:
        """Return all seconds of a camera so far."""
        with closing(open_store(self.path)) as store:
            return stored_occupancy(store, camera_id)

    def good(self, camera_id: str) -> int:
        """Return how many good seconds a camera has."""
        return sum(row.quality == "ok" for row in self.seconds(camera_id))

    def unknown(self, camera_id: str) -> int:
        """Return how many seconds of a camera nobody could count."""
        return sum(row.quality == "fault" for row in self.seconds(camera_id))

    def wait_for_fault(self, camera_id: str, kind: str, number: int = 1) -> HealthFault:
        """Return the `number`-th fault of a kind as soon as it began."""

        def of_kind() -> list[HealthFault]:
            return [fault for fault in self.faults(camera_id) if fault.kind == kind]

        until(lambda: len(of_kind()) >= number, f"{camera_id} {kind}")
        return of_kind()[number - 1]

    def wait_until_well(self, camera_id: str) -> None:
        """Wait until no fault lasts and another good second is stored."""
        until(lambda: all(f.end_s for f in self.faults(camera_id)), f"{camera_id} recovers")
        before = self.good(camera_id)
        until(lambda: self.good(camera_id) > before, f"{camera_id} counts")


def until(is_so: Callable[[], bool], what: str, deadline_s: float = 40.0) -> None:
    """Poll until something is so; fail, saying what was awaited, when it does not come."""
    end = time.monotonic() + deadline_s
    while not is_so():
        assert time.monotonic() < end, f"awaited in vain: {what}"
        time.sleep(0.05)


def task_of(camera_id: str, url: str, patience: Patience, fps: float | None = None) -> CameraTask:
    """Return the task of watching the whole picture of one stream."""
    zone, clock = PictureZone(camera_id, Label(camera_id, camera_id), WHOLE), started_clock()
    return CameraTask(camera_id, Stream(url), (zone,), SAMPLE_FPS, patience, clock, fps=fps)


@contextmanager
def watching(
    path: Path,
    urls: Mapping[str, str],
    eye: Eye,
    patience: Mapping[str, Patience],
    fps: Mapping[str, float] | None = None,
    pulse: Pulse | None = None,
) -> Iterator[Watching]:
    """Watch streams into the store at `path` while the block runs, in haste where not told.

    `fps` is what the plan says that cameras deliver.
    """
    stop, due = Stop(), fps or {}
    tasks = [
        task_of(camera_id, url, patience.get(camera_id, HASTE), due.get(camera_id))
        for camera_id, url in urls.items()
    ]
    ready = threading.Event()
    watches: list[Watching] = []

    def run() -> None:
        # A connection belongs to the thread that made it.
        with closing(open_store(path)) as store:
            labels = {task.camera_id: task.zones[0].label for task in tasks}
            record_zones(store, "school", labels, {task.camera_id: task.zones for task in tasks})
            write = partial(record_batch, store)
            supervisor = Supervisor(tasks, eye, write, lambda change: None, pulse=pulse)
            watch = Watching(supervisor, path)
            watches.append(watch)
            ready.set()
            watch.supervisor.run(stop, None, watch.beside)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(20.0)
        yield watches[0]
    finally:
        stop.asked = True
        thread.join()
