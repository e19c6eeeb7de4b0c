"""A school's calendar: on which days which plan holds, and when gates are expected to be full."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from typing import Literal, get_args

from pipeline.domain.label import Label
from pipeline.errors import InputError

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""In the order of the week, as `date.weekday` counts them."""
SCHOOL_WEEK: tuple[Weekday, ...] = WEEKDAYS[:5]


@dataclass(frozen=True)
class DaySpan:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Tell whether a day is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class PeakWindow:
    """A time of the day at which gates are expected to be full, such as 07:10 to 08:10.

    It begins with `begin`, and has ended at `end`. No `weekdays` mean every school day, no
    `gates` every gate.
    """

    label: Label
    begin: time
    end: time
    weekdays: tuple[Weekday, ...] = ()
    gates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a window that ends before it begins."""
        if not self.begin < self.end:
            raise InputError(f"a peak window must end after it begins, got {self.hours}")

    @property
    def hours(self) -> str:
        """From when to when, as it stands in a calendar."""
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"

    def holds(self, plan: Weekday, at: time, gate_id: str) -> bool:
        """Tell whether a gate is expected to be full at a time of a day that follows a plan."""
        planned = not self.weekdays or plan in self.weekdays
        return planned and self.begin <= at < self.end and self.is_for(gate_id)

    def is_for(self, gate_id: str) -> bool:
        """Tell whether it is a window of a gate."""
        return not self.gates or gate_id in self.gates


@dataclass(frozen=True)
class Gathering:
    """From how many people on, and for how long, a gathering outside the windows is unexpected.

    The defaults are assumptions; nothing published gives a number.
    """

    people: int = 8
    dwell_s: float = 60.0

    def __post_init__(self) -> None:
        """Refuse a bar that nobody, or everybody at once, would reach."""
        if self.people < 1 or not self.dwell_s > 0.0:
            raise InputError(
                "an unexpected gathering takes at least 1 person and more than 0 s, got"
                f" {self.people} and {self.dwell_s:g}"
            )


@dataclass(frozen=True)
class SchoolCalendar:
    """When there is school, and at which hours its gates are expected to be full.

    There is school on the `weekdays` of the `terms` (of the whole year, where there is none) that
    are no `holidays`, and on every day of `make_up` (调休), which follows the plan of the weekday
    beside it: a Saturday may follow Friday's. `bars` hold for single gates instead of `bar`.
    """

    zone: tzinfo
    peaks: tuple[PeakWindow, ...]
    weekdays: tuple[Weekday, ...] = SCHOOL_WEEK
    terms: tuple[DaySpan, ...] = ()
    holidays: tuple[DaySpan, ...] = ()
    make_up: Mapping[date, Weekday] = field(default_factory=dict, hash=False)
    bar: Gathering = field(default_factory=Gathering)
    bars: Mapping[str, Gathering] = field(default_factory=dict, hash=False)

    def plan_of(self, day: date) -> Weekday | None:
        """Return the weekday whose plan a day follows, None where there is no school.

        >>> from datetime import UTC
        >>> friday, saturday = date(2026, 10, 9), date(2026, 10, 10)
        >>> calendar = SchoolCalendar(UTC, (), make_up={saturday: "fri"})
        >>> sunday = date(2026, 10, 11)
        >>> calendar.plan_of(friday), calendar.plan_of(saturday), calendar.plan_of(sunday)
        ('fri', 'fri', None)
        """
        if day in self.make_up:
            return self.make_up[day]
        if self.terms and not any(day in term for term in self.terms):
            return None
        weekday = WEEKDAYS[day.weekday()]
        free = weekday not in self.weekdays or any(day in holiday for holiday in self.holidays)
        return None if free else weekday

    def peak_at(self, moment: datetime, gate_id: str) -> PeakWindow | None:
        """Return in which window of a gate a moment lies, None outside of all.

        A moment without an offset from UTC is the school's local time.
        """
        local = moment if moment.tzinfo is None else moment.astimezone(self.zone)
        plan = self.plan_of(local.date())
        if plan is None:
            return None
        at = local.time()
        return next((peak for peak in self.peaks if peak.holds(plan, at, gate_id)), None)

    def bar_of(self, gate_id: str) -> Gathering:
        """Return from when on a gathering at a gate is unexpected."""
        return self.bars.get(gate_id, self.bar)
