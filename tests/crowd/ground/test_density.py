"""People per square metre of visible ground, by hand and by properties."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from pipeline.crowd.ground.density import densest_disc, discs, ground_density
from pipeline.crowd.ground.visible import visible_ground
from pipeline.domain.camera import EXACT, Tolerance
from tests.shapes import camera, floor, wall, zone

YARD = box(0, 0, 20, 20)
WHOLE_M2 = math.pi * 1.5**2


def test_people_are_divided_by_the_ground_they_are_seen_on() -> None:
    # Four of five stand on the 10 × 4 m that are seen; who is nowhere counts for nothing.
    feet = np.array([[1, 1], [2, 1], [3, 1], [9, 3], [9, 9], [np.nan, np.nan]], float)
    found = ground_density(feet, box(0, 0, 10, 4))
    assert found is not None
    assert (found.count, found.area_m2, found.mean_p_m2) == (4, 40.0, 0.1)
    assert found.peak is not None and found.peak.count == 3


def test_nobody_is_no_peak_and_too_little_ground_no_density() -> None:
    nobody = ground_density(np.empty((0, 2)), YARD)
    assert nobody is not None and (nobody.mean_p_m2, nobody.peak) == (0.0, None)
    assert ground_density(np.array([[0.5, 0.5]]), box(0, 0, 1, 1.9)) is None


def test_the_densest_disc_holds_four_who_stand_in_a_square() -> None:
    # A square of 2 m has its corners √2 m from its middle, and nowhere else they fit in 1.5 m.
    feet = np.array([[9, 9], [11, 9], [11, 11], [9, 11], [2, 2], [2.1, 2]], float)
    peak = densest_disc(feet, YARD)
    assert (peak.count, peak.area_m2) == (4, pytest.approx(WHOLE_M2))
    # Control: 2.2 m apart they do not fit, and three of them do not either.
    wide = densest_disc(np.array([[9, 9], [11.2, 9], [11.2, 11.2], [9, 11.2]]), YARD)
    assert wide.count == 2


def test_a_crowd_in_a_corner_is_divided_by_a_quarter_of_the_disc() -> None:
    feet = np.array([[0.0, 0.0], [0.5, 0.0], [0.0, 0.5]])
    peak = densest_disc(feet, YARD)
    assert peak.count == 3
    assert peak.density_p_m2 == pytest.approx(3 / (WHOLE_M2 / 4))
    amid = densest_disc(feet + 10.0, YARD)
    assert amid.density_p_m2 == pytest.approx(3 / WHOLE_M2)


def test_a_sliver_of_ground_makes_no_crowd_of_one() -> None:
    sliver = MultiPolygon([box(0, 0, 0.01, 3), box(5, 0, 10, 5)])
    peak = densest_disc(np.array([[0.005, 1.5]]), sliver)
    assert peak.density_p_m2 == pytest.approx(1 / (WHOLE_M2 / 4))


def test_people_on_one_spot_are_one_disc() -> None:
    assert densest_disc(np.array([[5.0, 5.0]] * 7), YARD).count == 7
    assert discs(np.array([[5.0, 5.0]] * 2), 1.5)[1].tolist() == [2, 2]


@pytest.mark.parametrize("count", [2, 30, 120])
def test_feet_in_discs_are_counted_as_one_by_one(count: int) -> None:
    feet = np.random.default_rng(count).uniform(0, 8, (count, 2))
    centres, counts = discs(feet, 1.5)
    apart = np.hypot(*np.moveaxis(centres[:, None] - feet, -1, 0))
    assert counts.tolist() == (apart <= 1.5 + 1e-7).sum(axis=1).tolist()


crowds = st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20)), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(crowds, st.integers(0, 2**31))
def test_no_disc_on_visible_ground_is_denser_than_the_densest(
    crowd: list[tuple[float, float]], seed: int
) -> None:
    feet = np.array(crowd)
    peak = densest_disc(feet, YARD)
    centres = np.random.default_rng(seed).uniform(1.5, 18.5, (500, 2))
    tried = np.concatenate((centres, np.clip(feet, 1.5, 18.5)))
    held = (np.hypot(*np.moveaxis(tried[:, None] - feet, -1, 0)) <= 1.5 - 1e-6).sum(axis=1)
    assert held.max() / WHOLE_M2 <= peak.density_p_m2 + 1e-9


@settings(max_examples=60, deadline=None)
@given(crowds, st.floats(-50, 50), st.floats(0, 6.3))
def test_a_plan_that_is_turned_and_moved_has_the_same_peak(
    crowd: list[tuple[float, float]], by_m: float, angle: float
) -> None:
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    here = densest_disc(np.array(crowd), YARD)
    yard = Polygon(np.array(YARD.exterior.coords) @ turn + by_m)
    there = densest_disc(np.array(crowd) @ turn + by_m, yard)
    assert there.density_p_m2 == pytest.approx(here.density_p_m2, rel=1e-6)


EYE = camera(1, 5, height_m=4.0, pan_deg=0.0, tilt_deg=20.0)
"""A metre into a room of 20 × 10 m, exactly as drawn: f = 1000 px."""


def test_visible_ground_begins_beyond_the_dead_zone_and_ends_behind_a_wall() -> None:
    hall = floor(box(0, 0, 20, 10), EYE, occluders=(wall(box(10, 0, 10.5, 10)),))
    seen = visible_ground(hall, EYE, zone(box(0, 4.9, 20, 5.1)))
    # The lower edge of the picture looks down by 20° and atan ½.
    near_m = 1.0 + 4.0 / math.tan(math.radians(20.0) + math.atan(0.5))
    assert seen.bounds == pytest.approx((near_m, 4.9, 10.0, 5.1), abs=1e-6)


def test_what_a_camera_may_not_see_within_tolerance_is_no_visible_ground() -> None:
    loose = replace(EYE, tolerance=Tolerance(2.0, 2.0, 1.0, 0.1))
    strip = zone(box(0, 4.9, 20, 5.1))
    hall = floor(box(0, 0, 20, 10), EYE)
    sure = visible_ground(hall, loose, strip).bounds[0]
    drawn = visible_ground(hall, replace(EYE, tolerance=EXACT), strip).bounds[0]
    assert sure > drawn + 0.1


def test_a_platform_is_looked_at_on_its_own_height() -> None:
    hall, strip = floor(box(0, 0, 20, 10), EYE), zone(box(0, 4.9, 20, 5.1))
    low, high = (
        visible_ground(hall, EYE, replace(strip, ground_m=ground_m)).bounds[0]
        for ground_m in (0.0, 2.0)
    )
    assert high - 1.0 == pytest.approx((low - 1.0) / 2.0)


def test_ground_too_far_away_for_a_detector_is_not_visible() -> None:
    # f = 1000 px: 100 px/m end at a depth of 10 m, and of what stands upright somewhat before.
    hall, strip = floor(box(0, 0, 20, 10), EYE), zone(box(0, 4.9, 20, 5.1))
    assert 8.0 < visible_ground(hall, EYE, strip, density_px_per_m=100.0).bounds[2] < 11.0
    assert visible_ground(hall, EYE, strip).bounds[2] == 20.0
