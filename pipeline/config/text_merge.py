"""Changes the text of a YAML file so that it says a new value, and leaves alone what stays.

Old and new value are walked together with the nodes of the text. Where they differ, the least of
the text is replaced: a number, a field, a line of a list. Entries of a list are known by their
`id`, or else by what they are. Comments stay, but for those inside of what is taken away.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

import yaml

from pipeline.config.site_text import DIGITS, flow
from pipeline.config.yaml_gate import Loc

Splice = tuple[int, int, str]
"""From where to where a text is replaced, and by what."""

LEAST = 0.5 * 10.0**-DIGITS
"""Numbers that differ by less are written alike, so that the old one stays."""


class NoPlaceError(Exception):
    """There is no place in the text where a change can be made."""


@dataclass(frozen=True)
class Change:
    """One thing that became another, was added, or was taken away."""

    where: Loc
    kind: Literal["set", "add", "remove"]
    value: object = None


@dataclass
class Merge:
    """Walks old and new value along the text; `splices` and `changes` are what it found."""

    text: str
    splices: list[Splice] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def value(
        self, node: yaml.Node, old: Any, new: Any, loc: Loc = (), key: yaml.Node | None = None
    ) -> Any:
        """Note how a value, of the field with this key, becomes another; returns it as it is read.

        Raises NoPlaceError.
        """
        if is_same(old, new):
            return old
        if isinstance(node, yaml.MappingNode) and isinstance(new, dict) and new:
            return self._mapping(node, old, new, loc)
        if isinstance(node, yaml.SequenceNode) and isinstance(new, list) and old and new:
            return self._sequence(node, old, new, loc)
        return self._whole(node, new, loc, key)

    def _whole(self, node: yaml.Node, new: Any, loc: Loc, key: yaml.Node | None) -> Any:
        """Replace all of a value; of a block the lines go, and the line of its field gets it."""
        new = settled(new)
        self.changes.append(Change(loc, "set", new))
        start, end = node.start_mark.index, self._end(node)
        if _is_block(node):
            if key is None:
                raise NoPlaceError
            colon = self.text.index(":", key.end_mark.index)
            self.splices.append((colon + 1, colon + 1, f" {flow(new)}"))
            self.splices.append(self._lines(start, end))
        else:
            # What has no text at all stands right behind its colon.
            self.splices.append((start, end, flow(new) if start < end else f" {flow(new)}"))
        return new

    def _mapping(
        self, node: yaml.MappingNode, old: dict[str, Any], new: dict[str, Any], loc: Loc
    ) -> dict[str, Any]:
        new = {name: each for name, each in new.items() if _is_told(each, old.get(name))}
        pairs = [(key.value, key, value) for key, value in node.value]
        merged: dict[str, Any] = {}
        gone = []
        for number, (name, key, value) in enumerate(pairs):
            if name in new:
                merged[name] = self.value(value, old[name], new[name], (*loc, name), key)
            else:
                gone.append(number)
                self.changes.append(Change((*loc, name), "remove"))
        added = {name: settled(new[name]) for name in new if name not in old}
        self.changes += [Change((*loc, name), "add", value) for name, value in added.items()]
        merged |= added
        if len(gone) == len(pairs):
            raise NoPlaceError
        spans = [(key.start_mark.index, self._end(value)) for _, key, value in pairs]
        if node.flow_style:
            entries = [flow({name: value})[1:-1] for name, value in added.items()]
            self._splice_flow(spans, gone, [(len(spans), entry) for entry in entries])
        else:
            self._splice_fields(spans, gone, added, pairs[0][1].start_mark.column)
        return merged

    def _splice_fields(
        self, spans: Sequence[tuple[int, int]], gone: list[int], added: dict[str, Any], column: int
    ) -> None:
        """Take fields of a block away, and put others behind the last that stays."""
        first = next(number for number in range(len(spans)) if number not in gone)
        if first and not self._begins_line(spans[0][0]):
            # Behind the dash of a list the next field takes the first one's place.
            self.splices.append((spans[0][0], spans[first][0], ""))
            gone = [number for number in gone if number > first]
        self.splices += [self._lines(*spans[number]) for number in gone]
        last = max(number for number in range(len(spans)) if number not in gone)
        at = self._line_end(spans[last][1])
        for name, value in added.items():
            self.splices.append((at, at, _field(name, value, column)))

    def _sequence(
        self, node: yaml.SequenceNode, old: list[Any], new: list[Any], loc: Loc
    ) -> list[Any]:
        pairs = matched(old, new)
        kept = {after: before for before, after in pairs}
        merged = []
        inserted: list[tuple[int, str]] = []
        behind = 0
        for number, value in enumerate(new):
            before = kept.get(number)
            if before is None:
                merged.append(settled(value))
                self.changes.append(Change((*loc, number), "add", merged[-1]))
                inserted.append((behind, flow(merged[-1])))
            else:
                merged.append(self.value(node.value[before], old[before], value, (*loc, before)))
                behind = before + 1
        stays = set(kept.values())
        gone = [number for number in range(len(old)) if number not in stays]
        self.changes += [Change((*loc, number), "remove", _named(old[number])) for number in gone]
        if node.flow_style:
            spans = [(each.start_mark.index, self._end(each)) for each in node.value]
            if not stays:
                self.splices.append((node.start_mark.index, self._end(node), flow(new)))
            else:
                self._splice_flow(spans, gone, inserted)
            return merged
        column = node.start_mark.column
        starts = [self._dash(each, column) for each in node.value]
        spans = [(dash, self._end(each)) for dash, each in zip(starts, node.value, strict=True)]
        self.splices += [self._lines(*spans[number]) for number in gone]
        for behind, entry in inserted:
            self._insert_item(spans, behind, f"{' ' * column}- {entry}")
        return merged

    def _insert_item(self, spans: Sequence[tuple[int, int]], behind: int, line: str) -> None:
        """Put a line of a list behind so many of its items, the last of which stays."""
        if behind:
            at = self._line_end(spans[behind - 1][1])
            self.splices.append((at, at, f"\n{line}"))
        else:
            at = self._line_start(spans[0][0])
            self.splices.append((at, at, f"{line}\n"))

    def _splice_flow(
        self, spans: Sequence[tuple[int, int]], gone: list[int], inserted: list[tuple[int, str]]
    ) -> None:
        """Take items in brackets away, and put others behind one that stays or at the beginning."""
        stay = [number for number in range(len(spans)) if number not in gone]
        for run in _runs(gone):
            if run[0] > 0:
                self.splices.append((spans[run[0] - 1][1], spans[run[-1]][1], ""))
            else:
                self.splices.append((spans[0][0], spans[run[-1] + 1][0], ""))
        for behind, entry in inserted:
            before = [number for number in stay if number < behind]
            if before:
                at = spans[before[-1]][1]
                self.splices.append((at, at, f", {entry}"))
            else:
                at = spans[stay[0]][0]
                self.splices.append((at, at, f"{entry}, "))

    def spliced(self) -> str:
        """Return the text with all changes made; what is put at one place keeps its order."""
        parts, at = [], 0
        ordered = sorted(enumerate(self.splices), key=lambda s: (s[1][0], s[1][1], s[0]))
        for _, (start, end, new) in ordered:
            if start < at:
                raise NoPlaceError
            parts += [self.text[at:start], new]
            at = end
        return "".join([*parts, self.text[at:]])

    def _end(self, node: yaml.Node) -> int:
        """Return where the text of a node ends; a block's mark lies beyond comments after it."""
        if _is_block(node):
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end: int = node.end_mark.index
        return max(node.start_mark.index, len(self.text[:end].rstrip())) if _is_open(node) else end

    def _dash(self, item: yaml.Node, column: int) -> int:
        """Return where the dash of an item of a block stands."""
        at = self._line_start(item.start_mark.index)
        while not self.text.startswith("-", at + column):
            if at == 0:
                raise NoPlaceError
            at = self._line_start(at - 1)
        if not self._begins_line(at + column):
            raise NoPlaceError
        return at + column

    def _lines(self, start: int, end: int) -> Splice:
        """Return what takes whole lines away."""
        if not self._begins_line(start):
            raise NoPlaceError
        return self._line_start(start), min(len(self.text), self._line_end(end) + 1), ""

    def _begins_line(self, at: int) -> bool:
        return not self.text[self._line_start(at) : at].strip()

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end


def matched(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int]]:
    """Return which entries of a list are the same ones as before, in the order of both.

    >>> matched([{"id": "a"}, {"id": "b"}], [{"id": "b", "x": 1}, {"id": "c"}])
    [(1, 0)]
    >>> matched([[0, 0], [1, 1]], [[0, 0], [2, 2]])
    [(0, 0), (1, 1)]
    """
    if len(old) == len(new) and not any(_named(each) for each in (*old, *new)):
        return [(number, number) for number in range(len(old))]
    before, after = [_key(each) for each in old], [_key(each) for each in new]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return [(b.a + n, b.b + n) for b in blocks for n in range(b.size)]


def _key(value: Any) -> str:
    return _named(value) or json.dumps(value, sort_keys=True)


def _named(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def is_same(old: Any, new: Any) -> bool:
    """Tell whether two values are written alike.

    >>> is_same([1, {"a": 0.1}], [1.0, {"a": 0.1000000001}]), is_same(1, True)
    (True, False)
    """
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int | float) and isinstance(new, int | float):
        return old == new or abs(old - new) < LEAST
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(is_same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(is_same, old, new))
    return type(old) is type(new) and bool(old == new)


def settled(value: Any) -> Any:
    """Return a value as it is read when it was written: to a millionth, and no empty fields.

    >>> settled({"x_m": 0.12345678, "stream": None, "masks": []})
    {'x_m': 0.123457}
    """
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0
    if isinstance(value, list):
        return [settled(each) for each in value]
    if isinstance(value, dict):
        return {key: settled(each) for key, each in value.items() if _is_told(each, None)}
    return value


def _is_told(value: Any, old: Any) -> bool:
    """Tell whether a field is written: what is empty says the same as what is not there."""
    return value is not None and (value != [] or old is not None)


def _field(name: str, value: Any, column: int) -> str:
    """Return a field of a block on lines of its own; entries of a list get one each."""
    indent = " " * column
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        lines = "".join(f"\n{indent}  - {flow(each)}" for each in value)
        return f"\n{indent}{name}:{lines}"
    return f"\n{indent}{flow({name: value})[1:-1]}"


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style and bool(node.value)


def _is_open(node: yaml.Node) -> bool:
    """Tell whether a node's text goes on to the next thing: a text over several lines, or none."""
    return isinstance(node, yaml.ScalarNode) and (node.style in ("|", ">") or not node.value)


def _runs(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield neighbours together.

    >>> list(_runs([0, 1, 3]))
    [[0, 1], [3]]
    """
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
