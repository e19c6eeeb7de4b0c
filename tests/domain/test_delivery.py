"""Who hears of what, how soon, and when not."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from pipeline.domain.crowding import CrowdingEvent, TierChange
from pipeline.domain.delivery import Quiet, Receiver, Target
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label

DUTY = Receiver("duty", "jsonl", Target("x"), from_tier="yellow")
BOSS = replace(DUTY, after_s={"orange": 600.0, "red": 300.0}, from_tier="orange")
ORANGE = CrowdingEvent(
    "gate-1",
    "gate",
    100.0,
    None,
    "open",
    "orange",
    30,
    140.0,
    (TierChange(120.0, "yellow"), TierChange(140.0, "orange")),
)
BLUE = replace(ORANGE, peak_tier="blue", changes=(TierChange(120.0, "blue"),))
OVER = replace(ORANGE, end_s=400.0, status="cleared")
FAULT = HealthFault("cam-1", "offline", 130.0, None, Label("断", "gone"))


def test_crowding_is_told_from_a_tier_on_when_it_changes_and_when_it_ends() -> None:
    assert DUTY.due(ORANGE) == (140.0, False)
    assert DUTY.due(OVER) == (400.0, False)
    assert DUTY.due(BLUE) is None
    assert replace(DUTY, from_tier="blue").due(BLUE) == (120.0, False)


def test_a_crowd_that_was_worse_is_told_when_it_gets_better() -> None:
    lower = replace(ORANGE, changes=(*ORANGE.changes, TierChange(300.0, "blue")))
    assert DUTY.due(lower) == (300.0, False)


def test_an_escalation_waits_and_may_lapse() -> None:
    assert BOSS.due(ORANGE) == (740.0, True)
    red = replace(ORANGE, peak_tier="red", changes=(*ORANGE.changes, TierChange(500.0, "red")))
    assert BOSS.due(red) == (800.0, True)
    again = replace(red, changes=(*red.changes, TierChange(600.0, "orange")))
    # It has stood at orange or above since 140.
    assert BOSS.due(again) == (740.0, True)
    assert BOSS.due(OVER) == (400.0, False)


def test_faults_and_unexpected_gatherings_are_told_to_those_who_want_them() -> None:
    gathering = replace(ORANGE, kind="unexpected", peak_tier="none", changes=())
    assert DUTY.due(FAULT) == (130.0, False)
    assert DUTY.due(replace(FAULT, end_s=200.0)) == (200.0, False)
    assert DUTY.due(gathering) == (100.0, False)
    deaf = replace(DUTY, faults=False, unexpected=False)
    assert deaf.due(FAULT) is None and deaf.due(gathering) is None


def test_reminders_come_while_a_tier_stands() -> None:
    nagged = replace(DUTY, repeat_s={"orange": 60.0})
    assert nagged.again_s(ORANGE) == 60.0
    assert nagged.again_s(OVER) is None and nagged.again_s(BLUE) is None
    assert nagged.again_s(FAULT) is None


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-11-29T21:59", None),
        ("2026-11-29T22:00", "2026-11-30T06:00"),
        ("2026-11-30T05:59", "2026-11-30T06:00"),
        ("2026-11-30T06:00", None),
        ("2026-12-31T23:30", "2027-01-01T06:00"),
    ],
)
def test_quiet_hours_may_go_over_midnight(now: str, end: str | None) -> None:
    night = Quiet(time(22), time(6))
    assert night.until(datetime.fromisoformat(now)) == (end and datetime.fromisoformat(end))


def test_quiet_hours_of_one_day() -> None:
    noon = Quiet(time(12), time(14, 30))
    assert noon.until(datetime(2026, 11, 29, 13)) == datetime(2026, 11, 29, 14, 30)
    assert noon.until(datetime(2026, 11, 29, 15)) is None


def test_in_quiet_hours_only_the_worst_is_told_at_once() -> None:
    night = datetime(2026, 11, 29, 23)
    quiet = replace(DUTY, quiet=Quiet(time(22), time(6), "orange"))
    assert quiet.quiet_until_s(ORANGE, night) is None
    assert quiet.quiet_until_s(BLUE, night) == datetime(2026, 11, 30, 6).timestamp()
    assert quiet.quiet_until_s(FAULT, night) == datetime(2026, 11, 30, 6).timestamp()
    assert quiet.quiet_until_s(FAULT, datetime(2026, 11, 29, 12)) is None
