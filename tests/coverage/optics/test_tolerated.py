"""What every pose within a camera's tolerance sees, against random poses."""

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from pipeline.coverage.optics.outline import guaranteed_outline, nominal_outline
from pipeline.domain.camera import EXACT, Camera, Tolerance
from pipeline.domain.coverage import Region
from pipeline.domain.requirement import Look
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

MASK = ((0.6, 0.5), (0.9, 0.5), (0.8, 0.9))
POSES = 25


@st.composite
def looks(draw: st.DrawFn) -> Look:
    steepest_deg = draw(st.one_of(st.none(), st.floats(10, 60)))
    facing_deg = draw(st.one_of(st.none(), st.floats(0, 360)))
    aside_deg = draw(st.floats(10, 170))
    density_px_per_m = draw(st.one_of(st.just(0.0), DENSITIES))
    return Look(draw(st.floats(0, 3)), density_px_per_m, steepest_deg, facing_deg, aside_deg)


def seen(eye: Camera, places: Points, look: Look) -> Flags:
    """Tell which places one pose sees as a look asks, by projecting them."""
    plane_m = look.plane_m
    found = falls_inside(eye, places, plane_m, spare_px=-1e-2)
    if look.density_px_per_m:
        found &= density(eye, places, plane_m) >= look.density_px_per_m * (1 - 1e-6)
    share = projected(eye, raised(places, plane_m))[0] / [eye.width_px, eye.height_px] + 0.5
    for mask in eye.masks:
        found &= ~shapely.contains_xy(shapely.Polygon(mask).buffer(-1e-6), share)
    dx, dy = (np.array([eye.x_m, eye.y_m]) - places).T
    if look.max_elevation_deg is not None:
        steepness = np.arctan2(abs(eye.height_m - plane_m), np.hypot(dx, dy))
        found &= np.degrees(steepness) <= look.max_elevation_deg + 1e-6
    if look.facing_deg is not None and look.max_facing_deg is not None:
        aside = (np.degrees(np.arctan2(dy, dx)) - look.facing_deg + 180) % 360 - 180
        found &= np.abs(aside) <= look.max_facing_deg + 1e-6
    return found


def lost(eye: Camera, outline: Region, look: Look, seed: int) -> int:
    """Return how many places of an outline, on its border and within, some pose does not see."""
    chance = np.random.default_rng(seed)
    border = shapely.boundary(outline)
    along = chance.uniform(0, border.length, 300)
    on_it = shapely.get_coordinates(shapely.line_interpolate_point(border, along))
    places = places_around(eye, seed)
    places = np.vstack((places[shapely.contains_xy(outline, places)], on_it))
    each = [seen(posed(eye, chance), places, look) for _ in range(POSES)]
    return int((~np.all(each, axis=0)).sum())


@settings(max_examples=100, deadline=None)
@given(loose_cameras(), looks(), st.booleans(), st.integers(0, 99))
def test_no_pose_within_tolerance_ever_loses_a_guaranteed_place(
    eye: Camera, look: Look, masked: bool, seed: int
) -> None:
    eye = replace(eye, masks=(MASK,) if masked else ())
    outline = guaranteed_outline(eye, look, FAR_M)
    assert outline.is_valid
    assert outline.is_empty or lost(eye, outline, look, seed) == 0


def test_a_mask_with_a_sharp_corner_grows_no_spike_around_the_back_of_the_head() -> None:
    """A plane 0.25 m above the camera, of which 0.1 m are uncertain: the mask grows by 23°."""
    eye = camera(0, 0, height_m=2.75, hfov_deg=54.0, tolerance=Tolerance())
    look = Look(3.0, 0.0)
    free = guaranteed_outline(eye, look, FAR_M)
    left = guaranteed_outline(replace(eye, masks=(MASK,)), look, FAR_M)
    assert 0.0 < left.area < 0.8 * free.area
    assert lost(replace(eye, masks=(MASK,)), left, look, 0) == 0


def test_the_nominal_outline_does_lose_places() -> None:
    """So that the property above is known to be able to fail."""
    eye = camera(0, 0, tilt_deg=20.0, tolerance=Tolerance())
    look = Look(0.0, 62.5)
    assert lost(eye, nominal_outline(eye, look, FAR_M), look, 1) > 50


def test_an_exact_camera_guarantees_what_it_sees_as_drawn() -> None:
    eye = camera(0, 0, tilt_deg=20.0, tolerance=EXACT)
    look = Look(1.6, 62.5)
    assert guaranteed_outline(eye, look, FAR_M).equals(nominal_outline(eye, look, FAR_M))


def test_a_pan_of_two_degrees_either_way_takes_two_degrees_from_either_side() -> None:
    """A level camera sees ±45°; ±43° are left of it, at x = 10 to y = ±10·tan 43° = ±9.325."""
    eye = camera(0, 0, tolerance=Tolerance(2.0, 0.0, 0.0, 0.0))
    sure = guaranteed_outline(eye, Look(1.0, 0.0), 50.0)
    half_m = 10.0 * math.tan(math.radians(43.0))
    assert sure.intersects(Point(10.0, half_m - 0.02))
    assert not sure.intersects(Point(10.0, half_m + 0.001))


def test_a_place_off_by_a_decimetre_takes_a_decimetre_from_the_near_edge() -> None:
    """2 m above the plane, level: it begins at 4 m. 0.1 m higher at 4.2 m, and further back 4.3."""
    eye = camera(0, 0, tolerance=Tolerance(0.0, 0.0, 0.0, 0.1))
    sure = guaranteed_outline(eye, Look(1.0, 0.0), 50.0)
    assert sure.bounds[0] == pytest.approx(4.3, abs=0.005)
    assert sure.bounds[0] >= 4.3


@pytest.mark.parametrize("hfov_deg", [45.0, 60.0, 90.0])
def test_a_tolerance_takes_little_more_than_it_must(hfov_deg: float) -> None:
    """What 400 random poses all see is hardly larger than what is guaranteed."""
    eye = camera(0, 0, tilt_deg=20.0, hfov_deg=hfov_deg, tolerance=Tolerance())
    look = Look(0.0, 25.0)
    places = places_around(eye, 5, count=4000)
    chance = np.random.default_rng(5)
    always = np.all([seen(posed(eye, chance), places, look) for _ in range(400)], axis=0)
    sure = shapely.contains_xy(guaranteed_outline(eye, look, FAR_M), places)
    assert always.sum() > 50
    assert sure.sum() >= 0.93 * always.sum()
