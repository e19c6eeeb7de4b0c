"""When recordings began, as their names tell: the usual forms of recorders, or a form given.

A name that can be read in two ways, or tells a time that never was, is not guessed at.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from pipeline.errors import InputError, UsageError

TIME_IN_NAME = re.compile(
    r"""
    (?<![0-9])
    (?P<year>20[0-9]{2}) (?P<dash>[-_.]?) (?P<month>[0-9]{2}) (?P=dash) (?P<day>[0-9]{2})
    (?P<between>[Tt_. -]?)
    (?P<hour>[0-9]{2}) (?P<colon>[-_.:]?) (?P<minute>[0-9]{2}) (?P=colon) (?P<second>[0-9]{2})
    (?P<milli>[0-9]{3})?
    (?![0-9])
    (?P<offset>[Zz](?![A-Za-z0-9])|([+][0-9]{2}:?[0-9]{2}|-(0[0-9]|1[0-2]):?[03]0)(?![-_.]?[0-9]))?
    """,
    re.VERBOSE,
)
"""``20261129071000``, ``2026-11-29_07-10-00``, ``20261129-071000``, ``20261129T071000`` and such.

Between date and time something must stand, unless all of it is fourteen digits, or seventeen.
"""

DIRECTIVES = {
    "Y": r"[0-9]{4}", "y": r"[0-9]{2}", "m": r"[0-9]{2}", "d": r"[0-9]{2}", "H": r"[0-9]{2}",
    "M": r"[0-9]{2}", "S": r"[0-9]{2}", "f": r"[0-9]{1,6}", "z": r"Z|[+-][0-9]{2}:?[0-9]{2}",
}  # fmt: skip
"""What a pattern of one's own may hold, and what it stands for in a name."""
NEEDED = ("m", "d", "H", "M")

Reader = Callable[[Path], datetime]
"""Reads the time at which a recording began from its path."""


def usual_time(path: Path) -> datetime | None:
    """Return when a recording began by the usual forms, None where its name tells no time.

    Two times are a beginning and an end. Without an offset the time is the school's local time.
    Raises InputError for a time that never was, and for a name that can be read in two ways.
    """
    found = [each for each in TIME_IN_NAME.finditer(path.stem) if _is_whole(each)]
    times = [_time(path, each) for each in found]
    if not times:
        return None
    ends_first = len(times) == 2 and _is_after(path, times[0], times[1])
    if len(times) > 2 or ends_first:
        raise InputError(
            f"{path.name}: {'ends before it begins' if ends_first else 'holds several times'};"
            " --name-time PATTERN says where the beginning stands in a name"
        )
    return times[0]


def _is_whole(found: re.Match[str]) -> bool:
    """Tell whether something stands between date and time, or all of it is digits."""
    return bool(found["between"]) or not (found["dash"] or found["colon"])


def _time(path: Path, found: re.Match[str]) -> datetime:
    offset = found["offset"] or ""
    if offset.startswith("-"):
        # Behind a T it may be an offset; behind other forms it is as often a number.
        raise InputError(
            f"{path.name}: {offset} behind the time may be an offset from UTC, or something else;"
            " --name-time PATTERN says what it is"
        )
    numbers = [int(found[part]) for part in ("year", "month", "day", "hour", "minute", "second")]
    year, month, day, hour, minute, second = numbers
    micro = 1000 * int(found["milli"] or 0)
    try:
        moment = datetime(year, month, day, hour, minute, second, micro)
    except ValueError as error:
        raise InputError(f"{path.name}: {found[0]} is no date and time: {error}") from error
    return moment.replace(tzinfo=_offset(offset)) if offset else moment


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    return timezone(timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _is_after(path: Path, first: datetime, second: datetime) -> bool:
    try:
        return first > second
    except TypeError as error:
        raise InputError(
            f"{path.name}: one of its times has an offset from UTC, the other none"
        ) from error


def patterned_time(pattern: str) -> Reader:
    """Return what reads times by a pattern in the notation of strptime; ``*`` is anything.

    It stands for the whole name without its extension. Raises UsageError for a pattern that does
    not tell a date and a time; what it returns raises InputError for a name that does not fit.
    """
    shape, directives = _shape(pattern)
    missing = [name for name in NEEDED if directives.count(name) != 1]
    if missing or directives.count("Y") + directives.count("y") != 1:
        raise UsageError(
            f"--name-time must hold %Y (or %y), %m, %d, %H and %M, each once, got {pattern!r}"
        )
    wanted = " ".join(f"%{name}" for name in directives)

    def read(path: Path) -> datetime:
        fitting = shape.fullmatch(path.stem)
        if fitting is None:
            raise InputError(f"{path.name}: the name does not fit --name-time {pattern!r}")
        try:
            return datetime.strptime(" ".join(fitting.groups()), wanted)
        except ValueError as error:
            raise InputError(
                f"{path.name}: {''.join(fitting.groups())} is no date and time: {error}"
            ) from error

    return read


def _shape(pattern: str) -> tuple[re.Pattern[str], list[str]]:
    """Return a pattern as a regular expression, a group for each directive, and these."""
    parts, directives = [], []
    for piece in re.findall(r"%.?|\*|[^%*]+", pattern, re.DOTALL):
        if piece == "*":
            parts.append(".*?")
        elif not piece.startswith("%"):
            parts.append(re.escape(piece))
        elif piece == "%%":
            parts.append("%")
        elif piece[1:] in DIRECTIVES and piece[1:] not in directives:
            directives.append(piece[1:])
            parts.append(f"({DIRECTIVES[piece[1:]]})")
        else:
            known = " ".join(f"%{name}" for name in DIRECTIVES)
            raise UsageError(f"--name-time knows {known} and *, each once, got {piece!r}")
    return re.compile("".join(parts), re.DOTALL), directives
