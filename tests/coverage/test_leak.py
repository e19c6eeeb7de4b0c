"""Prohibited zones: no pose within tolerance looks where its camera is said not to."""

import random
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from pipeline.coverage.leak import HEAD_M, Privacy
from pipeline.coverage.mount import mounted
from pipeline.coverage.scene import scene_of
from pipeline.domain.camera import EXACT, Camera, Tolerance
from pipeline.domain.coverage import Region
from pipeline.domain.site import Floor, Occluder
from pipeline.geometry.overlay import united
from tests.coverage.optics.lens_oracle import falls_inside
from tests.coverage.sight_oracle import hidden
from tests.shapes import camera, floor, toilet, wall

HALL = box(0, 0, 14, 10)
ROOM = toilet(box(6.2, 0, 14, 10))
KEYHOLE_M2 = 0.02
"""What may be seen through an opening from between two places of the lattice, 5 cm apart."""


@st.composite
def facades(draw: st.DrawFn) -> tuple[Occluder, ...]:
    """Return a wall with a door or a window in it, and perhaps something before it."""
    start, width = draw(st.floats(1, 8)), draw(st.floats(0.3, 2))
    sill, lintel = draw(st.sampled_from([(0.0, 2.1), (0.9, 2.0), (1.9, 2.6), (0.0, 9.0)]))
    opening = box(6, start, 6.2, start + width)
    walls = [
        wall(box(6, 0, 6.2, start), "south"),
        wall(box(6, start + width, 6.2, 10), "north"),
        wall(opening, "above", bottom_m=lintel),
        wall(opening, "pane", "glass", bottom_m=sill, top_m=lintel),
    ]
    if sill:
        walls.append(wall(opening, "below", top_m=sill))
    if draw(st.booleans()):
        x_m, y_m = draw(st.floats(3, 5)), draw(st.floats(0, 8))
        walls.append(wall(box(x_m, y_m, x_m + 0.3, y_m + 1.5), "cup", "furniture", top_m=2.2))
    return tuple(walls)


@st.composite
def cameras(draw: st.DrawFn) -> Camera:
    eye = camera(
        draw(st.floats(0.3, 2.5)),
        draw(st.floats(0.3, 9.7)),
        height_m=draw(st.sampled_from([2.0, 2.5, 3.2])),
        pan_deg=draw(st.floats(-60, 60)),
        tilt_deg=draw(st.floats(0, 50)),
        hfov_deg=draw(st.floats(20, 110)),
        picture=(1920, 1080),
    )
    return replace(eye, tolerance=Tolerance())


def leaked(plan: Floor, eye: Camera) -> Region:
    """Return what a camera may see of the room."""
    mount = mounted(eye, scene_of(plan))
    return united(leak.region for leak in Privacy(plan).leaks([mount]))


def posed(eye: Camera, chance: random.Random) -> Camera:
    """Return one exact pose within tolerance."""
    off, pull = eye.tolerance, [chance.choice([-1, -1, 1, 1, 0.3]) for _ in range(4)]
    around = Point(eye.x_m, eye.y_m).buffer(off.position_m).exterior
    away = around.interpolate(chance.random(), normalized=True)
    return replace(
        eye,
        x_m=away.x,
        y_m=away.y,
        height_m=eye.height_m + pull[0] * off.position_m,
        pan_deg=eye.pan_deg + pull[1] * off.pan_deg,
        tilt_deg=eye.tilt_deg + pull[2] * off.tilt_deg,
        roll_deg=eye.roll_deg + pull[3] * off.roll_deg,
        tolerance=EXACT,
    )


@settings(max_examples=40, deadline=None)
@given(facades(), cameras(), st.integers(0, 99))
def test_no_pose_within_tolerance_leaks_more_than_its_camera(
    facade: tuple[Occluder, ...], eye: Camera, seed: int
) -> None:
    plan, chance = floor(HALL, eye, occluders=facade, prohibited=(ROOM,)), random.Random(seed)
    most = leaked(plan, eye)
    for _ in range(4):
        beyond = leaked(plan, posed(eye, chance)).difference(most)
        assert beyond.area < KEYHOLE_M2


@settings(max_examples=60, deadline=None)
@given(facades(), cameras(), st.integers(0, 99))
def test_whoever_can_be_seen_at_any_height_is_told(
    facade: tuple[Occluder, ...], eye: Camera, seed: int
) -> None:
    """Against sight lines to single points of the room, through open doors and clear panes."""
    exact, chance = replace(eye, tolerance=EXACT), random.Random(seed)
    plan = floor(HALL, exact, occluders=facade, prohibited=(ROOM,))
    told = leaked(plan, exact).buffer(1e-6)
    opaque = [thing for thing in facade if not thing.is_see_through]
    for _ in range(60):
        place = (chance.uniform(6.4, 13.8), chance.uniform(0.2, 9.8))
        plane_m = chance.uniform(0.0, HEAD_M)
        seen = bool(falls_inside(exact, np.array([place]), plane_m)[0])
        if seen and not hidden((exact.x_m, exact.y_m), exact.height_m, place, plane_m, opaque):
            assert told.covers(Point(place))


def test_a_room_without_an_opening_leaks_nothing() -> None:
    eye = replace(camera(1, 5, tilt_deg=10), tolerance=Tolerance())
    plan = floor(HALL, eye, occluders=(wall(box(6, 0, 6.2, 10)),), prohibited=(ROOM,))
    assert leaked(plan, eye).is_empty
    assert isinstance(leaked(replace(plan, occluders=()), eye), Polygon)
