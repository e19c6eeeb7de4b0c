"""Who decodes waits for others, and then keeps its core for longer than Linux would give it."""

import os
import re
import sys
import threading
from pathlib import Path

import pytest

from pipeline.jobs.turns import TURN_MS, take_long_turns

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux")


def in_a_thread(given: list[tuple[int, int | None]], *, long: bool) -> None:
    """Take long turns, or not, and let a thread that is begun then tell its policy and its turn."""

    def begin() -> None:
        if long:
            take_long_turns()
        begun = threading.Thread(target=lambda: given.append((os.sched_getscheduler(0), turn_ms())))
        begun.start()
        begun.join()

    one = threading.Thread(target=begin)
    one.start()
    one.join()


def turn_ms() -> int | None:
    """Return how long a turn of this thread is, None where Linux does not tell."""
    path = Path(f"/proc/self/task/{threading.get_native_id()}/sched")
    told = re.search(r"se\.slice\s*:\s*(\d+)", path.read_text()) if path.exists() else None
    return None if told is None else int(told[1]) // 1_000_000


def test_threads_begun_later_have_long_turns_too() -> None:
    told: list[tuple[int, int | None]] = []
    in_a_thread(told, long=True)
    policy, turn = told[0]
    assert policy == os.SCHED_BATCH
    # Linux tells of turns before 6.12 too, and heeds what is asked only from then on.
    release = tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))
    assert turn is None or release < (6, 12) or turn == TURN_MS


def test_its_control_is_broken_off_by_who_wakes() -> None:
    told: list[tuple[int, int | None]] = []
    in_a_thread(told, long=False)
    policy, turn = told[0]
    assert policy == os.SCHED_OTHER
    assert turn is None or turn < TURN_MS
