"""The signs on a plan: regions with holes, and scale bars of round lengths."""

import pytest
from shapely import LinearRing, MultiPolygon, Polygon, box

from pipeline.report.plan.marks import region_path, scale_bar_m
from pipeline.report.plan.sheet import shown_bounds


@pytest.mark.parametrize("hole", [[(4, 4), (6, 4), (6, 6), (4, 6)], [(4, 4), (4, 6), (6, 4)]])
def test_hole_runs_the_other_way_and_so_stays_empty(hole: list[tuple[float, float]]) -> None:
    outer = [(0, 0), (0, 10), (10, 10), (10, 0)]
    drawn = region_path(Polygon(outer, [hole])).to_polygons()
    assert [LinearRing(ring).is_ccw for ring in drawn] == [True, False]


def test_parts_are_all_drawn_and_nothing_is_an_empty_path() -> None:
    two = MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)])
    assert region_path(two).contains_point((5.5, 5.5))
    assert len(region_path(Polygon())) == 0


@pytest.mark.parametrize(("width_m", "bar_m"), [(10, 2), (24, 2), (26, 5), (1000, 200), (3, 0.5)])
def test_scale_bar_is_round_and_fits_a_fifth(width_m: float, bar_m: float) -> None:
    assert scale_bar_m(width_m) == pytest.approx(bar_m)


def test_flat_corridor_gets_room_above_and_below() -> None:
    left, low, right, high = shown_bounds(box(0, 0, 100, 3))
    assert (high - low) / (right - left) > 0.25
    assert low < 0 < 3 < high
