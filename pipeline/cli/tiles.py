"""``--tiles``: with how many parts of a picture a detector looks closely."""

import argparse
import re
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.domain.reach import Tiles
    from pipeline.workflows.gate_reach import TilePolicy


def add_tiles_argument(parser: argparse.ArgumentParser, default: str) -> None:
    """Declare the option; `default` says what is done without it."""
    parser.add_argument(
        "--tiles",
        metavar="CxR",
        help="look closely too, in so many columns and rows over the zones: finds small people, and"
        " takes as many times as long; 'auto' takes those by which the detector finds hardly"
        f" fewer than by finer ones, 'none' takes none (default: {default})",
    )


def tiles_given(text: str | None, default: "TilePolicy") -> "tuple[Tiles | None, TilePolicy]":
    """Return columns and rows if they are given, and how they are chosen if not.

    >>> tiles_given("3x2", "none"), tiles_given("auto", "none"), tiles_given(None, "needed")
    (((3, 2), 'none'), (None, 'best'), (None, 'needed'))
    """
    policies: dict[str | None, TilePolicy] = {None: default, "auto": "best", "none": "none"}
    if text in policies:
        return None, policies[text]
    found = re.fullmatch(r"([1-9]\d?)x([1-9]\d?)", text or "")
    if found is None:
        raise UsageError(f"--tiles wants columns x rows such as 3x2, auto or none, got {text}")
    return (int(found[1]), int(found[2])), "none"
