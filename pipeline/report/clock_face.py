"""When something happened in a review, as people read it: the time of day, where it is known."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.domain.wall_clock import WallClock
from pipeline.report.numerals import clock as clock_of_footage

if TYPE_CHECKING:
    from pipeline.domain.review import Review

Face = Callable[[float], str]


def face_of(review: "Review") -> Face:
    """Return what turns seconds since the footage began into what people read.

    It is the time of day, with the date where a review reaches beyond its first one and the year
    where it reaches beyond that, and else minutes and seconds of the footage.
    """
    clock = review.clock
    if clock is None:
        return clock_of_footage
    first, last = clock.at(0.0).date(), clock.at(review.end_s).date()
    form = "%H:%M:%S" if first == last else "%m-%d %H:%M:%S"
    form = form if first.year == last.year else f"%Y-{form}"
    return lambda t_s: clock.at(t_s).strftime(form)


def shown_start(clock: WallClock) -> str:
    """Return when the first recording began, with its date, and its zone where one is known.

    >>> from datetime import datetime
    >>> shown_start(WallClock((datetime(2026, 11, 29, 7, 10),), "names"))
    '2026-11-29 07:10:00'
    """
    zone = clock.start.tzinfo
    told = clock.start.strftime("%Y-%m-%d %H:%M:%S")
    return told if zone is None else f"{told} ({zone})"
