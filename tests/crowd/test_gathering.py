"""Outside the peak windows few people are an event, inside them not, and nobody guesses."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from pipeline.crowd.gathering import GatheringWatch, gathering_watches
from pipeline.crowd.replay import Record
from pipeline.domain.calendar import DaySpan, Gathering, PeakWindow, SchoolCalendar
from pipeline.domain.crowding import CrowdingEvent, Occupancy, whole_picture
from pipeline.domain.label import Label
from pipeline.domain.wall_clock import WallClock
from tests.crowd.heard import HeardReplay
from tests.crowd.test_replay import end

CHINA = timezone(timedelta(hours=8))
ARRIVAL = PeakWindow(Label("上学", "arrival"), time(7, 10), time(8, 10))
CALENDAR = SchoolCalendar(CHINA, (ARRIVAL,))
MONDAY = datetime(2026, 11, 30, tzinfo=CHINA)
USUAL = Gathering()
GATE = whole_picture((10, 20, 30, 40), "gate")


def at(hour: int, minute: int, day: datetime = MONDAY) -> WallClock:
    return WallClock((day + timedelta(hours=hour, minutes=minute),), "start")


def people(*spans: tuple[int, float], fps: int = 5) -> list[int]:
    """Return counts: so many people for so many seconds, span after span."""
    return [count for count, seconds in spans for _ in range(round(seconds * fps))]


def watched(
    counts: Iterable[int | None], bar: Gathering = USUAL, peak: tuple[float, float] = (0, 0)
) -> tuple[GatheringWatch, list[CrowdingEvent]]:
    """Return what comes of counts at 5 a second, and the watch before its end."""
    watch = GatheringWatch("gate", bar, lambda t_s: peak[0] <= t_s < peak[1])
    events: list[CrowdingEvent] = []
    for number, count in enumerate(counts):
        quality = "fault" if count is None else "ok"
        events += watch.step(Occupancy(number / 5, "gate", count, quality))
    return watch, events


def replayed(
    counts: list[int], clock: WallClock | None, calendar: SchoolCalendar | None = CALENDAR
) -> HeardReplay:
    replay = HeardReplay((GATE,), 5.0, "cam-1", ["a.mp4"], clock=clock, calendar=calendar)
    records: list[Record] = [
        {"frame": number, "t_s": number / 5, "counts": [count]}
        for number, count in enumerate(counts)
    ]
    for record in [*records, end(len(counts) / 5)]:
        replay.take(record)
    return replay


def test_eight_people_for_a_minute_are_unexpected() -> None:
    _, (event,) = watched(people((2, 30), (8, 70)))
    # The median of 3 s has seven of fifteen samples below the bar until 1.4 s later.
    assert (event.kind, event.peak_tier, event.status) == ("unexpected", "none", "open")
    assert (event.start_s, event.changes, event.peak_count) == (31.4, (), 8)


def test_seven_people_or_less_than_a_minute_are_nothing() -> None:
    assert watched(people((2, 30), (7, 600)))[1] == []
    assert watched(people((2, 30), (8, 58), (2, 60)))[1] == []
    # Control: two seconds more, and the median is there for the whole minute.
    assert len(watched(people((2, 30), (8, 62), (2, 30)))[1]) == 1


def test_a_gap_in_a_fifth_of_the_time_is_bridged_and_a_longer_one_is_not() -> None:
    assert len(watched(people((8, 30), (2, 10), (8, 22)))[1]) == 1
    assert watched(people((8, 30), (2, 16), (8, 22)))[1] == []


def test_it_clears_after_a_minute_below_four_fifths_and_not_before() -> None:
    # 7 of 8 are above four fifths: that ends nothing. 6 do, 60 s after the median
    # follows at 231.4 s; that sample already speaks for the 0.2 s before it.
    _, events = watched(people((8, 70), (7, 100), (6, 50), (8, 10), (6, 70)))
    assert [event.status for event in events] == ["open", "cleared"]
    assert events[1].end_s == 231.4 + 60.0 - 0.2
    assert events[0].id == events[1].id == "gate-0000000.000-unexpected"


def test_a_gate_has_its_own_bar() -> None:
    _, (event,) = watched(people((3, 30)), Gathering(3, 20.0))
    assert event.start_s == 0.0
    assert watched(people((3, 30)))[1] == []


def test_in_a_window_nothing_is_unexpected_and_what_began_before_ends_there() -> None:
    assert watched(people((12, 300)), peak=(0, 300))[1] == []
    _, events = watched(people((12, 300)), peak=(200, 300))
    assert [(event.status, event.end_s) for event in events] == [("open", None), ("expected", 200)]
    # Less than a minute before the window is not enough, and does not count after it.
    assert watched(people((12, 300)), peak=(50, 250))[1] == []


def test_who_stays_when_a_window_ends_is_unexpected_a_minute_later() -> None:
    _, (event,) = watched(people((12, 300)), peak=(0, 200))
    assert event.start_s == 200.0


def test_a_long_gap_interrupts_and_a_shorter_one_freezes() -> None:
    hole: list[int | None] = [None] * 105  # 21 s
    watch, events = watched([*people((9, 70)), *hole, *people((9, 10))])
    assert [(event.status, event.end_s) for event in events] == [
        ("open", None), ("interrupted", 69.8),
    ]  # fmt: skip
    assert watch.record.unknown_s == 21.0
    # 10 s of nothing between 50 s and 12 s of people: the dwell goes on behind it.
    _, events = watched([*people((9, 50)), *[None] * 50, *people((9, 12))])
    assert len(events) == 1
    # Control: 8 s behind it are too few.
    assert watched([*people((9, 50)), *[None] * 50, *people((9, 8))])[1] == []


def test_an_end_before_anybody_could_tell_is_unknown() -> None:
    watch, events = watched(people((1, 30), (9, 30)))
    assert (events, watch.finish(60.0)) == ([], ())
    # The median reaches the bar at 31.4 s; the last count is at 59.8 s.
    assert round(watch.record.unknown_s, 6) == round(59.8 - 31.4, 6)
    assert round(watch.record.watched_s + watch.record.unknown_s, 6) == 60.0


def test_a_full_list_of_boxes_never_clears() -> None:
    watch = GatheringWatch("gate", Gathering(), lambda _: False)
    events: list[CrowdingEvent] = []
    for number in range(900):
        count = 9 if number < 350 else 3
        events += watch.step(Occupancy(number / 5, "gate", count, saturated=number >= 350))
    assert [event.status for event in events] == ["open"]


def test_a_monday_in_the_window_is_expected_and_a_holiday_is_not() -> None:
    counts = people((9, 90))
    assert replayed(counts, at(7, 20)).events == ()
    holiday = SchoolCalendar(CHINA, (ARRIVAL,), holidays=(DaySpan(MONDAY.date(), MONDAY.date()),))
    for clock, calendar in ((at(7, 20), holiday), (at(9, 0), CALENDAR)):
        (event,) = replayed(counts, clock, calendar).events
        assert (event.kind, event.zone_id, event.start_s) == ("unexpected", "gate", 0.0)


def test_a_make_up_saturday_has_its_windows() -> None:
    saturday = MONDAY - timedelta(days=2)
    made_up = SchoolCalendar(CHINA, (ARRIVAL,), make_up={saturday.date(): "fri"})
    assert replayed(people((9, 90)), at(7, 20, saturday), made_up).events == ()
    assert len(replayed(people((9, 90)), at(7, 20, saturday)).events) == 1


def test_the_four_tiers_hold_inside_and_outside_the_windows() -> None:
    counts = people((12, 90))
    inside, outside = replayed(counts, at(7, 20)), replayed(counts, at(9, 0))
    (crowding,) = inside.events
    assert crowding.kind == "crowding"
    assert {event.kind for event in outside.events} == {"crowding", "unexpected"}
    assert crowding in outside.events
    assert inside.tiers == outside.tiers


def test_without_clock_or_calendar_or_samples_nothing_is_looked_for() -> None:
    counts = people((9, 90))
    assert replayed(counts, None).outside == replayed(counts, at(9, 0), None).outside == ()
    assert replayed(counts, None).events == ()
    assert gathering_watches((GATE,), 0.5, at(9, 0).at, CALENDAR) == {}
    assert len(gathering_watches((GATE,), 1.0, at(9, 0).at, CALENDAR)) == 1  # control


def test_time_is_told_by_where_it_went() -> None:
    # 2 minutes before the window, 3 in it.
    (watch,) = replayed(people((1, 300)), at(7, 8)).outside
    assert [round(each, 6) for each in (watch.watched_s, watch.in_peaks_s, watch.unknown_s)] == [
        120.0, 180.0, 0.0
    ]  # fmt: skip


def test_a_gap_that_begins_in_a_window_may_reach_out_of_it_and_is_unknown() -> None:
    watch = GatheringWatch("gate", USUAL, lambda t_s: t_s < 100.0)
    for t_s in (97.0, 99.0, 3600.0):
        watch.step(Occupancy(t_s, "gate", 1))
    assert (watch.record.in_peaks_s, watch.record.unknown_s) == (2.0, 3501.0)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 90)), min_size=1, max_size=12),
    st.integers(0, 400),
    st.integers(0, 400),
)
def test_what_is_raised_lasted_and_began_outside_the_window(
    spans: list[tuple[int, int]], begin_s: int, length_s: int
) -> None:
    peak = (float(begin_s), float(begin_s + length_s))
    watch = GatheringWatch("gate", Gathering(), lambda t_s: peak[0] <= t_s < peak[1])
    counts = people(*spans, fps=1)
    for t_s, count in enumerate(counts):
        for event in watch.step(Occupancy(float(t_s), "gate", count)):
            assert not peak[0] <= event.start_s < peak[1]
            if event.status == "open":
                reached = [n for n in counts[int(event.start_s) : t_s + 1] if n >= 8]
                assert t_s - event.start_s >= 60.0 and len(reached) >= 40
    watch.finish(float(len(counts)))
    record = watch.record
    assert record.watched_s + record.unknown_s + record.in_peaks_s == len(counts)
