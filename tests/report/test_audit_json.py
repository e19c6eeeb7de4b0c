"""The JSON of an audit: its keys are a contract, its figures are those of the square room."""

import json
from dataclasses import replace
from typing import Any

from shapely import box

from pipeline.domain.comparison import Comparison
from pipeline.domain.finding import Mending
from pipeline.domain.label import Label
from pipeline.domain.step import Edit, Step
from pipeline.report.audit_json import audit_document
from tests.gold_files import assert_gold
from tests.report.samples import (
    COVERAGE,
    FINDING,
    asked_for_faces,
    audited_room,
    judged_room,
    passed_room,
)

DOCUMENT_KEYS = "format site profile verdict summary floors findings"
FLOOR_KEYS = "id zones blind_spots cameras"
CAMERA_KEYS = "id view_m2 exclusive_m2 dead_zone_m"
FINDING_KEYS = "id clause severity where message"
ZONE_KEYS = """id kind clause plane_m density_px_per_m required_m2 covered_m2 covered_pct
min_cameras verdict"""
SPOT_KEYS = "id zone clause area_m2 x_m y_m radius_m cause ring"
SUMMARY_KEYS = """required_m2 covered_m2 covered_pct nominal_m2 nominal_pct k2_m2 blind_spots
violations n_minus_1"""
"""Keys of the contract; what was added later stands after them, in the tests below."""


def room() -> Any:
    return audit_document(audited_room())


def test_keys_are_those_of_the_contract_and_then_the_added_ones() -> None:
    document = room()
    floor = document["floors"][0]
    zone, spot, camera = floor["zones"][0], floor["blind_spots"][0], floor["cameras"][0]
    assert list(document) == [
        *DOCUMENT_KEYS.split(),
        *("name", "unverified", "clauses", "dropped", "mending", "against"),
    ]
    assert list(document["summary"]) == [*SUMMARY_KEYS.split(), "not_evaluated"]
    assert list(floor) == [*FLOOR_KEYS.split(), "leaks", "prohibited"]
    assert list(zone) == [*ZONE_KEYS.split(), "nominal_m2", "folds_m2", "at_night", "required"]
    assert list(spot) == [*SPOT_KEYS.split(), "causes", "remedy", "holes"]
    assert list(camera) == [
        *CAMERA_KEYS.split(),
        *("nominal_view_m2", "moved_m", "opens", "potential_m2"),
    ]
    assert list(document["findings"][0]) == [
        *FINDING_KEYS.split(),
        *("blind_spots", "messages", "steps"),
    ]


def test_summary_is_what_the_room_says_by_hand() -> None:
    figures = room()["summary"]
    assert (figures["required_m2"], figures["covered_m2"], figures["covered_pct"]) == (100, 96, 96)
    assert (figures["blind_spots"], figures["violations"], figures["n_minus_1"]) == (1, 2, 1)


def test_nominal_stands_beside_guaranteed() -> None:
    """Half a metre of the far corner is seen by a camera that hangs as drawn: 1 m² more."""
    figures, zone = room()["summary"], room()["floors"][0]["zones"][0]
    assert (figures["nominal_m2"], figures["nominal_pct"]) == (97, 97)
    assert (zone["covered_m2"], zone["nominal_m2"], zone["folds_m2"]) == (96, 97, [96, 0])


def test_cause_is_its_kind_and_causes_say_the_rest() -> None:
    spot = room()["floors"][0]["blind_spots"][0]
    assert spot["cause"] == "sight_line"
    assert [tuple(cause.values()) for cause in spot["causes"]] == [
        ("sight_line", "cam-1", "hedge-1", 3.0),
        ("tolerance", "cam-1", None, 1.0),
    ]


def test_remedy_is_told_in_numbers() -> None:
    remedy = room()["floors"][0]["blind_spots"][0]["remedy"]
    assert (remedy["kind"], remedy["camera"]) == ("turn", "cam-1")
    assert (remedy["pan_deg"], remedy["tilt_deg"], remedy["hfov_deg"]) == (24, 5, None)
    assert (remedy["occluder"], remedy["left_m2"], remedy["lost_m2"]) == (None, 0, 3.4)


def test_leak_has_its_area_its_depth_and_the_line_that_sees_it() -> None:
    (leak,) = room()["floors"][0]["leaks"]
    assert (leak["camera"], leak["zone"], leak["depth_m"]) == ("cam-1", "toilet-1", 2.0)
    assert (leak["area_m2"], leak["dense_m2"]) == (2, 1)
    assert leak["line"] == [[0, 0], [12, 1]]


def test_potential_is_null_without_ptz_and_is_never_covered() -> None:
    assert room()["floors"][0]["cameras"][0]["potential_m2"] is None
    ptz = replace(COVERAGE.cameras[0], potential=box(0, 0, 12, 10))
    turned: Any = audit_document(
        replace(audited_room(), floors=(replace(COVERAGE, cameras=(ptz,)),))
    )
    assert turned["floors"][0]["cameras"][0]["potential_m2"] == 120
    assert turned["summary"]["covered_m2"] == 96


def test_ring_is_the_outer_edge_without_repeating_its_first_point() -> None:
    ring = room()["floors"][0]["blind_spots"][0]["ring"]
    assert len(ring) == 4
    assert box(8, 8, 10, 10).exterior.equals(box(*ring[0], *ring[2]).exterior)


def test_passed_room_has_verdict_pass() -> None:
    document = audit_document(passed_room())
    assert (document["verdict"], document["findings"]) == ("pass", [])


def test_zone_that_faces_nowhere_has_not_passed_a_clause_on_faces() -> None:
    zone: Any = audit_document(asked_for_faces())["floors"]
    assert zone[0]["zones"][0]["verdict"] == "fail"


def test_findings_speak_the_language_asked_for() -> None:
    chinese: Any = audit_document(audited_room(), "zh")
    assert chinese["findings"][0]["message"] == "活动区有 1 处盲区，共 4.0 m²。"
    assert room()["findings"][0]["message"] == "Yard has 1 blind spot of 4.0 m²."


def test_a_clause_has_its_verdict_and_says_whether_it_was_read() -> None:
    (found, law) = audit_document(judged_room())["clauses"]
    assert (found["id"], found["verdict"], found["verified"]) == ("F-01", "fail", False)
    assert (found["source"], found["findings"]) == ("assumed", [FINDING.id])
    assert (law["id"], law["verdict"], law["verified"]) == ("order-799-8", "fail", True)
    assert room()["unverified"] == ["F-01"]


def test_mending_has_its_edits_and_a_comparison_its_ids() -> None:
    step = Step("turn", Label("转", "turn"), (Edit("cam-1", "pan_deg", 69.0),))
    mended = replace(audited_room(), mending=Mending((step,), passes=False, left=(FINDING,)))
    past = replace(FINDING, id="old")
    against = Comparison("iec-2025", (FINDING,), (past,), ())
    document: Any = audit_document(mended, "en", against)
    assert document["mending"] == {
        "passes": False,
        "steps": [
            {
                "kind": "turn",
                "told": "turn",
                "edits": [{"of": "cam-1", "field": "pan_deg", "value": 69.0, "adds": False}],
            }
        ],
        "left": [FINDING.id],
    }
    told = {"profile": "iec-2025", "new": [FINDING.id], "gone": ["old"], "still": []}
    assert document["against"] == told


def test_square_room_is_as_accepted() -> None:
    text = json.dumps(room(), ensure_ascii=False, indent=2) + "\n"
    assert_gold("audit-json/square-room.json", text)
