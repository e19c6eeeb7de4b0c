"""Views into prohibited zones: the least turn or mask that ends them, tried on the plan."""

import time
from dataclasses import replace

import numpy as np
import pytest
from shapely import Point, box

from pipeline.config.class_file import load_classes
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.camera import Camera, Sweep, Tolerance
from pipeline.domain.change import Change
from pipeline.domain.site import Floor
from pipeline.placement.averting import aversions, averted
from pipeline.placement.masking import pictured
from pipeline.placement.mending import Means, mended
from tests.shapes import camera, clause, floor, profile, toilet, wall, zone

SEE = profile(clause())
SOUTH, NORTH = wall(box(6, 0, 6.2, 4.5), "south"), wall(box(6, 5.5, 6.2, 10), "north")
"""Between them a door of one metre stands open; behind it lies the toilet."""

STILL = {"height_m": 3.0, "tilt_deg": 30.0, "tolerance": Tolerance()}


def plan(eye: Camera, hall: object = None) -> Floor:
    """Return a hall of 6 × 10 m west of a toilet, and what of it must be seen."""
    asked = zone(box(0, 0, 6, 10) if hall is None else hall)
    private = (toilet(box(6.2, 0, 12, 10)),)
    outline = box(0, 0, 12, 10)
    return floor(outline, eye, occluders=(SOUTH, NORTH), zones=(asked,), prohibited=private)


def change_of(here: Floor) -> Change | None:
    return aversions(here, SEE, cover_floor(here, SEE)).get("cam")


def violates(here: Floor, eye: Camera) -> bool:
    seen = cover_floor(replace(here, cameras=(eye,)), SEE, diagnosed=False)
    return any(leak.is_violation for leak in seen.leaks)


def test_a_camera_before_a_door_is_turned_by_the_least_that_is_enough() -> None:
    """It faces the door; only the north of the hall must be seen, so that it may look there."""
    here = plan(camera(0.5, 5, pan_deg=20, hfov_deg=60, **STILL), box(1, 7, 3, 9.5))
    change = change_of(here)
    assert change is not None and change.before is not None and change.after is not None
    assert (change.kind, change.zone_ids) == ("turn", ("toilet",))
    eye, turned = change.before, change.after
    pan, tilt = turned.pan_deg - eye.pan_deg, turned.tilt_deg - eye.tilt_deg
    assert 0.0 in (pan, tilt) and (pan + tilt) == int(pan + tilt)
    less = pan - np.sign(pan), tilt - np.sign(tilt)
    assert violates(here, eye) and not violates(here, turned)
    assert violates(
        here, replace(eye, pan_deg=eye.pan_deg + less[0], tilt_deg=eye.tilt_deg + less[1])
    )


def test_where_every_turn_opens_a_blind_spot_what_must_not_be_seen_is_masked() -> None:
    """Both ends of the hall are asked for, and the ground before the camera: all that it sees."""
    eye = camera(0.3, 5, pan_deg=0, hfov_deg=100, **STILL)
    ends = (box(2.4, 4.3, 3, 5.7), box(5, 8, 5.9, 9), box(5, 1, 5.9, 2))
    zones = tuple(zone(area, f"zone-{n}") for n, area in enumerate(ends))
    here = replace(plan(eye), zones=zones)
    before = cover_floor(here, SEE)
    change = aversions(here, SEE, before).get("cam")
    assert change is not None and change.after is not None
    assert (change.kind, len(change.after.masks)) == ("mask", 1)
    assert not violates(here, change.after)
    after = cover_floor(replace(here, cameras=(change.after,)), SEE, diagnosed=False)
    assert sum(s.area_m2 for s in after.blind_spots) <= sum(s.area_m2 for s in before.blind_spots)
    corners = np.array(change.after.masks[0])
    assert corners.min() >= 0.0 and corners.max() <= 1.0


def test_mending_ends_the_view_and_closes_what_that_opens() -> None:
    here = plan(camera(0.3, 5, pan_deg=0, hfov_deg=100, **STILL))
    means = Means(load_classes(), time.monotonic)
    now = mended(here, SEE, cover_floor(here, SEE), means)
    assert now.changes[0].kind in ("turn", "mask")
    seen = cover_floor(now.floor, SEE)
    assert seen.blind_spots == () and not [leak for leak in seen.leaks if leak.is_violation]


def test_who_looks_nowhere_that_matters_is_left_alone() -> None:
    here = plan(camera(0.5, 5, pan_deg=180, hfov_deg=60, **STILL), box(0, 0, 0.1, 0.1))
    assert change_of(here) is None
    assert averted(here, SEE, cover_floor(here, SEE)).changes == ()


@pytest.mark.parametrize(
    "eye",
    [
        replace(camera(0.5, 5, **STILL), sweep=Sweep((-180, 180), (0, 90), (10, 90))),
        camera(9, 5, **STILL),
    ],
    ids=["a PTZ, which may turn back", "one that stands inside, which is to be taken down"],
)
def test_for_some_cameras_no_turn_is_told(eye: Camera) -> None:
    here = plan(eye, box(1, 7, 3, 9.5))
    assert violates(here, eye)
    assert change_of(here) is None


def test_a_place_straight_ahead_falls_on_the_middle_of_the_picture() -> None:
    eye = camera(0, 0, pan_deg=90, tilt_deg=45, height_m=3)
    assert np.allclose(pictured(eye, np.array([[0.0, 3.0, 0.0]])), [[0.5, 0.5]])
    assert Point(0, 3).distance(Point(eye.x_m, eye.y_m)) == 3.0
