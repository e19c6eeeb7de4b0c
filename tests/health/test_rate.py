"""Frames that are missing for long are a fault; rates that vary, pauses and short dips are none."""

from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.health import HealthFault
from pipeline.health.rate import RateWatch


def shown(*spells: tuple[float, float]) -> list[tuple[float, int]]:
    """Return all frames of a recording that has so many seconds at so many frames each."""
    samples, t_s = list[tuple[float, int]](), 0.0
    for seconds, fps in spells:
        for step in range(round(seconds * fps)):
            samples.append((t_s + step / fps, len(samples)))
        t_s += seconds
    return [*samples, (t_s, len(samples))]


def faults(
    samples: list[tuple[float, int]], stated_fps: float | None = None, own_fps: float | None = None
) -> list[HealthFault]:
    watch = RateWatch("cam-1", stated_fps)
    told = watch.take(0.0, samples, own_fps)
    return [*told, *watch.finish(samples[-1][0])]


def spells(found: Iterable[HealthFault]) -> list[tuple[str, float, float | None]]:
    return [(fault.kind, fault.start_s, fault.end_s) for fault in found]


def test_four_of_five_frames_missing_for_half_a_minute_are_a_fault() -> None:
    """25 frames a second for 20 s, 5 for 30 s, 25 again: 750 of 900 frames come at 25."""
    (fault,) = faults(shown((20, 25), (30, 5), (10, 25)))
    assert (fault.camera_id, fault.kind) == ("cam-1", "low_fps")
    assert (fault.start_s, fault.end_s) == (20.0, 50.0)
    assert fault.detail.en == "5.0 frames a second, where 25.0 are due"


def test_a_dip_shorter_than_ten_seconds_is_none() -> None:
    assert faults(shown((20, 25), (9, 5), (20, 25))) == []


def test_half_of_the_frames_as_by_night_are_enough() -> None:
    assert faults(shown((30, 25), (60, 12.5)), stated_fps=25.0) == []
    assert spells(faults(shown((30, 25), (60, 12)), stated_fps=25.0)) == [("low_fps", 30.0, 90.0)]


def test_slow_from_beginning_to_end_is_known_by_what_is_stated_alone() -> None:
    slow = shown((60, 5))
    assert faults(slow) == []
    assert spells(faults(slow, stated_fps=25.0)) == [("low_fps", 0.0, 60.0)]
    assert spells(faults(slow, own_fps=25.0)) == [("low_fps", 0.0, 60.0)]
    # The site file knows better than the recording.
    assert faults(slow, stated_fps=5.0, own_fps=25.0) == []


def varying(seconds: int) -> Iterator[tuple[float, int]]:
    """Yield frames a thirtieth and a twentieth of a second apart in turn: 24 a second."""
    t_s, index = 0.0, 0
    while t_s < seconds:
        yield t_s, index
        t_s, index = t_s + (1 / 30 if index % 2 else 1 / 20), index + 1


def test_a_rate_that_varies_is_well() -> None:
    """The control: 60 is the tick of its clock, and 30 what it may be said to have."""
    assert faults(list(varying(60)), own_fps=30.0) == []


def test_a_pause_in_which_nothing_is_recorded_is_none() -> None:
    before = shown((20, 25))[:-1]
    after = [(50.0 + t_s, len(before) + index) for t_s, index in shown((20, 25))]
    assert faults([*before, *after]) == []


def test_a_recorder_that_pauses_again_and_again_is_well() -> None:
    """Every 15 s a moment of 0.5 s at 25 frames a second, looked at five times a second."""
    moments = [(15.0 * n + step / 25, 12 * n + step) for n in range(12) for step in range(12)]
    assert faults(moments[::5]) == []


def test_a_fault_goes_on_from_one_recording_to_the_next() -> None:
    watch = RateWatch("cam-1", 25.0)
    first = watch.take(0.0, shown((20, 25), (8, 5)))
    second = watch.take(28.0, shown((8, 5), (10, 25)))
    assert (first, spells(second)) == ((), [("low_fps", 20.0, 36.0)])


def test_samples_far_apart_count_all_frames_between_them() -> None:
    """One picture in 20 s was looked at, and 100 frames came meanwhile."""
    every = [(20.0 * step, 100 * step) for step in range(6)]
    assert spells(faults(every, stated_fps=25.0)) == [("low_fps", 0.0, 100.0)]
    assert faults(every) == []


@given(st.floats(1.0, 60.0), st.integers(11, 60), st.sampled_from([1, 2, 5]))
def test_a_steady_recording_is_well_however_often_it_is_sampled(
    fps: float, seconds: int, each: int
) -> None:
    samples = shown((seconds, fps))
    assert faults([*samples[:-1:each], samples[-1]]) == []
