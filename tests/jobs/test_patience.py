"""Retries come ever more seldom, and a refused password is not hammered at."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.jobs.patience import Patience


@given(st.integers(1, 10_000), st.integers(0, 1000))
@pytest.mark.fault("R1")
def test_retries_stay_between_half_the_first_and_the_longest_wait(failures: int, seed: int) -> None:
    assert 0.5 <= Patience().retry_s(failures, "offline", random.Random(seed)) <= 60.0


def test_each_wait_is_twice_the_one_before_until_the_longest() -> None:
    waits = [Patience().retry_s(n, "offline", random.Random(7)) for n in range(1, 9)]
    factor = waits[0]  # 1 s times the draw
    assert [round(wait_s / factor) for wait_s in waits] == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.fault("R1")
def test_cameras_behind_one_switch_do_not_come_back_together() -> None:
    waits = {Patience().retry_s(4, "offline", random.Random(seed)) for seed in range(100)}
    assert len(waits) == 100


@given(st.integers(1, 100), st.integers(0, 1000))
@pytest.mark.fault("R5")
def test_a_refused_password_waits_a_minute_at_least(failures: int, seed: int) -> None:
    assert 60.0 <= Patience().retry_s(failures, "auth", random.Random(seed)) <= 75.0


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_time_that_is_no_time_is_refused(seconds: float) -> None:
    with pytest.raises(UsageError, match="stall_s must be a positive number"):
        Patience(stall_s=seconds)
