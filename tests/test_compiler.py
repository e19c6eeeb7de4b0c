"""Machine code is had where numba is, and only once it is worth it."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.compiler import Payback, machine_code
from pipeline.errors import UnavailableError


def doubled(number):
    return number + number


def test_machine_code_says_what_the_function_says() -> None:
    assert machine_code(doubled, lambda code: code(1.0))(3.5) == 7.0


def test_without_numba_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(UnavailableError, match="doubled as machine code needs numba"):
        machine_code(doubled, lambda code: code(1.0))


def test_it_is_due_once_it_would_have_paid() -> None:
    payback = Payback(10, clock=lambda: 0.0)
    assert [payback.is_due(4) for _ in range(4)] == [False, False, True, True]


def test_work_that_trickles_in_never_pays() -> None:
    seconds = iter(range(1_000))
    trickling = Payback(120, clock=lambda: float(next(seconds)))
    assert not any(trickling.is_due(2) for _ in range(900))


def test_work_in_a_hurry_pays() -> None:
    # Three a second: one more than the two that are forgotten each second of 120 in a minute.
    seconds = iter(range(1_000))
    hurried = Payback(120, clock=lambda: float(next(seconds)))
    due = [hurried.is_due(3) for _ in range(900)]
    assert due.index(True) == 118
    assert all(due[118:])


def test_it_is_never_due_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    assert not Payback(10).is_due(1000)


def test_a_frame_loads_no_compiler() -> None:
    code = (
        "import sys, numpy\n"
        "from pipeline.crowd.track import Tracker\n"
        "from pipeline.domain.detections import Detections\n"
        "from pipeline.imaging.nms import kept\n"
        "boxes, scores = numpy.float32([[0, 0, 9, 9]]), numpy.float32([0.9])\n"
        "kept(boxes, scores, 0.5)\n"
        "[Tracker().step(Detections(boxes, scores), t_s) for t_s in (0.0, 0.1)]\n"
        "sys.exit('numba' in sys.modules)"
    )
    root = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
