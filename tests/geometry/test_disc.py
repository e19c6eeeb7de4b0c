"""The area that a disc and a region share is exact, whatever their shapes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from pipeline.geometry.disc import disc_areas
from pipeline.geometry.region import EMPTY
from tests.shapes import L_ROOM, U_COURTYARD

RING = box(0, 0, 10, 10).difference(box(4, 4, 6, 6))
APART = MultiPolygon([box(0, 0, 3, 3), box(5, 0, 8, 3)])


def test_a_disc_over_a_border_shares_a_segment_of_it() -> None:
    # A chord half a radius from the centre cuts off r²·(π/3 - √3/4).
    shared = disc_areas(box(0, 0, 10, 10), np.array([[1.0, 5.0]]), 2.0)[0]
    assert shared == pytest.approx(4 * math.pi - 4 * (math.pi / 3 - math.sqrt(3) / 4))


def test_a_hole_is_left_out() -> None:
    assert disc_areas(RING, np.array([[5.0, 5.0]]), 3.0)[0] == pytest.approx(9 * math.pi - 4)


@pytest.mark.parametrize("region", [EMPTY, MultiPolygon()])
def test_nothing_shares_nothing(region: Polygon) -> None:
    assert disc_areas(region, np.zeros((2, 2)), 1.0).tolist() == [0.0, 0.0]


@given(
    st.sampled_from([RING, APART, L_ROOM, U_COURTYARD]),
    st.floats(-3, 15),
    st.floats(-3, 12),
    st.floats(0.1, 8),
)
def test_it_is_the_area_of_an_overlay_with_a_polygon_of_many_corners(
    region: Polygon, x_m: float, y_m: float, radius_m: float
) -> None:
    """Which lacks a ten-thousandth of the disc at most."""
    drawn = Point(x_m, y_m).buffer(radius_m, quad_segs=64).intersection(region).area
    shared = disc_areas(region, np.array([[x_m, y_m]]), radius_m)[0]
    assert shared == pytest.approx(drawn, abs=2e-4 * math.pi * radius_m**2)
