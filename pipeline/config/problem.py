"""One thing that is wrong in a file, with its place, told in either language."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.config.shown import plain
from pipeline.domain.label import Label, Language
from pipeline.errors import SiteFileError

MOST_LISTED = 1000
"""Problems listed for one file; a broken export of a large plan would bury the screen."""


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place, and what to do about it.

    `line` counts from 1 and is None where no line is to blame; `field` is the dotted way to the
    value and empty where the whole file is meant.
    """

    file: str
    line: int | None
    field: str
    wording: Label

    def __str__(self) -> str:
        return self.told("en")

    def told(self, language: Language) -> str:
        """Return the line for the user: ``FILE:LINE: FIELD: what was wanted, got what; remedy``.

        >>> Problem("a.yaml", 6, "id", Label("缺少此项", "missing")).told("en")
        'a.yaml:6: id: missing'
        """
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        told = self.wording.told(language)
        return f"{place}: {self.field}: {told}" if self.field else f"{place}: {told}"


def display(path: Path) -> str:
    """Return a path as the user gave it, fit for one line of any terminal."""
    return plain(str(path))


def refused(problems: list[Problem]) -> SiteFileError:
    """Return the error that lists the problems in the order of the file's lines."""
    ordered = sorted(problems, key=lambda problem: problem.line or 0)
    listed = ordered[:MOST_LISTED]
    if len(ordered) > MOST_LISTED:
        more = Label(
            "还有更多问题未列出；请先修正以上问题", "more problems are not listed; mend these first"
        )
        listed.append(Problem(ordered[0].file, None, "", more))
    return SiteFileError(tuple(listed))
