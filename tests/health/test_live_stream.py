"""What a stream's packets say: a clock that was set is told once, lost parts while they last."""

import pytest

from pipeline.domain.health import HealthFault
from pipeline.domain.intake import Intake
from pipeline.domain.pace import Pace
from pipeline.health.live_stream import StreamWatch

FPS = 25


def told(
    shift_s: dict[int, float], damaged: range = range(0), seconds: int = 60, spared: int = 0
) -> list[str]:
    """Return kind, begin and end of what is told of a stream, one look a second.

    From a second on, its clock is set forwards; in the seconds `damaged`, a fifth of the packets
    are that were looked into: so many of 25 were spared.
    """
    watch, found, spoilt = StreamWatch("cam"), list[HealthFault](), 0
    for second in range(seconds):
        spoilt += (FPS - spared) // 5 * (second in damaged)
        set_s = sum(by for since, by in shift_s.items() if second >= since)
        pace = Pace(0.0, float(second), second * FPS, second + set_s)
        found += watch.step(pace, Intake(second * FPS, spared=second * spared, corrupt=spoilt))
    found += watch.finish(float(seconds))
    return [f"{fault.kind} {fault.start_s:g} {fault.end_s}" for fault in found]


def test_a_stream_in_order_is_well() -> None:
    assert told({}) == []


@pytest.mark.fault("R6")
def test_a_clock_that_is_set_is_told_once_each_time() -> None:
    assert told({20: 3600.0, 40: -3600.0}) == ["clock_jump 20 20.0", "clock_jump 40 40.0"]


@pytest.mark.fault("R6", control=True)
def test_a_clock_that_is_set_by_a_little_is_not_told() -> None:
    assert told({20: 4.0}) == []


def test_a_stall_is_no_jump() -> None:
    watch = StreamWatch("cam")
    assert list(watch.step(Pace(0.0, 1.0, 25, 1.0), Intake())) == []
    assert list(watch.step(Pace(0.0, 61.0, 50, 61.0), Intake())) == []


def test_another_connection_counts_from_the_beginning() -> None:
    watch = StreamWatch("cam")
    assert list(watch.step(Pace(0.0, 100.0, 2500, 100.0), Intake(came=2500))) == []
    assert list(watch.step(Pace(101.0, 101.0, 1, 0.0), Intake(came=1))) == []


@pytest.mark.fault("R8")
def test_lost_parts_are_a_fault_while_they_last() -> None:
    # Looked at in the seconds 11 to 30, each for the second before; ten of them make it a fault.
    assert told({}, range(10, 30)) == ["corrupt 10 None", "corrupt 10 30.0"]


def test_lost_parts_that_last_end_with_the_watch() -> None:
    assert told({}, range(40, 60)) == ["corrupt 40 None", "corrupt 40 60.0"]


def test_a_hiccup_is_not_told() -> None:
    assert told({}, range(10, 15)) == []


def test_lost_parts_are_a_share_of_what_is_decoded() -> None:
    # Four of 20 a second are a fifth, as five of 25.
    assert told({}, range(10, 30), spared=5) == told({}, range(10, 30))
    assert told({}, range(10, 30), spared=20) == told({}, range(10, 30))
