"""The calendar by which gates are expected to be full, as a command line names it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.domain.calendar import SchoolCalendar
    from pipeline.domain.site import Site


def add_calendar_argument(parser: argparse.ArgumentParser) -> None:
    """Declare where the calendar is."""
    parser.add_argument(
        "--calendar",
        metavar="FILE",
        type=Path,
        help="the school's calendar with its peak windows, outside which fewer people are an"
        " unexpected gathering (default: that of the site file)",
    )


def calendar_of(args: argparse.Namespace, site: "Site | None") -> "SchoolCalendar | None":
    """Return the calendar of a file or of the site, with the bars of the camera's own gates.

    Raises UsageError where there are two, and SiteFileError.
    """
    calendar = calendar_given(args, site)
    if site is None or calendar is None:
        return calendar
    return site.with_own_bars(calendar, args.camera)


def calendar_given(args: argparse.Namespace, site: "Site | None") -> "SchoolCalendar | None":
    """Return the calendar of a file or of the site, as it stands there; raises as above."""
    calendar = site.calendar if site else None
    if args.calendar:
        if calendar is not None:
            raise UsageError(
                f"{args.site} has a calendar of its own: leave --calendar out, or the file's away"
            )
        from pipeline.config.calendar_file import load_calendar

        return load_calendar(args.calendar)
    return calendar
