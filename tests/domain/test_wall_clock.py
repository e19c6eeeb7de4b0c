"""The time of day: seconds that really passed, and no guess where clocks were put on or back."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.wall_clock import WallClock, located
from pipeline.errors import InputError

NEW_YORK = ZoneInfo("America/New_York")
CHINA = timezone(timedelta(hours=8))


def new_york(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return located(datetime(2026, month, day, hour, minute), NEW_YORK)


def test_an_hour_that_clocks_skip_does_not_pass() -> None:
    # On 8 March 2026 clocks went from 02:00 to 03:00: 01:30 and 03:30 are one hour apart.
    clock = WallClock((new_york(3, 8, 1, 30), new_york(3, 8, 3, 30)), "names")
    assert clock.begin_s(1) == 3600.0
    assert clock.told(3600.0) == "2026-03-08T03:30:00.000-04:00"


def test_an_hour_that_comes_twice_passes_twice() -> None:
    # On 1 November 2026 clocks went from 02:00 back to 01:00: 00:30 and 02:30 are three apart.
    clock = WallClock((new_york(11, 1, 0, 30), new_york(11, 1, 2, 30)), "names")
    assert clock.begin_s(1) == 3 * 3600.0
    assert clock.told(3600.0) == "2026-11-01T01:30:00.000-04:00"
    assert clock.told(7200.0) == "2026-11-01T01:30:00.000-05:00"


def test_a_time_that_never_was_and_one_that_was_twice_are_refused() -> None:
    with pytest.raises(InputError, match="2026-03-08 02:30:00 never was in America/New_York"):
        new_york(3, 8, 2, 30)
    with pytest.raises(InputError, match=r"was twice.*01:30:00-04:00 or 2026-11-01T01:30:00-05:00"):
        new_york(11, 1, 1, 30)
    # Control: with an offset it is one of the two.
    est = datetime(2026, 11, 1, 1, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert located(est, NEW_YORK).isoformat() == "2026-11-01T01:30:00-05:00"


def test_a_year_that_no_recorder_knew_is_refused() -> None:
    with pytest.raises(InputError, match="a year from 1990 to 2099 is wanted, got 1202"):
        located(datetime(1202, 11, 29), None)


def test_without_a_zone_times_are_local_and_say_no_offset() -> None:
    clock = WallClock((datetime(2026, 11, 29, 7, 10),), "start")
    assert clock.told(0.0004) == "2026-11-29T07:10:00.000"
    assert (clock.begin_s(0), clock.begin_s(1)) == (0.0, None)


def test_times_with_and_without_an_offset_are_not_compared() -> None:
    with pytest.raises(InputError, match="offset from UTC all alike"):
        WallClock((datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)), "names")


def clock_at(*minutes: float) -> WallClock:
    start = datetime(2026, 11, 29, 7, tzinfo=CHINA)
    return WallClock(tuple(start + timedelta(minutes=each) for each in minutes), "names")


def test_recordings_in_order_may_pause_and_touch() -> None:
    clock_at(0, 10, 30).check(["a", "b", "c"], [602.9, None, 5.0])


def test_disorder_and_overlap_are_told_by_name_and_time() -> None:
    with pytest.raises(InputError, match=r"b \(2026-11-29 07:00:00\+08:00\) began before a"):
        clock_at(10, 0).check(["a", "b"], [1.0, 1.0])
    with pytest.raises(InputError, match=r"b .* began 60\.0 s before the end of a"):
        clock_at(0, 10).check(["a", "b"], [660.0, 1.0])


@given(st.datetimes(datetime(1991, 1, 1), datetime(2098, 1, 1)), st.integers(0, 10**8))
def test_what_passed_is_what_the_clock_shows_later(start: datetime, passed_ms: int) -> None:
    first = start.replace(tzinfo=UTC, microsecond=0).astimezone(NEW_YORK)
    clock = WallClock((first,), "start")
    later = clock.at(passed_ms / 1e3)
    assert later.astimezone(UTC) - first.astimezone(UTC) == timedelta(milliseconds=passed_ms)
    assert WallClock((first, later), "names").begin_s(1) == pytest.approx(passed_ms / 1e3)
