"""A review says the same to machines every time, and never a number that nobody knows."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from pipeline.crowd.document import events_jsonl, summary_document, summary_json
from pipeline.domain.calendar import Gathering, SchoolCalendar
from pipeline.domain.crowding import CrowdingEvent, Occupancy, Tier, TierChange, whole_picture
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.flow import GateFlow, GateLine
from pipeline.domain.gathering import OutsideWatch
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.people_density import RecallCurve, ZoneGround
from pipeline.domain.reach import Reach
from pipeline.domain.review import Review
from pipeline.domain.wall_clock import WallClock
from tests.crowd.heard import table, tallied

EVENT = CrowdingEvent(
    id="gate-0000000.100",
    zone_id="gate",
    start_s=0.1,
    end_s=0.1 + 0.2,
    status="interrupted",
    peak_tier="yellow",
    peak_count=9,
    peak_s=0.2,
    changes=(TierChange(0.2, "blue"), TierChange(0.3, "yellow")),
)
ZONES = (whole_picture((1, 2, 3, 4), "gate"),)
OCCUPANCY = (
    Occupancy(0.1, "gate", 8),
    Occupancy(0.1 + 0.2, "gate", 9),
    Occupancy(0.5, "gate", None, "fault"),
)
TIERS: tuple[Tier, ...] = ("none", "blue", "unknown")
REVIEW = Review(
    footage=("a.mp4",),
    detector=DetectorManifest("person", Path("person.onnx"), "ab" * 32, "Apache-2.0"),
    provider="CPUExecutionProvider",
    zones=ZONES,
    sample_fps=5.0,
    tally=tallied(ZONES, OCCUPANCY, TIERS, 1.0),
    events=(EVENT,),
    faults=(HealthFault("cam-1", "model_fault", 0.5, None, Label("不是有限值", "not finite")),),
    frames_decoded=30,
    frames_analyzed=3,
    footage_s=1.0,
    wall_s=0.25,
    cpu_s=0.5,
)


def test_the_table_has_a_line_for_each_zone_and_time() -> None:
    assert table(OCCUPANCY, TIERS) == [
        "t_s,zone,count,density_p_m2,tier,quality",
        "0.100,gate,8,,none,ok",
        "0.300,gate,9,,blue,ok",
        "0.500,gate,,,unknown,fault",
    ]


CURVE = RecallCurve(np.array([0.0, 1.25]), np.ones(2), np.ones(2), np.ones(2))
DENSE = (
    Occupancy(0.1, "gate", 8, density_p_m2=0.2, least_p_m2=0.2),
    Occupancy(0.3, "gate", 9, saturated=True, least_p_m2=0.9),
    Occupancy(0.5, "gate", None, "fault"),
)
ON_GROUND = replace(
    REVIEW,
    tally=tallied(ZONES, DENSE, TIERS, 1.0),
    grounds=(ZoneGround("gate", 40.0, CURVE),),
)


def test_a_zone_that_a_spreadsheet_would_run_is_marked_as_text() -> None:
    entry = Occupancy(0.1, "=1+1", 8)
    assert table([entry], ["none"])[1] == "0.100,'=1+1,8,,none,ok"


def test_a_density_stands_in_the_table_where_it_is_known() -> None:
    assert table(DENSE, TIERS)[1:] == [
        "0.100,gate,8,0.200,none,ok",
        "0.300,gate,9,,blue,saturated",
        "0.500,gate,,,unknown,fault",
    ]


def test_a_zone_with_ground_tells_how_much_is_seen_and_what_can_be_measured() -> None:
    (zone,) = summary_document(ON_GROUND)["zones"]
    assert zone == {
        "id": "gate",
        "max_count": 9,
        "mean_count": 8.5,
        "visible_m2": 40.0,
        "max_density_p_m2": 0.2,
        "max_measurable_density_p_m2": 1.25,
        "saturated_s": 0.2,
    }


def test_a_zone_with_reach_tells_how_far_its_counts_are_to_be_believed() -> None:
    reach = Reach(133.24, 0.91549, 0.8, 0.96, believed_p_m2=0.4234, tiles=(2, 1))
    ground = ZoneGround("gate", 40.0, CURVE, reach)
    (zone,) = summary_document(replace(ON_GROUND, grounds=(ground,)))["zones"]
    assert {name: zone[name] for name in list(zone)[4:10]} == {
        "believed_density_p_m2": 0.423,
        "low_confidence": True,  # For a fifth of a second nobody could be counted.
        "person_px": 133.2,
        "detector_recall": [0.915, 0.8, 0.96],
        "tiles": (2, 1),
        "advised_tiles": None,
    }
    # Control: by day's end 0.2 people/m² were told, and all could be counted.
    calm = tallied(ZONES, DENSE[:1], TIERS[:1], 0.2)
    (zone,) = summary_document(replace(ON_GROUND, grounds=(ground,), tally=calm))["zones"]
    assert zone["low_confidence"] is False


def test_an_episode_of_unknown_density_says_so() -> None:
    told = events_jsonl(replace(REVIEW, events=(replace(EVENT, saturated=True),)))
    assert json.loads(told)["saturated"] is True


def test_an_episode_is_one_line_with_sorted_keys_and_milliseconds() -> None:
    assert events_jsonl(REVIEW) == (
        '{"changes": [{"t_s": 0.2, "tier": "blue"}, {"t_s": 0.3, "tier": "yellow"}],'
        ' "end_s": 0.3, "id": "gate-0000000.100", "kind": "crowding", "peak_count": 9,'
        ' "peak_s": 0.2,'
        ' "peak_tier": "yellow", "start_s": 0.1, "status": "interrupted", "zone": "gate"}\n'
    )


def test_no_episode_is_an_empty_file() -> None:
    assert events_jsonl(replace(REVIEW, events=())) == ""


def test_the_summary_counts_only_what_is_known() -> None:
    document = summary_document(REVIEW)
    assert document["zones"] == [
        {"id": "gate", "max_count": 9, "mean_count": 8.5, "saturated_s": 0.0}
    ]
    assert document["faults"][0]["end_s"] is None
    assert json.loads(summary_json(REVIEW)) == document


def test_a_zone_that_nobody_could_count_has_no_numbers() -> None:
    unknown = (Occupancy(0.0, "gate", None, "fault"),)
    document = summary_document(replace(REVIEW, tally=tallied(ZONES, unknown, ("unknown",), 1.0)))
    assert document["zones"] == [
        {"id": "gate", "max_count": None, "mean_count": None, "saturated_s": 0.0}
    ]


def test_the_summary_says_for_how_long_counts_were_least_numbers() -> None:
    full = (Occupancy(0.1, "gate", 8, saturated=True), *OCCUPANCY[1:])
    document = summary_document(replace(REVIEW, tally=tallied(ZONES, full, TIERS, 1.0)))
    # The sample at 0.1 s stands until the next one at 0.3 s.
    assert document["zones"][0]["saturated_s"] == 0.2
    assert table(full, TIERS)[1] == "0.100,gate,8,,none,saturated"


def test_the_summary_says_that_a_decoder_is_untested() -> None:
    assert summary_document(REVIEW)["model"]["untested"] is False
    untested = replace(REVIEW, detector=replace(REVIEW.detector, untested=True))
    assert summary_document(untested)["model"]["untested"] is True


def test_a_flow_is_told_by_way_and_null_where_nobody_knows() -> None:
    line = GateLine("line-1", Label("线", "line"), (0.0, 0.5), (1.0, 0.5), 3.0)
    flow = GateFlow(line, 120.0, (8, 1), (6, 1))
    assert summary_document(replace(REVIEW, flows=(flow,)))["flow"] == [
        {
            "line": "line-1",
            "width_m": 3.0,
            "watched_s": 120.0,
            "people": {"in": 8, "out": 1},
            "busiest_minute": {"in": 6, "out": 1},
            "peak_per_min_m": {"in": 2.0, "out": 0.333},
            "mean_per_min_m": {"in": 1.333, "out": 0.167},
        }
    ]
    (unseen,) = summary_document(replace(REVIEW, flows=(replace(flow, watched_s=0.0),)))["flow"]
    assert unseen["people"] == unseen["peak_per_min_m"] == {"in": None, "out": None}
    (narrow,) = summary_document(
        replace(REVIEW, flows=(replace(flow, line=replace(line, width_m=None)),))
    )["flow"]
    assert narrow["people"] == {"in": 8, "out": 1}
    assert narrow["peak_per_min_m"] == {"in": None, "out": None}


def test_the_summary_keeps_to_its_format() -> None:
    assert set(summary_document(REVIEW)) >= {
        "format", "model", "frames_decoded", "frames_analyzed", "footage_s", "wall_s", "cpu_s",
        "zones", "flow", "events", "faults",
    }  # fmt: skip


def test_the_summary_says_why_nobody_looked_for_unexpected_gatherings() -> None:
    assert summary_document(REVIEW)["unexpected"] == {
        "status": "not_evaluated", "because": ["no_clock", "no_calendar"], "zones": []
    }  # fmt: skip


def test_the_summary_says_by_which_bar_and_for_how_long_it_was_looked() -> None:
    looked = replace(
        REVIEW,
        clock=WallClock((datetime(2026, 11, 30, 9),), "start"),
        calendar=SchoolCalendar(UTC, ()),
        outside=(OutsideWatch("gate", Gathering(5, 30.0), 0.8, 0.1 + 0.1, 0.0),),
    )
    assert summary_document(looked)["unexpected"] == {
        "status": "evaluated",
        "because": [],
        "zones": [
            {
                "id": "gate",
                "people": 5,
                "dwell_s": 30.0,
                "watched_s": 0.8,
                "unknown_s": 0.2,
                "in_peaks_s": 0.0,
            }
        ],
    }
