"""Where a person's disc fits: no room is lost, and slits are no room."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate

from pipeline.geometry import opening
from pipeline.geometry.opening import eroded, fits, largest_first, opened, widened
from pipeline.geometry.region import EMPTY

RADIUS_M = 0.25
TEETH = [n / 100 for n in range(1000)]
HALL_AND_SLIT = box(0, 0, 4, 4).union(box(4, 1, 9, 1.4))


@pytest.mark.parametrize("angle_deg", [0, 17, 45, 90])
def test_a_passage_exactly_as_wide_as_a_person_is_room(angle_deg: float) -> None:
    assert fits(rotate(box(0, 0, 9, 2 * RADIUS_M), angle_deg), RADIUS_M)
    assert not fits(rotate(box(0, 0, 9, 2 * RADIUS_M - 0.01), angle_deg), RADIUS_M)


def test_a_disc_fits_into_its_own_circle() -> None:
    assert fits(Point(3, 3).buffer(RADIUS_M, quad_segs=90), RADIUS_M)
    assert not fits(Point(3, 3).buffer(0.97 * RADIUS_M, quad_segs=90), RADIUS_M)


def test_the_slit_goes_and_the_hall_stays() -> None:
    left = opened(HALL_AND_SLIT, RADIUS_M)
    assert left.intersection(box(4.2, 0, 9, 9)).is_empty
    # Four corners are rounded, each by (1 - π/4) r², less what the hair gives back.
    assert left.intersection(box(0, 0, 4, 4)).area == pytest.approx(
        16 - 4 * (1 - math.pi / 4) * RADIUS_M**2, abs=0.01
    )


def test_opening_leaves_the_region_and_its_parts_where_they_are() -> None:
    two = MultiPolygon([box(0, 0, 1, 1), box(1.1, 0, 1.3, 1)])
    left = opened(two, RADIUS_M)
    assert two.buffer(1e-9).covers(left)
    assert left.intersection(box(1.05, 0, 2, 1)).is_empty


def test_nothing_has_no_room() -> None:
    assert opened(EMPTY, RADIUS_M).is_empty
    assert not fits(EMPTY, RADIUS_M)
    assert largest_first(EMPTY) == ()


def test_parts_come_by_size_then_by_place() -> None:
    parts = MultiPolygon([box(5, 0, 6, 1), box(0, 0, 1, 1), box(2, 0, 4, 1)])
    assert [part.bounds[0] for part in largest_first(parts)] == [2, 0, 5]


def test_slits_side_by_side_go_and_leave_the_bar_below_them() -> None:
    """A thousand teeth of 0.5 cm over a bar of 10 m × 1 m, in which a disc of 0.25 m stands."""
    comb = box(0, 0, 10, 1).union(MultiPolygon([box(x, 1, x + 0.005, 3) for x in TEETH]))
    assert eroded(comb, RADIUS_M).area == pytest.approx(9.5 * 0.5, abs=0.1)
    assert eroded(comb, RADIUS_M).bounds == pytest.approx((0.25, 0.25, 9.75, 0.75), abs=0.01)


def test_what_is_around_reaches_nine_tenths_of_the_distance_at_least() -> None:
    for region in (HALL_AND_SLIT, MultiPolygon([box(x, 1, x + 0.005, 3) for x in TEETH[::4]])):
        around = widened(region, 1.0)
        assert around.covers(region.buffer(0.9))
        assert region.buffer(1.01).covers(around)


@pytest.mark.parametrize("crowd", [0, opening.CROWD], ids=["by steps", "at once"])
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(0, 6)] * 4, st.floats(0.05, 1.5)), min_size=1, max_size=6),
    st.floats(0, 6),
    st.floats(0, 6),
)
def test_no_true_disc_that_fits_is_ever_lost(
    crowd: int, bands: list[tuple[float, ...]], x_m: float, y_m: float
) -> None:
    region = box(-1, -1, 7, 7)
    for x1, y1, x2, y2, width in bands:
        region = region.difference(LineString([(x1, y1), (x2, y2)]).buffer(width / 4))
    disc = Point(x_m, y_m).buffer(RADIUS_M / math.cos(math.pi / 256), quad_segs=64)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "CROWD", crowd)
        if region.contains(disc):
            assert eroded(region, RADIUS_M).intersects(Point(x_m, y_m))
            assert opened(region, RADIUS_M).buffer(1e-6).covers(Point(x_m, y_m).buffer(RADIUS_M))
    assert isinstance(region, Polygon | MultiPolygon)
