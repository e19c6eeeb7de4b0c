"""Who hides whom, by hand, by a closed form, and by the table of an independent simulation."""

import math
from functools import cache

import numpy as np
import pytest
from shapely import Polygon, box

from benchmarks.occlusion import DENSITIES, TABLE, allowed, shares
from pipeline.crowd.ground.density import standing_on
from pipeline.crowd.ground.occlusion import (
    APART_M,
    WIDTH_M,
    Eye,
    crowd_on,
    heights_of,
    seen_from,
)
from pipeline.crowd.ground.recall_curve import DetectorRecall, recall_curve
from pipeline.domain.people_density import RecallCurve
from pipeline.errors import InputError

POST = Eye(0.0, 0.0, 4.0)
TALL = 1.6


def test_who_stands_alone_is_seen_whole() -> None:
    seen = seen_from(POST, np.array([[6.0, 0.0]]), np.array([TALL]))
    assert (seen.body.tolist(), seen.head.tolist()) == ([1.0], [1.0])


def test_who_stands_behind_is_hidden_up_to_the_sight_line_over_the_head_before() -> None:
    # Over a head at 6 m the sight line falls by 2.4 m in 6 m; at 8 m it is 4 - 3.2 = 0.8 m high.
    # From 4 m up, elevations are -atan(4/8), -atan(3.2/8) and -atan(2.4/8).
    seen = seen_from(POST, np.array([[6.0, 0.0], [8.0, 0.0]]), np.full(2, TALL))
    foot, cut, top = (-math.atan2(drop, 8.0) for drop in (4.0, 3.2, 2.4))
    assert seen.body == pytest.approx([1.0, (top - cut) / (top - foot)])
    assert seen.head.tolist() == [1.0, 1.0]


def test_who_stands_aside_hides_nobody() -> None:
    places = np.array([[6.0, 0.0], [6.0, 0.5], [9.0, 3.0]])
    assert seen_from(POST, places, np.full(3, TALL)).body.tolist() == [1.0, 1.0, 1.0]


def test_half_a_person_before_hides_the_half_behind() -> None:
    # Boards of 0.45 m at nearly the same distance, half a width aside.
    seen = seen_from(Eye(0, 0, 1.0), np.array([[50.0, 0.0], [50.01, 0.225]]), np.full(2, TALL))
    assert seen.body == pytest.approx([1.0, 0.5], abs=1 / 24)


def test_behind_the_camera_is_not_before_it() -> None:
    places = np.array([[-6.0, 0.001], [-8.0, -0.001], [8.0, 0.0]])
    seen = seen_from(Eye(0, 0, 1.0), places, np.full(3, TALL))
    assert seen.body == pytest.approx([1.0, 0.0, 1.0])


def sector(near_m: float, far_m: float, half: float) -> Polygon:
    turns = np.linspace(-half, half, 200)
    rim = np.column_stack((np.cos(turns), np.sin(turns)))
    return Polygon([*(far_m * rim), *(near_m * rim[::-1])])


@pytest.mark.parametrize("rho", [0.3, 1.0, 2.0])
def test_people_at_random_are_seen_as_the_closed_form_says(rho: float) -> None:
    """Of boards at random places (Poisson) the way to a point is free with exp(-ρ·w·l).

    l is how long the sight line runs below the heads, from where it comes down to their height, or
    the edge of the crowd, to the point.
    """
    chance = np.random.default_rng(3)
    yard, expected, found = sector(6.0, 14.0, 0.5), [], []
    for _ in range(30):
        count = chance.poisson(rho * yard.area)
        far = np.sqrt(chance.uniform(6.0**2, 14.0**2, count))
        turn = chance.uniform(-0.5, 0.5, count)
        places = far[:, None] * np.column_stack((np.cos(turn), np.sin(turn)))
        inner = np.abs(turn) < 0.45
        found.append(seen_from(POST, places, np.full(count, TALL)).body[inner])
        slopes = np.linspace(np.arctan(4.0 / far), np.arctan(2.4 / far), 65)[1::2]
        below = far - np.maximum(6.0, 2.4 / np.tan(slopes))
        expected.append(np.exp(-rho * WIDTH_M * below).mean(axis=0)[inner])
    assert np.concatenate(found).mean() == pytest.approx(np.concatenate(expected).mean(), abs=0.02)


def test_nobody_stands_within_another_and_all_stand_on_the_ground_given() -> None:
    yard = box(0, 0, 6, 8).difference(box(2, 2, 4, 4))
    crowd = crowd_on(yard, 2.0, np.random.default_rng(1))
    apart = np.hypot(*np.moveaxis(crowd[:, None] - crowd, -1, 0)) + 9.0 * np.eye(len(crowd))
    assert apart.min() > APART_M
    assert len(crowd) == pytest.approx(88, abs=30)
    assert standing_on(crowd, yard).all()


@pytest.mark.parametrize(("height_m", "away_m"), list(TABLE))
def test_the_table_of_an_independent_simulation_is_reproduced(
    height_m: float, away_m: float
) -> None:
    """Three densities of each row, of 800 people; the benchmark compares them all."""
    for density in (1.0, 2.0, 4.0):
        own = shares(height_m, away_m, density, people=800)
        told = TABLE[height_m, away_m][DENSITIES.index(density)]
        for one, other in zip(own, told, strict=True):
            assert abs(one - other) <= allowed(other, density, 800)


@cache
def curve_of(height_m: float, away_m: float = 6.0, people: int = 800) -> RecallCurve:
    """Return the curve of a gate, simulated once for all who look at it."""
    zone = box(-3, away_m, 3, away_m + 8)
    return recall_curve(Eye(0.0, 0.0, height_m), zone, people)


def test_what_is_found_rises_peaks_and_falls() -> None:
    curve = curve_of(4.0, people=2000)
    found, peak = curve.observed_p_m2, curve.most_observed_p_m2
    at = int(np.argmax(found))
    # But for chance among 2,000 people.
    assert (np.diff(found[:at]) > -0.02 * peak).all()
    assert found[-1] < 0.8 * peak
    assert (np.diff(curve.recall) <= 0).all() and curve.recall[0] == 1.0


def test_the_more_people_the_less_ground_is_seen() -> None:
    curve = curve_of(4.0)
    assert curve.free is not None
    assert curve.free[0] == 1.0 and (np.diff(curve.free) <= 0).all()
    # Of random people and ground 6 to 14 m away, exp(-ρ·w·l) is free: l is a way of 0.39 of the
    # distance, less where the crowd begins; by hand 0.25 at 1 person/m².
    assert curve.free_at(1.0) == pytest.approx(0.25, abs=0.05)
    assert curve.free_at(5.0) < 0.05  # type: ignore[operator]


def test_a_higher_camera_measures_denser_crowds() -> None:
    # By the table, most of 0.38, 0.44, 0.32 … are found at 1, and of 0.78, 1.08, 0.93 … at 2.
    low, high = (curve_of(height_m, people=2000) for height_m in (4.0, 8.0))
    assert low.max_measurable_p_m2 == pytest.approx(1.0, abs=0.3)
    assert high.max_measurable_p_m2 == pytest.approx(2.1, abs=0.5)


def test_a_curve_that_stays_level_is_measured_up_to_its_first_peak() -> None:
    # By the table, 0.24, 0.30, 0.28, 0.27, 0.28, 0.25 are found: nothing tells 1 from 4.
    assert curve_of(2.8, people=2000).max_measurable_p_m2 == pytest.approx(1.0, abs=0.35)


def test_the_same_ground_gives_the_same_curve() -> None:
    assert (curve_of(4.0).recall == curve_of.__wrapped__(4.0).recall).all()


def test_a_detector_s_own_misses_lower_the_curve_and_leave_its_peak() -> None:
    zone, misses = box(-3, 6, 3, 14), DetectorRecall(0.8, 0.7, 0.9)
    own, less = (recall_curve(POST, zone, 400, which) for which in (DetectorRecall(), misses))
    assert less.recall == pytest.approx(0.8 * own.recall)
    assert less.max_measurable_p_m2 == own.max_measurable_p_m2
    assert (less.low[0], less.high[0]) == (0.7, 0.9)


def test_a_large_zone_is_simulated_in_slices() -> None:
    """A square of 10,000 m² at 6 people/m² would hold 60,000, each looked for behind all others."""
    curve = recall_curve(Eye(50.0, -5.0, 6.0), box(0, 0, 100, 100), people=300)
    assert 0.2 < curve.max_measurable_p_m2 < 2.0


def test_no_ground_and_no_share_are_refused() -> None:
    with pytest.raises(InputError, match="needs visible ground"):
        recall_curve(POST, Polygon())
    with pytest.raises(InputError, match=r"got 0\.9, 0\.8, 1"):
        DetectorRecall(0.8, 0.9, 1.0)


def test_heights_are_those_of_pupils() -> None:
    tall = heights_of(4000, np.random.default_rng(0))
    assert (tall.mean(), tall.std()) == pytest.approx((1.55, 0.12), abs=0.01)
