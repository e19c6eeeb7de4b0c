"""What cones leave over, and what one failure adds to it."""

import pytest
from shapely import box

from pipeline.coverage.residual import gaps_opened_by, lost_without, residual_of

HALL = box(0, 0, 10, 4)


def test_what_only_one_cone_covers_is_lost_with_it() -> None:
    left, right = box(0, 0, 6, 4), box(4, 0, 10, 4)
    residual = residual_of(HALL, [left, right])
    assert residual.uncovered.is_empty
    assert lost_without(left, residual).area == pytest.approx(16.0)


def test_where_two_must_see_what_two_see_is_lost_with_either() -> None:
    left, right, wide = box(0, 0, 6, 4), box(4, 0, 10, 4), HALL
    residual = residual_of(HALL, [left, right, wide], min_cameras=2)
    assert residual.covered.equals(HALL)
    assert lost_without(wide, residual).area == pytest.approx(32.0)
    assert lost_without(left, residual).area == pytest.approx(16.0)


def test_a_lost_sliver_beside_a_gap_opens_a_fringe_and_alone_nothing() -> None:
    sliver = box(6, 0, 6.1, 4)
    beside = residual_of(HALL, [box(0, 0, 6.1, 4)])
    assert 0.3 < gaps_opened_by(sliver, beside).area < 0.6
    alone = residual_of(HALL, [HALL])
    assert gaps_opened_by(sliver, alone).is_empty


def test_two_slivers_that_join_make_room_for_a_person() -> None:
    """0.3 m unseen today is no room; with 0.3 m more beside it there is room for one."""
    today = residual_of(HALL, [box(0, 0, 9.7, 4)])
    assert today.gaps.is_empty
    assert gaps_opened_by(box(9.4, 0, 9.7, 4), today).area == pytest.approx(2.4, abs=0.1)
