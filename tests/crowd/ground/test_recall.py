"""What is found becomes what is there, as far as that can be known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crowd.ground.recall import believed_p_m2, estimated
from pipeline.domain.people_density import RecallCurve
from pipeline.errors import InputError

RHO = np.linspace(0.0, 6.0, 601)
FALLING = np.exp(-RHO / 2.0)
"""Found are ρ·exp(-ρ/2): most at ρ = 2, where it is 2/e = 0.736."""
CURVE = RecallCurve(RHO, FALLING, FALLING, FALLING)


def test_most_people_are_found_at_the_density_beyond_which_nothing_is_measured() -> None:
    assert CURVE.max_measurable_p_m2 == pytest.approx(2.0)
    assert CURVE.most_observed_p_m2 == pytest.approx(2.0 / np.e)
    # Of those that cannot be measured the end of the curve shows fewest: 6·exp(-3).
    assert CURVE.least_packed_p_m2 == pytest.approx(6.0 * np.exp(-3.0))


def test_below_the_peak_the_rising_branch_answers() -> None:
    # exp(-½) = 0.6065 per m² are found of 1 per m², and of 3.5 per m² as well.
    found = estimated(round(1000 * np.exp(-0.5)), 1000.0, CURVE)
    assert found.density_p_m2 == pytest.approx(1.0, abs=0.01)
    # n = 1000, r = 0.6065: two deviations are 2·√(1000·0.6065·0.3935) = 31, by a slope of 303.
    assert found.low_p_m2 == pytest.approx(1.0 - 31 / 303, abs=0.03)
    assert found.high_p_m2 == pytest.approx(1.0 + 31 / 303, abs=0.03)


def test_more_than_the_peak_shows_has_no_answer_but_a_lower_bound() -> None:
    found = estimated(800, 1000.0, CURVE)
    assert (found.density_p_m2, found.high_p_m2) == (None, None)
    assert found.low_p_m2 >= 0.8


def test_near_the_peak_there_is_no_upper_end() -> None:
    found = estimated(720, 1000.0, CURVE)
    assert found.density_p_m2 is not None and found.high_p_m2 is None


def test_nobody_found_is_nobody_there_but_for_those_who_are_missed_in_any_case() -> None:
    assert estimated(0, 50.0, CURVE).high_p_m2 == 0.0
    blind = RecallCurve(RHO, 0.8 * FALLING, 0.8 * FALLING, 0.8 * FALLING)
    found = estimated(0, 50.0, blind)
    assert (found.density_p_m2, found.low_p_m2) == (0.0, 0.0)
    # One of n is found with 0.8·n, and two deviations below that are 2·√(0.8·0.2·n) = 0.8·√n.
    assert found.high_p_m2 == pytest.approx(1 / 50, abs=0.005)


def test_what_is_not_known_of_the_recall_widens_the_interval() -> None:
    wide = RecallCurve(RHO, FALLING, 0.9 * FALLING, np.minimum(1.1 * FALLING, 1.0))
    sure, unsure = estimated(400, 1000.0, CURVE), estimated(400, 1000.0, wide)
    assert sure.high_p_m2 is not None and unsure.high_p_m2 is not None
    assert unsure.low_p_m2 < sure.low_p_m2 < sure.high_p_m2 < unsure.high_p_m2


@given(st.floats(0.01, 1.5), st.integers(0, 2**31))
def test_the_true_density_lies_in_the_interval_nearly_always(rho: float, seed: int) -> None:
    """Within four deviations instead of two, so that no chance finds otherwise."""
    people = round(rho * 400.0)
    found = np.random.default_rng(seed).binomial(people, np.exp(-people / 400.0 / 2.0))
    told = estimated(int(found), 400.0, CURVE)
    off = 4.0 * (people**0.5 + 2.0) / 400.0 / 0.2
    assert told.low_p_m2 - off <= people / 400.0
    assert told.high_p_m2 is None or people / 400.0 <= told.high_p_m2 + off


@pytest.mark.parametrize(
    ("rho", "recall", "said"),
    [
        ([0.0], [1.0], "at least 2"),
        ([0.5, 1.0], [1.0, 1.0], "rise from 0"),
        ([0.0, 0.0], [1.0, 1.0], "rise from 0"),
        ([0.0, 1.0], [1.0, 1.5], "1.5, 1.5, 1.5 at 1 people"),
        ([0.0, 1.0], [1.0, float("nan")], "nan, nan, nan at 1 people"),
    ],
)
def test_what_is_no_curve_is_refused(rho: list[float], recall: list[float], said: str) -> None:
    share = np.array(recall)
    with pytest.raises(InputError, match=said):
        RecallCurve(np.array(rho), share, share, share)


def test_a_count_is_believed_until_it_may_lie_on_either_side_of_the_peak() -> None:
    # Of the peak, at 2 people/m², four fifths are found: by then recall falls as a straight line.
    rho = np.array([0.0, 1.0, 2.0, 3.0])
    shares = np.array([1.0, 0.9, 0.5, 0.2])
    curve = RecallCurve(rho, shares, shares, shares)
    assert curve.most_observed_p_m2 == 1.0
    assert curve.max_measurable_p_m2 == 2.0
    # ρ (1 - 0.1 ρ) = 0.8 at ρ = 5 - √17.
    assert believed_p_m2(curve) == pytest.approx(5.0 - math.sqrt(17.0), abs=1e-3)


def test_a_curve_without_a_peak_is_believed_to_its_end() -> None:
    sure = np.ones(2)
    assert believed_p_m2(RecallCurve(np.array([0.0, 6.0]), sure, sure, sure)) == 6.0


def test_boxes_that_may_be_nobodys_lower_the_least() -> None:
    sure = np.ones(2)
    curve = RecallCurve(np.array([0.0, 6.0]), sure, sure, sure)
    assert estimated(10, 20.0, curve).low_p_m2 == pytest.approx(0.5)
    told = estimated(10, 20.0, curve, false=2.0)
    assert told.low_p_m2 == pytest.approx(0.4, abs=2e-3)
    assert told.density_p_m2 == pytest.approx(0.5)
    assert estimated(1, 20.0, curve, false=2.0).low_p_m2 == 0.0
