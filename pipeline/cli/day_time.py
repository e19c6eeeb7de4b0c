"""When recordings were made, as a command line or their names tell."""

import argparse
import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label
from pipeline.errors import InputError, UsageError

if TYPE_CHECKING:
    from pipeline.domain.wall_clock import WallClock

NO_NAMES = "none"
"""What stands for a pattern where names tell no times."""


def add_time_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare from where the time of day is known."""
    parser.add_argument(
        "--start",
        metavar="TIME",
        help="when the first recording began, as in 2026-11-29T07:10:00 or with +08:00 behind it;"
        " without an offset it is the school's local time; the others then follow at once, and no"
        " times are taken from names",
    )
    parser.add_argument(
        "--name-time",
        metavar="PATTERN",
        help="how a name tells when its recording began, in the notation of strptime, * being"
        " anything, as in 'gate_%%d.%%m.%%Y_%%Hh%%M*' (default: the usual forms of recorders, such"
        " as 20261129071000 and 2026-11-29_07-10-00; none: names tell no times)",
    )


def clock_of(
    args: argparse.Namespace, footage: Sequence[Path], zone: tzinfo | None
) -> "tuple[WallClock | None, Label | None]":
    """Return when the recordings began, or None, perhaps with the sentence on why nobody knows.

    Raises UsageError and InputError for what was asked for and cannot be.
    """
    from pipeline.domain.wall_clock import WallClock

    if args.start and args.name_time:
        raise UsageError("give either --start or --name-time: times come from one of them")
    if args.start:
        return WallClock((_start(args.start, zone),), "start"), None
    if args.name_time == NO_NAMES:
        return None, None
    if args.name_time:
        from pipeline.sources.file_time import patterned_time

        read = patterned_time(args.name_time)
        return WallClock(tuple(_located(path, read(path), zone) for path in footage), "names"), None
    return _by_usual_names(footage, zone)


def _start(text: str, zone: tzinfo | None) -> datetime:
    from pipeline.domain.wall_clock import located

    if not re.fullmatch(
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", text
    ):
        raise UsageError(f"--start wants a time such as 2026-11-29T07:10:00, got {text}")
    try:
        return located(datetime.fromisoformat(text), zone)
    except InputError as error:
        raise UsageError(f"--start: {error}") from error
    except ValueError as error:
        raise UsageError(f"--start: {text} is no date and time: {error}") from error


def _by_usual_names(
    footage: Sequence[Path], zone: tzinfo | None
) -> "tuple[WallClock | None, Label | None]":
    from pipeline.domain.wall_clock import WallClock
    from pipeline.sources.file_time import usual_time

    try:
        times = [usual_time(path) for path in footage]
        known = [
            _located(path, time, zone)
            for path, time in zip(footage, times, strict=True)
            if time is not None
        ]
        if len(known) == len(footage):
            return WallClock(tuple(known), "names"), None
    except InputError as error:
        return None, Label(f"录像时刻未知：{error}", f"the time of day is not known: {error}")
    if not known:
        return None, None
    bare = next(path.name for path, time in zip(footage, times, strict=True) if time is None)
    return None, Label(
        f"录像时刻未知：并非每个文件名都含时间，例如 {bare}",
        f"the time of day is not known: not every name tells a time, such as {bare}",
    )


def _located(path: Path, time: datetime, zone: tzinfo | None) -> datetime:
    from pipeline.domain.wall_clock import located

    try:
        return located(time, zone)
    except InputError as error:
        raise InputError(f"{path.name}: {error}") from error
