"""The clock that a school's people read: its zone and its days."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from pipeline.domain.wall_clock import moment
from pipeline.errors import InputError


@dataclass(frozen=True)
class SchoolClock:
    """By which time zone times are told: its name or offset, and the offset now in seconds."""

    name: str
    offset_s: int


def clock_of(zone: tzinfo | None, now_s: float) -> SchoolClock:
    """Return the clock of a zone, of this machine where none is known.

    >>> from datetime import timezone
    >>> clock_of(timezone(timedelta(hours=8)), 0.0)
    SchoolClock(name='+08:00', offset_s=28800)
    """
    now = moment(now_s).astimezone(zone)
    offset = now.utcoffset() or timedelta(0)
    name = getattr(zone, "key", None) or now.isoformat(timespec="seconds")[-6:]
    return SchoolClock(str(name), int(offset.total_seconds()))


def day_span(day: str, zone: tzinfo | None) -> tuple[float, float]:
    """Return when a day of a zone begins and ends, in Unix seconds; raises InputError.

    >>> from datetime import UTC
    >>> day_span("1970-01-02", UTC)
    (86400.0, 172800.0)
    """
    try:
        begin = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=zone)
        return begin.timestamp(), (begin + timedelta(days=1)).timestamp()
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(f"day must be one such as 2026-12-31, got {day[:40]!r}") from error
