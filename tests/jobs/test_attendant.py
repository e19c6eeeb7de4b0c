"""A process beside a watch hears the newest, is heard, and keeps nobody waiting when it hangs."""

import os
import signal
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from pipeline.jobs import attendant as attendant_module
from pipeline.jobs.attendant import attended
from pipeline.jobs.patience import Patience
from tests.jobs.attending import deaf, echo, fail, whisper
from tests.jobs.watching import until

HASTE = Patience(first_retry_s=0.05, longest_retry_s=0.1)

QUIET_S = 0.5
"""So long nothing happens, and whoever looked ten times a second would be found out."""


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
    assert [word for _, word in said] == ["a", "a"]
    assert said[0][0] != said[1][0]


def test_another_work_is_begun_at_once_where_the_old_one_has_failed_for_long() -> None:
    said: list[tuple[int, object]] = []
    with attended(fail, Patience(first_retry_s=300.0), said.append, talks=True) as attendant:
        attendant.tell("a")
        until(lambda: attendant.begun == 1 and attendant.pid is None, "its end")
        attendant.change(echo)
        until(lambda: bool(said), "a word of the next one")


def test_who_keeps_a_process_is_not_woken_while_nothing_happens(waits: list[object]) -> None:
    """Each waking costs a busy core more than what is looked at: caches are cold by then."""
    said: list[tuple[int, object]] = []
    with attended(echo, HASTE, said.append, talks=True) as attendant:
        attendant.tell("a")
        until(lambda: bool(said), "a word")
        before = len(waits)
        time.sleep(QUIET_S)
        quiet = len(waits)
        assert quiet <= before + 1
        attendant.tell("b")
        until(lambda: len(said) == 2 and len(waits) > quiet, "another word, and more waiting")


def test_what_nobody_wants_to_hear_wakes_nobody(waits: list[object], tmp_path: Path) -> None:
    with attended(partial(whisper, tmp_path / "said"), HASTE, talks=True):
        until((tmp_path / "said").exists, "a word")
        time.sleep(QUIET_S)
        assert len(waits) == 1


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the list to which each waiting of an attendant is added as it begins."""
    found: list[object] = []

    def counted(watched: Sequence[object], *args: float) -> object:
        found.append(watched)
        return wait(watched, *args)

    monkeypatch.setattr(attendant_module, "wait", counted)
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
