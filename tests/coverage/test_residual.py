"""What cones leave over, and what one failure adds to it."""

import pytest
from shapely import box

from pipeline.coverage.residual import Residual, gaps_around
from pipeline.coverage.residual import residual_of as residual_in
from pipeline.domain.coverage import ViewCone
from pipeline.geometry import fold
from pipeline.geometry.region import Region

HALL = box(0, 0, 10, 4)


def residual_of(space: Region, cones: list[Region], min_cameras: int = 1) -> Residual:
    views = [ViewCone("c", 0.0, 25.0, cone, cone, 0.0) for cone in cones]
    return residual_in(space, [space], views, min_cameras)


def test_what_only_one_cone_covers_is_lost_with_it() -> None:
    residual = residual_of(HALL, [box(0, 0, 6, 4), box(4, 0, 10, 4)])
    assert residual.uncovered.is_empty
    assert residual.lost_without(0).equals(box(0, 0, 4, 4))
    assert residual.seen_alone(0).equals(box(0, 0, 4, 4))


def test_where_two_must_see_what_two_see_is_lost_with_either() -> None:
    residual = residual_of(HALL, [box(0, 0, 6, 4), box(4, 0, 10, 4), HALL], min_cameras=2)
    assert residual.covered.equals(HALL)
    assert residual.lost_without(2).area == pytest.approx(32.0)
    assert residual.lost_without(0).area == pytest.approx(16.0)
    assert residual.seen_alone(2).is_empty


def test_a_cone_counts_only_where_people_stand() -> None:
    residual = residual_of(HALL, [box(5, 0, 30, 30)])
    assert residual.covered.equals(box(5, 0, 10, 4))
    assert residual.gaps.area == pytest.approx(20.0, abs=0.1)


def test_a_lost_sliver_is_no_room_for_a_person() -> None:
    assert gaps_around(box(6, 0, 6.1, 4), residual_of(HALL, [HALL])).is_empty


def test_two_slivers_that_join_make_room_for_a_person() -> None:
    """0.3 m unseen today is no room; with 0.3 m more beside it there is room for one."""
    today = residual_of(HALL, [box(0, 0, 9.7, 4)])
    assert today.gaps.is_empty
    assert gaps_around(box(9.4, 0, 9.7, 4), today).area == pytest.approx(2.4, abs=0.1)


@pytest.mark.parametrize("crowded", [0, 24])
def test_whether_cones_or_their_layers_are_laid_the_answers_are_the_same(
    monkeypatch: pytest.MonkeyPatch, crowded: int
) -> None:
    """Three cones of which two must see: as many layers are laid as there are cones."""
    monkeypatch.setattr(fold, "CROWDED", crowded)
    cones = [box(0, 0, 6, 4), box(4, 0, 10, 4), box(0, 0, 10, 2)]
    residual = residual_of(HALL, cones, min_cameras=2)
    assert residual.is_whole is (crowded > 0)
    # Two see y < 2 everywhere and x from 4 to 6; three the place where both hold.
    assert residual.covered.area == pytest.approx(20 + 4)
    assert residual.lost_without(2).area == pytest.approx(20 - 4)
    assert residual.lost_without(0).area == pytest.approx(2 * 4 + 2 * 2)
    assert residual.folds_m2(0, 3) == pytest.approx((40.0, 24.0, 4.0))
