"""Slots are shifted to end at key pictures, where that spares something, and seldom."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from pipeline.sources.clock import Sampler
from tests.sources.packets import arrivals, choosing, watched

BEGAN_S, SAMPLE_FPS = 100.0, 5.0


def evenly(count: int, fps: float = 25.0, since_s: float = BEGAN_S) -> list[float]:
    """Return when so many pictures come."""
    return [since_s + number / fps for number in range(count)]


def late(times: Sequence[float], most_s: float) -> list[float]:
    """Return the same times, each later by chance."""
    chance = np.random.default_rng(1).uniform(0.0, most_s, len(times))
    return [float(t_s) for t_s in np.maximum.accumulate(np.asarray(times) + chance)]


def turns(times: Sequence[float], every: int, sample_fps: float = SAMPLE_FPS) -> list[float]:
    """Return by how much slots have been shifted, picture by picture, in their own length."""
    sampler = Sampler(sample_fps)
    chooser, shifted = choosing(sampler), list[float]()
    for arrival in arrivals(times, set(range(0, len(times), every))):
        chooser.is_due(arrival, 1)
        shifted.append((sampler.end_s(BEGAN_S) - Sampler(sample_fps).end_s(BEGAN_S)) * sample_fps)
    return shifted


def shifts(times: Sequence[float], every: int, sample_fps: float = SAMPLE_FPS) -> int:
    """Return how often slots are shifted."""
    found = turns(times, every, sample_fps)
    return sum(before != after for before, after in pairwise(found))


def spared(times: Sequence[float], every: int, sample_fps: float = SAMPLE_FPS) -> float:
    """Return the share of pictures that is not decoded."""
    decoded, _ = watched(arrivals(times, set(range(0, len(times), every))), Sampler(sample_fps))
    return 1.0 - len(decoded) / len(times)


def test_a_key_picture_becomes_the_last_of_its_slot_and_what_lies_before_is_spared() -> None:
    """Each 25th is each fifth slot. It was the first of its own, which spared four before it.

    From the ninth on, 200, it is the last one, which spares eight.
    """
    decoded, looked_at = watched(arrivals(evenly(350), set(range(0, 350, 25))), Sampler(SAMPLE_FPS))
    assert [number for number in looked_at if 190 <= number <= 231] == [
        *(190, 195, 200, 201, 206, 211, 216, 225, 226, 231),
    ]
    assert sorted(set(range(201, 326)) - set(decoded)) == [
        number for key in range(225, 350, 25) for number in range(key - 8, key)
    ]


def test_of_an_even_camera_slots_are_shifted_once() -> None:
    """A key picture was the first of five: a slot less three quarters of a picture, of 0.2 each."""
    assert shifts(late(evenly(3000), 0.005), 50) == 1
    assert turns(evenly(3000), 50)[-1] == pytest.approx(0.75 * 0.2 - 1.0, abs=0.006)


@pytest.mark.parametrize("every", [24, 26, 46])
def test_slots_are_not_shifted_where_they_would_have_to_be_each_time(every: int) -> None:
    assert shifts(evenly(3000), every) == 0


@pytest.mark.parametrize(("fps", "most"), [(25.02, 10), (25.2, 0), (24.98, 10), (24.8, 0)])
def test_where_a_camera_counts_a_little_fast_or_slow_they_are_shifted_seldom(
    fps: float, most: int
) -> None:
    """By a thousandth its key pictures drift by a quarter of a picture in ten seconds; no more."""
    times = evenly(3000, fps)
    assert (0 if most == 0 else 1) <= shifts(times, 25) <= most
    _, looked_at = watched(arrivals(times, set(range(0, 3000, 25))), Sampler(SAMPLE_FPS))
    assert abs(len(looked_at) - SAMPLE_FPS * (times[-1] - times[0])) <= 4


@pytest.mark.parametrize("late_s", [0.015, 0.039])
def test_one_key_picture_that_comes_late_shifts_nothing(late_s: float) -> None:
    """It lay 0.03 s before its slot's end; a processor that is busy lets who reads wait."""
    for key in range(1000, 2000, 50):
        times = evenly(3000)
        times[key] += late_s
        assert shifts(times, 50) == 1
    # Its control: where all come later from then on, slots are shifted to them.
    assert shifts(evenly(1000) + evenly(2000, since_s=BEGAN_S + 40.039), 50) >= 2


def test_behind_a_network_by_which_pictures_come_unevenly_slots_stay() -> None:
    assert shifts(late(evenly(3000), 0.2), 25) == 0
    # Of nine key pictures, each up to 0.1 s late, most may by chance be alike for once.
    assert shifts(late(evenly(3000), 0.1), 25) <= 1
    assert shifts(late(evenly(3000), 0.02), 25) >= 1, "its control"


def test_a_camera_whose_rate_falls_at_night_is_followed_again_by_day() -> None:
    """At 15 a second one in 50 comes each 16 2/3 slots; its pictures are as many as before."""
    night = evenly(1500, 15.0, since_s=BEGAN_S + 60.0)
    day = evenly(1500, since_s=night[-1] + 0.2)
    found = turns(evenly(1500) + night + day, 50)
    assert len(set(found[:1500])) == 2
    assert len(set(found[1600:3000])) == 1
    assert len(set(found[3000:])) == 2


@pytest.mark.parametrize("sample_fps", [2.5, 3.0, 3.5])
def test_where_two_slots_are_longer_than_a_step_may_be_they_stay(sample_fps: float) -> None:
    """A key picture at a slot's end would come too late to be looked at instead of its first."""
    assert shifts(evenly(3000), 50, sample_fps) == 0
    assert shifts(evenly(3000), 50, 4.0) == 1, "its control"


def test_where_a_slot_may_have_one_picture_they_stay() -> None:
    # Of a camera that sends 25 a second, 20 samples a second: now one, now two are in a slot.
    assert shifts(evenly(3000), 50, 20.0) == 0
    assert shifts(evenly(3000), 50, 12.5) == 1, "its control"


def test_where_pictures_are_sent_out_of_order_they_stay() -> None:
    sampler = Sampler(SAMPLE_FPS)
    chooser = choosing(sampler, most_b_frames="2")
    for arrival in arrivals(evenly(250), set(range(0, 250, 25))):
        chooser.is_due(arrival, 1)
    assert sampler.end_s(BEGAN_S) == Sampler(SAMPLE_FPS).end_s(BEGAN_S)
    assert shifts(evenly(250), 25) == 1, "its control"


def test_what_comes_all_at_once_shifts_nothing() -> None:
    """A server that sends what it has kept: eight distances between key pictures in no time."""
    kept = [BEGAN_S] * 401
    assert shifts(kept + evenly(450, since_s=BEGAN_S + 0.04), 50) == 0
    # Its control: once those that come evenly are the more, slots follow, and to the right place.
    later = evenly(1500, since_s=BEGAN_S + 0.04)
    assert shifts(kept + later, 50) == 1
    assert turns(kept + later, 50)[-1] == pytest.approx(0.75 * 0.2 - 1.0, abs=0.006)


@pytest.mark.parametrize("sample_fps", [2.5, 3.0, 4.0, 5.0, 8.0])
@pytest.mark.parametrize("every", [25, 46, 50])
def test_slots_that_may_be_shifted_spare_no_less(
    sample_fps: float, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = late(evenly(2000), 0.005)
    ours = spared(times, every, sample_fps)
    monkeypatch.setattr("pipeline.sources.key_slots.LONGEST_STEP_S", 0.0)  # None is ever shifted.
    assert ours >= spared(times, every, sample_fps) - 0.005
