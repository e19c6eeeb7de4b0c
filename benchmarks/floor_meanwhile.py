"""The floor of a core, measured in turns with what else runs on it: by `streams.py --meanwhile`.

How fast a core is that others use as well changes by a tenth and more within a minute, so that a
floor measured before or after says little of what it was meanwhile. So once a second some pictures
are decoded and the model is run a few times, by a process on the same core; the first ones, for
which the core's caches are cold as they are for everybody, are not counted.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

PICTURES, COLD_PICTURES = 25, 5
RUNS, COLD_RUNS = 3, 1
PAUSE_S = 1.0


class Probe:
    """A process that measures from `begin` to `end`."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe
        pipe.recv()

    def begin(self) -> None:
        """Begin to measure."""
        self._pipe.send(True)

    def end(self) -> tuple[float, float]:
        """Return what a picture and a run took since, in milliseconds; 0 for a run of no model."""
        self._pipe.send(True)
        decode_ms, run_ms = self._pipe.recv()
        return decode_ms, run_ms


@contextmanager
def probing(clip: Path, model: str | None, core: int, *, fast: bool) -> Iterator[Probe]:
    """Give what measures the floor of a core while the block runs."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=probe, args=(clip, model, core, fast, theirs), daemon=True)
    process.start()
    try:
        yield Probe(ours)
    finally:
        process.kill()
        process.join()


def probe(
    clip: Path, model: str | None, core: int, fast: bool, pipe: "Connection[Any, Any]"
) -> None:
    """Be the process that measures."""
    os.sched_setaffinity(0, {core})
    pictures, runs = _pictures(clip, fast=fast), _runs(clip, model)
    pipe.send(True)
    pipe.recv()
    decode_ms, run_ms = list[float](), list[float]()
    while not pipe.poll(PAUSE_S):
        decode_ms += [next(pictures) for _ in range(PICTURES)][COLD_PICTURES:]
        run_ms += [next(runs) for _ in range(RUNS)][COLD_RUNS:]
    pipe.send((fmean(decode_ms), fmean(run_ms)))


def _pictures(clip: Path, *, fast: bool) -> Iterator[float]:
    """Decode picture after picture for ever, and yield what each took, in milliseconds."""
    import av

    from pipeline.sources.decoding import video_stream

    container = av.open(str(clip))
    stream = video_stream(container)
    stream.codec_context.thread_count = 1
    if fast:
        stream.codec_context.options = {"skip_loop_filter": "all"}
    packets: list[Packet[VideoStream]] = [each for each in container.demux(stream) if each.size]
    for packet in cycle(packets):
        began = time.thread_time()
        packet.decode()
        yield 1000 * (time.thread_time() - began)


def _runs(clip: Path, model: str | None) -> Iterator[float]:
    """Run the model for ever, and yield what each run took, in milliseconds; 0 without one."""
    from pipeline.sources.footage import FootageReader
    from pipeline.workflows.open_detector import open_detector

    if model is None:
        while True:
            yield 0.0
    detector = open_detector(model, threads=1)
    tensor = detector.prepare(next(iter(FootageReader(clip, None, detector.scaled_size))))
    while True:
        began = time.process_time()
        detector.run(tensor)
        yield 1000 * (time.process_time() - began)
