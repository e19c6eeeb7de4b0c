"""No other choice of pairs gains more."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.errors import GeometryError
from pipeline.geometry.matching import best_matching, matched_in_turn

TABLES = arrays(
    np.float64,
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    elements=st.sampled_from([0.0, 0.0, 0.1, 0.3, 0.30000000000000004, 0.5, 0.9]),
)


def partners(table: np.ndarray) -> list[int]:
    first, second = table.nonzero()
    return best_matching(first, second, table[first, second], table.shape).tolist()


def gained(table: np.ndarray, chosen: list[int]) -> float:
    return sum(table[one, other] for one, other in enumerate(chosen) if other >= 0)


def most(table: np.ndarray) -> float:
    """Return the most that can be gained, by trying everything; nobody's column gains nothing."""
    rows, columns = table.shape
    wide = np.hstack((table, np.zeros((rows, rows))))
    ways = permutations(range(columns + rows), rows)
    return max(sum(wide[range(rows), way]) for way in ways)


def test_two_who_want_the_same_share_so_that_both_gain() -> None:
    # 0.9 + 0.0 for the greedy, 0.5 + 0.8 for both.
    assert partners(np.array([[0.9, 0.5], [0.8, 0.0]])) == [1, 0]


def test_a_chain_of_changes_is_followed_to_its_end() -> None:
    # Each may keep its own for 0.6; where the first takes the last for 0.1, four gain 0.9.
    table = np.zeros((5, 5))
    table[range(5), range(5)] = 0.6
    table[range(1, 5), range(4)] = 0.9
    table[0, 4] = 0.1
    assert partners(table) == [4, 0, 1, 2, 3]
    table[0, 4] = 0.0
    assert partners(table) == [-1, 0, 1, 2, 3]


def test_who_gains_little_is_left_alone_for_who_gains_much() -> None:
    assert partners(np.array([[0.2], [0.7], [0.3]])) == [-1, 0, -1]


def test_nobody_and_nothing() -> None:
    assert partners(np.zeros((0, 3))) == []
    assert partners(np.zeros((3, 0))) == [-1, -1, -1]


@given(TABLES)
def test_no_choice_gains_more(table: np.ndarray) -> None:
    chosen = partners(table)
    taken = [other for other in chosen if other >= 0]
    assert len(set(taken)) == len(taken)
    assert all(table[one, other] > 0 for one, other in enumerate(chosen) if other >= 0)
    assert gained(table, chosen) == pytest.approx(most(table), abs=1e-12)


@given(TABLES, st.randoms(use_true_random=False))
def test_in_turn_the_early_are_matched_before_the_rest(table: np.ndarray, random) -> None:
    first, second = table.nonzero()
    early = np.array([random.random() < 0.5 for _ in range(table.shape[1])], np.bool_)
    gains = table[first, second]
    both = matched_in_turn(first, second, gains, early, len(table)).tolist()
    before = partners(np.where(early, table, 0.0))
    rest = np.where(early | (np.array(before, np.intp)[:, None] >= 0), 0.0, table)
    after = partners(rest)
    assert both == [one if one >= 0 else other for one, other in zip(before, after, strict=True)]


@pytest.mark.parametrize("gain", [0.0, -0.5, float("nan")])
def test_a_pair_that_gains_nothing_is_refused(gain: float) -> None:
    pair = np.zeros(1, np.intp)
    with pytest.raises(GeometryError, match="gains must be above 0"):
        best_matching(pair, pair, np.array([gain]), (1, 1))
