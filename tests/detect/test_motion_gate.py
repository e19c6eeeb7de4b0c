"""An answer stands while nothing stirs, never for long, and slow changes add up."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.crowd.watch import MEDIAN_S
from pipeline.detect.motion_gate import CARRIED_S, MotionGate
from pipeline.domain.crowding import whole_picture
from pipeline.imaging.glance import Glance
from pipeline.imaging.stir import STIRRED

LEFT = ((0.0, 0.0), (0.4, 0.0), (0.4, 1.0), (0.0, 1.0))


def grey(level: int) -> Glance:
    return Glance(np.full((180, 320), level, np.uint8))


def with_person(x: int, level: int = 140, y: int = 80) -> Glance:
    """Return a place of level 100 with somebody of 9 x 3 pixels."""
    gray = np.full((180, 320), 100, np.uint8)
    gray[y : y + 9, x : x + 3] = level
    return Glance(gray)


def looked_at(
    pictures: list[Glance], fps: float = 5.0, ring: tuple[tuple[float, float], ...] = LEFT
) -> list[bool]:
    gate, looks = MotionGate([ring]), []
    for number, glance in enumerate(pictures):
        stands = gate.stands(glance, number / fps)
        looks.append(not stands)
        if not stands:
            gate.look(glance, number / fps)
    return looks


def test_of_a_still_place_one_picture_in_seven_is_looked_at() -> None:
    # At five a second 1.5 s are seven and a half pictures.
    assert looked_at([grey(100)] * 15) == ([True] + [False] * 6) * 2 + [True]


def test_whoever_steps_in_is_looked_at_at_once() -> None:
    assert looked_at([grey(100), grey(100), with_person(40), with_person(40)]) == [
        True, False, True, False
    ]  # fmt: skip


def test_what_stirs_far_beside_the_zone_does_not_matter() -> None:
    # The zone ends at pixel 128, its margin 15 pixels behind the cell of that.
    assert looked_at([grey(100), with_person(200)]) == [True, False]
    assert looked_at([grey(100), with_person(138)]) == [True, True]


@pytest.mark.parametrize("x", range(40, 45))
@pytest.mark.parametrize("y", range(80, 85))
def test_the_smallest_person_is_seen_wherever_the_cells_lie(x: int, y: int) -> None:
    assert looked_at([grey(100), with_person(x, 108, y)]) == [True, True]


def test_slow_changes_add_up() -> None:
    # A level a picture: the third has changed by three since the last one that was looked at.
    assert looked_at([grey(100 + n) for n in range(7)]) == [
        True, False, False, True, False, False, True
    ]  # fmt: skip
    assert STIRRED == 3.0


@settings(max_examples=30)
@given(st.floats(0.2, 60.0))
def test_a_wrong_answer_is_outvoted_at_any_rate(fps: float) -> None:
    looks = looked_at([grey(100)] * 200, fps)
    starts = [number for number, looked in enumerate(looks) if looked]
    stood = max(after - before for before, after in pairwise(starts))
    in_window = sum(number / fps < MEDIAN_S - 1e-3 for number in range(200))
    assert stood == 1 or stood < in_window / 2


@given(st.lists(st.tuples(st.floats(0.01, 3.0), st.integers(0, 4)), max_size=60))
def test_no_answer_stands_for_long_or_over_a_change(steps: list[tuple[float, int]]) -> None:
    gate, t_s, level = MotionGate([whole_picture().ring]), 0.0, 100
    looked_s, looked_level = -np.inf, 0
    for step_s, rise in steps:
        t_s, level = t_s + step_s, level + rise
        if gate.stands(grey(level), t_s):
            assert t_s - looked_s + step_s < CARRIED_S + 1e-9
            assert level - looked_level < STIRRED
        else:
            gate.look(grey(level), t_s)
            looked_s, looked_level = t_s, level


def test_what_is_to_be_forgotten_does_not_stand() -> None:
    gate = MotionGate([LEFT])
    gate.look(grey(100), 0.0)
    assert gate.stands(grey(100), 0.2)
    gate.forget()
    assert not gate.stands(grey(100), 0.4)


def test_half_of_the_median_is_what_a_watch_smooths_over() -> None:
    assert CARRIED_S == MEDIAN_S / 2
