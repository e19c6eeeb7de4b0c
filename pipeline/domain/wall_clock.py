"""What a clock on the school's wall shows while recordings play; they carry no such time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from pipeline.domain.label import Label
from pipeline.errors import InputError

YEARS = range(1990, 2100)
"""Years in which a recording was made; any other was not meant as one (assumption)."""

OVERLAP_S = 3.0
"""How far a recording may reach into the next one.

Recorders name files by the whole second, cut them at the next key frame, and count a frame twice.
It is as long as a gap that stops no timer, and an assumption.
"""

ClockSource = Literal["start", "names"]

SOURCE_LABELS: dict[ClockSource, Label] = {
    "start": Label("由 --start 给出", "given by --start"),
    "names": Label("取自录像文件名", "taken from the recordings' names"),
}


@dataclass(frozen=True)
class WallClock:
    """When the recordings of a review began, in the order in which they play.

    Where only the first one's time is known, there is one, and the others follow at once. All
    times know their offset from UTC, or none does: they are then the school's local time, whose
    zone nobody has told.
    """

    starts: tuple[datetime, ...]
    source: ClockSource

    def __post_init__(self) -> None:
        """Refuse a clock without a beginning, and times that cannot be compared."""
        if not self.starts or len({start.tzinfo is None for start in self.starts}) > 1:
            raise InputError(
                "recordings' times need an offset from UTC all alike, or none of them; where some"
                " have one, a calendar or a zone must say what the others mean"
            )

    @property
    def start(self) -> datetime:
        """When the first recording began."""
        return self.starts[0]

    def begin_s(self, number: int) -> float | None:
        """Return how long after the first recording another began; None where nobody knows."""
        return passed_s(self.start, self.starts[number]) if number < len(self.starts) else None

    def at(self, t_s: float) -> datetime:
        """Return what the clock shows `t_s` seconds after the first recording began.

        >>> from datetime import timezone
        >>> noon = datetime(2026, 11, 29, 12, tzinfo=timezone(timedelta(hours=8)))
        >>> WallClock((noon,), "start").at(90.5).isoformat()
        '2026-11-29T12:01:30.500000+08:00'
        """
        return later(self.start, t_s)

    def told(self, t_s: float) -> str:
        """Return that time as files tell it: ISO 8601 with milliseconds.

        >>> WallClock((datetime(2026, 11, 29, 12),), "start").told(0.25)
        '2026-11-29T12:00:00.250'
        """
        return self.at(t_s).isoformat(timespec="milliseconds")

    def check(self, names: Sequence[str], lengths_s: Sequence[float | None]) -> None:
        """Refuse recordings that do not follow each other; a length may be unknown.

        Raises InputError for one that begins before the one before it has begun, or has ended.
        """
        for number in range(1, len(self.starts)):
            first = f"{names[number - 1]} ({_shown(self.starts[number - 1])})"
            second = f"{names[number]} ({_shown(self.starts[number])})"
            apart_s = passed_s(self.starts[number - 1], self.starts[number])
            if apart_s < 0.0:
                raise InputError(
                    f"{second} began before {first}: recordings of one camera are wanted in the"
                    " order of time; --name-time none takes no times from names"
                )
            early_s = (lengths_s[number - 1] or 0.0) - apart_s
            if early_s > OVERLAP_S:
                raise InputError(
                    f"{second} began {early_s:.1f} s before the end of {first}: recordings of one"
                    " camera cannot overlap; --name-time none takes no times from names"
                )


def later(moment: datetime, passed_s: float) -> datetime:
    """Return a moment some seconds later, to the millisecond, as clocks of its zone show it.

    >>> later(datetime(2026, 11, 29, 7, 59), 90.0).isoformat()
    '2026-11-29T08:00:30'
    """
    passed = timedelta(milliseconds=round(passed_s * 1e3))
    if moment.tzinfo is None:
        return moment + passed
    # Added in UTC: a local hour may come twice, or not at all.
    return (moment.astimezone(UTC) + passed).astimezone(moment.tzinfo)


def passed_s(before: datetime, after: datetime) -> float:
    """Return the seconds that passed between two times, of which both know their zone or none.

    Times of one zone are subtracted by Python as their hands show, so it is done in UTC.
    """
    if before.tzinfo is None or after.tzinfo is None:
        return (after - before).total_seconds()
    return (after.astimezone(UTC) - before.astimezone(UTC)).total_seconds()


def located(moment: datetime, zone: tzinfo | None) -> datetime:
    """Return a moment as clocks of a zone show it; without a zone it stays as it is.

    One without an offset is the zone's local time. Raises InputError where clocks were put on
    past it, so that it never was, or were put back, so that it was twice.
    """
    if moment.year not in YEARS:
        raise InputError(
            f"{_shown(moment)}: a year from {YEARS[0]} to {YEARS[-1]} is wanted, got {moment.year}"
        )
    if zone is None:
        return moment
    if moment.tzinfo is not None:
        return moment.astimezone(zone)
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise InputError(
            f"{_shown(moment)} never was in {zone}: clocks were put on past it; give the time that"
            " they showed, or an offset as in +08:00"
        )
    raise InputError(
        f"{_shown(moment)} was twice in {zone}, for clocks were put back; say which by an offset,"
        f" as in {first.isoformat(timespec='seconds')} or {second.isoformat(timespec='seconds')}"
    )


def _shown(moment: datetime) -> str:
    return moment.isoformat(" ", "seconds")


def moment(unix_s: float) -> datetime:
    """Return Unix seconds as a time in UTC.

    >>> moment(0.5).isoformat(timespec="milliseconds")
    '1970-01-01T00:00:00.500+00:00'
    """
    return datetime.fromtimestamp(unix_s, UTC)
