"""How much memory a review takes, and whether that grows with the footage.

``python benchmarks/review_memory.py [--minutes M] [--hours H] [--seconds S]``

Two feeds, each in a process of its own, whose resident memory is read as it goes on:

- footage: a small clip of moving noise is encoded once and put behind itself, packet by packet, to
  recordings of five minutes and one of `--minutes`; ``review_footage`` reviews it with health and
  report and all, by a model of one layer, so that frames are cheap and many;
- counts: `--hours` of records at one a second, in recordings of an hour, go through ``Replay``
  and what a review keeps of it, without footage. It stops after `--seconds`, and says how far it
  has come.

Memory is that of the process (``VmRSS``), which holds what has been freed and not given back, too.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.crowd.replay import Replay  # noqa: E402
from pipeline.domain.crowding import whole_picture  # noqa: E402
from pipeline.workflows.review_footage import review_footage  # noqa: E402
from pipeline.workflows.review_options import ReviewOptions  # noqa: E402
from tests.detect.bright import bright_manifest  # noqa: E402

FPS, LOOP_S, SIDE = 5, 60, 64
ZONE = whole_picture((10, 20, 30, 40), "gate")
COUNTS_AN_HOUR = 3600


def resident_mb() -> float:
    """Return the memory of this process."""
    (line,) = (
        line for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line
    )
    return int(line.split()[1]) / 1024.0


def long_clip(path: Path, minutes: int) -> Path:
    """Write moving noise of a minute, as often one after another as asked for."""
    loop = path.with_name("loop.mp4")
    rng = np.random.default_rng(0)
    with av.open(str(loop), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast"})
        stream.width = stream.height = SIDE
        stream.pix_fmt = "yuv420p"
        for _ in range(LOOP_S * FPS):
            image = rng.integers(0, 255, (SIDE, SIDE, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "bgr24")))
        container.mux(stream.encode())
    with av.open(str(loop)) as source, av.open(str(path), "w") as container:
        theirs = source.streams.video[0]
        ours = container.add_stream_from_template(theirs)
        packets = [packet for packet in source.demux(theirs) if packet.dts is not None]
        kept = [(p.pts, p.dts, bytes(p), p.is_keyframe) for p in packets]
        ticks = int(LOOP_S / (theirs.time_base or Fraction(1, FPS)))
        for turn in range(minutes * 60 // LOOP_S):
            for pts, dts, content, is_key in kept:
                packet = av.Packet(content)
                packet.pts, packet.dts = (pts or 0) + turn * ticks, (dts or 0) + turn * ticks
                packet.time_base, packet.is_keyframe = theirs.time_base, is_key
                packet.stream = ours
                container.mux(packet)
    return path


def reviewed_footage(folder: Path, minutes: int) -> list[tuple[float, float]]:
    """Return the memory at 5, 15, 30 and all minutes of footage."""
    clip = long_clip(folder / "long.mp4", minutes)
    marks, told = [5, 15, 30, minutes], list[tuple[float, float]]()

    def progress(done_s: float, _: float | None) -> None:
        while marks and done_s >= marks[0] * 60 - 1.0:
            told.append((marks.pop(0), resident_mb()))

    options = ReviewOptions(out=folder / "out", model=str(bright_manifest(folder, 5)))
    review = review_footage([clip], (ZONE,), options, progress)
    print(f"{review.frames_analyzed:,} frames analysed in {review.wall_s:.0f} s", file=sys.stderr)
    return [*told, (minutes, resident_mb())]


def records(hours: int) -> Iterator[dict[str, Any]]:
    """Yield what recordings of an hour each leave, with a crowd now and then."""
    counts = (np.sin(np.arange(COUNTS_AN_HOUR) / 140.0) * 20.0).clip(0).astype(int).tolist()
    for _ in range(hours):
        for frame, count in enumerate(counts):
            yield {"frame": frame, "t_s": float(frame), "counts": [count]}
        yield {"end_s": 3600.0, "decoded": COUNTS_AN_HOUR, "corrupt": 0}


def listener() -> dict[str, Any]:
    """Return what hears a replay; of versions that kept all themselves, nothing."""
    try:
        from pipeline.crowd.document import OccupancyTable
        from pipeline.crowd.tallying import Tallying
    except ImportError:
        return {}
    tallying, table = Tallying((ZONE,)), OccupancyTable(len)

    def hear(*told: Any) -> None:
        tallying.take(*told)
        table.take(*told)

    return {"hear": hear}


def folded_counts(hours: int, seconds: float) -> list[tuple[float, float]]:
    """Return the memory at some hours of counts, as far as the time reaches."""
    names = [f"{hour:05d}.mp4" for hour in range(hours)]
    replay = Replay((ZONE,), 1.0, "cam-1", names, **listener())
    marks = [mark for mark in (1, 3, 10, 30, 100, 300, 1000, hours) if mark <= hours]
    told, began_s = list[tuple[float, float]](), time.monotonic()
    for record in records(hours):
        replay.take(record)
        if "end_s" in record and replay.files == marks[0]:
            told.append((marks.pop(0), resident_mb()))
        if "end_s" in record and (not marks or time.monotonic() - began_s > seconds):
            break
    if told[-1][0] != replay.files:
        told.append((replay.files, resident_mb()))
    print(f"{len(replay.events):,} episodes", file=sys.stderr)
    return told


def main() -> None:
    """Measure both feeds and print the memory as they go on."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--hours", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=80.0)
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        feeds = {
            "min of footage": partial(reviewed_footage, Path(folder), args.minutes),
            "h of counts": partial(folded_counts, args.hours, args.seconds),
        }
        for unit, feed in feeds.items():
            with ProcessPoolExecutor(1, get_context("spawn")) as worker:
                told = worker.submit(feed).result()
            first_mb = told[0][1]
            for mark, memory_mb in told:
                print(f"{mark:5g} {unit:<15} {memory_mb:8.1f} MB  {memory_mb - first_mb:+8.1f}")


if __name__ == "__main__":
    main()
