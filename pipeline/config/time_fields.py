"""The days, hours and zones of a calendar: how they are written, and what they stand for."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta, timezone, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from pipeline.config.fields import one_of, problem
from pipeline.domain.calendar import WEEKDAYS, DaySpan, Weekday

DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
HOURS_PATTERN = "([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"
OFFSET_PATTERN = "([+-])(0[0-9]|1[0-4]):([0-5][0-9])"
MOST_DAYS = 370
"""A term or holiday that lasts longer holds a slip in its year."""


def day_span(text: str) -> DaySpan:
    """Return a day, or days as in ``2026-10-01/2026-10-07``; ValueError for what never was.

    >>> day_span("2026-10-01").last
    datetime.date(2026, 10, 1)
    """
    first, _, last = text.partition("/")
    return DaySpan(date.fromisoformat(first), date.fromisoformat(last or first))


def hours(text: str) -> tuple[time, time]:
    """Return when a window such as ``07:10-08:10`` begins and ends."""
    begin, _, end = text.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)


def time_zone(text: str) -> tzinfo:
    """Return a zone by its name or its offset from UTC; ValueError for one that nobody knows.

    >>> print(time_zone("+08:00"))
    UTC+08:00
    """
    if offset := re.fullmatch(OFFSET_PATTERN, text):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(ahead if offset[1] == "+" else -ahead)
    try:
        return ZoneInfo(text)
    except (LookupError, OSError, ValueError) as error:
        # A name may lead to a folder, out of the folder, or nowhere.
        raise ValueError(text) from error


def checked_day(text: str) -> str:
    """Return a day that there is in the calendar of the world."""
    if not re.fullmatch(DAY_PATTERN, text) or not _is_known(text):
        raise problem("day")
    return text


def checked_days(text: str) -> str:
    """Return a day, or days from the first to the last."""
    if not re.fullmatch(f"{DAY_PATTERN}(/{DAY_PATTERN})?", text) or not _is_known(text):
        raise problem("days")
    span = day_span(text)
    if not 0 <= (span.last - span.first).days <= MOST_DAYS:
        raise problem("days_fall", most=MOST_DAYS)
    return text


def checked_hours(text: str) -> str:
    """Return hours that end after they begin."""
    if not re.fullmatch(HOURS_PATTERN, text):
        raise problem("hours")
    begin, end = hours(text)
    if not begin < end:
        raise problem("hours_fall")
    return text


def checked_zone(text: str) -> str:
    """Return a zone that this machine knows."""
    try:
        time_zone(text)
    except ValueError:
        raise problem("zone") from None
    return text


def _is_known(text: str) -> bool:
    try:
        day_span(text)
    except ValueError:
        return False
    return True


def distinct(words: list[Weekday]) -> list[Weekday]:
    """Return weekdays of which each is named once."""
    for number in _repeated(words):
        raise problem("weekday_twice", at=(number,))
    return words


def _repeated(words: list[Weekday]) -> Iterator[int]:
    return (number for number, word in enumerate(words) if word in words[:number])


def _pattern(pattern: str) -> object:
    return Field(json_schema_extra={"pattern": f"^{pattern}$"})


_DAYS = f"{DAY_PATTERN}(/{DAY_PATTERN})?"

Day = Annotated[str, _pattern(DAY_PATTERN), AfterValidator(checked_day)]
Days = Annotated[str, _pattern(_DAYS), AfterValidator(checked_days)]
Hours = Annotated[str, _pattern(HOURS_PATTERN), AfterValidator(checked_hours)]
Zone = Annotated[str, AfterValidator(checked_zone)]
KNOWN_WEEKDAYS = dict.fromkeys(WEEKDAYS)
WeekdayWord = Annotated[Weekday, BeforeValidator(one_of(KNOWN_WEEKDAYS))]
Weekdays = Annotated[list[WeekdayWord], AfterValidator(distinct)]
