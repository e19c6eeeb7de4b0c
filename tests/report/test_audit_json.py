"""The JSON of an audit: its keys are a contract, its figures are those of the square room."""

import json
from typing import Any

from shapely import box

from pipeline.report.audit_json import audit_document
from tests.gold_files import assert_gold
from tests.report.samples import audited_room, passed_room

DOCUMENT_KEYS = "format site profile verdict summary floors findings"
FLOOR_KEYS = "id zones blind_spots cameras"
CAMERA_KEYS = "id view_m2 exclusive_m2 dead_zone_m"
FINDING_KEYS = "id clause severity where message"
ZONE_KEYS = """id kind clause plane_m density_px_per_m required_m2 covered_m2 covered_pct
min_cameras verdict"""
SPOT_KEYS = "id zone clause area_m2 x_m y_m radius_m cause ring"
SUMMARY_KEYS = """required_m2 covered_m2 covered_pct nominal_m2 nominal_pct k2_m2 blind_spots
violations n_minus_1"""


def room() -> Any:
    return audit_document(audited_room())


def test_keys_are_those_of_the_contract() -> None:
    document = room()
    floor = document["floors"][0]
    assert list(document) == DOCUMENT_KEYS.split()
    assert list(document["summary"]) == SUMMARY_KEYS.split()
    assert list(floor) == FLOOR_KEYS.split()
    assert list(floor["zones"][0]) == ZONE_KEYS.split()
    assert list(floor["blind_spots"][0]) == SPOT_KEYS.split()
    assert list(floor["cameras"][0]) == CAMERA_KEYS.split()
    assert list(document["findings"][0]) == FINDING_KEYS.split()


def test_summary_is_what_the_room_says_by_hand() -> None:
    figures = room()["summary"]
    assert (figures["required_m2"], figures["covered_m2"], figures["covered_pct"]) == (100, 96, 96)
    assert (figures["blind_spots"], figures["violations"], figures["n_minus_1"]) == (1, 1, 1)


def test_nominal_equals_guaranteed_while_the_pose_is_exact() -> None:
    figures = room()["summary"]
    assert figures["nominal_m2"] == figures["covered_m2"]
    assert figures["nominal_pct"] == figures["covered_pct"]


def test_ring_is_the_outer_edge_without_repeating_its_first_point() -> None:
    ring = room()["floors"][0]["blind_spots"][0]["ring"]
    assert len(ring) == 4
    assert box(8, 8, 10, 10).exterior.equals(box(*ring[0], *ring[2]).exterior)


def test_passed_room_has_verdict_pass() -> None:
    document = audit_document(passed_room())
    assert (document["verdict"], document["findings"]) == ("pass", [])


def test_findings_speak_the_language_asked_for() -> None:
    chinese: Any = audit_document(audited_room(), "zh")
    assert chinese["findings"][0]["message"] == "活动区有 1 处盲区，共 4.0 m²。"
    assert room()["findings"][0]["message"] == "Yard has 1 blind spot of 4.0 m²."


def test_square_room_is_as_accepted() -> None:
    text = json.dumps(room(), ensure_ascii=False, indent=2) + "\n"
    assert_gold("audit-json/square-room.json", text)
