"""Which way places turn is told exactly, however near they are to the line."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.geometry.turn import turns

SMALL = st.floats(-1e6, 1e6, allow_subnormal=False)
NEAR = st.integers(-3, 3).map(lambda n: 0.5 + n * 2.0**-53)


def by_fractions(start: np.ndarray, end: np.ndarray, place: np.ndarray) -> int:
    (a, b), (c, d), (e, f) = (map(Fraction, each.tolist()) for each in (start, end, place))
    found = (c - a) * (f - b) - (d - b) * (e - a)
    return (found > 0) - (found < 0)


@pytest.mark.parametrize("numbers", [SMALL, NEAR])
def test_it_agrees_with_fractions(numbers: st.SearchStrategy[float]) -> None:
    @given(arrays(np.float64, (3, 2), elements=numbers))
    def agrees(corners: np.ndarray) -> None:
        start, end, place = corners
        assert turns(start, end, place[None]).tolist() == [by_fractions(start, end, place)]

    agrees()


def test_rounding_alone_would_be_wrong_there() -> None:
    # The place lies above the diagonal by less than the products can tell apart.
    start, end = np.array([0.5, 0.5]), np.array([12.0, 12.0])
    place = np.array([[24.0, np.nextafter(24.0, 25.0)], [0.5, np.nextafter(0.5, 0.0)]])
    wanted = [by_fractions(start, end, each) for each in place]
    assert turns(start, end, place).tolist() == wanted == [1, -1]


def test_starts_and_ends_may_be_many_and_places_one() -> None:
    starts, ends = np.array([[0.0, 0.0], [4.0, 0.0]]), np.array([[4.0, 0.0], [0.0, 0.0]])
    assert turns(starts, ends, np.array([1.0, 1.0])).tolist() == [1, -1]
    assert turns(starts, ends, np.array([1.0, 0.0])).tolist() == [0, 0]
