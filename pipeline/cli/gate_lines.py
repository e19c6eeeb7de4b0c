"""The lines across gates at which people are counted in and out, as a command line names them."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.domain.flow import GateLine, Point
from pipeline.domain.label import Label
from pipeline.errors import InputError, UsageError

if TYPE_CHECKING:
    from pipeline.domain.site import Site


def add_line_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which lines people are counted at."""
    parser.add_argument(
        "--line",
        nargs="+",
        action="append",
        metavar="X,Y",
        help="two ends of a line across a gate, from 0,0 upper left to 1,1 lower right, and the"
        " gate's clear width in metres, if known; who crosses from the left hand to the right,"
        " seen from the first end, goes in; may be given again (default: those of the site file)",
    )


def lines_of(args: argparse.Namespace, site: "Site | None" = None) -> tuple[GateLine, ...]:
    """Return the lines in the order in which they were given, or those of the site's gates."""
    if not args.line and site is not None:
        return site.gate_lines(args.camera)
    return tuple(_line(f"line-{n}", n, parts) for n, parts in enumerate(args.line or (), start=1))


def _line(line_id: str, number: int, parts: Sequence[str]) -> GateLine:
    if len(parts) not in (2, 3):
        raise UsageError(
            f"--line: {line_id}: two ends and perhaps a width are wanted, got {' '.join(parts)}"
        )
    start, end = (_point(line_id, part) for part in parts[:2])
    width_m = _width_m(line_id, parts[2]) if len(parts) == 3 else None
    try:
        return GateLine(line_id, Label(f"线{number}", f"line {number}"), start, end, width_m)
    except InputError as error:
        raise UsageError(f"--line: {error}") from error


def _point(line_id: str, text: str) -> Point:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(
            f"--line: {line_id}: an end is X,Y such as 0.25,0.5, got {text}"
        ) from error
    return x, y


def _width_m(line_id: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"--line: {line_id}: a width is metres such as 4.5, got {text}") from error
