"""The one door for YAML: nothing hostile, ambiguous or doubled comes through it.

PyYAML alone crashes on 100,000 open brackets, expands a billion laughs, and lets the second of two
fields of one name replace the first. Here a first pass over the parser's events only measures, and
a second one judges each event and builds the value from it. A file that is written plainly is read
in a tenth of the time (`plain_yaml`); where its lines are wanted, because something in it is wrong,
it is read once more.
"""

import re
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import NoReturn

import yaml

from pipeline.config.plain_yaml import NotPlainError, plainly_read
from pipeline.config.problem import Problem, display, refused
from pipeline.config.scalar import read_scalar
from pipeline.config.shown import shown_key
from pipeline.config.wording import worded
from pipeline.domain.label import Label
from pipeline.errors import SiteFileError

MOST_BYTES = 16 * 2**20
MOST_DEPTH = 40
MOST_NODES = 400_000
"""Values in one file; a vertex is three (a list of two numbers), so 130,000 vertices fit."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SYNTAX_KINDS = (
    ("tab character", "yaml_tab"),
    ("cannot start any token", "yaml_start"),
    ("',' or", "yaml_bracket"),
    ("flow", "yaml_bracket"),
    ("unexpected end of stream", "yaml_quote"),
    ("mapping values are not allowed", "yaml_colon"),
    ("expected ':'", "yaml_colon"),
    ("did not find expected", "yaml_indent"),
)
"""Phrases of the parser, and the kind of problem that we call it in our own words."""

Loc = tuple[int | str, ...]


@dataclass(frozen=True, eq=False)
class Lines:
    """The value of a document again, with the line on which each part of it stands."""

    data: object
    of: dict[int, dict[int | str, int]]
    first: int


@dataclass(frozen=True, eq=False)
class YamlDocument:
    """The value of one YAML file, and where each part of it stands, for whoever asks."""

    path: Path
    data: object
    _read_lines: Callable[[], Lines]
    entries: dict[int, object] = field(default_factory=dict)
    """What the schema has made of mappings in `data`, by their identity; see `sound.py`."""

    @cached_property
    def _lines(self) -> Lines:
        return self._read_lines()

    def line_of(self, loc: Loc) -> int:
        """Return the line of a value, or of the nearest thing around it that exists."""
        value, line = self._lines.data, self._lines.first
        for key in loc:
            lines = self._lines.of.get(id(value), {})
            if key not in lines or not isinstance(value, dict | list):
                break
            line = lines[key]
            value = value[key]  # type: ignore[index]
        return line

    def place_of(self, loc: Loc) -> Label:
        """Return where a value stands, as it is told in the problem of another."""
        line = self.line_of(loc)
        return Label(f"第 {line} 行", f"line {line}")

    def problem(self, loc: Loc, kind: str, **values: object) -> Problem:
        """Return a problem of one kind at one place of the file."""
        wording = worded(kind, **values)
        return Problem(display(self.path), self.line_of(loc), dotted(loc), wording)


def dotted(loc: Loc) -> str:
    """Return the way to a value as users read it.

    >>> dotted(("floors", 0, "outline"))
    'floors.0.outline'
    """
    return ".".join(shown_key(key) for key in loc)


def load_yaml(path: Path) -> YamlDocument:
    """Return the document of a YAML file; SiteFileError when it cannot be trusted.

    At most 16 MiB of UTF-8, 40 levels and 400,000 values; one document; no anchors, aliases, tags
    or doubled keys. Keys are always text. Words that YAML readers disagree about are `Unread`.
    """
    return document_of(path, text_of(path, bytes_of(path)))


def document_of(path: Path, text: str) -> YamlDocument:
    """Return the document of a text that was read from a path; raises as `load_yaml` does."""
    # So short a text cannot hold too many values.
    if len(text) < MOST_NODES:
        with suppress(NotPlainError):
            data = plainly_read(text, partial(_inside_a_line, path))
            if data is not None:
                return YamlDocument(path, data, lambda: _read(path, text).lines())
    lines = _read(path, text).lines()
    return YamlDocument(path, lines.data, lambda: lines)


def composed(path: Path) -> tuple[str, yaml.Node]:
    """Return the text of a YAML file that `load_yaml` takes, and its nodes with their places."""
    text = text_of(path, bytes_of(path))
    document_of(path, text)
    return text, node_of(path, text)


def node_of(path: Path, text: str) -> yaml.Node:
    """Return the nodes of a text that `document_of` takes, with their places."""
    node = yaml.compose(text, Loader=LOADER)
    if node is None:
        raise _refusal(path, None, "empty")
    return node


def value_of(text: str) -> object:
    """Return what a text says, as `load_yaml` reads that of a file; SiteFileError as it does."""
    return _read(Path("text"), text).lines().data


def _read(path: Path, text: str) -> "_Reader":
    """Return what has read a whole text; SiteFileError with every problem met on the way."""
    reader = _Reader(path)
    try:
        _measure(path, text)
        for event in yaml.parse(text, Loader=LOADER):
            reader.take(event)
    except yaml.YAMLError as error:
        raise refused([*reader.problems, _syntax_problem(path, text, error)]) from error
    return reader


def _inside_a_line(path: Path, text: str) -> object:
    """Return what stands in brackets or quotes within a line; NotPlainError if it is refused."""
    try:
        return _read(path, text).lines().data
    except SiteFileError as error:
        raise NotPlainError from error


def _measure(path: Path, text: str) -> None:
    """Refuse what is too deep or too much, before anything is built from it."""
    nodes = depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            depth += isinstance(event, yaml.CollectionStartEvent)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if nodes > MOST_NODES:
            raise _refusal(path, _line(event), "yaml_nodes", most=MOST_NODES)
        if depth > MOST_DEPTH:
            raise _refusal(path, _line(event), "yaml_depth", most=MOST_DEPTH)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


@dataclass
class _Open:
    """A list or mapping whose end has not been read yet; `key` waits for its value."""

    value: list[object] | dict[str, object]
    way: Loc
    lines: dict[int | str, int] = field(default_factory=dict)
    key: str | None = None

    def inside(self) -> Loc:
        """Return the way to the value that is being read."""
        here = len(self.value) if isinstance(self.value, list) else self.key
        return self.way if here is None else (*self.way, here)

    def awaits_key(self) -> bool:
        """Tell whether what comes next is the name of a field."""
        return self.key is None and isinstance(self.value, dict)


class _Reader:
    """Builds the value of a document from its events, and notes what is not allowed in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._lines: dict[int, dict[int | str, int]] = {}
        self._roots: list[object] = []
        self._first_line = 1

    def take(self, event: yaml.Event) -> None:
        """Judge one event, and build what it stands for."""
        if isinstance(event, yaml.NodeEvent):
            self._take_node(event, _line(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self._roots:
            self._stop(_line(event), "yaml_documents")

    def lines(self) -> Lines:
        """Return what was read, line by line; SiteFileError with every problem met on the way."""
        if self.problems:
            raise refused(self.problems)
        if not self._roots or self._roots[0] is None:
            self._stop(None, "empty")
        return Lines(self._roots[0], self._lines, self._first_line)

    def _take_node(self, event: yaml.NodeEvent, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._stop(line, "yaml_alias")
        if event.anchor is not None:
            self._refuse(line, "yaml_alias")
        if getattr(event, "tag", None) is not None:
            self._refuse(line, "yaml_tag")
        if not isinstance(event, yaml.ScalarEvent):
            self._begin([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)
        elif self._open and self._open[-1].awaits_key():
            self._take_key(event.value, line)
        else:
            self._place(read_scalar(event.value) if event.implicit[0] else event.value, line)

    def _take_key(self, key: str, line: int) -> None:
        around = self._open[-1]
        around.key = key
        first = around.lines.setdefault(key, line)
        if key in around.value:
            self._refuse(line, "yaml_duplicate", first=first)

    def _begin(self, value: list[object] | dict[str, object], line: int) -> None:
        if self._open and self._open[-1].awaits_key():
            self._stop(line, "yaml_key")
        way = self._open[-1].inside() if self._open else ()
        self._place(value, line)
        self._open.append(_Open(value, way))
        self._lines[id(value)] = self._open[-1].lines

    def _place(self, value: object, line: int) -> None:
        if not self._open:
            self._roots.append(value)
            self._first_line = line
            return
        around = self._open[-1]
        if isinstance(around.value, list):
            around.lines[len(around.value)] = line
            around.value.append(value)
        elif around.key is not None:
            around.value[around.key] = value
            around.key = None

    def _refuse(self, line: int | None, kind: str, **values: object) -> None:
        way = dotted(self._open[-1].inside() if self._open else ())
        self.problems.append(Problem(display(self.path), line, way, worded(kind, **values)))

    def _stop(self, line: int | None, kind: str, **values: object) -> NoReturn:
        self._refuse(line, kind, **values)
        raise refused(self.problems)


def text_of(path: Path, data: bytes) -> str:
    """Return the text of what was read from a path; SiteFileError as `load_yaml` raises it."""
    if len(data) > MOST_BYTES:
        raise _refusal(path, None, "too_large", most=MOST_BYTES // 2**20)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal(path, line, "not_utf8") from error
    # What Python takes for printable is so; most files are, and it tells at once.
    if not text.replace("\n", "").isprintable() and (found := UNPRINTABLE.search(text)):
        line = text.count("\n", 0, found.start()) + 1
        raise _refusal(path, line, "control", code=f"U+{ord(found[0]):04X}")
    return text


def bytes_of(path: Path) -> bytes:
    """Return what lies at a path, or the beginning of too much; SiteFileError if nothing does."""
    if "\0" in str(path):
        raise _refusal(path, None, "no_file")
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _refusal(path, None, "directory")
        if not stat.S_ISREG(mode):
            # A pipe may never end, and opening one may never return.
            raise _refusal(path, None, "not_a_file")
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, UnicodeEncodeError) as error:
        raise _refusal(path, None, "no_file") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refusal(path, None, "unreadable", reason=reason) from error


def _refusal(path: Path, line: int | None, kind: str, **values: object) -> SiteFileError:
    return refused([Problem(display(path), line, "", worded(kind, **values))])


def _syntax_problem(path: Path, text: str, error: yaml.YAMLError) -> Problem:
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    kind = next((kind for phrase, kind in SYNTAX_KINDS if phrase in said), "yaml_syntax")
    mark = getattr(error, "problem_mark", None)
    if kind in {"yaml_bracket", "yaml_quote"} or "simple key" in said:
        # What was left open is to blame, not the place where the parser noticed it.
        mark = getattr(error, "context_mark", None) or mark
    if kind == "yaml_start" and mark and text.splitlines()[mark.line][mark.column] == "\t":
        kind = "yaml_tab"
    line = None if mark is None else mark.line + 1
    return Problem(display(path), line, "", worded(kind))
