"""The door for plain values that come as JSON: what a YAML file may not hold, they may not either.

They are held against the same schemas in the same words. A place in a value is the way to it, where
one in a file is its line.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pipeline.config.problem import Problem, display, refused
from pipeline.config.scalar import MOST_DIGITS, Unread
from pipeline.config.wording import worded
from pipeline.config.yaml_gate import (
    MOST_DEPTH,
    MOST_NODES,
    Lines,
    Loc,
    YamlDocument,
    dotted,
)
from pipeline.domain.label import Label


@dataclass(frozen=True, eq=False)
class ValueDocument(YamlDocument):
    """A value whose parts stand on no lines."""

    def line_of(self, loc: Loc) -> int:
        """Return 0: there are no lines, and problems keep the order in which they are found."""
        return 0

    def place_of(self, loc: Loc) -> Label:
        """Return the way to a value, by which its place is told."""
        return Label(f" {dotted(loc)} ", dotted(loc))

    def problem(self, loc: Loc, kind: str, **values: object) -> Problem:
        """Return a problem of one kind at one place."""
        return Problem(display(self.path), None, dotted(loc), worded(kind, **values))


def value_document(value: object, path: Path) -> ValueDocument:
    """Return a value as a document; `path` is the file that it is, or might become, the value of.

    SiteFileError for what is nested too deep, or holds too much.
    """
    gate = _Gate(path)
    return ValueDocument(path, gate.passed(value, ()), lambda: Lines(None, {}, 0))


class _Gate:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._nodes = 0

    def passed(self, value: object, loc: Loc) -> object:
        """Return a copy of a value, with numbers that readers disagree about as `Unread`."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(loc, "yaml_nodes", most=MOST_NODES)
        match value:
            case str() | bool() | None | float():
                return value
            case int():
                return value if abs(value) < 10**MOST_DIGITS else Unread("…", "huge")
            case list() | dict() if len(loc) >= MOST_DEPTH:
                self._stop(loc, "yaml_depth", most=MOST_DEPTH)
            case list():
                return [self.passed(each, (*loc, n)) for n, each in enumerate(value)]
            case dict():
                return {key: self.passed(each, (*loc, key)) for key, each in value.items()}
        raise TypeError(f"a plain value was wanted, got {type(value).__name__}")

    def _stop(self, loc: Loc, kind: str, **values: object) -> NoReturn:
        raise refused([Problem(display(self._path), None, dotted(loc), worded(kind, **values))])
