"""School days, make-up days and peak windows, on clocks that are put on and back as well."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.calendar import (
    WEEKDAYS,
    DaySpan,
    Gathering,
    PeakWindow,
    SchoolCalendar,
)
from pipeline.domain.label import Label
from pipeline.errors import InputError

CHINA = timezone(timedelta(hours=8))
NEW_YORK = ZoneInfo("America/New_York")


def window(begin: time, end: time, *weekdays: str, gates: tuple[str, ...] = ()) -> PeakWindow:
    days = tuple(day for day in WEEKDAYS if day in weekdays)
    return PeakWindow(Label("高峰", "peak"), begin, end, days, gates)


ARRIVAL = window(time(7, 10), time(8, 10))
FRIDAY = window(time(15), time(17, 30), "fri")
CALENDAR = SchoolCalendar(
    zone=CHINA,
    peaks=(ARRIVAL, FRIDAY, window(time(11, 20), time(12, 20), gates=("north",))),
    terms=(DaySpan(date(2026, 9, 1), date(2027, 1, 22)),),
    holidays=(DaySpan(date(2026, 10, 1), date(2026, 10, 7)),),
    make_up={date(2026, 10, 10): "fri"},
)


def peak(month: int, day: int, hour: int, minute: int = 0, gate: str = "east") -> PeakWindow | None:
    return CALENDAR.peak_at(datetime(2026, month, day, hour, minute, tzinfo=CHINA), gate)


def test_a_window_holds_from_its_begin_to_just_before_its_end() -> None:
    # Monday, 30 November 2026.
    assert peak(11, 30, 7, 9) is None
    assert peak(11, 30, 7, 10) == peak(11, 30, 8, 9) == ARRIVAL
    assert peak(11, 30, 8, 10) is None


def test_on_sundays_in_holidays_and_out_of_term_there_is_no_window() -> None:
    assert peak(11, 29, 7, 30) is None  # a Sunday
    assert peak(10, 5, 7, 30) is None  # a Monday of the holidays
    assert peak(8, 31, 7, 30) is None  # a Monday before the term
    assert peak(10, 12, 7, 30) == ARRIVAL  # control: the Monday after


def test_a_make_up_saturday_follows_the_plan_of_friday() -> None:
    assert peak(10, 10, 15, 30) == FRIDAY
    # Control: the Saturday after is free, and on Thursdays the window of Fridays does not hold.
    assert peak(10, 17, 15, 30) is None
    assert peak(10, 15, 15, 30) is None


def test_a_window_of_one_gate_is_none_of_another() -> None:
    assert peak(11, 30, 11, 30, "north") is not None
    assert peak(11, 30, 11, 30, "east") is None


def test_a_moment_is_taken_to_the_schools_zone() -> None:
    # 23:30 UTC on Sunday is 07:30 on Monday in China.
    assert CALENDAR.peak_at(datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "east") == ARRIVAL
    assert CALENDAR.peak_at(datetime(2026, 11, 30, 7, 30), "east") == ARRIVAL


def test_windows_keep_to_the_hands_of_the_clock_when_it_is_put_on_or_back() -> None:
    calendar = SchoolCalendar(NEW_YORK, (ARRIVAL,), weekdays=WEEKDAYS)
    # 07:30 in New York is 12:30 UTC in winter, and 11:30 from 8 March 2026 on.
    for day, hour in ((7, 12), (8, 11)):
        at = datetime(2026, 3, day, hour, 30, tzinfo=UTC)
        assert calendar.peak_at(at, "east") == ARRIVAL
        assert calendar.peak_at(at + timedelta(hours=1), "east") is None


def test_in_an_hour_that_comes_twice_a_window_holds_twice() -> None:
    night = SchoolCalendar(NEW_YORK, (window(time(1), time(1, 45)),), weekdays=WEEKDAYS)
    # On 1 November 2026 01:30 came at 05:30 and at 06:30 UTC; the window lasts 90 minutes in all.
    minutes = [datetime(2026, 11, 1, 4, tzinfo=UTC) + timedelta(minutes=m) for m in range(240)]
    assert sum(night.peak_at(minute, "east") is not None for minute in minutes) == 90


def test_in_an_hour_that_never_was_no_window_holds() -> None:
    night = SchoolCalendar(NEW_YORK, (window(time(2), time(2, 45)),), weekdays=WEEKDAYS)
    minutes = [datetime(2026, 3, 8, 4, tzinfo=UTC) + timedelta(minutes=m) for m in range(360)]
    assert not any(night.peak_at(minute, "east") for minute in minutes)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_school_is_on_weekdays_of_the_term_or_made_up_for(day: date) -> None:
    plan = CALENDAR.plan_of(day)
    usual = (
        day.weekday() < 5
        and date(2026, 9, 1) <= day <= date(2027, 1, 22)
        and not date(2026, 10, 1) <= day <= date(2026, 10, 7)
    )
    assert (plan is not None) == (usual or day == date(2026, 10, 10))
    assert not usual or plan == WEEKDAYS[day.weekday()]


def test_windows_and_bars_that_mean_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="must end after it begins, got 08:10-07:10"):
        window(time(8, 10), time(7, 10))
    for people, dwell_s in ((0, 60.0), (8, 0.0), (8, float("nan"))):
        with pytest.raises(InputError, match="at least 1 person and more than 0 s"):
            Gathering(people, dwell_s)
