"""Where a plan lies on earth, held against lengths of degrees that every atlas gives."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.georeference import EQUATOR_M, Georeference

LATS, TURNS = st.floats(-85, 85), st.floats(-360, 360)
LENGTHS = st.floats(-5000, 5000)


def at(place: Georeference, x_m: float, y_m: float) -> tuple[float, float]:
    lon, lat = place.lon_lat(np.array([[x_m, y_m]]))[0]
    return float(lon), float(lat)


def test_the_origin_is_the_origin() -> None:
    assert at(Georeference(39.9, 116.4), 0, 0) == pytest.approx((116.4, 39.9), abs=1e-12)


def test_on_the_equator_a_thousandth_of_a_degree_east_is_111_319_mm() -> None:
    """2π · 6,378,137 m / 360,000 = 111.319 m."""
    assert at(Georeference(0, 0), 111.319, 0)[0] == pytest.approx(0.001, abs=1e-8)


def test_at_45_degrees_a_thousandth_of_a_degree_north_is_111_132_mm() -> None:
    assert at(Georeference(45, 0), 0, 111.132)[1] == pytest.approx(45.001, abs=1e-8)


def test_at_60_degrees_a_degree_of_longitude_is_half_as_long() -> None:
    """The cosine of 60° is 0.5, and the normal there is 0.25 % longer: 55.80 m for a thousandth."""
    normal = EQUATOR_M / math.sqrt(1 - 0.00669437999 * 0.75)
    step = math.radians(0.001) * normal * 0.5
    assert step == pytest.approx(55.800, abs=0.001)
    assert at(Georeference(60, 10), step, 0)[0] == pytest.approx(10.001, abs=1e-8)


def test_a_plan_whose_up_is_east_has_its_right_in_the_south() -> None:
    lon, lat = at(Georeference(0, 0, bearing_deg=90), 100, 0)
    assert lon == pytest.approx(0, abs=1e-9)
    assert lat < 0
    lon, lat = at(Georeference(0, 0, bearing_deg=90), 0, 100)
    assert lon > 0
    assert lat == pytest.approx(0, abs=1e-9)


def test_the_known_point_may_be_any_of_the_plan() -> None:
    place = Georeference(30, 120, 17, at=(50.0, -20.0))
    assert at(place, 50, -20) == pytest.approx((120, 30), abs=1e-12)


@given(LATS, TURNS, LENGTHS, LENGTHS)
def test_distances_on_the_plan_are_those_on_earth(
    lat: float, turn: float, x_m: float, y_m: float
) -> None:
    """By the small-distance formula with the radii at the middle, to one part in a thousand."""
    away = math.hypot(x_m, y_m)
    lon, lat_there = at(Georeference(lat, 20.0, turn), x_m, y_m)
    middle = math.radians((lat + lat_there) / 2)
    bend = 1 - 0.00669437999 * math.sin(middle) ** 2
    north = math.radians(lat_there - lat) * EQUATOR_M * (1 - 0.00669437999) / bend**1.5
    east = math.radians(lon - 20.0) * EQUATOR_M / math.sqrt(bend) * math.cos(middle)
    assert math.hypot(north, east) == pytest.approx(away, rel=1e-3, abs=1e-6)
