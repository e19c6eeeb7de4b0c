"""Feet find their place on the plan through every lens, and none is made up above the horizon."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coverage.optics.heads import heads_of
from pipeline.crowd.ground.place import (
    homography_of,
    metres_per_pixel,
    pixels_of,
    places_of,
    to_camera_px,
)
from pipeline.domain.camera import Camera, Head
from pipeline.domain.lens import Lens
from pipeline.errors import GeometryError
from tests.coverage.optics.lens_cameras import cameras, places_around
from tests.coverage.optics.lens_oracle import falls_inside, projected, raised
from tests.shapes import camera

LEVEL = camera(0, 0)
"""3 m high, f = 1000 px, 2000 × 1000 px, looking along +x."""


def test_feet_find_their_place_by_hand() -> None:
    # 300 px below the middle are a slope of 0.3, so 3 m below it are 10 m ahead; 100 px to the
    # right are 1 m there, and right of +x is -y.
    assert places_of(np.array([[1100.0, 800.0]]), LEVEL)[0] == pytest.approx((10.0, -1.0))


def test_ground_that_lies_higher_is_nearer() -> None:
    # 1 m below the camera, the same ray ends at a third of the way.
    found = places_of(np.array([[1100.0, 800.0]]), LEVEL, ground_m=2.0)[0]
    assert found == pytest.approx((10.0 / 3.0, -1.0 / 3.0))


@pytest.mark.parametrize("down_px", [0.0, 499.0, 500.0, 500.0001])
def test_at_and_above_the_horizon_there_is_no_place(down_px: float) -> None:
    # A ten-thousandth of a pixel below it would be 30,000 km away.
    assert np.isnan(places_of(np.array([[700.0, down_px]]), LEVEL)).all()


def test_what_is_no_number_has_no_place() -> None:
    assert np.isnan(places_of(np.array([[np.nan, 800.0], [np.inf, 800.0]]), LEVEL)).all()
    assert places_of(np.empty((0, 2)), LEVEL).shape == (0, 2)


@settings(max_examples=200, deadline=None)
@given(cameras(), st.integers(0, 2**31), st.floats(-1, 0.4))
def test_places_come_back_from_the_picture_through_every_lens(
    eye: Camera, seed: int, ground_m: float
) -> None:
    """Where they fall in it by the lens formulas alone, and then where they were."""
    places = places_around(eye, seed, 200)
    shown = falls_inside(eye, places, ground_m)
    pixels = pixels_of(places[shown], eye, ground_m)
    oracle, _ = projected(eye, raised(places[shown], ground_m))
    middle = np.array([eye.width_px, eye.height_px]) / 2.0
    assert pixels == pytest.approx(oracle + middle, abs=1e-5)
    assert places_of(pixels, eye, ground_m) == pytest.approx(places[shown], abs=1e-5)


@settings(max_examples=100, deadline=None)
@given(cameras(), st.integers(0, 2**31))
def test_pixels_come_back_from_the_ground_or_lie_above_the_horizon(eye: Camera, seed: int) -> None:
    """Which the direction of the ray alone decides, as the oracle turns it."""
    chance = np.random.default_rng(seed)
    pixels = chance.uniform(0, 1, (200, 2)) * [eye.width_px, eye.height_px]
    places = places_of(pixels, eye)
    known = ~np.isnan(places).any(axis=1)
    near = known & (np.hypot(*(places - [eye.x_m, eye.y_m]).T) < 500.0)
    assert pixels_of(places[near], eye) == pytest.approx(pixels[near], abs=1e-4)
    assert np.isnan(places[~known]).all()


@settings(max_examples=100, deadline=None)
@given(cameras(), st.integers(0, 2**31))
def test_a_rectilinear_lens_is_a_homography(eye: Camera, seed: int) -> None:
    eye = replace(eye, lens=Lens(80.0))
    pixels = np.random.default_rng(seed).uniform(0, 1, (100, 2)) * [eye.width_px, eye.height_px]
    x, y, w = homography_of(eye) @ np.column_stack((pixels, np.ones(len(pixels)))).T
    places = places_of(pixels, eye)
    near = np.hypot(x - w * eye.x_m, y - w * eye.y_m) < 300.0 * np.abs(w)
    assert np.isnan(places[near]).any(axis=1).tolist() == (w[near] <= 0).tolist()
    below = near & (w > 0)
    assert places[below] == pytest.approx(np.column_stack((x, y))[below] / w[below, None])


def test_other_lenses_have_no_homography() -> None:
    with pytest.raises(GeometryError, match="only a rectilinear lens has a homography, got equi"):
        homography_of(replace(LEVEL, lens=Lens(90.0, "equidistant")))


@pytest.mark.parametrize(
    ("away_m", "error_m", "digits"), [(5, 0.009, 3), (10, 0.025, 3), (20, 0.091, 3), (30, 0.20, 2)]
)
def test_a_pixel_of_error_costs_more_metres_the_further_away(
    away_m: float, error_m: float, digits: int
) -> None:
    """4 m high, 80° on 1,920 pixels, aimed at the place: (d² + h²) / (h·f), f = 1,144 px."""
    tilt_deg = math.degrees(math.atan2(4.0, away_m))
    eye = camera(0, 0, height_m=4.0, tilt_deg=tilt_deg, hfov_deg=80.0, picture=(1920, 1080))
    assert round(float(metres_per_pixel(np.array([[away_m, 0.0]]), eye)[0]), digits) == error_m


def test_an_error_that_reaches_the_horizon_is_without_bound() -> None:
    # At 9,000 m the ground lies 3/9000 × 1000 px = 0.33 px below the horizon.
    assert metres_per_pixel(np.array([[9000.0, 0.0], [-5.0, 0.0]]), LEVEL).tolist()[0] == math.inf
    assert math.isnan(metres_per_pixel(np.array([[-5.0, 0.0]]), LEVEL)[0])


def test_outside_the_disc_of_a_fisheye_nothing_is_shown() -> None:
    eye = replace(camera(0, 0, tilt_deg=90.0), lens=Lens(180.0, "equidistant", 1000.0))
    # 250 px of 500 are 45°, so as far away as high; the corner of the picture is black.
    places = places_of(np.array([[1000.0, 250.0], [10.0, 10.0]]), eye)
    assert places[0] == pytest.approx((3.0, 0.0))
    assert np.isnan(places[1]).all()


def test_a_recording_of_another_size_keeps_its_places() -> None:
    small = to_camera_px(np.array([[550.0, 400.0]]), (1000, 500), LEVEL)
    assert small.tolist() == [[1100.0, 800.0]]


def test_a_camera_below_the_ground_or_of_several_heads_is_refused() -> None:
    with pytest.raises(GeometryError, match="cam must hang above the ground, got a height of 3 m"):
        places_of(np.zeros((1, 2)), LEVEL, ground_m=3.0)
    eye = replace(LEVEL, heads=(Head(0, 0, Lens(60)), Head(90, 0, Lens(60))))
    with pytest.raises(GeometryError, match="cam has 2 heads"):
        places_of(np.zeros((1, 2)), eye)
    left = heads_of(eye)[1]
    assert places_of(np.array([[1000.0, 1000.0]]), left)[0][1] > 0.0
