"""Picture, pixel density and angles on a plane, against hands and against projected points."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, affinity

from pipeline.coverage.optics.outline import (
    GUARANTEED,
    NOMINAL,
    dense_outline,
    guaranteed_outline,
    guaranteed_outlines,
    masked_outline,
    nominal_outline,
    nominal_outlines,
    picture_outline,
)
from pipeline.domain.camera import Camera
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Look
from tests.coverage.optics.lens_cameras import (
    DENSITIES,
    FAR_M,
    cameras,
    loose_cameras,
    places_around,
)
from tests.coverage.optics.lens_oracle import axes, density, falls_inside, focal_px
from tests.shapes import THREE_FOUR_FIVE_DEG, camera

DOWN = camera(0, 0, height_m=4.0, tilt_deg=90.0)
"""Straight down from 4 m with f = 1000 px: the picture is 8 m across and 4 m high."""

CEILING = replace(
    camera(0, 0, tilt_deg=90.0, picture=(2048, 2048)), lens=Lens(180.0, "equidistant", 2048.0)
)
"""A fisheye 3 m high: f = 1024 px / (π/2) = 651.9 px per rad."""


@settings(max_examples=120, deadline=None)
@given(cameras(), st.floats(0, 3), DENSITIES, st.integers(0, 99))
def test_nothing_too_coarse_or_out_of_the_picture_is_ever_inside(
    eye: Camera, plane_m: float, asked: float, seed: int
) -> None:
    outline = dense_outline(eye, plane_m, asked, 2 * FAR_M)
    assert outline.is_valid
    places = places_around(eye, seed)
    places = places[shapely.contains_xy(outline, places)]
    assert falls_inside(eye, places, plane_m, spare_px=-1e-3).all()
    assert (density(eye, places, plane_m) >= asked * (1 - 1e-6)).all()


@settings(max_examples=120, deadline=None)
@given(cameras(), st.floats(0, 3), DENSITIES, st.integers(0, 99))
def test_nothing_denser_than_asked_is_ever_left_out(
    eye: Camera, plane_m: float, asked: float, seed: int
) -> None:
    """Denser by two thousandths, and inside by a pixel, which is more than chords cut off."""
    outline = dense_outline(eye, plane_m, asked, 2 * FAR_M)
    places = places_around(eye, seed)
    places = places[falls_inside(eye, places, plane_m, spare_px=1.0)]
    due = places[density(eye, places, plane_m) >= 1.002 * asked]
    assert shapely.intersects_xy(outline.buffer(1e-6), due).all()


@settings(max_examples=60, deadline=None)
@given(cameras(), st.floats(0, 3), st.integers(0, 99))
def test_a_place_is_in_the_picture_where_the_lens_puts_it(
    eye: Camera, plane_m: float, seed: int
) -> None:
    """To a pixel; of a rectilinear lens exactly."""
    spare_px = 1e-6 if eye.lens.projection == "rectilinear" else 1.0
    places = places_around(eye, seed, count=100)
    told = shapely.intersects_xy(picture_outline(eye, plane_m, 99.0).buffer(1e-9), places)
    assert (told <= falls_inside(eye, places, plane_m, -1e-3)).all()
    assert (told >= falls_inside(eye, places, plane_m, spare_px)).all()


@settings(max_examples=60, deadline=None)
@given(cameras(), st.floats(0, 3), DENSITIES, st.sampled_from([1.01, 1.3, 4.0]))
def test_a_higher_density_lies_within_a_lower_one(
    eye: Camera, plane_m: float, asked: float, times: float
) -> None:
    lower = dense_outline(eye, plane_m, asked, FAR_M)
    higher = dense_outline(eye, plane_m, times * asked, FAR_M)
    assert higher.difference(lower).area <= 1e-6


@settings(max_examples=40, deadline=None)
@given(cameras(), st.floats(0, 3), DENSITIES, st.floats(-180, 180), st.floats(-1e3, 1e3))
def test_turning_and_moving_the_world_changes_nothing(
    eye: Camera, plane_m: float, asked: float, turn_deg: float, by_m: float
) -> None:
    placed = replace(eye, x_m=0.0, y_m=0.0)
    moved = replace(placed, pan_deg=eye.pan_deg + turn_deg, x_m=by_m, y_m=-by_m)
    before = dense_outline(placed, plane_m, asked, FAR_M)
    after = affinity.translate(dense_outline(moved, plane_m, asked, FAR_M), -by_m, by_m)
    turned = affinity.rotate(before, turn_deg, origin=(0, 0))
    assert shapely.get_coordinates(after) == pytest.approx(
        shapely.get_coordinates(turned), abs=1e-9
    )


def test_a_level_camera_sees_a_trapezoid_of_its_own_height() -> None:
    """F = 1000 px, slopes 1 and ½, 3 m high, plane 1 m: from x = 4 to 1000/50 = 20, |y| <= x."""
    outline = dense_outline(camera(0, 0), 1.0, 50.0, 99.0)
    assert outline.area == pytest.approx(20.0**2 - 4.0**2)


def test_a_tilted_camera_reaches_on_its_axis_to_the_depth_of_f_over_density() -> None:
    """Sin = 3/5, cos = 4/5, 2.5 m high: z_c = 0.8 x + 1.5 = 1000/100 = 10 m at x = 10.625.

    The height gives 1000·x/z_c² = 106 px/m there. Off the axis it stays dense a little further.
    """
    tilted = camera(0, 0, height_m=2.5, tilt_deg=THREE_FOUR_FIVE_DEG)
    outline = dense_outline(tilted, 0.0, 100.0, 99.0)
    assert outline.intersects(Point(10.624, 0))
    assert not outline.intersects(Point(10.626, 0))
    assert outline.intersects(Point(10.7, 5))


def test_below_a_camera_that_looks_straight_down_a_person_is_seen_from_above() -> None:
    """Height at r from the foot gets 1000·r/16 px/m: 25 px/m begin at r = 0.4 m.

    The width gets 250 px/m everywhere.
    """
    outline = dense_outline(DOWN, 0.0, 25.0, 99.0)
    assert outline.area == pytest.approx(8 * 4 - math.pi * 0.4**2, rel=1e-5)
    assert dense_outline(DOWN, 0.0, 251.0, 99.0).is_empty


def test_a_ceiling_fisheye_has_a_hollow_and_a_far_ring() -> None:
    """1.4 m above faces it gives f·d / (d² + 1.4²): 62.5 px/m at the roots of d² - 10.43 d + 1.96.

    They are 0.19 m and 10.24 m, and the ring has π (10.24² - 0.19²) m².
    """
    half = focal_px(CEILING) / 62.5 / 2.0
    near_m, far_m = (half + sign * math.sqrt(half**2 - 1.4**2) for sign in (-1, 1))
    assert (near_m, far_m) == pytest.approx((0.1915, 10.238), abs=1e-3)
    ring = dense_outline(CEILING, 1.6, 62.5, 99.0)
    true_m2 = math.pi * (far_m**2 - near_m**2)
    assert true_m2 * (1 - 2e-4) <= ring.area <= true_m2
    (hollow,) = ring.interiors
    assert Polygon(hollow).contains(Point(0, 0).buffer(near_m))


def test_a_picture_of_f_theta_is_within_2e_4_of_its_true_border() -> None:
    """The border, 20,000 places on each side of the picture, thrown onto the ground one by one."""
    eye = replace(
        camera(0, 0, tilt_deg=45.0, picture=(1920, 1080)), lens=Lens(110.0, "equidistant")
    )
    along = np.linspace(-1, 1, 20001)
    ones = np.ones_like(along)
    right = 960 * np.concatenate((along, ones, -along, -ones))
    down = 540 * np.concatenate((-ones, along, ones, -along))
    angle = np.hypot(right, down) / focal_px(eye)
    share = np.sin(angle) / np.hypot(right, down)
    lower, ahead = down * share, np.cos(angle)
    below = (lower + ahead) / math.sqrt(2)
    forward = (ahead - lower) / math.sqrt(2)
    seen = below > 0.02
    true = Polygon(3.0 * np.column_stack((forward, -right * share))[seen] / below[seen, None])
    near = shapely.box(-20, -20, 20, 20)
    found = picture_outline(eye, 0.0, 20.0)
    true_m2 = true.buffer(0).intersection(near).area
    assert true_m2 * (1 - 2e-4) <= found.area <= true_m2 * (1 + 1e-7)


def true_area_m2(eye: Camera, plane_m: float, asked: float) -> float:
    """Return the area of a rectilinear picture on a plane below it that is dense enough.

    Summed over a fine net of the picture, each mesh with the size of its image on the plane; a
    mesh on the border of density counts as far as density, taken as straight, lets it.
    """
    right = eye.width_px * ((np.arange(150) + 0.5) / 150 - 0.5)
    down = eye.height_px * (np.arange(2001) / 2000 - 0.5)
    u, v = np.meshgrid(right, down)
    rays = np.stack((u, v, np.full_like(u, focal_px(eye))), axis=-1) @ axes(eye)
    below = rays[..., 2] < -1e-3 * focal_px(eye)
    times = (eye.height_m - plane_m) / np.where(below, -rays[..., 2], 1.0)
    places = (times[..., None] * rays)[..., :2] + [eye.x_m, eye.y_m]
    # A mesh of the picture has the image f · Δ² / |z|³, z the ray's part downwards.
    sizes = focal_px(eye) * times**3 / (eye.height_m - plane_m)
    surplus = density(eye, places.reshape(-1, 2), plane_m).reshape(u.shape) - asked
    surplus = np.where(below, surplus, -1.0)
    first, second = surplus[:-1], surplus[1:]
    share = np.maximum(first, second) / np.maximum(np.abs(first - second), 1e-300)
    whole = np.where((first >= 0) & (second >= 0), 1.0, 0.0)
    share = np.where((first >= 0) ^ (second >= 0), share, whole)
    mesh_px2 = eye.width_px / 150 * eye.height_px / 2000
    return float((share * (sizes[:-1] + sizes[1:]) / 2.0).sum() * mesh_px2)


@pytest.mark.parametrize(("tilt_deg", "asked"), [(20.0, 62.5), (40.0, 125.0), (10.0, 40.0)])
def test_a_dense_outline_is_within_2e_4_of_the_true_area(tilt_deg: float, asked: float) -> None:
    eye = camera(0, 0, height_m=3.5, tilt_deg=tilt_deg, hfov_deg=84.0, picture=(2560, 1440))
    true_m2 = true_area_m2(eye, 1.6, asked)
    found = dense_outline(eye, 1.6, asked, 99.0)
    assert true_m2 * (1 - 2e-4) <= found.area <= true_m2 * (1 + 1e-5)


def test_roll_by_a_quarter_swaps_the_sides_of_the_picture() -> None:
    """From 4 m straight down 8 × 4 m becomes 4 × 8 m, and nothing turns denser or coarser."""
    rolled = replace(DOWN, roll_deg=90.0)
    assert picture_outline(DOWN, 0.0, 99.0).bounds == pytest.approx((-2, -4, 2, 4))
    assert picture_outline(rolled, 0.0, 99.0).bounds == pytest.approx((-4, -2, 4, 2))
    assert dense_outline(rolled, 0.0, 25.0, 99.0).area == pytest.approx(
        dense_outline(DOWN, 0.0, 25.0, 99.0).area
    )


def test_roll_turns_clockwise_as_seen_from_behind() -> None:
    """Level, rolled by 45°: the right edge of the picture sinks, so the right of the ground shows.

    The lower right corner of a square picture then points straight down, at 54.7° below.
    """
    rolled = replace(camera(0, 0, picture=(2000, 2000)), roll_deg=45.0)
    nearest_m = picture_outline(rolled, 0.0, 99.0).bounds[0]
    assert nearest_m == pytest.approx(3.0 / math.sqrt(2.0))
    slight = picture_outline(replace(camera(0, 0), roll_deg=10.0), 0.0, 20.0)
    assert slight.distance(Point(4, -4)) < slight.distance(Point(4, 4))


def test_a_face_is_not_looked_down_upon_more_steeply_than_allowed() -> None:
    """1.5 m above faces, at most 45°: nothing nearer than 1.5 m; at 26.57° nothing within 3 m."""
    eye = camera(0, 0, tilt_deg=60.0, height_m=3.0)
    for steepest_deg, nearest_m in ((45.0, 1.5), (math.degrees(math.atan(0.5)), 3.0)):
        outline = nominal_outline(eye, Look(1.5, 0.0, max_elevation_deg=steepest_deg), 20.0)
        assert outline.distance(Point(0, 0)) == pytest.approx(nearest_m, rel=1e-3)
        assert outline.distance(Point(0, 0)) >= nearest_m * (1 - 1e-9)


def test_faces_that_look_aside_are_left_out() -> None:
    """A level camera looks east at people who look south-west, at most 45° aside.

    The camera must lie between west and south of them: of |y| <= x, what is north of it is left.
    """
    look = Look(1.0, 50.0, facing_deg=225.0, max_facing_deg=45.0)
    outline = nominal_outline(camera(0, 0), look, 99.0)
    assert outline.bounds == pytest.approx((4, 0, 20, 20))
    assert outline.area == pytest.approx((20.0**2 - 4.0**2) / 2)


def test_a_mask_blackens_its_share_of_the_picture() -> None:
    """The left half of the picture, straight down with its upper edge in the east: the north."""
    left = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
    masked = replace(DOWN, masks=(left,))
    assert masked_outline(masked, 0.0, 99.0).contains(shapely.box(-2, 0, 2, 4))
    seen = nominal_outline(masked, Look(0.0, 0.0), 99.0)
    assert seen.bounds == pytest.approx((-2, -4, 2, 0), abs=2e-3)
    assert shapely.box(-2, -4, 2, 0).buffer(1e-9).contains(seen)


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
    assert outline.bounds[0] == pytest.approx(0.0, abs=1e-5)
    assert outline.is_valid


@pytest.mark.parametrize("tilt_deg", [-90.0, -27.0, 27.0])
def test_a_plane_that_never_comes_into_the_picture_is_not_seen(tilt_deg: float) -> None:
    """The picture reaches 26.57° up and down; the plane lies below or at the camera."""
    plane_m = 3.0 if tilt_deg > 0 else 1.0
    assert dense_outline(camera(0, 0, tilt_deg=tilt_deg), plane_m, 25.0, 99.0).is_empty


@settings(max_examples=25, deadline=None)
@given(st.lists(loose_cameras(), min_size=2, max_size=8), DENSITIES, st.booleans())
def test_outlines_made_together_are_to_the_last_digit_those_made_alone(
    eyes: list[Camera], asked: float, facing: bool
) -> None:
    look = Look(1.1, asked, 60.0, *((90.0, 80.0) if facing else (None, None)))
    reaches_m = [16.0 * 2 ** (n % 3) for n in range(len(eyes))]
    for each, alone in (
        (nominal_outlines, nominal_outline),
        (guaranteed_outlines, guaranteed_outline),
    ):
        together = each(eyes, look, reaches_m)
        NOMINAL.forget()
        GUARANTEED.forget()
        for eye, reach_m, outline in zip(eyes, reaches_m, together, strict=True):
            assert alone(eye, look, reach_m).wkb == outline.wkb
