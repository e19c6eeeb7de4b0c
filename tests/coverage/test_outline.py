"""Picture and pixel density on a plane, against hands and against projected pairs of points."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from pipeline.coverage.outline import dense_outline, picture_outline
from pipeline.domain.camera import Camera
from tests.coverage.pinhole import Points, densities, falls_inside
from tests.shapes import THREE_FOUR_FIVE_DEG, camera

FAR_M = 60.0
DENSITIES = st.sampled_from([12.5, 25.0, 40.0, 62.5, 125.0, 250.0])


@st.composite
def cameras(draw: st.DrawFn, steepest_deg: float = 90.0) -> Camera:
    return camera(
        draw(st.floats(-5, 5)),
        draw(st.floats(-5, 5)),
        height_m=draw(st.floats(0.5, 8)),
        pan_deg=draw(st.floats(0, 360)),
        tilt_deg=draw(st.floats(-20, steepest_deg)),
        hfov_deg=draw(st.floats(15, 130)),
        picture=draw(st.sampled_from([(1920, 1080), (2560, 1440), (640, 480), (1080, 1920)])),
    )


def places_around(eye: Camera, seed: int) -> Points:
    """Return places near and far, all within FAR_M of the camera."""
    chance = np.random.default_rng(seed)
    reach_m = 0.01 + FAR_M * chance.uniform(0, 1, (600, 1)) ** 3
    angles = chance.uniform(0, 2 * np.pi, (600, 1))
    foot = np.array([eye.x_m, eye.y_m])
    places: Points = foot + reach_m * np.hstack((np.cos(angles), np.sin(angles)))
    return places


@settings(max_examples=150, deadline=None)
@given(cameras(), st.floats(0, 3), DENSITIES, st.integers(0, 99))
def test_nothing_too_coarse_or_out_of_the_picture_is_ever_inside(
    eye: Camera, plane_m: float, density: float, seed: int
) -> None:
    outline = dense_outline(eye, plane_m, density, 2 * FAR_M)
    assert outline.is_valid
    places = places_around(eye, seed)
    places = places[shapely.contains_xy(outline, places)]
    width, height = densities(eye, places, plane_m)
    assert falls_inside(eye, places, plane_m).all()
    assert (np.hypot(*width.T) >= density * (1 - 1e-6)).all()
    assert (np.hypot(*height.T) >= density * (1 - 1e-6)).all()


@settings(max_examples=150, deadline=None)
@given(cameras(steepest_deg=45), st.floats(0, 3), DENSITIES, st.integers(0, 99))
def test_nothing_a_thousandth_denser_than_asked_is_ever_left_out(
    eye: Camera, plane_m: float, density: float, seed: int
) -> None:
    """Counted as columns of the width and rows of the height, beyond the camera's foot."""
    outline = dense_outline(eye, plane_m, density, 2 * FAR_M)
    places = places_around(eye, seed)
    places = places[falls_inside(eye, places, plane_m)]
    width, height = densities(eye, places, plane_m)
    foot_m = abs(eye.height_m - plane_m) * math.tan(math.radians(abs(eye.tilt_deg)))
    beyond = np.hypot(*(places - [eye.x_m, eye.y_m]).T) > foot_m
    dense = np.minimum(width[:, 0], height[:, 1]) >= 1.001 * density
    # Where the camera's foot is deeper than half of f/ρ, the outline stays further inside.
    shallow = eye.focal_px / density > 2.0 * foot_m * math.cos(math.radians(eye.tilt_deg))
    due = places[dense & beyond & shallow]
    assert shapely.intersects_xy(outline.buffer(1e-6), due).all()


def test_a_level_camera_sees_a_trapezoid_of_its_own_height() -> None:
    """F = 1000 px, slopes 1 and ½, 3 m high, plane 1 m: from x = 4 to 1000/50 = 20, |y| <= x."""
    outline = dense_outline(camera(0, 0), 1.0, 50.0, 99.0)
    assert outline.area == pytest.approx(20.0**2 - 4.0**2)


def test_a_tilted_camera_reaches_on_its_axis_to_the_depth_of_f_over_density() -> None:
    """Sin = 3/5, cos = 4/5, 2.5 m high: z_c = 0.8 x + 1.5 = 1000/100 = 10 m at x = 10.625.

    Up, 1000·x/z_c² = 106 px/m there. Off the axis the width stays dense a little further.
    """
    outline = dense_outline(
        camera(0, 0, height_m=2.5, tilt_deg=THREE_FOUR_FIVE_DEG), 0.0, 100.0, 99.0
    )
    assert outline.intersects(shapely.Point(10.625 - 1e-6, 0))
    assert not outline.intersects(shapely.Point(10.625 + 1e-6, 0))
    assert outline.intersects(shapely.Point(10.7, 5))


def test_below_a_camera_that_looks_straight_down_a_person_is_seen_from_above() -> None:
    """4 m high, f = 1000 px: the picture is 8 × 4 m; height r from the foot gets 1000·r/16 px/m.

    25 px/m begin at r = 0.4 m, so that a square of 0.8 m is lost; the width gets 250 px/m.
    """
    down = dense_outline(camera(0, 0, height_m=4.0, tilt_deg=90.0), 0.0, 25.0, 99.0)
    assert down.area == pytest.approx(8 * 4 - 0.8**2)
    assert dense_outline(camera(0, 0, height_m=4.0, tilt_deg=90.0), 0.0, 251.0, 99.0).is_empty


def test_without_a_density_the_picture_alone_counts() -> None:
    outline = dense_outline(camera(0, 0, pan_deg=90), 1.0, 0.0, 50.0)
    assert outline.bounds == pytest.approx((-50, 4, 50, 50))


def test_a_plane_above_the_camera_is_seen_by_looking_up() -> None:
    """2 m below the plane, level: the picture's upper edge meets it at x = 4; below it at none."""
    assert dense_outline(camera(0, 0, height_m=1.0), 3.0, 50.0, 99.0).bounds[0] == pytest.approx(4)
    sunk = camera(0, 0, height_m=1.0, tilt_deg=45.0)
    assert dense_outline(sunk, 3.0, 50.0, 99.0).is_empty


def test_a_plane_at_the_height_of_the_camera_begins_at_its_foot() -> None:
    outline = dense_outline(camera(0, 0, tilt_deg=10.0), 3.0, 50.0, 99.0)
    assert outline.bounds[0] == pytest.approx(0.0, abs=1e-9)
    assert outline.is_valid


@pytest.mark.parametrize("tilt_deg", [-90.0, -27.0, 27.0])
def test_a_plane_that_never_comes_into_the_picture_is_not_seen(tilt_deg: float) -> None:
    """The picture reaches 26.57° up and down; the plane lies below or at the camera."""
    plane_m = 3.0 if tilt_deg > 0 else 1.0
    assert dense_outline(camera(0, 0, tilt_deg=tilt_deg), plane_m, 25.0, 99.0).is_empty


@settings(max_examples=60, deadline=None)
@given(cameras(), st.floats(0, 3), st.integers(0, 99))
def test_a_place_is_in_the_picture_where_the_pinhole_puts_it(
    eye: Camera, plane_m: float, seed: int
) -> None:
    places = places_around(eye, seed)[:50]
    picture = picture_outline(eye, plane_m, 99.0)
    told = [picture.covers(Point(place)) for place in places]
    assert told == falls_inside(eye, places, plane_m).tolist()
