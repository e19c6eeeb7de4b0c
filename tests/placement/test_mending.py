"""Mending: what is blind is closed, nothing private is looked into, and what cannot be is left."""

import time
from dataclasses import replace

import pytest
from shapely import box

from pipeline.config.class_file import load_classes
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor
from pipeline.placement.mended import Mended
from pipeline.placement.mending import Means, added_in, mended
from tests.shapes import (
    L_ROOM,
    SQUARE_ROOM,
    U_COURTYARD,
    camera,
    clause,
    floor,
    profile,
    toilet,
    wall,
    zone,
)

SEE = profile(clause())
CLASSES = tuple(each for each in load_classes() if each.usual)


def mend(plan: Floor, asked: Profile = SEE, number: int = 1) -> Mended:
    means = Means(CLASSES, time.monotonic, number)
    return mended(plan, asked, cover_floor(plan, asked), means)


def kinds(now: Mended) -> list[str]:
    return [change.kind for change in now.changes]


def test_a_seen_room_needs_nothing() -> None:
    plan = floor(SQUARE_ROOM, camera(0, 0, pan_deg=45, height_m=0.5))
    now = mend(plan, profile(clause(plane_m=0.5)))
    assert (now.floor, now.changes) == (plan, ())


@pytest.mark.parametrize(("room", "most"), [(SQUARE_ROOM, 1), (L_ROOM, 2), (U_COURTYARD, 4)])
def test_an_empty_room_is_filled_with_few_cameras(room: object, most: int) -> None:
    """A square takes one in a corner, an L two."""
    now = mend(floor(room))
    assert set(kinds(now)) == {"add"}
    assert len(now.changes) <= most
    assert now.coverage.blind_spots == ()


def test_what_it_returns_was_tried_on_the_plan() -> None:
    now = mend(floor(L_ROOM))
    again = cover_floor(now.floor, SEE)
    assert again.blind_spots == ()
    assert again.covered.equals_exact(now.coverage.covered, 1e-9)


def test_a_camera_that_looks_away_is_turned_before_one_is_added() -> None:
    """It hangs in the corner and looks along one wall; half a right angle more and it sees all."""
    away = camera(0.15, 0.15, pan_deg=0, tilt_deg=48, hfov_deg=108, picture=(2592, 1944))
    now = mend(floor(SQUARE_ROOM, away))
    assert kinds(now)[0] == "turn"
    turned = now.floor.cameras[0]
    assert 0 < turned.pan_deg <= 60


def test_no_added_camera_looks_into_a_toilet() -> None:
    """The toilet is open towards the room, so that few places do not look into it."""
    walls = (wall(box(0, 6.9, 4, 7)), wall(box(6, 6.9, 10, 7), "other"))
    plan = floor(
        SQUARE_ROOM,
        occluders=walls,
        zones=(zone(box(0, 0, 10, 6.5)),),
        prohibited=(toilet(box(0, 7, 10, 10)),),
    )
    now = mend(plan)
    assert now.changes
    assert [leak for leak in now.coverage.leaks if leak.is_violation] == []
    for added in added_in(now.changes):
        assert added.y_m < 6.9


def test_what_no_camera_may_see_is_left_blind() -> None:
    """From wherever the room is seen, the toilet in it is seen too."""
    inside = toilet(box(4, 4, 6, 6))
    now = mend(floor(SQUARE_ROOM, prohibited=(inside,)))
    assert [leak for leak in now.coverage.leaks if leak.is_violation] == []


def test_numbers_of_added_cameras_go_on() -> None:
    now = mend(floor(L_ROOM), number=7)
    assert next(added.id for added in added_in(now.changes)) == "cam-new-7"


def test_at_night_added_cameras_bring_their_light() -> None:
    asked = profile(replace(clause(), at_night=True))
    now = mend(floor(SQUARE_ROOM), asked)
    assert now.coverage.blind_spots == ()
    assert all(added.ir_range_m for added in added_in(now.changes))


def test_two_cameras_are_hung_where_each_point_needs_two() -> None:
    now = mend(floor(SQUARE_ROOM), profile(clause(min_cameras=2)))
    assert now.coverage.blind_spots == ()
    assert len(now.changes) >= 2
