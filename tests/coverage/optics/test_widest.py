"""The most that a camera may ever see, against random poses and aims."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from pipeline.coverage.optics.outline import (
    body_outline,
    dense_outline,
    picture_outline,
    widest_outline,
)
from pipeline.domain.camera import EXACT, Camera, PictureRing, Sweep, Tolerance
from pipeline.domain.lens import Lens
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

LENS = Lens(90.0)

MASK = ((0.1, 0.2), (0.9, 0.1), (0.8, 0.9), (0.2, 1.0))
UPPER = ((0.2, 0.0), (0.9, 0.0), (0.7, 0.7), (0.3, 0.6))
CORNER = ((0.0, 0.4), (0.6, 0.5), (0.7, 1.0), (0.0, 1.0))
MASKS = ((), (MASK,), (UPPER,), (CORNER,), (UPPER, CORNER))
"""None, one in the midst of the picture, and some that touch its edges."""


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
    st.sampled_from(MASKS),
    st.integers(0, 99),
)
def test_no_pose_within_tolerance_ever_sees_more(
    eye: Camera, plane_m: float, asked: float, masks: tuple[PictureRing, ...], seed: int
) -> None:
    eye = replace(eye, masks=masks)
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


@settings(max_examples=60, deadline=None)
@given(
    loose_cameras(),
    st.sampled_from([3.0, 6.0, None]),
    st.floats(0, 1),
    st.floats(1, 2),
    st.one_of(st.just(0.0), DENSITIES),
    st.booleans(),
    st.sampled_from(MASKS),
    st.integers(0, 99),
)
def test_no_part_of_a_body_between_two_heights_is_ever_seen_elsewhere(
    eye: Camera,
    narrow_deg: float | None,
    from_m: float,
    to_m: float,
    asked: float,
    exact: bool,
    masks: tuple[PictureRing, ...],
    seed: int,
) -> None:
    """At random heights, and as high as the camera itself; through narrow lenses too."""
    eye = replace(eye, masks=masks)
    eye = replace(eye, tolerance=EXACT if exact else eye.tolerance)
    eye = replace(eye, lens=replace(LENS, hfov_deg=narrow_deg) if narrow_deg else eye.lens)
    chance = np.random.default_rng(seed)
    places = places_around(eye, seed)
    outline = body_outline(eye, from_m, to_m, asked, 2 * FAR_M)
    outside = places[~shapely.intersects_xy(outline, places)]
    for _ in range(15):
        one, near_m = posed(eye, chance), eye.height_m + chance.uniform(-0.05, 0.05)
        at_m = float(np.clip(chance.choice([near_m, chance.uniform(from_m, to_m)]), from_m, to_m))
        seen = falls_inside(one, outside, at_m) & ~is_masked(one, outside, at_m)
        assert not (seen & (density(one, outside, at_m) >= asked)).any()


def test_a_narrow_lens_sees_waists_between_the_heights_at_which_one_may_look() -> None:
    """Level at 1.125 m, 6° wide and so 3° high: from 2 m to 6 m all it sees is 1.125 ± 0.16 m.

    None of 0, 0.45, 0.9, 1.35 and 1.8 m is in its picture there.
    """
    eye = camera(0, 0, height_m=1.125, hfov_deg=6.0)
    waist = Point(4.0, 0.0)
    planes_m = (0.0, 0.45, 0.9, 1.35, 1.8)
    assert not any(picture_outline(eye, plane_m, 20.0).intersects(waist) for plane_m in planes_m)
    assert body_outline(eye, 0.0, 1.8, 0.0, 20.0).intersects(waist)


def test_a_body_before_a_camera_above_it_begins_where_its_head_does() -> None:
    """Slope ½ downwards from 3 m: 1 m below at x = 2, 3 m below at x = 6; no wider than ±45°."""
    body = body_outline(camera(0, 0), 0.0, 2.0, 0.0, 20.0)
    assert body.bounds == pytest.approx((2.0, -20.0, 20.0, 20.0))
    assert body.intersects(Point(4.0, 3.9)) and not body.intersects(Point(4.0, 4.1))


def test_a_mask_hides_a_body_only_where_it_hides_all_of_it() -> None:
    """The lower half of the picture is black: of a plane at 0 m all, of one above the camera none.

    Of a body from 0 to 2 m before a camera 1 m high, what is above 1 m is seen from x = 2 on.
    """
    half = (((0.0, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0)),)
    eye = replace(camera(0, 0, height_m=1.0), masks=half)
    place = Point(6.0, 0.0)
    assert not widest_outline(eye, 0.0, 0.0, 20.0).intersects(place)
    assert not body_outline(eye, 0.0, 0.5, 0.0, 20.0).intersects(place)
    assert body_outline(eye, 0.0, 2.0, 0.0, 20.0).intersects(place)


@pytest.mark.parametrize(
    ("tolerance", "beyond_m"), [(Tolerance(15.0, 0.0, 0.0, 0.0), 0.3), (Tolerance(), 0.5)]
)
def test_the_widest_view_reaches_hardly_beyond_what_poses_see(
    tolerance: Tolerance, beyond_m: float
) -> None:
    """A pan that is off turns the picture about the foot, and tilts it not at all."""
    eye = camera(0, 0, tilt_deg=65.0, hfov_deg=84.0, height_m=4.0, tolerance=tolerance)
    chance = np.random.default_rng(1)
    poses = [posed(eye, chance) for _ in range(400)]
    seen = shapely.union_all([picture_outline(pose, 0.0, 30.0) for pose in poses])
    widest = widest_outline(eye, 0.0, 0.0, 30.0)
    assert widest.difference(seen.buffer(beyond_m)).is_empty


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
