"""Networking, gates against pupils, the list of cameras, and one camera at the gate."""

from dataclasses import replace

import pytest
from shapely import box

from pipeline.domain.rule import CameraList, GateWidth, Networking, NotOnlyTheGate
from pipeline.domain.step import Edit
from pipeline.domain.zone import Zone
from tests.audit.rules.asked import UNSTATED, broken, clause, hung, school, told
from tests.shapes import SQUARE_ROOM, floor, zone

JOINED, APART, SILENT = True, False, None
GATE = zone(box(0, 0, 2, 2), "gate", kind="gate")


@pytest.mark.parametrize(
    ("least_pct", "states", "severities"),
    [
        (100.0, (JOINED, JOINED, JOINED, JOINED), []),
        (100.0, (JOINED, JOINED, JOINED, APART), ["violation"]),
        (75.0, (JOINED, JOINED, JOINED, APART), []),
        (76.0, (JOINED, JOINED, JOINED, APART), ["violation"]),
        (75.0, (JOINED, JOINED, JOINED, SILENT), []),
        (100.0, (JOINED, JOINED, JOINED, SILENT), ["not_evaluated"]),
        (80.0, (JOINED, APART, SILENT, SILENT), ["violation"]),
    ],
)
def test_the_silent_ones_decide_only_where_they_can(
    least_pct: float, states: tuple[bool | None, ...], severities: list[str]
) -> None:
    """Of the last four, 3 of 4 at most are connected, whatever the two silent ones are."""
    cameras = [hung(f"c{n}", is_networked=state) for n, state in enumerate(states)]
    findings = broken(clause(Networking(least_pct)), school(*cameras))
    assert [finding.severity for finding in findings] == severities


def test_those_not_connected_are_named_and_connected() -> None:
    cameras = (hung("a", is_networked=True), hung("b", is_networked=False))
    (finding,) = broken(clause(Networking(100.0)), school(*cameras))
    assert "50.0 % of the cameras are connected (1 of 2)" in finding.message.en
    assert "联网率50.0 %（2台中1台），要求100 %；未联网：b" in finding.message.zh
    assert finding.steps[0].edits == (Edit("b", "networked", True),)


def gates(*widths: float | None) -> tuple[Zone, ...]:
    return tuple(
        replace(GATE, id=f"gate-{n}", clear_width_m=width) for n, width in enumerate(widths)
    )


@pytest.mark.parametrize(
    ("widths", "needed"),
    [
        ((7.0,), []),
        ((6.9,), [7.0]),
        ((4.0, 3.0), []),
        ((4.0, 2.5), [4.5, 3.0]),
        ((9.0, 1.0), [3.0]),
    ],
)
def test_a_thousand_pupils_need_seven_metres_of_gates(
    widths: tuple[float, ...], needed: list[float]
) -> None:
    """0.7 m for each hundred; the widest gate takes up what lacks, and none is below 3 m."""
    held = school(hung(), plan=floor(SQUARE_ROOM, zones=gates(*widths)), pupils=1000)
    findings = broken(clause(GateWidth(0.7, 3.0)), held)
    assert [finding.steps[0].edits[0].value for finding in findings] == needed


@pytest.mark.parametrize(("width", "pupils"), [(None, 1000), (7.0, None)])
def test_without_widths_or_pupils_gates_are_not_evaluated(
    width: float | None, pupils: int | None
) -> None:
    held = school(hung(), plan=floor(SQUARE_ROOM, zones=gates(width)), pupils=pupils)
    assert told(broken(clause(GateWidth(0.7, 3.0)), held)) == [UNSTATED]


def test_list_and_plan_are_held_against_each_other_both_ways() -> None:
    findings = broken(clause(CameraList()), school(hung("a"), hung("b"), listed=("a", "old")))
    assert told(findings) == [("violation", "R-01.b"), ("violation", "R-01.old.listed")]
    assert "is on the plan and not in the list" in findings[0].message.en
    assert "camera old of line 3 of the list is not on the plan" in findings[1].message.en


def test_without_a_list_nothing_is_agreed() -> None:
    assert told(broken(clause(CameraList()), school(hung()))) == [UNSTATED]
    assert broken(clause(CameraList()), school(hung("a"), listed=("a",))) == []


YARD = floor(box(0, 0, 60, 10), zones=(GATE, zone(box(20, 0, 60, 10), "yard", kind="yard")))


@pytest.mark.parametrize(
    ("places", "found"), [((), 1), ((11.0,), 1), ((11.0, 3.0), 1), ((13.0,), 0), ((3.0, 40.0), 0)]
)
def test_cameras_that_all_hang_at_the_gate_are_the_known_trap(
    places: tuple[float, ...], found: int
) -> None:
    """The gate ends at (2, 2); a camera at (11, 5) is 9.5 m from it, one at (13, 5) 11.4 m."""
    cameras = [hung(f"c{n}", x_m) for n, x_m in enumerate(places)]
    findings = broken(clause(NotOnlyTheGate()), school(*cameras, plan=YARD))
    assert told(findings) == [("violation", "R-01.school")] * found


def test_without_a_gate_the_trap_is_not_evaluated() -> None:
    assert told(broken(clause(NotOnlyTheGate()), school(hung()))) == [UNSTATED]
