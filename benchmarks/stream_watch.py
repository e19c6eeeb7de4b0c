"""What watches streams on one core: the command itself, or the same supervisor without a model."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.stream_floor import SAMPLE_FPS  # noqa: E402
from pipeline.domain.shown import Shown  # noqa: E402
from pipeline.jobs.message import Sample  # noqa: E402
from pipeline.jobs.patience import Patience  # noqa: E402
from pipeline.jobs.stop_signals import stop_signals  # noqa: E402
from pipeline.jobs.supervisor import Supervisor  # noqa: E402
from pipeline.jobs.task import CameraTask, Look  # noqa: E402
from pipeline.sources import resting  # noqa: E402
from pipeline.sources.live import LiveStream  # noqa: E402
from pipeline.store.database import open_store  # noqa: E402
from pipeline.store.event_store import record_batch, record_zones  # noqa: E402

WATCH_CORE = 0
CAMERA = (
    "      - {id: cam-N, stream: {url_env: URL}, position: [X, 12], height_m: 4, pan_deg: 270,"
    " tilt_deg: 15, hfov_deg: 84, picture: [1920, 1080]}\n"
)
SITE = """\
format: 1
id: school
name: {zh: 校, en: School}
floors:
  - id: ground
    name: {zh: 一层, en: Ground}
    outline: [[0, 0], [200, 0], [200, 30], [0, 30]]
    zones:
      - {id: yard, kind: yard, name: {zh: 场, en: Yard}, ring: [[9, 0], [19, 0], [19, 8], [9, 8]]}
    cameras:
"""

Start: TypeAlias = "Callable[[Path, str, int], subprocess.Popen[bytes]]"
"""Starts what watches so many streams of an address, and keeps its store in a folder."""


def watched(
    folder: Path, url: str, streams: int, *, model: str | None, fast: bool
) -> "subprocess.Popen[bytes]":
    """Start the command on so many streams."""
    site = folder / "site.yaml"
    cameras = (CAMERA.replace("N", str(n)).replace("X", str(10 + n)) for n in range(streams))
    site.write_text(SITE + "".join(cameras), "utf-8")
    command = [sys.executable, "-m", "pipeline", "watch", str(site), "--by-counts"]
    command += ["--store", str(folder / "gates.db"), "--lang", "en"]
    command += ["--model", model] if model else []
    command += ["--fast-decode"] if fast else []
    return _started(command, url)


def alone(
    folder: Path, url: str, streams: int, *, fast: bool, restless: bool
) -> "subprocess.Popen[bytes]":
    """Start the same supervisor and cameras, whose pictures nobody looks at."""
    command = [sys.executable, __file__, str(folder / "gates.db"), str(streams)]
    command += ["--fast-decode"] if fast else []
    command += ["--restless"] if restless else []
    return _started(command, url)


def _started(command: list[str], url: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        env={**os.environ, "URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, {WATCH_CORE}),
    )


def serve(path: Path, streams: int, *, fast: bool, restless: bool) -> None:
    """Be a watch without a model."""
    from pipeline.domain.camera import Stream
    from pipeline.domain.crowding import whole_picture
    from pipeline.jobs.clock import started_clock

    clock, stream = started_clock(), Stream(os.environ["URL"])
    plain = CameraTask("", stream, (), SAMPLE_FPS, Patience(), clock, deblock=not fast)
    tasks = [
        replace(plain, camera_id=cam, zones=(whole_picture(None, cam),))
        for cam in (f"cam-{n}" for n in range(streams))
    ]
    with stop_signals() as stop, closing(open_store(path)) as store:
        labels = {task.camera_id: task.zones[0].label for task in tasks}
        record_zones(store, "school", labels, {task.camera_id: task.zones for task in tasks})

        def write(moments: object, changes: object) -> None:
            record_batch(store, moments, changes)  # type: ignore[arg-type]

        eye = looked_through_restlessly if restless else looked_through
        Supervisor(tasks, eye, write, lambda change: None).run(stop)


def looked_through(task: CameraTask) -> Look:
    """Return a look at pictures that are decoded and scaled."""

    def look() -> Iterator[Sample]:
        now_s, deblock = task.clock.now_s, task.deblock
        with LiveStream(task.stream, now_s=now_s, deblock=deblock, supervised=True) as stream:
            for frame in stream.frames(SAMPLE_FPS, lambda size: (416, 234), task.phase):
                yield Sample(frame.t_s, Shown((0,)), None, stream.pace, stream.intake)

    return look


def looked_through_restlessly(task: CameraTask) -> Look:
    """Return the same, read by who is woken for each packet."""
    resting.LONGEST_REST_S = 0.0
    return looked_through(task)


def main() -> None:
    """Watch without a model."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("streams", type=int)
    parser.add_argument("--fast-decode", action="store_true", help="without deblocking")
    parser.add_argument("--restless", action="store_true", help="read without rests")
    args = parser.parse_args()
    serve(args.store, args.streams, fast=args.fast_decode, restless=args.restless)


if __name__ == "__main__":
    main()
