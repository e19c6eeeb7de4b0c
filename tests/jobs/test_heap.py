"""What a process has freed goes back to the system."""

import gc
import subprocess
import sys
import threading
import weakref
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


ALONE = """
import threading
from pathlib import Path
from pipeline.jobs.heap import share_one

def heaps():
    parts = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    begins = [int(part[0].split("-")[0], 16) for part in parts if part[1] == "rw-p"]
    return sum(begin % (64 << 20) == 0 for begin in begins)

if {shared}:
    share_one()
before, kept, together = heaps(), [], threading.Barrier(5)

def fill():
    kept.append([bytearray(1000) for _ in range(100)])
    together.wait()

threads = [threading.Thread(target=fill) for _ in range(4)]
[thread.start() for thread in threads]
together.wait()
print(heaps() - before)
"""


def heaps_of_four_threads(shared: bool) -> int:
    """Return how many heaps glibc makes for them; each begins at a multiple of 64 MB."""
    told = subprocess.run(
        [sys.executable, "-c", ALONE.format(shared=shared)], capture_output=True, text=True
    )
    return int(told.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux does this")
def test_threads_share_one_heap_and_by_themselves_have_one_each() -> None:
    assert heaps_of_four_threads(shared=True) == 0
    assert heaps_of_four_threads(shared=False) == 4


class Held:
    """Something that holds itself, as an error does whose frame holds the error."""

    def __init__(self) -> None:
        self.itself = self


def test_what_only_holds_itself_is_collected() -> None:
    gc.collect()
    gc.disable()
    try:
        gone = weakref.ref(Held())
        assert gone() is not None
        give_back()
        assert gone() is None
    finally:
        gc.enable()
