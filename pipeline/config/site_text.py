"""Writes a site file: a mapping of plain values as YAML, a line for each thing, with comments."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.domain.label import Label

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
SPECIAL = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
DIGITS = 6
"""Of a metre or a degree that are written."""

SECTIONS: dict[str, Label] = {
    "occluders": Label(
        "遮挡物：ring 为轮廓，line 为单线墙的中线；高度不限的一直到顶",
        "What hides: a ring is its ground, a line the middle of a wall; to the ceiling where no"
        " height is stated",
    ),
    "zones": Label(
        "部位：kind 决定适用条款，请核对",
        "Zones: the kind decides which clauses hold; look it over",
    ),
    "prohibited": Label("禁拍区：探头不得设于其内", "Where no camera may stand"),
    "cameras": Label(
        "探头：朝向自正东逆时针，俯角向下为正",
        "Cameras: pan counter-clockwise from east, tilt downwards",
    ),
    "devices": Label("其他设备", "Other devices"),
    "gates": Label("监测校门", "Watched gates"),
    "voids": Label("无地面的区域", "Where there is no ground"),
    "lit": Label("夜间照明区域", "Lit at night"),
}
SUGGESTED = "suggested"
"""Lists of a floor that are written as comments, to be taken over by taking the # away."""

BLOCKS = frozenset(SECTIONS)


def site_text(document: Mapping[str, Any], comments: Sequence[Label] = ()) -> str:
    """Return the text of a site file; comments stand above it in both languages.

    >>> print(site_text({"format": 1, "id": "s", "name": "no", "floors": []}), end="")
    format: 1
    id: s
    name: "no"
    floors: []
    """
    return "".join(f"{line}\n" for line in (*_remarks(comments, ""), *_fields(document)))


def _fields(document: Mapping[str, Any]) -> Iterator[str]:
    for key, value in document.items():
        if key == "floors" and value:
            yield "floors:"
            for floor in value:
                yield from _floor(floor)
        else:
            yield f"{key}: {flow(value)}"


def _floor(floor: Mapping[str, Any]) -> Iterator[str]:
    lead = "  - "
    for key, value in floor.items():
        if key in BLOCKS:
            if value:
                yield from _remarks((SECTIONS[key],), "    ")
                yield f"{lead}{key}:"
                yield from (f"      - {flow(item)}" for item in value)
        elif key == SUGGESTED:
            for name, items in value.items():
                yield f"    # {name}:"
                yield from (f"    #   - {flow(item)}" for item in items)
        else:
            yield f"{lead}{key}: {flow(value)}"
        lead = "    "


def _remarks(comments: Sequence[Label], indent: str) -> Iterator[str]:
    for comment in comments:
        for words in dict.fromkeys((comment.en, comment.zh)):
            yield f"{indent}# {' '.join(words.split())}"


def flow(value: Any) -> str:
    """Return a value on one line.

    >>> flow({"id": "a-1", "name": "Yes: 校门", "ring": [[0.0, 1.25]], "networked": True})
    '{id: a-1, name: "Yes: 校门", ring: [[0, 1.25]], networked: true}'
    """
    if isinstance(value, Mapping):
        fields = (f"{_words(str(key))}: {flow(inner)}" for key, inner in value.items())
        return "{" + ", ".join(fields) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    return _words(str(value))


def _number(value: float) -> str:
    """Return a number as short as it is, without an exponent.

    >>> _number(2.50), _number(-0.0), _number(1e-9), _number(123456.7)
    ('2.5', '0', '0', '123456.7')
    """
    text = f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _words(text: str) -> str:
    if PLAIN.fullmatch(text) and text.lower() not in SPECIAL:
        return text
    return json.dumps(text, ensure_ascii=False)
