"""What a process has freed goes back to the system."""

import sys
import threading
from pathlib import Path

import pytest

from pipeline.jobs.heap import give_back

PAGES, PAGE = 4096, 4096


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux does this")
def test_holes_in_the_heap_of_a_thread_are_given_back() -> None:
    """Of 16 MB in small pieces every tenth is kept: what lies between cannot go by itself."""
    kept: list[bytearray] = []

    def fill() -> None:
        pieces = [bytearray(PAGE - 64) for _ in range(PAGES)]
        kept.extend(pieces[::10])

    thread = threading.Thread(target=fill)
    thread.start()
    thread.join()
    before = resident()
    give_back()
    assert before - resident() > PAGES * PAGE // 3
