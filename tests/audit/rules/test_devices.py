"""Buttons, signs and detectors: in a zone, within a walk, or with the zone in their range."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from pipeline.audit.rules.walkable import BODY_M, QUARTER, Walkable
from pipeline.domain.equipment import Device
from pipeline.domain.rule import DevicePresence, IntrusionDetection, WalkingDistance
from tests.audit.rules.asked import UNSTATED, broken, clause, hung, school, told
from tests.shapes import SQUARE_ROOM, floor, label, wall, zone

BUTTON, SIGN, DETECTOR = "emergency_button", "camera_sign", "intrusion_detector"
ROOM = floor(SQUARE_ROOM)
HALL = ("corridor",)


def button(x_m: float, y_m: float, kind: str = BUTTON) -> Device:
    return Device(f"d-{x_m:g}-{y_m:g}", kind, label("d"), Point(x_m, y_m))


def detector(x_m: float, y_m: float, range_m: float, pan: float = 0, spread: float = 360) -> Device:
    return Device("d", DETECTOR, label("d"), Point(x_m, y_m), range_m, pan, spread)


@pytest.mark.parametrize(("x_m", "found"), [(5.0, 0), (10.4, 0), (10.6, 1)])
def test_a_device_on_the_wall_of_a_zone_is_in_it_and_one_beyond_is_not(
    x_m: float, found: int
) -> None:
    held = school(hung(), devices=(button(x_m, 5),))
    findings = broken(clause(DevicePresence(BUTTON, 1), *HALL), held)
    assert told(findings) == [("violation", "R-01.ground.zone")] * found


def test_another_kind_of_device_does_not_count_and_the_step_adds_what_lacks() -> None:
    held = school(hung(), devices=(button(5, 5, SIGN), button(4, 4)))
    (finding,) = broken(clause(DevicePresence(BUTTON, 3), *HALL), held)
    assert "has 1 of 3" in finding.message.en
    edits = finding.steps[0].edits
    assert [(edit.of, edit.field, edit.adds) for edit in edits] == [("ground", "devices", True)] * 2


@pytest.mark.parametrize(
    "demand", [DevicePresence(BUTTON, 1), WalkingDistance(BUTTON, 9.0), IntrusionDetection()]
)
def test_a_plan_without_any_device_is_silent_and_not_guilty(demand: DevicePresence) -> None:
    assert told(broken(clause(demand, *HALL), school(hung()))) == [UNSTATED]


@pytest.mark.parametrize(
    "demand", [DevicePresence(BUTTON, 1), WalkingDistance(BUTTON, 9.0), IntrusionDetection()]
)
def test_a_zone_that_every_school_has_must_be_drawn(demand: DevicePresence) -> None:
    held = school(hung(), devices=(button(5, 5),))
    asked = broken(clause(demand, "perimeter", expected=True), held)
    assert told(asked) == [("not_evaluated", "R-01.school.undrawn")]
    assert broken(clause(demand, "perimeter"), held) == []


LONG = floor(box(0, 0, 40, 1.5))


@pytest.mark.parametrize(("walk_m", "found"), [(39.6, 0), (38.0, 1)])
def test_in_an_empty_corridor_the_way_is_the_straight_line(walk_m: float, found: int) -> None:
    """People's middles go from x = 0.25 to 39.75; the button is at 0.25."""
    held = school(hung(), plan=LONG, devices=(button(0.25, 0.75),))
    findings = broken(clause(WalkingDistance(BUTTON, walk_m), *HALL), held)
    assert told(findings) == [("violation", "R-01.ground.zone")] * found


def test_a_wall_makes_the_way_longer_by_the_detour_and_a_door_does_not() -> None:
    """A wall across a room of 10 m leaves a gap of 2 m at the top.

    From (2, 1) to (8, 1) it is around its end, whose corners for a body are (4.65, 8.25) and
    (5.35, 8.25).
    """
    barrier = box(4.9, 0, 5.1, 8)
    around_m = 2 * math.dist((2, 1), (4.65, 8.25)) + 0.7
    for kind, way_m in (("wall", around_m), ("door", 6.0)):
        ground = Walkable(floor(SQUARE_ROOM, occluders=(wall(barrier, kind=kind),)))
        reached = [
            ground.within(Point(2, 1), way_m + more).covers(Point(8, 1)) for more in (-0.1, 0.1)
        ]
        assert reached == [False, True], kind


def test_nobody_squeezes_through_a_gap_narrower_than_shoulders() -> None:
    """A gap of 0.49 m is none, one of 0.51 m is."""
    for gap_m, through in ((0.49, False), (0.51, True)):
        walls = (wall(box(4.9, 0, 5.1, 5)), wall(box(4.9, 5 + gap_m, 5.1, 10), "other"))
        ground = Walkable(floor(SQUARE_ROOM, occluders=walls))
        assert ground.within(Point(2, 2), 30.0).covers(Point(8, 2)) is through


@given(st.floats(0.5, 9.5), st.floats(0.5, 9.5), st.floats(0.5, 12.0))
def test_what_is_within_a_walk_is_never_told_too_large_nor_much_too_small(
    x_m: float, y_m: float, walk_m: float
) -> None:
    """In an empty room a walk is a disc, told as a polygon with 64 corners on it."""
    got = Walkable(ROOM).within(Point(x_m, y_m), walk_m)
    inner = box(BODY_M, BODY_M, 10 - BODY_M, 10 - BODY_M)
    disc = Point(x_m, y_m).buffer(walk_m, quad_segs=400).intersection(inner)
    assert got.difference(disc).area < 1e-3
    smaller = walk_m * math.cos(math.pi / (4 * QUARTER))
    least = Point(x_m, y_m).buffer(smaller - 1e-6, quad_segs=400).intersection(inner)
    assert least.difference(got).area < 1e-3


@pytest.mark.parametrize(
    ("device", "found"),
    [
        (detector(5, 5, 7.2), 0),  # the corners are 7.07 m away
        (detector(5, 5, 5.0), 1),
        (detector(0, 5, 12.0, 0, 180), 0),  # from the middle of a wall, half round; 11.2 m needed
        (detector(0, 5, 12.0, 0, 90), 1),
        (Device("b", DETECTOR, label("b"), LineString([(0, 5), (10, 5)]), 5.0), 0),
        (Device("b", DETECTOR, label("b"), LineString([(0, 5), (10, 5)]), 4.0), 1),
    ],
)
def test_a_detector_guards_its_cone_and_a_beam_its_strip(device: Device, found: int) -> None:
    findings = broken(clause(IntrusionDetection(), *HALL), school(hung(), devices=(device,)))
    assert told(findings) == [("violation", "R-01.ground.zone")] * found


def test_a_wall_ends_what_a_detector_guards_and_the_step_guards_the_rest() -> None:
    """Behind a wall across the room 4.9 x 10 m are open."""
    plan = floor(SQUARE_ROOM, occluders=(wall(box(5, 0, 5.1, 10)),))
    held = school(hung(), plan=plan, devices=(detector(2.5, 5, 20.0),))
    (finding,) = broken(clause(IntrusionDetection(), *HALL), held)
    assert '49.0 m² of "zone" lie in no detector' in finding.message.en
    (edit,) = finding.steps[0].edits
    added = edit.value
    assert isinstance(added, dict)
    assert added["position"][0] > 5.1
    more = detector(*added["position"], added["range_m"])
    assert (
        broken(
            clause(IntrusionDetection(), *HALL),
            school(hung(), plan=plan, devices=(detector(2.5, 5, 20.0), more)),
        )
        == []
    )


def test_zones_of_other_kinds_ask_for_nothing() -> None:
    plan = floor(SQUARE_ROOM, zones=(zone(SQUARE_ROOM, kind="yard"),))
    held = school(hung(), plan=plan, devices=(button(5, 5),))
    assert broken(clause(DevicePresence(SIGN, 1), *HALL), held) == []
