"""The floor of a core, measured in turns with what else runs on it: by `streams.py --meanwhile`.

How fast a core is that others use as well changes by a tenth and more within a minute, so that a
floor measured before or after says little of what it was meanwhile. So once a second some pictures
are decoded and the model is run a few times, by a process on the same core; the first ones, for
which the core's caches are cold as they are for everybody, are not counted. Nothing breaks that
process off meanwhile (a class of Linux that only root may have): one that is broken off finds its
caches cold again, as if a review had to share its core, and the floor would be too high.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import repeat
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.stream_floor import Floor, looking_at, opened

PICTURES, COLD_PICTURES = 29, 5
"""In a turn, a prime: key pictures, which take twice as long, come at each place of it in time."""

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

    def end(self) -> Floor:
        """Return what a picture and a run took since; nothing is scaled."""
        self._pipe.send(True)
        decode_ms, run_ms = self._pipe.recv()
        return Floor(decode_ms, 0.0, run_ms)


@contextmanager
def probing(
    clip: Path, model: str | None, core: int, *, counts: bool, fast: bool
) -> Iterator[Probe]:
    """Give what measures the floor of a core while the block runs; no model where none counts."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=probe, args=(clip, model, core, counts, fast, theirs), daemon=True
    )
    process.start()
    try:
        yield Probe(ours)
    finally:
        process.kill()
        process.join()


def probe(
    clip: Path,
    model: str | None,
    core: int,
    counts: bool,
    fast: bool,
    pipe: "Connection[Any, Any]",
) -> None:
    """Be the process that measures."""
    os.sched_setaffinity(0, {core})
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    pictures = _pictures(clip, fast=fast)
    runs = _runs(clip, model) if counts else repeat(0.0)
    next(pictures), next(runs)  # Opens the clip and the model.
    pipe.send(True)
    pipe.recv()
    decode_ms, run_ms = list[float](), list[float]()
    while not pipe.poll(PAUSE_S):
        decode_ms += [next(pictures) for _ in range(PICTURES)][COLD_PICTURES:]
        run_ms += [next(runs) for _ in range(RUNS)][COLD_RUNS:]
    pipe.send((fmean(decode_ms), fmean(run_ms)))


def _pictures(clip: Path, *, fast: bool) -> Iterator[float]:
    """Read and decode picture after picture for ever; yield what each took, in milliseconds."""
    while True:
        with opened(str(clip), fast=fast) as (container, stream):
            packets = container.demux(stream)
            began = time.thread_time()
            while (packet := next(packets)).size:
                packet.decode()
                yield 1000 * (time.thread_time() - began)
                began = time.thread_time()


def _runs(clip: Path, model: str | None) -> Iterator[float]:
    """Run the model for ever, and yield what each run took, in milliseconds."""
    detector, tensor = looking_at(clip, model)
    while True:
        began = time.process_time()
        detector.run(tensor)
        yield 1000 * (time.process_time() - began)
