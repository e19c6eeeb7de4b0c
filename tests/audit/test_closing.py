"""What proves that a hazard is gone, and what only looks as if it did."""

from dataclasses import replace
from typing import Any

import pytest
from shapely import box

from pipeline.audit.closing import audit_proof, footage_proof, photograph_proof
from pipeline.domain.audit_record import AuditRecord
from pipeline.errors import LedgerError
from tests.audit.recorded import (
    CLEAN,
    FIRST,
    LATER,
    ROOM,
    SPOT_ID,
    VIEW_ID,
    ledger_of,
    recorded,
    reviewed,
)

FOUND = ledger_of(recorded(ROOM))
SPOT, VIEW = reviewed(FOUND[SPOT_ID]), reviewed(FOUND[VIEW_ID])
PASSED = recorded(CLEAN, LATER)
BY_HAND = replace(SPOT, source=None)


def test_a_later_audit_without_it_is_proof_and_its_hash_is_kept() -> None:
    assert audit_proof(SPOT, PASSED) == {
        "kind": "audit",
        "sha256": PASSED.sha256,
        "audited_at": LATER.isoformat(),
        "profile": "full-coverage",
    }
    assert audit_proof(VIEW, PASSED)["sha256"] == PASSED.sha256


def held(record: AuditRecord, **changes: Any) -> AuditRecord:
    return replace(record, held=tuple(replace(zone, **changes) for zone in record.held))


REFUSED = {
    "of another site": (replace(PASSED, site_id="other"), "is of site other, not of demo"),
    "no later": (recorded(CLEAN, FIRST), "is not later than the one that found"),
    "that still finds it": (recorded(ROOM, LATER), "that audit still finds it"),
    "without its clause": (held(PASSED, clause_id="F-02"), "has not evaluated clause F-01"),
    "without its floor": (held(PASSED, floor_id="roof"), "has not evaluated clause F-01"),
    "with fewer pixels": (held(PASSED, density_px_per_m=12.5), "asks less by clause F-01"),
    "on another plane": (held(PASSED, plane_m=1.0), "asks less by clause F-01"),
    # Half of the spot, from 9 to 10, is not in the zone any more.
    "of a zone drawn smaller": (held(PASSED, required=box(0, 0, 9, 10)), "asks for 50 % of its"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_audit_proves_nothing_that_is(name: str) -> None:
    record, told = REFUSED[name]
    with pytest.raises(LedgerError, match=told) as refused:
        audit_proof(SPOT, record)
    assert refused.value.told("zh").startswith(f"{SPOT.id}：不能销账：")


def test_a_new_id_for_the_same_place_hides_nothing() -> None:
    """As where an audit was not held against the ledger, and a zone was renamed."""
    still = recorded(ROOM, LATER)
    renamed = replace(still, spots=tuple(replace(s, id="other", zone_id="b") for s in still.spots))
    with pytest.raises(LedgerError, match=r"still finds it: other, 4\.0 m²"):
        audit_proof(SPOT, renamed)


def test_a_view_that_is_only_noted_now_is_gone_and_one_into_a_renamed_zone_is_not() -> None:
    still = recorded(ROOM, LATER)
    noted = tuple(replace(f, severity="notice") for f in still.findings)
    assert audit_proof(VIEW, replace(still, findings=noted))
    view = next(f for f in still.findings if f.id == VIEW_ID)
    moved = replace(view, id="order-799-8.ground.wc.cam-1.view", where="ground/wc")
    leaks = {("ground", "wc", "cam-1"): next(iter(still.leaks.values()))}
    with pytest.raises(LedgerError, match=r"still finds it: order-799-8\.ground\.wc\.cam-1"):
        audit_proof(VIEW, replace(still, findings=(moved,), leaks=leaks))


def test_a_night_clause_is_not_proved_by_day() -> None:
    assert SPOT.source and SPOT.source.terms
    terms = replace(SPOT.source.terms, at_night=True)
    by_night = replace(SPOT, source=replace(SPOT.source, terms=terms))
    with pytest.raises(LedgerError, match="asks less"):
        audit_proof(by_night, PASSED)
    assert audit_proof(by_night, held(PASSED, at_night=True))


def test_a_prohibited_zone_that_left_the_plan_proves_nothing() -> None:
    with pytest.raises(LedgerError, match="has no ground/toilet-1 any more"):
        audit_proof(VIEW, replace(PASSED, prohibited=()))
    with pytest.raises(LedgerError, match="is by profile iec-2025"):
        audit_proof(VIEW, replace(PASSED, profile_id="iec-2025"))


def summary(**changes: Any) -> dict[str, Any]:
    seen = {"start": "2026-11-06T07:10:00+08:00", "frames_analyzed": 900, "faults": []}
    return seen | changes


def test_footage_after_the_rectification_is_proof_on_somebodys_word() -> None:
    assert footage_proof(SPOT, summary(), "all of the yard is seen")["kind"] == "footage"


@pytest.mark.parametrize(
    ("changes", "why", "told"),
    [
        ({}, " ", "say with --why"),
        ({"start": None}, "seen", "has no time"),
        ({"start": "2026-11-06T07:10:00"}, "seen", "has no time with its offset"),
        ({"start": "2026-11-05T07:10:00+08:00"}, "seen", "is not later than the rectification"),
        ({"frames_analyzed": 0}, "seen", "at fault, or there is no picture"),
        ({"faults": [{"kind": "frozen"}]}, "seen", "at fault"),
    ],
)
def test_other_footage_is_none(changes: dict[str, Any], why: str, told: str) -> None:
    with pytest.raises(LedgerError, match=told):
        footage_proof(SPOT, summary(**changes), why)


def test_a_photograph_closes_only_what_no_audit_knows() -> None:
    assert photograph_proof(BY_HAND, "the door is free") == {"kind": "photograph"}
    with pytest.raises(LedgerError, match="does not show that a place is seen"):
        photograph_proof(SPOT, "it looks fine")
    with pytest.raises(LedgerError, match="no audit knows it"):
        audit_proof(BY_HAND, PASSED)
