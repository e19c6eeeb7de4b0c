"""When recordings of a camera were made: how far they reach back, what is missing, what jumps."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from pipeline.domain.archive import ArchiveGap, ClockStep, RecordingFacts
from pipeline.domain.wall_clock import OVERLAP_S, later, passed_s
from pipeline.errors import InputError

DAY_S = 86_400.0

STALE_S = DAY_S
"""How long before the day that was named the newest recording may have ended; beyond it that is a
gap as well. An assumption: copies are taken in the morning of what was recorded by day."""


def held_days(first: datetime, as_of: datetime) -> float:
    """Return for how many days recordings were kept.

    >>> held_days(datetime(2026, 10, 31, 7), datetime(2026, 11, 29, 7))
    29.0
    """
    return passed_s(first, as_of) / DAY_S


def check_today(starts: Sequence[datetime], today: datetime | None) -> None:
    """Refuse a time until which all recordings were kept, and at which one had not begun yet."""
    newest = max(starts, default=None)
    if today and newest and passed_s(today, newest) > 0.0:
        raise InputError(
            f"recordings cannot all have been kept until {today.isoformat(' ', 'seconds')}:"
            f" one of them began at {newest.isoformat(' ', 'seconds')}"
        )


def recorded_days(timed: Sequence[RecordingFacts]) -> int:
    """Return on how many days of the calendar something was recorded."""
    days = set[int]()
    for one in timed:
        if one.start is not None and one.end is not None:
            # A recording that ends at midnight holds nothing of the next day.
            last = max(one.start, later(one.end, -0.001))
            days |= set(range(one.start.toordinal(), last.toordinal() + 1))
    return len(days)


def gaps_of(timed: Sequence[RecordingFacts], as_of: datetime | None) -> tuple[ArchiveGap, ...]:
    """Return all times longer than OVERLAP_S of which nothing is kept, in the order of time.

    The recordings may come in any order, and overlap. Where a day was named, the time from the
    newest recording up to it counts too, once it is longer than STALE_S.
    """
    found, reach = list[ArchiveGap](), None
    origin = min((one.start for one in timed if one.start), default=None)
    if origin is None:
        return ()
    for one in sorted(timed, key=lambda one: passed_s(origin, one.start or origin)):
        if one.start is None or one.end is None:
            continue
        if reach is not None and passed_s(reach[0], one.start) > OVERLAP_S:
            found.append(_gap(reach, one.start, one.name))
        if reach is None or passed_s(reach[0], one.end) > 0.0:
            reach = one.end, one.name
    if reach is not None and as_of is not None and passed_s(reach[0], as_of) > STALE_S:
        found.append(_gap(reach, as_of, None))
    return tuple(found)


def _gap(reach: tuple[datetime, str], end: datetime, before: str | None) -> ArchiveGap:
    begin, after = reach
    return ArchiveGap(begin, end, passed_s(begin, end), after, before)


def steps_of(recordings: Sequence[RecordingFacts]) -> tuple[ClockStep, ...]:
    """Return where time does not go on as it should, in the order in which recordings are played.

    A clock that was put on between two recordings leaves what looks like a gap, and is told as one.
    """
    found = [step for pair in pairwise(recordings) for step in _between(*pair)]
    return (*found, *(step for one in recordings for step in _inside(one)))


def _between(before: RecordingFacts, after: RecordingFacts) -> Iterator[ClockStep]:
    if before.start is None or before.end is None or after.start is None:
        return
    apart_s = passed_s(before.start, after.start)
    early_s = passed_s(after.start, before.end)
    if apart_s < 0.0:
        yield ClockStep("back", after.name, apart_s, after.start)
    elif early_s > OVERLAP_S:
        yield ClockStep("overlap", after.name, -early_s, after.start)


def _inside(one: RecordingFacts) -> Iterator[ClockStep]:
    for at_s, step_s in one.jumps:
        if abs(step_s) > OVERLAP_S:
            at = None if one.start is None else later(one.start, at_s)
            yield ClockStep("inside", one.name, step_s, at, at_s)
