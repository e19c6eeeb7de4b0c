"""A camera that fails for long is a hazard with a clock, and its pictures are what closes it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from pipeline.audit.outage import Recovery
from pipeline.domain.hazard import Change, Hazard
from pipeline.domain.today import CoverageToday
from pipeline.errors import LedgerError
from pipeline.store.ledger import Ledger, hazard_of, hazards_of, open_ledger
from pipeline.workflows.keep_ledger import as_known, change, import_audit, take_outages, verified
from tests.audit.recorded import ROOM, recorded
from tests.workflows.test_coverage_today import NOW, WELL, at, hall, offline

CHINA = timezone(timedelta(hours=8))
EAST = "school/outage.ground.east"
DAY_S = 86400.0


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger.db")
    yield opened
    opened.close()


def failing(since_s: float = NOW - 600.0, now_s: float = NOW) -> CoverageToday:
    """Return the parted hall while its eastern camera is offline."""
    today = at(hall(parted=True), WELL | {"east": offline("east", since_s)})
    return replace(today, at_s=now_s)


def well(now_s: float = NOW) -> CoverageToday:
    return replace(at(hall(parted=True), WELL), at_s=now_s)


def taken(ledger: Ledger, today: CoverageToday, *recoveries: Recovery) -> list[str]:
    """Take what a day brings, and return which actions that was."""
    by_id = {recovery.camera_id: recovery for recovery in recoveries}
    return [one.action for one in take_outages(ledger, today, by_id.get, 60.0, CHINA)]


def hazard(ledger: Ledger) -> Hazard:
    found = hazard_of(ledger, EAST)
    assert found is not None
    return found


def test_a_lasting_failure_is_registered_once_with_a_day_to_repair(ledger: Ledger) -> None:
    """It began at 9400 s, 02:36:40 in UTC, 10:36:40 in China, and is due a day later."""
    assert taken(ledger, failing()) == ["register"]
    assert taken(ledger, failing()) == []
    found = hazard(ledger)
    assert found.found_at == "1970-01-01T10:36:40.000+08:00"
    assert (found.due, found.due_at) == ("1970-01-02", "1970-01-02T10:36:40.000+08:00")
    assert (found.state, found.place, found.missing) == ("registered", "ground/zone", ("person",))
    assert "离线" in found.content.zh
    assert "blind for want of it: 16.0 m² of zone" in found.content.en
    assert "switch port" in found.measure.en


def test_what_is_over_soon_or_opens_nothing_is_no_hazard(ledger: Ledger) -> None:
    """For 59 s, and where another camera sees the same: nothing for a ledger."""
    assert taken(ledger, failing(NOW - 59.0)) == []
    seen_twice = at(hall(), WELL | {"east": offline("east", NOW - 600.0)})
    assert taken(ledger, seen_twice) == []
    assert hazards_of(ledger) == ()


def test_who_is_not_watched_is_not_registered_as_failing(ledger: Ledger) -> None:
    unwatched = at(hall(parted=True), {})
    assert (unwatched.word, bool(unwatched.spots)) == ("not_watched", True)
    assert taken(ledger, unwatched) == []


def test_after_a_day_it_is_supervised(ledger: Ledger) -> None:
    taken(ledger, failing())
    assert taken(ledger, failing(now_s=NOW - 600.0 + DAY_S)) == []
    assert taken(ledger, failing(now_s=NOW - 599.0 + DAY_S)) == ["escalate"]
    assert hazard(ledger).state == "supervised"


def test_its_pictures_close_it_and_are_named(ledger: Ledger) -> None:
    taken(ledger, failing())
    back = Recovery("east", NOW, NOW + 60.0, 58, "ab12")
    assert taken(ledger, well(NOW + 60.0), back) == ["recover"]
    closed = hazard(ledger)
    assert (closed.state, (closed.proof or {})["kind"]) == ("closed", "footage")
    assert (closed.proof or {})["link"] == "ab12"
    assert verified(ledger) == ()


@pytest.mark.parametrize(
    "back",
    [
        Recovery("east", NOW, NOW + 59.0, 59, None),
        Recovery("east", NOW, NOW + 100.0, 79, None),
        Recovery("west", NOW, NOW + 100.0, 100, None),
    ],
    ids=["too short", "too few seconds", "of another camera"],
)
def test_pictures_that_prove_nothing_close_nothing(ledger: Ledger, back: Recovery) -> None:
    taken(ledger, failing())
    assert taken(ledger, well(NOW + 100.0), back) == []
    assert hazard(ledger).state == "registered"


def test_a_camera_that_fails_again_opens_its_hazard_again_with_a_new_day(ledger: Ledger) -> None:
    taken(ledger, failing())
    taken(ledger, well(NOW + 60.0), Recovery("east", NOW, NOW + 60.0, 60, None))
    again = failing(NOW + 3600.0, NOW + 3700.0)
    assert taken(ledger, again) == ["reopen", "amend"]
    found = hazard(ledger)
    assert (found.state, found.proof) == ("registered", None)
    assert found.due_at == "1970-01-02T11:46:40.000+08:00"


def test_what_it_opens_is_told_anew_when_that_changes(ledger: Ledger) -> None:
    """The western camera fails too: the eastern one's half is what it was, and stays so."""
    taken(ledger, failing())
    both = {"west": offline("west", NOW - 300.0), "east": offline("east", NOW - 600.0)}
    today = at(hall(parted=True), both)
    assert taken(ledger, today) == ["register"]
    shared = replace(
        today,
        spots=today.spots[:1]
        + tuple(replace(spot, region=spot.region.buffer(-0.5)) for spot in today.spots[1:]),
    )
    assert taken(ledger, shared) == ["seen"]


def test_people_may_work_on_it_meanwhile_and_audits_leave_it_alone(ledger: Ledger) -> None:
    taken(ledger, failing())
    step = Change(EAST, "1970-01-01T11:00:00+08:00", "后勤", "assign", "", {"person": "后勤"})
    assert change(ledger, step).state == "rectifying"
    import_audit(ledger, recorded(ROOM), "安全员")
    assert hazard(ledger).state == "rectifying"
    assert as_known(ledger, ROOM).findings == ROOM.findings
    with pytest.raises(LedgerError, match="possible now"):
        change(ledger, replace(step, action="close", data={"proof": {"kind": "footage"}}))
    assert taken(ledger, well(NOW + 60.0), Recovery("east", NOW, NOW + 60.0, 60, None)) == [
        "recover"
    ]
