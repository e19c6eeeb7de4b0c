"""The most that a camera may ever see, against random poses and aims."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from pipeline.coverage.optics.outline import dense_outline, widest_outline
from pipeline.domain.camera import Camera, Sweep, Tolerance
from tests.coverage.optics.lens_cameras import DENSITIES, FAR_M, loose_cameras, places_around, posed
from tests.coverage.optics.lens_oracle import (
    Flags,
    Points,
    density,
    falls_inside,
    projected,
    raised,
)
from tests.shapes import camera

PTZ = replace(
    camera(0, 0, tolerance=Tolerance(), hfov_deg=60.0),
    sweep=Sweep((-90.0, 90.0), (0.0, 60.0), (5.0, 60.0)),
)


MASK = ((0.1, 0.2), (0.9, 0.1), (0.8, 0.9), (0.2, 1.0))


def is_masked(eye: Camera, places: Points, plane_m: float) -> Flags:
    """Tell which places of a plane fall behind a mask, by the pixel."""
    picture, _ = projected(eye, raised(places, plane_m))
    share = picture / np.array([eye.width_px, eye.height_px]) + 0.5
    hidden = [shapely.contains_xy(shapely.Polygon(mask), share) for mask in eye.masks]
    return np.any(hidden, axis=0) if hidden else np.zeros(len(places), dtype=bool)


def missed(eye: Camera, aimed: list[Camera], plane_m: float, asked: float, seed: int) -> int:
    """Return how many places some aim sees that are not in the widest outline."""
    places = places_around(eye, seed)
    outside = ~shapely.intersects_xy(widest_outline(eye, plane_m, asked, 2 * FAR_M), places)
    found = [
        falls_inside(one, places, plane_m)
        & ~is_masked(one, places, plane_m)
        & (density(one, places, plane_m) >= asked if asked else True)
        for one in aimed
    ]
    return int((np.any(found, axis=0) & outside).sum())


@settings(max_examples=80, deadline=None)
@given(
    loose_cameras(),
    st.floats(0, 3),
    st.one_of(st.just(0.0), DENSITIES),
    st.booleans(),
    st.integers(0, 99),
)
def test_no_pose_within_tolerance_ever_sees_more(
    eye: Camera, plane_m: float, asked: float, masked: bool, seed: int
) -> None:
    eye = replace(eye, masks=(MASK,) if masked else ())
    chance = np.random.default_rng(seed)
    poses = [posed(eye, chance) for _ in range(25)]
    assert missed(eye, poses, plane_m, asked, seed) == 0


@settings(max_examples=40, deadline=None)
@given(st.floats(0.5, 8), st.floats(0, 3), st.one_of(st.just(0.0), DENSITIES), st.integers(0, 99))
def test_no_aim_and_zoom_of_a_ptz_camera_ever_sees_more(
    height_m: float, plane_m: float, asked: float, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    eye = replace(PTZ, height_m=height_m)
    aims = [
        replace(
            posed(eye, chance),
            pan_deg=float(np.clip(chance.uniform(-150, 150), -92, 92)),
            tilt_deg=float(np.clip(chance.uniform(-30, 90), -2, 62)),
            lens=replace(eye.lens, hfov_deg=float(np.clip(chance.uniform(-20, 80), 5, 60))),
        )
        for _ in range(25)
    ]
    assert missed(eye, aims, plane_m, asked, seed) == 0


def test_the_outline_as_drawn_is_exceeded() -> None:
    """So that the properties above are known to be able to fail."""
    eye = camera(0, 0, tilt_deg=20.0, tolerance=Tolerance())
    chance = np.random.default_rng(1)
    drawn = dense_outline(eye, 0.0, 62.5, FAR_M)
    places = places_around(eye, 1)
    pose = posed(eye, chance)
    more = falls_inside(pose, places, 0.0) & (density(pose, places, 0.0) >= 62.5)
    assert (more & ~shapely.intersects_xy(drawn, places)).any()


def test_what_lies_behind_the_back_of_a_camera_is_never_seen() -> None:
    """Of ±45° and a tolerance of 2°, ±47° and a bound are left, and 0.1 m around the foot."""
    widest = widest_outline(camera(0, 0, tolerance=Tolerance()), 1.0, 12.5, 50.0)
    assert not widest.intersects(Point(-1, 0))
    assert not widest.intersects(Point(10, 10 * np.tan(np.radians(55))))


def test_density_bounds_the_widest_view_too() -> None:
    """F = 1000 px gives 62.5 px/m up to the line x = 16 m; 0.1 m further from another place.

    Turned by 2° that line reaches x = 16.6 m at its ends, where the bound is at its loosest.
    """
    widest = widest_outline(camera(0, 0, tolerance=Tolerance()), 1.0, 62.5, 50.0)
    assert 16.6 <= widest.bounds[2] <= 17.6


def test_a_ptz_camera_may_turn_to_the_sides_but_not_behind() -> None:
    widest = widest_outline(PTZ, 0.0, 12.5, 50.0)
    assert widest.intersects(Point(0, 30)) and widest.intersects(Point(0, -30))
    assert not widest.intersects(Point(-30, 5))


@pytest.mark.parametrize("asked", [0.0, 12.5])
def test_no_hollow_is_left_at_the_foot_of_a_camera_that_looks_down(asked: float) -> None:
    down = camera(0, 0, height_m=4.0, tilt_deg=90.0, tolerance=Tolerance())
    assert widest_outline(down, 0.0, asked, 50.0).contains(Point(0, 0).buffer(1.9))


def test_what_a_mask_hides_in_every_pose_is_not_seen() -> None:
    """The picture is black but for its rim; 4° off and 0.1 m higher the middle stays black."""
    eye = camera(0, 0, tilt_deg=30, tolerance=Tolerance())
    black = replace(eye, masks=(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),))
    middle = Point(4.5, 0.0)
    assert widest_outline(eye, 0.0, 0.0, 30.0).contains(middle)
    assert not widest_outline(black, 0.0, 0.0, 30.0).intersects(middle)
