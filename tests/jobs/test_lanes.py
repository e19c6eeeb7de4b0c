"""Worker processes die for themselves alone, and none outlives who sent it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from pipeline.jobs.crew import shared_out
from pipeline.jobs.lanes import Lanes, processes
from tests.jobs.labours import (
    catch_signals,
    die,
    die_at_seven,
    die_once,
    hang,
    own_pid,
    refuse,
    square,
)

PATIENCE_S = 60.0


def awaited(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.005)
    return condition()


def told(marker: Path) -> int:
    """Return the process that has told of itself."""
    assert awaited(lambda: marker.exists() and marker.read_text() != "")
    return int(marker.read_text())


def lives(pid: int) -> bool:
    """Tell whether a process does anything; a zombie does not."""
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_work_is_done_in_other_processes() -> None:
    with processes(2) as crew:
        assert sorted(shared_out(crew, square, [1, 2, 3])) == [(1, 1), (2, 4), (3, 9)]
        (((_, pid),)) = shared_out(crew, own_pid, [0])
        assert pid not in (None, os.getpid())


def test_no_work_is_done_at_once() -> None:
    with processes(2) as crew:
        assert list(shared_out(crew, square, [])) == []


def test_the_death_of_one_worker_is_told_to_its_own_job_alone() -> None:
    lanes = Lanes(2)
    dead, alive = lanes.submit(die, 0), [lanes.submit(square, n) for n in range(10)]
    with pytest.raises(BrokenExecutor):
        dead.result()
    assert [future.result() for future in alive] == [n * n for n in range(10)]
    lanes.shutdown()


def test_a_job_whose_worker_was_killed_is_done_by_another(tmp_path: Path) -> None:
    markers = [str(tmp_path / name) for name in ("a", "b", "c")]
    with processes(2) as crew:
        done = dict(shared_out(crew, die_once, markers))
    assert done == {marker: f"{Path(marker).name} lives" for marker in markers}


def test_a_job_that_kills_three_workers_is_given_up_and_the_others_go_on() -> None:
    with processes(2) as crew:
        done = dict(shared_out(crew, die_at_seven, range(20)))
    assert done == {n: None if n == 7 else n * n for n in range(20)}


def test_a_worker_that_dies_while_it_has_nothing_to_do_costs_no_job_a_life() -> None:
    lanes = Lanes(1)
    pid = lanes.submit(own_pid, 0).result()
    os.kill(pid, signal.SIGKILL)
    assert awaited(lambda: not Path(f"/proc/{pid}").exists())
    assert lanes.submit(square, 3).result() == 9
    lanes.shutdown()


def test_what_a_job_raises_is_raised_here() -> None:
    with processes(1) as crew, pytest.raises(ValueError, match="5 is refused"):
        list(shared_out(crew, refuse, [5]))


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_work_that_is_broken_off_ends_its_processes(tmp_path: Path) -> None:
    marker = tmp_path / "hung"
    with processes(1) as crew:
        future = crew.executor.submit(hang, str(marker))
        pid = told(marker)
    assert isinstance(future.exception(), BrokenExecutor)
    assert not lives(pid)


def test_signals_for_the_whole_group_do_not_reach_a_worker(tmp_path: Path) -> None:
    marker = tmp_path / "waiting"
    with processes(1) as crew:
        future = crew.executor.submit(catch_signals, str(marker))
        pid = told(marker)
        for number in (signal.SIGINT, signal.SIGHUP):
            os.kill(pid, number)
        marker.unlink()
        assert future.result() == "done"


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_no_worker_outlives_who_sent_it(tmp_path: Path) -> None:
    marker = tmp_path / "hung"
    code = (
        "from pipeline.jobs.lanes import processes\n"
        "from tests.jobs.labours import hang\n"
        "if __name__ == '__main__':\n"
        "    with processes(1) as crew:\n"
        f"        crew.executor.submit(hang, {str(marker)!r}).result()\n"
    )
    sender = tmp_path / "sender.py"
    sender.write_text(code)
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, str(sender)],
        env={**os.environ, "PYTHONPATH": root},
        stderr=subprocess.DEVNULL,
    )
    pid = told(marker)
    assert lives(pid)
    process.kill()
    process.wait()
    assert awaited(lambda: not lives(pid))
