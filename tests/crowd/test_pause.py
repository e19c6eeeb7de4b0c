"""A gap between recordings is one of the feed: it stops timers, ends episodes and is told."""

from datetime import datetime, timedelta

from pipeline.crowd.document import events_jsonl, summary_document
from pipeline.crowd.replay import Record
from pipeline.domain.crowding import whole_picture
from pipeline.domain.wall_clock import WallClock
from tests.crowd.heard import HeardReplay, table
from tests.crowd.test_document import OCCUPANCY, REVIEW, TIERS
from tests.crowd.test_replay import end, frames

ZONES = (whole_picture((10, 20, 30, 40), "gate"), whole_picture(None, "yard"))
SEVEN = datetime(2026, 11, 29, 7)


def with_second_at(second_s: float, people: int = 12, first_s: float = 10.0) -> HeardReplay:
    """Return two recordings full of people, the second of which begins when it is said to."""
    clock = WallClock((SEVEN, SEVEN + timedelta(seconds=second_s)), "names")
    replay = HeardReplay(ZONES, 5.0, "cam-1", ["a.mp4", "b.mp4"], clock=clock)
    behind: list[Record] = [*frames(0, 100, people), end(20.0)]
    for record in [*frames(0, int(first_s * 5), people), end(first_s), *behind]:
        replay.take(record)
    return replay


def test_a_short_gap_passes_in_the_feed_and_is_not_told() -> None:
    # The last count is at 9.8 s, the next at 12 s: the dwell of 16 s is over at 16 s, as joined.
    replay = with_second_at(12.0)
    (event,) = replay.events
    assert (event.start_s, event.changes[0].t_s) == (0.0, 17.2)
    assert (replay.faults, replay.end_s, replay.paused_s) == ((), 32.0, 2.0)


def test_a_gap_of_more_than_3_s_stops_the_timers_and_is_told() -> None:
    # 10 s after the gap the timers stand at 9.8 s + 6.2 s.
    replay = with_second_at(20.0)
    (event,) = replay.events
    assert (event.start_s, event.changes[0].t_s) == (0.0, 26.2)
    (fault,) = replay.faults
    assert (fault.kind, fault.start_s, fault.end_s) == ("gap", 10.0, 20.0)
    assert fault.detail.en == "b.mp4: nothing was recorded for 10.0 s before it"
    assert fault.detail.zh == "b.mp4：此前有 10.0 秒没有录像"


def test_a_gap_of_more_than_20_s_ends_an_episode_and_forgets_what_was() -> None:
    replay = with_second_at(3600.0, first_s=30.0)
    first, second = replay.events
    assert (first.status, first.end_s) == ("interrupted", 29.8)
    assert (second.start_s, second.changes[0].t_s) == (3600.0, 3616.0)
    # Control: without a clock the two are one.
    joined = HeardReplay(ZONES, 5.0, "cam-1", ["a.mp4", "b.mp4"])
    for record in [*frames(0, 150, 12), end(30.0), *frames(0, 100, 12), end(20.0)]:
        joined.take(record)
    assert len(joined.events) == 1


def test_what_lies_between_is_unknown_and_never_calm() -> None:
    replay = with_second_at(3600.0, people=1)
    at_the_gap = [
        (entry.t_s, entry.count, tier)
        for entry, tier in zip(replay.occupancy, replay.tiers, strict=True)
        if entry.zone_id == "gate" and entry.count is None
    ]
    assert at_the_gap == [(10.0, None, "unknown")]


def test_a_recording_that_reaches_into_the_next_is_told_and_time_never_runs_back() -> None:
    replay = with_second_at(4.0)
    times_s = [entry.t_s for entry in replay.occupancy]
    assert times_s == sorted(times_s)
    (fault,) = replay.faults
    assert (fault.kind, replay.paused_s) == ("clock_jump", 0.0)
    assert "began 6.0 s before the recording before it had ended" in fault.detail.en
    # Recorders round to seconds: as much as that is not worth a word.
    assert with_second_at(8.5).faults == ()


def test_files_tell_the_time_of_day_beside_the_seconds() -> None:
    from dataclasses import replace

    timed = replace(REVIEW, clock=WallClock((SEVEN,), "start"))
    assert table(OCCUPANCY, TIERS, timed.clock)[:2] == [
        "t_s,zone,count,density_p_m2,tier,quality,time",
        "0.100,gate,8,,none,ok,2026-11-29T07:00:00.100",
    ]
    document = summary_document(timed)
    assert (document["start"], document["start_from"]) == ("2026-11-29T07:00:00.000", "start")
    event = document["events"][0]
    assert (event["start"], event["end"]) == ("2026-11-29T07:00:00.100", "2026-11-29T07:00:00.300")
    assert '"start": "2026-11-29T07:00:00.100"' in events_jsonl(timed)
    # Control: without a clock there is none, and what is written is what it was.
    assert summary_document(REVIEW)["start"] is None
    assert "time" not in table(OCCUPANCY, TIERS)[0]
    assert "start" not in summary_document(REVIEW)["events"][0]
