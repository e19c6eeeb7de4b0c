"""The page of a review: events, and just as plainly what nobody knows."""

from dataclasses import replace
from datetime import datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from pipeline.domain.calendar import Gathering, PeakWindow, SchoolCalendar
from pipeline.domain.crowding import CrowdingEvent, PictureZone, Tier
from pipeline.domain.flow import GateFlow, GateLine
from pipeline.domain.gathering import OutsideWatch
from pipeline.domain.label import Label, Language
from pipeline.domain.people_density import RecallCurve, ZoneGround
from pipeline.domain.reach import Reach
from pipeline.domain.recall_table import HeightClass, RecallTable
from pipeline.domain.review import Review
from pipeline.domain.wall_clock import WallClock
from pipeline.report.review_page import review_page
from pipeline.report.typeface import WITHOUT_SHAPE
from tests.crowd.heard import tallied
from tests.report.markup import Markup, embedded_characters
from tests.report.samples import (
    DETECTOR,
    EVENT,
    GATE,
    GATE_TIERS,
    OCCUPANCY,
    PAVEMENT,
    reviewed_gate,
)


@cache
def words(review: Review, language: Language = "en") -> str:
    """Return the text of a review's page."""
    return Markup(review_page(review, language)).text


def with_event(event: CrowdingEvent) -> Review:
    return replace(reviewed_gate(), events=(event,))


def said(tier: Tier, zones: tuple[PictureZone, ...] = (GATE, PAVEMENT)) -> dict[str, Any]:
    """Return what changes in a review when the gate has this tier all the time."""
    tiers: tuple[Tier, ...] = (tier, "not_evaluated")
    return {"events": (), "zones": zones, "tally": tallied(zones, OCCUPANCY, tiers * 120, 120.0)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_is_well_formed_and_carries_its_font(language: Language) -> None:
    page = review_page(reviewed_gate(), language)
    assert Markup(page).faults == []
    assert set(page) - WITHOUT_SHAPE <= embedded_characters(page)


def test_event_is_told_tier_by_tier() -> None:
    told = words(reviewed_gate())
    assert "0:30 East gate 0:30 blue → 0:50 yellow → 1:20 blue 9 people (1:00) 1:10 cleared" in told
    assert "Crowding events: 1; worst tier: yellow." in told


LINE = GateLine("line-1", Label("东门线", "East line"), (0.1, 0.5), (0.9, 0.5), 4.0)
FLOW = GateFlow(LINE, 120.0, people=(30, 7), busiest_minute=(22, 6))


def test_who_went_in_and_out_is_told_a_minute_and_metre() -> None:
    told = words(replace(reviewed_gate(), flows=(FLOW,)))
    assert "East line 0.1,0.5 to 0.9,0.5, from 0 to 1 4.0 30 / 7 22 / 6 5.5 / 1.5" in told
    assert "In and out" not in words(reviewed_gate())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_with_a_line_is_well_formed_and_carries_its_font(language: Language) -> None:
    page = review_page(replace(reviewed_gate(), flows=(FLOW,)), language)
    assert Markup(page).faults == []
    assert set(page) - WITHOUT_SHAPE <= embedded_characters(page)


def test_a_line_at_which_nobody_could_be_followed_is_not_evaluated() -> None:
    told = words(replace(reviewed_gate(), flows=(replace(FLOW, watched_s=0.0),)))
    assert "not evaluated: pictures too far apart to follow by" in told
    assert "30 / 7" not in told


def test_interrupted_event_lasted_at_least_as_long_as_it_was_seen() -> None:
    told = words(with_event(replace(EVENT, status="interrupted")))
    assert "at least 1:10" in told
    assert "the rest is unknown" in told


def test_open_event_lasts_to_the_last_sample() -> None:
    told = words(with_event(replace(EVENT, status="open", end_s=None)))
    assert "at least 1:29 still open" in told


def test_zone_without_counts_is_not_evaluated() -> None:
    assert "not evaluated: no four counts were given" in words(reviewed_gate())


def test_nothing_evaluated_is_never_called_calm() -> None:
    review = replace(reviewed_gate(), **said("not_evaluated", (PAVEMENT,)))
    told = words(review)
    assert "Crowding was not evaluated" in told
    assert "No crowding event was found" not in told


def test_sparse_samples_are_not_evaluated() -> None:
    # The tiers alone decide: the recording may have fewer pictures than were asked for.
    review = replace(reviewed_gate(), **said("not_evaluated", (GATE,)))
    assert "fewer than one sample a second" in words(review)
    assert "No crowding event was found" not in words(review)
    assert "verdict unknown" in review_page(review, "en")


def test_quiet_recording_says_that_nothing_was_found() -> None:
    review = replace(reviewed_gate(), **said("none"))
    assert "No crowding event was found." in words(review)
    assert "verdict pass" in review_page(review, "en")


def test_a_gate_that_nobody_could_judge_is_never_called_calm() -> None:
    review = replace(reviewed_gate(), **said("unknown"))
    told = words(review)
    assert "Whether it was crowded is unknown" in told
    assert "No crowding event" not in told
    assert "verdict unknown" in review_page(review, "en")


def test_five_unknown_seconds_are_no_green_answer() -> None:
    # The gate's tier is unknown from 110 to 115 s; the five samples stand for a second each.
    tiers: tuple[Tier, ...] = tuple(t if t == "unknown" else "none" for t in GATE_TIERS)
    review = replace(reviewed_gate(tiers=tiers), events=())
    assert "for 5.0 s nobody knows whether it was crowded" in words(review)
    assert "unknown for part of the time" in words(review)
    assert "verdict unknown" in review_page(review, "en")
    assert review.worst_tier("gate") == "unknown"


def test_unknown_time_is_told_beside_the_answer() -> None:
    assert "For 5.0 s a fault hid how many people there were" in words(reviewed_gate())
    assert "1:50 1:55 output not finite" in words(reviewed_gate())


def test_detector_is_named_with_what_was_measured_and_where_it_is_weak() -> None:
    told = words(reviewed_gate(), "zh")
    assert "留出图片上 AP50 为 0.50" in told
    assert "! 低置信度 坐着、重叠和远处的人" in told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_untested_decoder_and_a_full_list_are_told(language: Language) -> None:
    known = words(reviewed_gate(), language)
    # Five seconds of the gate, one sample each.
    occupancy = tuple(
        replace(one, saturated=True) if one.zone_id == "gate" and 40 <= one.t_s < 45 else one
        for one in OCCUPANCY
    )
    detector = replace(DETECTOR, untested=True)
    page = review_page(replace(reviewed_gate(occupancy), detector=detector), language)
    assert set(page) - WITHOUT_SHAPE <= embedded_characters(page)
    said = {
        "zh": ("有 5.0 秒检测器的结果已满", "未在真实模型上验证过此解码器"),
        "en": ("for 5.0 s the detector could give no more", "untested on a real model"),
    }
    for sentence in said[language]:
        assert sentence in Markup(page).text
        assert sentence not in known


def test_detector_that_nobody_measured_is_a_hint_only() -> None:
    review = replace(reviewed_gate(), detector=replace(DETECTOR, accuracy=None))
    assert "Nothing was measured" in words(review)


def test_counts_frames_and_speed_are_told() -> None:
    told = words(reviewed_gate())
    # The gate: (1·10 + 5·30 + 9·30 + 5·15 + 1·25 + 1·5) / 115 known samples = 535 / 115.
    assert "East gate 9 4.7 4 / 8 / 12 / 16 unknown for part of the time" in told
    assert "3,000 / 120" in told
    assert "× 5.0" in told


def test_review_that_took_no_time_claims_no_speed() -> None:
    assert "×" not in words(replace(reviewed_gate(), wall_s=0.0))


def test_file_names_cannot_write_html() -> None:
    page = review_page(replace(reviewed_gate(), footage=("<b>.mp4",)), "en")
    assert "<b>" not in page
    assert "&lt;b&gt;.mp4" in page


def on_ground(*, saturated: bool) -> Review:
    """Return the reviewed gate with the ground of its first zone known."""
    gate = replace(GATE, densities_p_m2=(1.0, 2.0, 3.0, 4.0))
    sure = np.ones(2)
    curve = RecallCurve(np.array([0.0, 1.25]), sure, sure, sure)
    occupancy = tuple(
        replace(entry, density_p_m2=None if saturated else 0.5, saturated=saturated)
        if entry.zone_id == GATE.id
        else entry
        for entry in OCCUPANCY
    )
    return replace(
        reviewed_gate(occupancy, zones=(gate, PAVEMENT)),
        grounds=(ZoneGround(GATE.id, 40.0, curve),),
        events=(replace(EVENT, saturated=saturated),),
    )


def test_a_zone_with_ground_tells_its_density_and_tiers_by_it() -> None:
    told = words(on_ground(saturated=False))
    assert "People per square metre" in told
    assert "40.0 0.50 0.50 1.25 never" in told
    assert "1.0 / 2.0 / 3.0 / 4.0 people/m²" in told
    assert "There was no ground plane" not in told


def test_a_zone_too_crowded_to_be_counted_says_that_its_density_is_unknown() -> None:
    told = words(on_ground(saturated=True))
    assert "40.0 — — 1.25 ! for" in told
    assert "at times too crowded to be counted" in told


def test_without_ground_nothing_is_said_of_square_metres() -> None:
    told = words(reviewed_gate())
    assert "People per square metre" not in told and "There was no ground plane" in told


def reaching(reach: Reach, zones: tuple[PictureZone, ...] = (GATE,)) -> Review:
    """Return the reviewed gate, 0.5 people/m² at its densest, with how far it is believed."""
    review = on_ground(saturated=False)
    (ground,) = review.grounds
    tally = replace(review.tally, zones=tuple(review.tally_of(zone.id) for zone in zones))
    return replace(review, zones=zones, tally=tally, grounds=(replace(ground, reach=reach),))


SEEN = Reach(133.0, 0.92, 0.81, 0.96, believed_p_m2=0.5)


def test_up_to_what_is_believed_nobody_reads_of_low_confidence() -> None:
    told = words(reaching(SEEN))
    assert "at most 0.50 people/m² were told, and counts hold up to 0.50" in told
    assert "ow confidence" not in told
    # Control: a hundredth less is believed.
    told = words(reaching(replace(SEEN, believed_p_m2=0.49)))
    assert "low confidence: at most 0.50 people/m² were told, and counts hold up to 0.49" in told


def test_of_zones_without_ground_the_detectors_own_words_are_printed() -> None:
    told = words(reaching(SEEN, (GATE, PAVEMENT)))
    assert "! Low confidence people seated, overlapping or far away" in told
    assert "counts hold up to 0.50" in told


def test_a_gate_that_was_too_crowded_is_of_low_confidence() -> None:
    review = on_ground(saturated=True)
    (ground,) = review.grounds
    told = words(replace(review, grounds=(replace(ground, reach=SEEN),)))
    assert "s it was too crowded to be counted; counts hold up to 0.50 people/m²" in told


def test_too_small_people_are_told_with_what_would_help() -> None:
    small = Reach(40.0, 0.3, 0.2, 0.4, believed_p_m2=0.0, wanted_px=96)
    assert "must show people 2.4 times as tall" in words(reaching(small))
    assert "--tiles 2x2 would do" in words(reaching(replace(small, advised=(2, 2))))
    assert "take another one" in words(reaching(replace(small, wanted_px=None)))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("share", [0.2, 0.9])
def test_the_page_on_how_far_to_believe_is_well_formed_and_carries_its_font(
    language: Language, share: float
) -> None:
    reach = Reach(40.0, share, share, share, believed_p_m2=0.4, tiles=(2, 1), chosen=True)
    table = RecallTable(DETECTOR.sha256 or "", 0.4, 9, 40, 30, (HeightClass(0, 1, 1),))
    review = reaching(reach)
    review = replace(review, detector=replace(DETECTOR, measured=table))
    page = review_page(review, language)
    assert Markup(page).faults == []
    assert set(page) - WITHOUT_SHAPE <= embedded_characters(page)
    assert ("标定" if language == "zh" else "measured on 9 pictures; 75 %") in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_with_ground_is_well_formed_and_carries_its_font(language: Language) -> None:
    page = review_page(on_ground(saturated=True), language)
    assert Markup(page).faults == []
    assert set(page) - WITHOUT_SHAPE <= embedded_characters(page)
    assert ("可测上限" in page) == (language == "zh")


def at_seven(review: Review) -> Review:
    start = datetime(2026, 11, 29, 7, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    return replace(review, clock=WallClock((start,), "names"))


def test_where_the_time_of_day_is_known_the_page_tells_it() -> None:
    told = words(at_seven(reviewed_gate()))
    assert "The first recording began at 2026-11-29 07:00:30 (Asia/Shanghai)" in told
    assert "07:01:00 East gate 07:01:00 blue → 07:01:20 yellow → 07:01:50 blue 9 people" in told
    # Control: without it, the page says so and counts from the beginning.
    told = words(reviewed_gate())
    assert "Recordings carry no time of day" in told and "07:0" not in told


def test_over_midnight_the_page_tells_the_date_too() -> None:
    night = datetime(2026, 11, 29, 23, 59, 40)
    told = words(replace(reviewed_gate(), clock=WallClock((night,), "start")))
    assert "11-30 00:00:10 East gate" in told


GATHERING = CrowdingEvent(
    id="gate-0000012.000-unexpected",
    zone_id="gate",
    start_s=12.0,
    end_s=None,
    status="open",
    peak_tier="none",
    peak_count=9,
    peak_s=40.0,
    changes=(),
    kind="unexpected",
)
ARRIVAL = PeakWindow(Label("上学", "Arrival"), time(7, 10), time(8, 10))
NOON = PeakWindow(Label("午间", "Noon"), time(11, 20), time(12, 20), gates=("north",))


def gathered(*events: CrowdingEvent, **changed: Any) -> Review:
    """Return the gate at seven, calm but for some events, with a calendar."""
    calendar = SchoolCalendar(ZoneInfo("Asia/Shanghai"), (ARRIVAL, NOON))
    outside = (OutsideWatch("gate", Gathering(), 80.0, 5.25, 30.0),)
    review = at_seven(replace(reviewed_gate(), **said("none")))
    return replace(review, **{"calendar": calendar, "outside": outside, "events": events} | changed)


def test_an_unexpected_gathering_is_an_event_without_tiers() -> None:
    told = words(gathered(GATHERING))
    assert "No crowding event was found. Unexpected gatherings outside the peak windows: 1." in told
    assert "07:00:42 East gate unexpected gathering 9 people (07:01:10)" in told
    page = review_page(gathered(GATHERING), "en")
    assert "verdict warn" in page and "verdict pass" in review_page(gathered(), "en")


def test_the_page_tells_by_which_windows_and_bar_it_was_looked() -> None:
    told = words(gathered())
    assert "East gate Arrival 07:10-08:10 8 people for 60 s 80.0 5.2 30.0" in told
    assert "Noon" not in told


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"clock": None}, "the time of day is not known"),
        ({"calendar": None}, "no school calendar was given"),
        ({"clock": None, "calendar": None}, "the time of day is not known, no school calendar"),
        ({}, "there is fewer than one sample a second"),
    ],
)
def test_where_nobody_could_look_for_gatherings_the_page_says_why(
    changed: dict[str, None], why: str
) -> None:
    told = words(gathered(outside=(), **changed))
    assert f"outside the peak windows Not evaluated: {why}" in told
    assert "people for 60 s" not in told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_with_a_gathering_is_well_formed_and_carries_its_font(language: Language) -> None:
    page = review_page(gathered(GATHERING, EVENT), language)
    assert Markup(page).faults == []
    assert set(page) - WITHOUT_SHAPE <= embedded_characters(page)
