"""What an audit changes in the ledger: new hazards, known ones, and those that are back."""

from dataclasses import replace

from shapely import Point, box

from pipeline.audit.hazard_life import applied
from pipeline.audit.registration import audit_changes
from pipeline.domain.audit_record import AuditRecord
from pipeline.domain.finding import Judged
from pipeline.domain.hazard import Hazard
from pipeline.domain.hazard_words import WORDED
from pipeline.domain.label import Label
from pipeline.domain.step import Step
from tests.audit.recorded import (
    CLEAN,
    FIRST,
    LATER,
    LATEST,
    ROOM,
    SPOT_ID,
    VIEW_ID,
    ledger_of,
    recorded,
)

FOUND = recorded(ROOM)


def actions(record: AuditRecord, known: dict[str, Hazard]) -> list[tuple[str, str]]:
    made = audit_changes(record, list(known.values()), "安全员")
    return [(change.hazard_id, change.action) for change in made]


def test_blind_spots_and_other_violations_are_registered_each_once() -> None:
    """The finding of the yard tells of its blind spot, which is there already."""
    known = ledger_of(FOUND)
    assert set(known) == {SPOT_ID, VIEW_ID}
    spot, view = known[SPOT_ID], known[VIEW_ID]
    assert spot.id == f"demo/{SPOT_ID}" and spot.place == "ground/yard-1"
    assert spot.texts("content") == (
        "盲区4.0 m²，位于（9.0, 9.0），cam-1的视线被hedge-1遮挡",
        "blind spot of 4.0 m² around (9.0, 9.0): hidden from cam-1 by hedge-1",
    )
    assert spot.element("standard", "en") == "F-01: 25 px/m on the ground from 1 or more"
    assert spot.element("measure", "en").startswith("turn cam-1 by 24° to the left")
    assert spot.missing == ("due", "person")
    assert (spot.major, view.major) == (False, True)


def test_another_violation_tells_its_clause_and_what_would_mend_it() -> None:
    """Three of the five elements, as of a blind spot, in both languages."""
    away = Step("turn", Label("转开", "turn it away"))
    findings = tuple(replace(each, steps=(away,)) for each in ROOM.findings)
    law = Judged("order-799-8", Label("不得拍到他人隐私", "films nothing private"), "found", "fail")
    room = replace(ROOM, findings=findings, judged=(law,))
    view = ledger_of(recorded(room))[VIEW_ID]
    assert view.texts("content") == ("西南角可看进卫生间。", "south-west may look into the toilet.")
    assert view.texts("standard") == (
        "order-799-8：不得拍到他人隐私",
        "order-799-8: films nothing private",
    )
    assert view.texts("measure") == ("转开", "turn it away")
    assert view.missing == ("due", "person")


def of_one_language(hazard: Hazard) -> Hazard:
    """Return a hazard as a ledger had it that knew one language only."""
    told = {name: hazard.element(name, "zh") for name in WORDED}
    return replace(hazard, **{name: Label(text, text) for name, text in told.items()})


def test_what_a_ledger_has_in_one_language_reads_in_both_once_it_is_found_again() -> None:
    known = ledger_of(FOUND)
    old = {id_: of_one_language(hazard) for id_, hazard in known.items()}
    again = audit_changes(recorded(ROOM, LATER), list(old.values()), "安全员")
    after = {change.hazard_id: applied(old[change.hazard_id[5:]], change) for change in again}
    assert after[f"demo/{SPOT_ID}"].content == known[SPOT_ID].content
    assert after[f"demo/{VIEW_ID}"].content == known[VIEW_ID].content


def test_what_a_person_has_written_is_left_as_it_is() -> None:
    known = ledger_of(FOUND)
    words = Label("树挡住了", "树挡住了")
    known[SPOT_ID] = replace(known[SPOT_ID], content=words)
    again = list(audit_changes(recorded(ROOM, LATER), list(known.values()), "安全员"))
    assert {change.action for change in again} == {"seen"}
    assert not [change for change in again if "content" in change.data]


def test_the_same_audit_twice_changes_nothing() -> None:
    assert actions(FOUND, ledger_of(FOUND)) == []


def test_a_later_audit_knows_them_again_and_an_earlier_one_says_nothing_new() -> None:
    known = ledger_of(FOUND)
    assert {action for _, action in actions(recorded(ROOM, LATER), known)} == {"seen"}
    seen = ledger_of(FOUND, recorded(ROOM, LATER))
    assert seen[SPOT_ID].seen_at.startswith("2026-11-08")
    assert seen[SPOT_ID].found_at.startswith("2026-11-01")
    assert actions(FOUND, seen) == []


def test_notices_and_what_is_gone_register_nothing() -> None:
    assert actions(recorded(CLEAN, LATER), ledger_of(FOUND)) == []
    notices = tuple(replace(f, severity="notice", spot_ids=()) for f in FOUND.findings)
    assert actions(replace(FOUND, spots=(), findings=notices), {}) == []


def test_a_closed_hazard_that_is_found_by_a_later_audit_is_reopened() -> None:
    proof = {"kind": "audit", "audited_at": LATER.isoformat()}
    closed = {
        SPOT_ID: replace(ledger_of(FOUND)[SPOT_ID], state="closed", proof=proof),
    }
    again = [made for made in actions(recorded(ROOM, LATEST), closed) if SPOT_ID in made[0]]
    assert again == [(f"demo/{SPOT_ID}", "reopen")]
    assert [made for made in actions(recorded(ROOM, LATER), closed) if SPOT_ID in made[0]] == []
    assert [made for made in actions(recorded(ROOM, FIRST), closed) if SPOT_ID in made[0]] == []


def with_spots(record: AuditRecord, **boxes: tuple[float, float, float, float]) -> AuditRecord:
    (spot,) = record.spots
    spots = tuple(
        replace(spot, id=id_, region=box(*at), centre=Point(at[:2])) for id_, at in boxes.items()
    )
    return replace(record, spots=spots, findings=())


def test_a_split_registers_the_smaller_part_and_says_whence() -> None:
    """Of 4 m² in the corner, a strip of 0.5 m in the middle is seen: 1.8 and 1.2 m² are left."""
    parts = {"x": (8.0, 8.0, 8.6, 10.0), "y": (9.1, 8.0, 10.0, 10.0)}
    split = ledger_of(FOUND, with_spots(recorded(ROOM, LATER), **parts))
    assert set(split) == {SPOT_ID, VIEW_ID, "x"}
    assert split["x"].split_from == SPOT_ID
    assert split[SPOT_ID].source and split[SPOT_ID].source.region.bounds[0] == 9.1


def test_a_merge_leaves_the_smaller_one_open_and_says_where_it_went() -> None:
    two = {"small": (0.0, 0.0, 1.0, 1.0), "large": (2.0, 0.0, 6.0, 1.0)}
    one = {"z": (0.0, 0.0, 6.0, 1.0)}
    merged = ledger_of(with_spots(FOUND, **two), with_spots(recorded(ROOM, LATER), **one))
    assert set(merged) == {"small", "large"}
    assert (merged["small"].merged_into, merged["small"].state) == ("large", "registered")
    assert merged["large"].source and merged["large"].source.region.area == 6.0
