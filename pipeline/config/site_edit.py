"""Edits of a site file made in its text, so that comments and order stay as they are.

Where an edit finds no such place (a value that is written over several lines, say), the whole file
is written anew, without its comments; either way it is read again, and holds what it should.
"""

import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.config.yaml_gate import composed, load_yaml, value_of
from pipeline.domain.camera import Camera
from pipeline.domain.step import Edit
from pipeline.errors import SiteFileError, UnknownNameError


@dataclass(frozen=True)
class Edited:
    """The text of a site file after its edits; `has_comments` where it is still the user's own."""

    text: str
    has_comments: bool


class _NoPlaceError(Exception):
    """There is no place in the text where an edit can be made."""


def edited(path: Path, edits: Sequence[Edit]) -> Edited:
    """Return a site file with edits made: fields set, and entries added to lists.

    An `Edit` of the id "" is one of the site itself. Raises SiteFileError for a file that cannot
    be read, and UnknownNameError for an edit of what is not in it.
    """
    text, node = composed(path)
    wanted: Any = copy.deepcopy(load_yaml(path).data)
    for edit in edits:
        if edit.of and next(_things(wanted, edit.of), None) is None:
            raise UnknownNameError(f"{path}: nothing is called {edit.of}")
        _make(wanted, edit)
    try:
        changed = _spliced(
            text, [splice for edit in edits for splice in _splices(text, node, edit)]
        )
        # Several entries for a list that is not there yet clash, which shows here.
        if value_of(changed) == wanted:
            return Edited(changed, True)
    except (_NoPlaceError, SiteFileError):
        pass
    return Edited(_written_anew(wanted), False)


def made(value: dict[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    """Return the value of a site, which is changed, with edits made; raises as `edited` does."""
    for edit in edits:
        if edit.of and next(_things(value, edit.of), None) is None:
            raise UnknownNameError(f"nothing is called {edit.of}")
        _make(value, edit)
    return value


def pose_edits(camera: Camera) -> tuple[Edit, ...]:
    """Return the edits that hang a camera as this one hangs, to the millimetre and 0.01°."""
    angles = {name: getattr(camera, name) for name in ("pan_deg", "tilt_deg", "roll_deg")}
    values = {
        "position": [_rounded(camera.x_m, 3), _rounded(camera.y_m, 3)],
        "height_m": _rounded(camera.height_m, 3),
        **{name: _rounded(angle, 2) for name, angle in angles.items()},
    }
    return tuple(Edit(camera.id, name, value) for name, value in values.items())


def _rounded(number: float, digits: int) -> float:
    """Return a number with so many digits, and no zero below 0."""
    return round(number, digits) + 0.0


def flow(value: object) -> str:
    """Return a plain value on one line of YAML.

    >>> flow({"id": "cam-1", "position": [1.0, 2.5], "networked": True})
    '{id: cam-1, position: [1, 2.5], networked: true}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if (
        isinstance(value, str)
        and value.replace("-", "").replace(".", "").isalnum()
        and value[0].isalpha()
    ):
        return value if value_of(f"- {value}") == [value] else json.dumps(value)
    return json.dumps(value, ensure_ascii=False)


def _make(data: Any, edit: Edit) -> None:
    """Make an edit in the value of a document."""
    thing = data if not edit.of else next(_things(data, edit.of))
    if edit.adds:
        thing.setdefault(edit.field, []).append(edit.value)
    else:
        thing[edit.field] = edit.value


def _things(data: Any, id_: str) -> Iterator[dict[str, Any]]:
    """Yield the mappings of an id, wherever they stand."""
    if isinstance(data, list):
        for part in data:
            yield from _things(part, id_)
    elif isinstance(data, dict):
        if data.get("id") == id_:
            yield data
        for part in data.values():
            yield from _things(part, id_)


Splice = tuple[int, int, str]
"""From where to where a text is replaced, and by what."""


def _splices(text: str, root: yaml.Node, edit: Edit) -> Iterator[Splice]:
    thing = root if not edit.of else next(_nodes(root, edit.of), None)
    if not isinstance(thing, yaml.MappingNode):
        raise _NoPlaceError
    fields = {key.value: value for key, value in thing.value}
    known = fields.get(edit.field)
    if edit.adds:
        yield _added(text, thing, known, edit)
    elif known is None:
        yield _inserted(text, thing, f"{edit.field}: {flow(edit.value)}")
    elif isinstance(known, yaml.CollectionNode) and not known.flow_style:
        raise _NoPlaceError
    else:
        yield known.start_mark.index, known.end_mark.index, flow(edit.value)


def _nodes(node: yaml.Node, id_: str) -> Iterator[yaml.MappingNode]:
    """Yield the mappings of an id among some nodes."""
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _nodes(part, id_)
    elif isinstance(node, yaml.MappingNode):
        if any(key.value == "id" and value.value == id_ for key, value in node.value):
            yield node
        for _, part in node.value:
            yield from _nodes(part, id_)


def _inserted(text: str, thing: yaml.MappingNode, entry: str) -> Splice:
    """Return where a field goes that a mapping has not: behind its first one."""
    key, value = thing.value[0]
    if thing.flow_style:
        at = value.end_mark.index
        return at, at, f", {entry}"
    at = _line_end(text, value.end_mark.index)
    return at, at, f"\n{' ' * key.start_mark.column}{entry}"


def _added(text: str, thing: yaml.MappingNode, known: yaml.Node | None, edit: Edit) -> Splice:
    """Return where an entry of a list goes: behind its last one."""
    entry = flow(edit.value)
    if known is None:
        if thing.flow_style:
            raise _NoPlaceError
        indent = " " * thing.value[0][0].start_mark.column
        return _inserted(text, thing, f"{edit.field}:\n{indent}  - {entry}")
    if not isinstance(known, yaml.SequenceNode):
        raise _NoPlaceError
    if known.flow_style:
        at = known.end_mark.index - 1
        return at, at, f", {entry}" if known.value else entry
    at = _line_end(text, _last(known.value[-1]).end_mark.index)
    return at, at, f"\n{' ' * known.start_mark.column}- {entry}"


def _last(node: yaml.Node) -> yaml.Node:
    """Return the last part of a node whose end is where its text ends."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last(last[1] if isinstance(last, tuple) else last)
    return node


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _spliced(text: str, splices: Sequence[Splice]) -> str:
    """Return a text with parts replaced; what is inserted at one place keeps its order."""
    for _, (start, end, new) in sorted(enumerate(splices), key=lambda s: (-s[1][0], -s[0])):
        text = text[:start] + new + text[end:]
    return text


def _written_anew(data: dict[str, Any]) -> str:
    """Return a document in the plain way in which site files are written, line by line."""
    lines = []
    for key, value in data.items():
        if key != "floors":
            lines.append(f"{key}: {flow(value)}")
    lines.append("floors:")
    for floor in data["floors"]:
        start = "  - "
        for key, value in floor.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                lines.append(f"{start}{key}:")
                lines += [f"      - {flow(each)}" for each in value]
            else:
                lines.append(f"{start}{key}: {flow(value)}")
            start = "    "
    return "\n".join(lines) + "\n"
