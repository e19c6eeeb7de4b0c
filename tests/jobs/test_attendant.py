"""A process beside a watch hears the newest, is heard, and keeps nobody waiting when it hangs."""

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from pipeline.jobs import attendant as attendant_module
from pipeline.jobs.attendant import attended
from pipeline.jobs.patience import Patience
from tests.jobs.attending import deaf, echo
from tests.jobs.watching import until

HASTE = Patience(first_retry_s=0.05, longest_retry_s=0.1)


def test_what_is_told_last_is_heard_and_what_is_said_is_too() -> None:
    said: list[tuple[int, object]] = []
    with attended(echo, HASTE, said.append, talks=True) as attendant:
        for number in range(1000):
            attendant.tell(number)
        until(lambda: bool(said) and said[-1][1] == 999, "the last word")
    assert len(said) < 1000


def test_one_that_was_killed_is_followed_by_one_that_is_told_the_same() -> None:
    said: list[tuple[int, object]] = []
    with attended(echo, HASTE, said.append, talks=True) as attendant:
        attendant.tell("a")
        until(lambda: bool(said), "a word")
        os.kill(said[0][0], signal.SIGKILL)
        until(lambda: said[-1][0] != said[0][0] and said[-1][1] == "a", "the next one's word")


def test_another_work_takes_the_place_of_the_old_one() -> None:
    said: list[tuple[int, object]] = []
    with attended(echo, HASTE, said.append, talks=True) as attendant:
        attendant.tell("a")
        until(lambda: bool(said), "a word")
        attendant.change(partial(echo))
        until(lambda: said[-1] != said[0], "a word of the next one")
        assert attendant.begun == 2
        assert not os.path.exists(f"/proc/{said[0][0]}")  # noqa: PTH110
    assert said[-1][1] == "a"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts how often threads wake")
def test_who_keeps_a_process_is_not_woken_while_nothing_happens() -> None:
    """Each waking costs a busy core more than what is looked at: caches are cold by then."""
    said: list[tuple[int, object]] = []
    with attended(echo, HASTE, said.append, talks=True) as attendant:
        attendant.tell("a")
        until(lambda: bool(said), "a word")
        beside = {each.native_id for each in threading.enumerate()} - {threading.get_native_id()}
        before = _wakings(beside)
        time.sleep(1.0)
        assert _wakings(beside) - before <= 2
        attendant.tell("b")
        until(lambda: said[-1][1] == "b", "another word")
        assert _wakings(beside) > before


def _wakings(threads: "set[int | None]") -> int:
    """Return how often threads of this process have waited for something."""
    found = 0
    for each in threads:
        lines = Path(f"/proc/self/task/{each}/status").read_text("ascii").splitlines()
        found += sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
    return found


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="stops a process")
def test_one_that_hears_nothing_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte does not fit into the pipe: who tells does not wait, who ends it does not long."""
    said: list[int] = []
    monkeypatch.setattr(attendant_module, "SEND_S", 0.1)
    with attended(deaf, HASTE, said.append, talks=True) as attendant:
        until(lambda: bool(said), "a word")
        for _ in range(100):
            attendant.tell("x" * 2**20)
    assert not os.path.exists(f"/proc/{said[0]}")  # noqa: PTH110
