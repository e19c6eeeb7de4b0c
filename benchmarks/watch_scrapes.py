"""Whether scrapes of its metrics keep a watch waiting: who asks flat out, and who hangs.

``python benchmarks/watch_scrapes.py`` lets a supervisor watch cameras at a fixed pace, and tells
how far apart its turns are, at most and in 99 of 100, how much of the samples it records, and how
many scrapes are answered meanwhile:

- `alone`: metrics are served, and nobody asks;
- `stormed`: a process asks flat out in several threads, and others hold lines open and say nothing;
- `stopped`: the process that serves stands still (SIGSTOP), its pipe full.

Readings are those of a hundred cameras. The rival `inside` is the usual way: the library's own
server answers from threads of the watch itself. The control `waits` hands its readings over as one
would at first, by writing them into a pipe.
"""

import argparse
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from prometheus_client import CollectorRegistry, start_http_server

# In place of this folder, whose modules would hide packages of their names.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.delivery import captured, paced  # noqa: E402
from pipeline.domain.camera import Stream  # noqa: E402
from pipeline.domain.crowding import PictureZone  # noqa: E402
from pipeline.domain.label import Label  # noqa: E402
from pipeline.domain.reading import StoreReading, WatchReading  # noqa: E402
from pipeline.jobs.attendant import Attendant  # noqa: E402
from pipeline.jobs.clock import started_clock  # noqa: E402
from pipeline.jobs.held_back import HeldBack  # noqa: E402
from pipeline.jobs.patience import Patience  # noqa: E402
from pipeline.jobs.post import Post  # noqa: E402
from pipeline.jobs.service import Service  # noqa: E402
from pipeline.jobs.stop_signals import Stop  # noqa: E402
from pipeline.jobs.supervisor import TICK_S, Supervisor  # noqa: E402
from pipeline.jobs.task import CameraTask  # noqa: E402
from pipeline.report.metrics import Readings  # noqa: E402
from pipeline.store.database import open_store  # noqa: E402
from pipeline.store.event_store import record_batch, record_zones  # noqa: E402
from pipeline.workflows.serve_metrics import listening, metrics_served  # noqa: E402
from pipeline.workflows.watch_pulse import WatchPulse  # noqa: E402

CAMERAS, SAMPLE_FPS = 4, 5.0
ASKING, IDLE = 4, 16
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


class Timed(WatchPulse):
    """A pulse that notes when each turn is over."""

    def __init__(self, publish: Callable[[WatchReading], None]) -> None:
        super().__init__(Service(), publish)
        self.turns: list[float] = []

    def turned(self, posts: Sequence[Post], held: HeldBack) -> None:
        """Note the time, and go on."""
        super().turned(posts, held)
        self.turns.append(time.monotonic())


@dataclass
class Found:
    """What a trial has found."""

    name: str
    gaps_s: list[float] = field(default_factory=list)
    captured: float = 0.0
    scrapes: int = 0

    @property
    def longest_s(self) -> float:
        """The longest time between two turns."""
        return max(self.gaps_s)

    def told(self) -> str:
        """Return it as a line."""
        ordered = sorted(self.gaps_s)
        usual = ordered[int(0.99 * (len(ordered) - 1))]
        return (
            f"{self.name:<8} turns at most {1e3 * self.longest_s:.0f} ms apart, 99 of 100 within"
            f" {1e3 * usual:.0f} ms (a tick is {1e3 * TICK_S:.0f}); {self.captured:.2%} of the"
            f" samples recorded; {self.scrapes} scrapes answered"
        )


def of_many(reading: WatchReading) -> WatchReading:
    """Return a reading as if there were a hundred cameras."""
    each = [
        replace(camera, camera_id=f"{camera.camera_id}-{n}")
        for camera in reading.cameras
        for n in range(100 // CAMERAS)
    ]
    return replace(reading, cameras=tuple(each))


def watch(path: Path, pulse: Timed, stop: Stop) -> None:
    """Watch paced cameras until told to stop."""
    clock = started_clock()
    zones = [PictureZone(f"yard-{n}", Label("场", "yard"), WHOLE) for n in range(CAMERAS)]
    tasks = [
        CameraTask(f"cam-{n}", Stream("rtsp://none"), (zone,), SAMPLE_FPS, Patience(), clock)
        for n, zone in enumerate(zones)
    ]
    with closing(open_store(path)) as store:
        labels = {task.camera_id: Label(task.camera_id, task.camera_id) for task in tasks}
        record_zones(store, "school", labels, {task.camera_id: task.zones for task in tasks})

        def write(moments: Sequence[Any], changes: Sequence[Any]) -> None:
            record_batch(store, moments, changes)

        Supervisor(tasks, paced, pulse.timed(write), lambda change: None, pulse=pulse).run(stop)


def storm(url: str, for_s: float, answered: Any) -> None:
    """Ask flat out in several threads, and say how many answers came."""
    until = time.monotonic() + for_s

    def ask() -> None:
        while time.monotonic() < until:
            with suppress(OSError), urlopen(url, timeout=10.0) as answer:
                answer.read()
                with answered.get_lock():
                    answered.value += 1

    threads = [threading.Thread(target=ask) for _ in range(ASKING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def asked(port: int, for_s: float, found: Found) -> Iterator[None]:
    """Let a process ask, and others hold lines open, while the block runs."""
    context = get_context("spawn")
    answered = context.Value("q", 0)
    process = context.Process(
        target=storm, args=(f"http://127.0.0.1:{port}/metrics", for_s, answered), daemon=True
    )
    with ExitStack() as lines:
        for _ in range(IDLE):
            lines.enter_context(socket.create_connection(("127.0.0.1", port)))
        process.start()
        yield
        process.join()
        found.scrapes = answered.value


@contextmanager
def inside(port: int) -> Iterator[Callable[[WatchReading], None]]:
    """Answer scrapes from threads of this very process, as the library's own server does."""
    registry, newest = CollectorRegistry(auto_describe=False), list[WatchReading]()

    class Here(Readings):
        def __init__(self) -> None:
            super().__init__(None, StoreReading())

        def collect(self) -> Any:
            self._watch = newest[-1] if newest else None
            return super().collect()

    registry.register(Here())
    server, thread = start_http_server(port, "127.0.0.1", registry)

    def publish(reading: WatchReading) -> None:
        newest[:] = [reading]

    yield publish
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def waiting(attendant: Attendant) -> Iterator[Callable[[WatchReading], None]]:
    """Hand readings over by writing them into a pipe that nobody empties, however long it takes."""
    ours, theirs = get_context("spawn").Pipe()

    def publish(reading: WatchReading) -> None:
        with suppress(OSError):
            for _ in range(20):  # As if minutes had passed, for a pipe holds some readings.
                ours.send(reading)

    yield publish
    theirs.close()


def trial(name: str, for_s: float) -> Found:
    """Watch for a time while something is done to whoever serves."""
    found, stop = Found(name), Stop()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / "gates.db"
        listener = listening("127.0.0.1", 0)
        port = listener.getsockname()[1]
        if name == "inside":
            listener.close()
            publish = stack.enter_context(inside(port))
            attendant = None
        else:
            stack.enter_context(closing(listener))
            attendant = stack.enter_context(metrics_served(listener, path))
            publish = attendant.tell
        if name == "waits" and attendant is not None:
            publish = stack.enter_context(waiting(attendant))
        given = publish
        pulse = Timed(lambda reading: given(of_many(reading)))
        thread = threading.Thread(target=watch, args=(path, pulse, stop), daemon=True)
        thread.start()
        time.sleep(3.0)  # Workers begin.
        began = time.monotonic()
        if name == "stopped" and attendant is not None and attendant.pid is not None:
            os.kill(attendant.pid, signal.SIGSTOP)
        if name in ("stormed", "inside"):
            stack.enter_context(asked(port, for_s, found))
        time.sleep(max(0.0, began + for_s - time.monotonic()))
        ended = time.monotonic()
        turns = [began, *(at for at in pulse.turns if began <= at <= ended), ended]
        found.gaps_s = [second - first for first, second in pairwise(turns)]
        stop.asked = True
        thread.join(10.0)
        found.captured = captured(path)
    return found


def main() -> None:
    """Run all trials, and print each beside the watch that nobody asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="of each trial")
    args = parser.parse_args()
    alone = trial("alone", args.seconds)
    print(alone.told(), flush=True)
    for name in ("stormed", "stopped", "inside", "waits"):
        found = trial(name, args.seconds)
        ratio = found.longest_s / alone.longest_s
        print(f"{found.told()}; longest gap {ratio:.1f} times that of alone", flush=True)


if __name__ == "__main__":
    main()
