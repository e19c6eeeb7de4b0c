"""Time rises whatever the timestamps say, and sampling follows it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.clock import FootageClock, Sampler


def times(stamps: list[float | None], fps: float = 10.0) -> list[float]:
    clock = FootageClock(fps)
    return [clock.time_of(index, stamp) for index, stamp in enumerate(stamps)]


def taken(t_s: list[float], sample_fps: float | None) -> list[int]:
    sampler = Sampler(sample_fps)
    return [index for index, t in enumerate(t_s) if sampler.takes(t)]


def test_time_begins_at_the_first_frame() -> None:
    assert times([100.0, 100.1, 100.3]) == pytest.approx([0.0, 0.1, 0.3])


def test_without_timestamps_frames_follow_the_frame_rate() -> None:
    assert times([None] * 4, fps=4.0) == [0.0, 0.25, 0.5, 0.75]


def test_a_missing_timestamp_is_bridged() -> None:
    assert times([0.0, None, 0.2, 0.3]) == pytest.approx([0.0, 0.1, 0.2, 0.3])


def test_a_jump_of_an_hour_takes_one_frame_time() -> None:
    assert times([0.0, 0.1, 3600.2, 3600.3]) == pytest.approx([0.0, 0.1, 0.2, 0.3])


def test_a_step_back_takes_one_frame_time() -> None:
    assert times([50.0, 50.1, 0.0, 0.1]) == pytest.approx([0.0, 0.1, 0.2, 0.3])


def test_a_pause_of_four_seconds_is_believed() -> None:
    assert times([0.0, 4.0, 4.1]) == pytest.approx([0.0, 4.0, 4.1])


def test_jumps_are_counted_and_missing_stamps_are_not() -> None:
    clock = FootageClock(10.0)
    for index, stamp in enumerate([0.0, 0.1, None, 9000.0, 9000.1, 3.0]):
        clock.time_of(index, stamp)
    assert clock.jumps == 2


def test_slow_recordings_may_step_by_three_frames() -> None:
    # One picture in ten seconds: the next but one comes after twenty.
    assert times([0.0, 20.0], fps=0.1) == [0.0, 20.0]


def test_the_end_is_one_frame_after_the_last() -> None:
    clock = FootageClock(4.0)
    clock.time_of(0, 0.0)
    assert clock.end_s == 0.25


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=60))
def test_time_always_rises(stamps: list[float | None]) -> None:
    assert all(before < after for before, after in pairwise(times(stamps)))


def test_two_a_second_of_ten_a_second() -> None:
    assert taken([n / 10 for n in range(20)], 2.0) == [0, 5, 10, 15]


def test_the_first_frame_after_the_time_is_taken() -> None:
    # Due at 0, 0.5, 1.0: the frames at 0, 0.6 and 1.2 are the first at or after.
    assert taken([0.0, 0.4, 0.6, 0.8, 1.2], 2.0) == [0, 2, 4]


def test_after_a_gap_nothing_is_made_up_for() -> None:
    assert taken([0.0, 3.0, 3.1, 3.2], 1.0) == [0, 1]


def test_sampling_faster_than_the_frames_takes_all() -> None:
    assert taken([0.0, 0.1, 0.2], 100.0) == [0, 1, 2]
    assert taken([0.0, 0.1, 0.2], None) == [0, 1, 2]


def test_times_rounded_to_milliseconds_lose_no_frame() -> None:
    # Matroska writes the second of thirty frames a second at 0.033, a little before 1/30.
    rounded = [round(n / 30, 3) for n in range(300)]
    assert taken(rounded, 30.0) == list(range(300))
