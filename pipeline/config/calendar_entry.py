"""What a school's calendar may hold, in a site file or in a file of its own."""

from typing import Self

from pydantic import Field, model_validator

from pipeline.config.entry import Entry, Name
from pipeline.config.fields import FileFormat, Id, People, problem
from pipeline.config.quantities import Stay
from pipeline.config.time_fields import (
    Day,
    Days,
    Hours,
    Weekdays,
    WeekdayWord,
    Zone,
    day_span,
    hours,
    time_zone,
)
from pipeline.domain.calendar import SCHOOL_WEEK, Gathering, PeakWindow, SchoolCalendar

USUAL = Gathering()


class GatheringEntry(Entry):
    """From when on a gathering outside the peak windows is unexpected."""

    people: People = USUAL.people
    dwell_s: Stay = USUAL.dwell_s

    def gathering(self) -> Gathering:
        """Return the noun."""
        return Gathering(self.people, self.dwell_s)


class MakeUpEntry(Entry):
    """A day that follows the plan of another weekday (调休)."""

    date: Day
    follows: WeekdayWord


class PeakEntry(Entry):
    """Hours at which gates are expected to be full."""

    name: Name
    hours: Hours
    weekdays: Weekdays = Field(default=[])
    gates: list[Id] = Field(default=[])

    def window(self) -> PeakWindow:
        """Return the noun."""
        begin, end = hours(self.hours)
        return PeakWindow(self.name.label(), begin, end, tuple(self.weekdays), tuple(self.gates))


class CalendarEntry(Entry):
    """When there is school, and when its gates are expected to be full."""

    timezone: Zone
    terms: list[Days] = Field(default=[])
    weekdays: Weekdays = Field(default=list(SCHOOL_WEEK), min_length=1)
    holidays: list[Days] = Field(default=[])
    make_up: list[MakeUpEntry] = Field(default=[])
    peaks: list[PeakEntry] = Field(min_length=1)
    unexpected: GatheringEntry | None = None

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        holidays = [day_span(each) for each in self.holidays]
        known: set[str] = set()
        for number, entry in enumerate(self.make_up):
            day = day_span(entry.date).first
            if entry.date in known:
                raise problem("make_up_twice", at=("make_up", number, "date"), day=entry.date)
            if any(day in holiday for holiday in holidays):
                raise problem("make_up_holiday", at=("make_up", number, "date"), day=entry.date)
            known.add(entry.date)
        return self

    def calendar(self) -> SchoolCalendar:
        """Return the noun."""
        return SchoolCalendar(
            zone=time_zone(self.timezone),
            peaks=tuple(peak.window() for peak in self.peaks),
            weekdays=tuple(self.weekdays),
            terms=tuple(day_span(term) for term in self.terms),
            holidays=tuple(day_span(holiday) for holiday in self.holidays),
            make_up={day_span(entry.date).first: entry.follows for entry in self.make_up},
            bar=self.unexpected.gathering() if self.unexpected else USUAL,
        )


class CalendarFileEntry(CalendarEntry):
    """A calendar in a file of its own."""

    format: FileFormat
