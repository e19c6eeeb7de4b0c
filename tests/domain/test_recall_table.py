"""What was measured of a detector claims no more than so many people can bear out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.recall_table import LEAST_PEOPLE, HeightClass, RecallTable, wilson


def table(*rows: tuple[int, int, int]) -> RecallTable:
    heights = tuple(HeightClass(*row) for row in rows)
    return RecallTable("ab", 0.4, pictures=10, boxes=40, right=30, heights=heights)


def test_the_bounds_are_wilsons() -> None:
    # 9 of 10: (0.9 + 0.19208 ± 1.96·√(0.009 + 0.0096)) / 1.38416, by hand.
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)


@given(st.integers(1, 10**6), st.data())
def test_a_share_lies_within_its_bounds(people: int, data: st.DataObject) -> None:
    found = data.draw(st.integers(0, people))
    low, high = wilson(found, people)
    assert 0.0 <= low <= found / people <= high <= 1.0


def test_too_few_people_are_joined_with_the_next_smaller_class() -> None:
    (low, tall) = table((32, 10, 20), (64, 4, 5), (128, 6, 6)).classes
    assert (low, tall) == (HeightClass(32, 10, 20), HeightClass(64, 10, 11))


def test_of_too_few_at_the_lower_end_nothing_is_claimed() -> None:
    few = table((16, 0, LEAST_PEOPLE - 1), (64, 18, 20)).at(np.array([20.0, 64.0]))
    assert (few.low[0], few.high[0]) == (0.0, 1.0)
    # Control: one more, and it is known that hardly any of them is found.
    enough = table((16, 0, LEAST_PEOPLE), (64, 18, 20)).at(np.array([20.0, 64.0]))
    assert enough.high[0] == pytest.approx(0.278, abs=1e-3)
    assert few.share[1] == enough.share[1] == 0.9


def test_each_height_belongs_to_the_class_that_begins_at_or_below_it() -> None:
    found = table((16, 2, 20), (64, 10, 20), (128, 20, 20)).at(np.array([15.9, 63.9, 64.0, 9999.0]))
    assert found.share.tolist() == [0.0, 0.1, 0.5, 1.0]
    assert found.high[0] == 1.0


def test_of_nobody_nothing_is_claimed() -> None:
    assert table((16, 0, 0)).classes == ()


def test_boxes_that_are_nobodys_are_told_by_the_picture() -> None:
    assert (table((16, 0, 0)).precision, table((16, 0, 0)).false_a_picture) == (0.75, 1.0)
