"""A live camera is judged as a review of its recording would judge it, picture by picture."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache

import numpy as np
import pytest

from pipeline.crowd.judging import Judging
from pipeline.crowd.replay import Record
from pipeline.domain.calendar import Gathering, PeakWindow, SchoolCalendar
from pipeline.domain.crowding import DENSITIES_P_M2, CrowdingEvent, PictureZone, whole_picture
from pipeline.domain.detections import Detections
from pipeline.domain.flow import GateLine
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.people_density import GroundSample, RecallCurve, ZoneGround
from pipeline.domain.shown import Shown
from pipeline.domain.wall_clock import WallClock, moment
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.health.signs import Print, Signs
from pipeline.jobs.camera_record import CameraRecord, Change
from tests.crowd.heard import HeardReplay

FPS = 2.0
GATE = replace(whole_picture((4, 8, 12, 16), "gate"), densities_p_m2=DENSITIES_P_M2)
RHO = np.array([0.0, 1.0, 2.0, 3.0])
SHARE = np.array([1.0, 1.0, 0.8, 0.4])
GROUND = ZoneGround("gate", 10.0, RecallCurve(RHO, SHARE, SHARE, SHARE))
LINE = GateLine("gate", Label("校门", "gate"), (0.0, 0.5), (1.0, 0.5), 4.0)
MORNING = PeakWindow(Label("早", "morning"), time(7, 10), time(8, 10))
CALENDAR = SchoolCalendar(UTC, (MORNING,), bar=Gathering(people=8, dwell_s=30.0))
TEN = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
"""A Monday, outside the peak window."""
PEAK = TEN.replace(hour=7, minute=20)
SECONDS = 130


def crowd(t_s: float) -> int:
    """Return how many stand there: 15 from 20 s to 90 s, 2 before and after."""
    return 15 if 20.0 <= t_s < 90.0 else 2


def walker(t_s: float) -> list[list[float]]:
    """Return the box of somebody who walks down the picture in 8 s, over its middle at 4 s."""
    y = 40.0 * t_s
    return [[100.0, y - 60.0, 130.0, y, 0.9]] if t_s < 8.0 else []


def times_s() -> Iterator[float]:
    yield from (number / FPS for number in range(int(SECONDS * FPS)))


def recorded() -> list[Record]:
    return [
        {
            "frame": number,
            "t_s": t_s,
            "counts": [crowd(t_s)],
            "ground": [[crowd(t_s), 0.0, 2.1, None]],
            "boxes": walker(t_s),
            "size": (320, 320),
        }
        for number, t_s in enumerate(times_s())
    ]


def shown(t_s: float) -> Shown:
    rows = np.array(walker(t_s), np.float32).reshape(-1, 5)
    people = Detections(rows[:, :4], rows[:, 4])
    sample = GroundSample(crowd(t_s), 0.0, 2.1)
    return Shown((crowd(t_s),), ground=(sample,), people=people, size=(320, 320))


def judging(zones: Sequence[PictureZone] = (GATE,)) -> Judging:
    return Judging(
        zones, FPS, grounds=[GROUND], lines=[LINE], sure=0.5, clock=moment, calendar=CALENDAR
    )


@cache
def watched(start: datetime) -> tuple[list[ZoneMoment], list[Change]]:
    begin_s = start.timestamp()
    camera = CameraRecord("cam-1", judging(), begin_s - 1.0)
    for t_s in times_s():
        camera.sampled(begin_s + t_s, shown(t_s))
    camera.finish(begin_s + SECONDS)
    return camera.take()


@cache
def reviewed(start: datetime) -> HeardReplay:
    replay = HeardReplay(
        (GATE,),
        FPS,
        "cam-1",
        ["a.mp4"],
        grounds=[GROUND],
        lines=[LINE],
        clock=WallClock((start,), "start"),
        calendar=CALENDAR,
    )
    for record in (*recorded(), {"end_s": float(SECONDS), "decoded": 1, "corrupt": 0}):
        replay.take(record)
    return replay


def latest(changes: list[Change], start: datetime) -> list[tuple[str, str, float, str]]:
    """Return each episode in its latest state, with when it began in the recording."""
    last = {change.id: change for change in changes if isinstance(change, CrowdingEvent)}
    begin_s = start.timestamp()
    return sorted(
        (e.kind, e.status, round(e.start_s - begin_s, 3), e.peak_tier) for e in last.values()
    )


@pytest.mark.parametrize("start", [TEN, PEAK])
def test_both_come_to_the_same_occupancy_tiers_and_episodes(start: datetime) -> None:
    moments, changes = watched(start)
    review = reviewed(start)
    begin_s = start.timestamp()
    live = [replace(one.occupancy, t_s=round(one.occupancy.t_s - begin_s, 3)) for one in moments]
    assert live == [replace(entry, t_s=round(entry.t_s, 3)) for entry in review.occupancy]
    assert [one.tier for one in moments] == review.tiers
    assert latest(changes, start) == sorted(
        (e.kind, e.status, round(e.start_s, 3), e.peak_tier) for e in review.events
    )


def test_a_crowd_is_told_by_density_and_as_unexpected_outside_the_window_alone() -> None:
    # 15 found on 10 m² are 1.5 per m² seen, of whom at that density nine of ten are found.
    told = latest(watched(TEN)[1], TEN)
    assert [(kind, tier) for kind, _, _, tier in told] == [
        ("crowding", "blue"),
        ("unexpected", "none"),
    ]
    assert [kind for kind, *_ in latest(watched(PEAK)[1], PEAK)] == ["crowding"]


def test_who_walks_over_the_line_is_counted_once_when_it_is_sure() -> None:
    moments, _ = watched(TEN)
    (into,) = reviewed(TEN).flows
    assert (sum(m.people_in or 0 for m in moments), sum(m.people_out or 0 for m in moments)) == (
        1,
        0,
    )
    assert into.people == (1, 0)
    # Of the first picture nobody knows from where anybody came.
    assert [m.people_in for m in moments[:2]] == [None, 0]


def test_a_zone_without_a_line_has_no_flow() -> None:
    yard = replace(GATE, id="yard", densities_p_m2=None)
    camera = CameraRecord("cam-1", judging((yard,)), 0.0)
    for t_s in times_s():
        camera.sampled(1.0 + t_s, shown(t_s))
    assert {one.people_in for one in camera.take()[0]} == {None}


def dark(level: int) -> Signs:
    cells = np.zeros(4, np.uint8)
    return Signs(level, level, 0.0, 1.0, Print(cells + np.uint8(level), cells), None)


def test_a_black_picture_makes_the_gate_unknown_and_never_clear() -> None:
    """Five seconds of black are a fault; the camera sees nobody, and may be wrong."""
    camera, nobody = CameraRecord("cam-1", judging(), 0.0), Shown((0,))
    for number in range(60):
        level = 3 if 10 <= number < 40 else 200
        camera.sampled(1.0 + number, replace(nobody, people=None), dark(level))
    camera.finish(62.0)
    moments, changes = camera.take()
    black = [c for c in changes if isinstance(c, HealthFault) and c.kind == "black"]
    assert [(fault.start_s, fault.end_s) for fault in black] == [(11.0, None), (11.0, 41.0)]
    during = [m for m in moments if 16.0 <= m.occupancy.t_s < 41.0]
    assert {(m.occupancy.count, m.occupancy.quality, m.tier) for m in during} == {
        (None, "fault", "unknown")
    }
    # Control: before it there was nobody, for sure.
    assert moments[5].occupancy.count == 0


def test_a_picture_fault_that_lasts_ends_with_the_watch() -> None:
    camera = CameraRecord("cam-1", judging(), 0.0)
    for number in range(20):
        camera.sampled(1.0 + number, Shown((0,)), dark(3))
    camera.finish(21.0)
    ends = [c.end_s for c in camera.take()[1] if isinstance(c, HealthFault) and c.kind == "black"]
    assert ends == [None, 21.0]
