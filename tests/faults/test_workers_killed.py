"""Workers killed at random in a review of two hundred recordings lose and double nothing.

Real processes and a real Dask cluster, real SIGKILLs. The moments are drawn from the number of
finished recordings, so every machine meets them; how many were really struck is counted.
"""

import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.domain.crowding import whole_picture
from pipeline.jobs.cluster import cluster
from pipeline.jobs.crew import Crew
from pipeline.jobs.lanes import processes
from pipeline.sources.clip import encoded_clip
from pipeline.workflows.review_options import ReviewOptions
from tests.detect.bright import bright_manifest
from tests.faults.test_review_killed import restore_interrupt
from tests.jobs.dask_cluster import dask_cluster
from tests.workflows.heard import Heard, review_at_scale, review_footage

RECORDINGS, FRAMES, FPS = 200, 10, 5
STRIKES = 6
WORKERS = 2
ZONE = whole_picture((3, 5, 6, 7))
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 200 recordings, no two alike: light and dark change by chance, and so do counts."""
    folder = tmp_path_factory.mktemp("footage")
    chance = np.random.default_rng(4)
    for number in range(RECORDINGS):
        lit = chance.random(FRAMES) < number / RECORDINGS
        levels = np.where(lit, 220, 20) + chance.integers(0, 20, FRAMES)
        pictures = [np.full((64, 64, 3), level, np.uint8) for level in levels]
        (folder / f"{number:03}.mp4").write_bytes(encoded_clip(pictures, FPS))
    bright_manifest(folder, 7)
    return folder


def footage(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.mp4"))


def options(folder: Path, out: Path) -> ReviewOptions:
    # Light and dark alone are what a broken camera shows, and nobody would be counted.
    return ReviewOptions(out=out, model=str(folder / "bright.yaml"), health=False)


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what one process leaves that analyses one recording after another."""
    out = tmp_path_factory.mktemp("undisturbed")
    review = review_footage(footage(folder), (ZONE,), options(folder, out))
    assert review.frames_analyzed == RECORDINGS * FRAMES
    assert {0, 7} == set(review.counts("picture")) and review.events
    return out


def results(out: Path) -> dict[str, bytes]:
    """Return all that a review leaves and that does not say how long it took."""
    kept = [out / "occupancy.csv", out / "events.jsonl", *(out / "segments").iterdir()]
    return {path.name: path.read_bytes() for path in kept}


def segments_in(out: Path) -> int:
    return len(list((out / "segments").glob("*.segment"))) if (out / "segments").is_dir() else 0


@dataclass
class Striker:
    """Kills a worker whenever some more recordings are finished."""

    out: Path
    workers: Callable[[], list[int]]
    strikes: int = STRIKES
    struck: list[int] = field(default_factory=list)
    over: bool = False

    def strike(self) -> None:
        chance = random.Random(7)
        for finished in sorted(chance.sample(range(RECORDINGS - 20), self.strikes)):
            while self.finished < finished and not self.over:
                time.sleep(0.001)
            self.strike_one(chance)

    def strike_one(self, chance: random.Random) -> None:
        """Kill one worker that was not killed before."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.over and time.monotonic() < deadline:
            if living := [pid for pid in self.workers() if pid not in self.struck]:
                time.sleep(chance.uniform(0.0, 0.02))
                pid = chance.choice(living)
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.struck.append(pid)
                    return
            time.sleep(0.001)

    @property
    def finished(self) -> int:
        return segments_in(self.out)


@contextmanager
def striking(striker: Striker) -> Iterator[None]:
    thread = threading.Thread(target=striker.strike)
    thread.start()
    try:
        yield
    finally:
        striker.over = True
        thread.join()


class Witness(Executor):
    """Hands on to another executor, and counts the jobs of which the worker died."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.deaths = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = self.executor.submit(fn, *args, **kwargs)
        future.add_done_callback(self.look)
        return future

    def look(self, future: Future[Any]) -> None:
        self.deaths += isinstance(future.exception(), BrokenExecutor)


def children() -> list[int]:
    return [child.pid for child in multiprocessing.active_children() if child.pid]


def reviewed(folder: Path, striker: Striker, crew: Crew) -> Heard:
    with striking(striker):
        return review_at_scale(footage(folder), (ZONE,), options(folder, striker.out), crew)


def test_processes_killed_at_random_change_nothing(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    striker = Striker(tmp_path, children)
    with processes(WORKERS) as crew:
        witness = Witness(crew.executor)
        review = reviewed(folder, striker, replace(crew, executor=witness))
    assert len(striker.struck) == STRIKES
    # A worker that is struck between two jobs takes none with it.
    assert witness.deaths >= STRIKES // 2
    assert review.faults == ()
    assert results(tmp_path) == results(undisturbed)


def test_without_a_second_try_the_same_strikes_lose_recordings_until_the_next_run(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    """The control: strikes are felt where nobody takes up what the dead have left."""
    with processes(WORKERS) as crew:
        review = reviewed(folder, Striker(tmp_path, children, 4), replace(crew, most_deaths=1))
        assert {fault.kind for fault in review.faults} == {"given_up"}
        assert results(tmp_path) != results(undisturbed)
        again = review_at_scale(footage(folder), (ZONE,), options(folder, tmp_path), crew)
    assert again.faults == ()
    assert results(tmp_path) == results(undisturbed)


def test_workers_of_a_cluster_killed_at_random_change_nothing(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    with dask_cluster(WORKERS) as local:
        nannies = lambda: [n.pid for n in local.workers.values() if n.pid]  # noqa: E731
        striker = Striker(tmp_path, nannies)
        with cluster(local.scheduler_address) as crew:
            review = reviewed(folder, striker, crew)
    assert len(striker.struck) == STRIKES
    assert review.faults == ()
    assert results(tmp_path) == results(undisturbed)


def command(folder: Path, out: Path, blow: signal.Signals | None, finished: int) -> tuple[int, str]:
    """Run the command in a group of its own; strike it once so many recordings are finished."""
    words = [sys.executable, "-m", "pipeline", "review", str(folder), "--out", str(out)]
    words += ["--model", str(folder / "bright.yaml"), "--counts", "3,5,6,7", "--no-health"]
    process = subprocess.Popen(
        [*words, "--jobs", str(WORKERS), "--lang", "en"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=restore_interrupt,
    )
    while blow and process.poll() is None and segments_in(out) < finished:
        time.sleep(0.002)
    if blow == signal.SIGINT:
        # As a terminal does: its workers are told as well.
        os.killpg(process.pid, blow)
    elif blow:
        process.send_signal(blow)
    _, told = process.communicate(timeout=PATIENCE_S)
    return process.returncode, told


def test_a_review_by_processes_that_is_killed_or_interrupted_goes_on(
    folder: Path, undisturbed: Path, tmp_path: Path
) -> None:
    seen = 0
    for finished, blow in ((20, signal.SIGKILL), (70, signal.SIGINT), (120, signal.SIGKILL)):
        code, told = command(folder, tmp_path, blow, finished)
        assert "Traceback" not in told
        if blow == signal.SIGINT:
            assert code == 130, told
            assert re.search(r"interrupted after \d+ of \d+ recordings, which are kept", told)
        else:
            assert code == -signal.SIGKILL
        if seen:
            # A worker whose command was just killed may still have finished one.
            found = re.search(r"(\d+) recordings were analysed before", told)
            assert found is not None and int(found[1]) >= seen
        seen = segments_in(tmp_path)
        assert finished <= seen < RECORDINGS
    assert command(folder, tmp_path, None, 0)[0] == 0
    assert results(tmp_path) == results(undisturbed)
