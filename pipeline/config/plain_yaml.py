"""A quick reader of the plain way in which most site files are written, to the same values.

A plan of a thousand walls is a thousand lines, each a short mapping in braces. The parser's events
take ten times as long for them as the library's JSON does, and a city has a thousand plans. Here
blocks are read line by line, and what stands in brackets on one line is turned into JSON where that
cannot change its meaning; a line for which it could is left to the events, and a file that holds
anything else to the whole reader. What this reads, that reads alike: a test holds them side by
side.
"""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pipeline.config.scalar import read_scalar

SPECIAL = "true|false|null|yes|no|on|off"
SPECIAL_WORDS = frozenset(SPECIAL.split("|"))
FIRST = rf"(?:[^\W\dTtFfNnYyOo]|(?!(?i:{SPECIAL})\b)[TtFfNnYyOo])"
WORD = re.compile(rf"({FIRST}[\w.（）·-]*(?: [\w.（）·-]+)*)")
"""Words that mean themselves wherever they stand alone; those of SPECIAL may not."""

TOO_CLEVER = re.compile(r"""["'\\#&*!|>%@`?]|:(?! )""")
"""Signs that JSON reads otherwise than YAML, or not at all."""

ENDLESS = re.compile("[0-9]{16}")
"""Digits of a number that YAML readers may disagree about."""

NOT_PLAIN_NUMBER = re.compile(r"[0-9]{16}|[0-9.][eE]")
"""Of many lines: what each had better be read for by itself."""

BEGUN = re.compile(r"- \{([A-Za-z_][A-Za-z0-9_]*): ([^\W\d][\w.-]*), ")
"""An item in braces, up to its second field."""

MOST_KEPT = 4096
"""Items of which it is kept what follows their ids."""

FEW = 4
"""Items that are read one by one all the same."""

KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(?: +(.*))?")
PLAIN = re.compile(r"[\w.+-](?:[^#:\"'\\&*!|>%@`?\[\]{},]|:(?=[^ ]))*")
CONTENT = re.compile(r"^( *)([^ \n](?:.*[^ \n])?) *$", re.MULTILINE)
COMMENT = re.compile(r"(?:^|\s+)#.*")
MOST_DEPTH = 20
"""Far below what the reader allows, so that what is too deep for it is left to it."""

Lines = list[tuple[int, str]]


class Shared(dict[str, Any]):
    """Fields that many items share, with what a schema has made of one of these, if any."""

    __slots__ = ("made",)

    made: Any


class Alike(dict[str, Any]):
    """An item that has a word as its first field, and `others` that many items share."""

    __slots__ = ("others",)

    others: Shared


class NotPlainError(Exception):
    """The text is not written in the plain way; the whole reader must look at it."""


def plainly_read(text: str, value_of: Callable[[str], object]) -> Any:
    r"""Return the value of a whole document.

    `value_of` reads what stands in brackets or quotes on a line of its own, and is asked for what
    JSON could get wrong. Raises NotPlainError.

    >>> plainly_read("a: {b: [1, x y]}\nc:\n  - 2.5\n", lambda text: None)
    {'a': {'b': [1, 'x y']}, 'c': [2.5]}
    """
    lines = _lines(text)
    if not lines or lines[0][0] != 0:
        raise NotPlainError
    value, at = _block(lines, 0, 0, MOST_DEPTH, value_of)
    if at != len(lines):
        raise NotPlainError
    return value


def _lines(text: str) -> Lines:
    """Return the lines that hold something, with their indentation, and without comments."""
    # Nothing but \n ends a line of a plain file: YAML knows more ends, and Python still others; and
    # what YAML refuses as not to be printed, it is to refuse.
    if not text.replace("\n", "").isprintable():
        raise NotPlainError
    if "#" not in text:
        return [(len(indent), content) for indent, content in CONTENT.findall(text)]
    found = []
    for line in text.split("\n"):
        content = line.lstrip(" ")
        if "#" in content:
            content = COMMENT.split(content, maxsplit=1)[0]
            # What is cut off may have begun within quotes.
            if content.count('"') % 2 or content.count("'") % 2:
                raise NotPlainError
        content = content.rstrip(" ")
        if content:
            found.append((len(line) - len(line.lstrip(" ")), content))
    return found


def _block(
    lines: Lines, at: int, indent: int, depth: int, value_of: Callable[[str], object]
) -> tuple[Any, int]:
    """Return the list or mapping that begins at a line, and the line after it."""
    if depth == 0:
        raise NotPlainError
    if lines[at][1].startswith("- "):
        return _items(lines, at, indent, depth, value_of)
    return _fields(lines, at, indent, depth, value_of)


def _items(
    lines: Lines, at: int, indent: int, depth: int, value_of: Callable[[str], object]
) -> tuple[list[Any], int]:
    items, at = _items_alike(lines, at, indent, depth)
    if not items:
        items, at = _items_at_once(lines, at, indent, depth)
    while at < len(lines) and lines[at][0] == indent and lines[at][1].startswith("- "):
        content = lines[at][1][2:]
        inside = content.lstrip(" ")
        if KEY.fullmatch(inside):
            begin = indent + 2 + len(content) - len(inside)
            lines[at] = (begin, inside)
            item, at = _fields(lines, at, begin, depth - 1, value_of)
        else:
            item, at = _value(inside, depth, value_of), at + 1
        items.append(item)
    _refuse_deeper(lines, at, indent)
    return items, at


def _items_alike(lines: Lines, at: int, indent: int, depth: int) -> tuple[list[Any], int]:
    """Return the items of one line each that a list begins with, and the line after them.

    What storeys are drawn alike of differs by the ids of its parts, so that what follows an id is
    read once. Nobody may change what items hold, for they share it.
    """
    items: list[Any] = []
    while at < len(lines) and lines[at][0] == indent and (begun := BEGUN.match(lines[at][1])):
        rest = _fields_after(lines[at][1][begun.end() :], depth)
        if rest is None or begun[1] in rest or begun[2].lower() in SPECIAL_WORDS:
            break
        item = Alike({begun[1]: begun[2], **rest})
        item.others = rest
        items.append(item)
        at += 1
    return items, at


@lru_cache(MOST_KEPT)
def _fields_after(text: str, depth: int) -> Shared | None:
    """Return the fields of a mapping in braces behind its first; None where JSON would not do."""
    text = "{" + text
    if text.count("[") + text.count("{") >= depth:
        return None
    if TOO_CLEVER.search(text) or ENDLESS.search(text):
        return None
    try:
        found = Shared(DECODER.decode('"'.join(WORD.split(text))))
    except ValueError:
        return None
    found.made = None
    return found or None


def _items_at_once(lines: Lines, at: int, indent: int, depth: int) -> tuple[list[Any], int]:
    """Return the items of one line each that a list begins with, and the line after them.

    None where there are few, or one of them is not to be read as JSON.
    """
    end = at
    while end < len(lines) and lines[end][0] == indent and lines[end][1].startswith("- {"):
        end += 1
    each = [content[2:] for _, content in lines[at:end]]
    text = ",".join(each)
    if len(each) < FEW or TOO_CLEVER.search(text) or NOT_PLAIN_NUMBER.search(text):
        return [], at
    # Each opens and closes as often, so that each is one item or more, and all together are as
    # many as there are lines only where each is one.
    for item in each:
        opened = item.count("{"), item.count("[")
        if opened != (item.count("}"), item.count("]")) or sum(opened) >= depth:
            return [], at
    try:
        items = MANY_DECODER.decode('"'.join(WORD.split(f"[{text}]")))
    except ValueError:
        return [], at
    return (items, end) if len(items) == len(each) else ([], at)


def _fields(
    lines: Lines, at: int, indent: int, depth: int, value_of: Callable[[str], object]
) -> tuple[dict[str, Any], int]:
    fields: dict[str, Any] = {}
    while at < len(lines) and lines[at][0] == indent and not lines[at][1].startswith("-"):
        found = KEY.fullmatch(lines[at][1])
        if found is None or found[1] in fields:
            raise NotPlainError
        key, text, at = found[1], found[2], at + 1
        if text:
            fields[key] = _value(text, depth, value_of)
            _refuse_deeper(lines, at, indent)
        elif at < len(lines) and _belongs(lines[at], indent):
            fields[key], at = _block(lines, at, lines[at][0], depth - 1, value_of)
        else:
            fields[key] = None
    _refuse_deeper(lines, at, indent)
    return fields, at


def _belongs(line: tuple[int, str], indent: int) -> bool:
    """Tell whether a line is inside a field of some indentation; a list may stand as far out."""
    return line[0] > indent or (line[0] == indent and line[1].startswith("- "))


def _refuse_deeper(lines: Lines, at: int, indent: int) -> None:
    """Refuse a line that goes on where nothing can: a value of several lines, or a slip."""
    if at < len(lines) and lines[at][0] > indent:
        raise NotPlainError


def _value(text: str, depth: int, value_of: Callable[[str], object]) -> Any:
    """Return what stands on one line behind a key or a dash."""
    if text[0] in "[{":
        if text.count("[") + text.count("{") >= depth and _depth(text) >= depth:
            raise NotPlainError
        if TOO_CLEVER.search(text) is None and ENDLESS.search(text) is None:
            try:
                # Split at words, every other part is one.
                return DECODER.decode('"'.join(WORD.split(text)))
            except ValueError:
                pass
        return value_of(text)
    if text[0] in "\"'":
        return value_of(text)
    if PLAIN.fullmatch(text) is None or text.startswith("- ") or text == "-":
        raise NotPlainError
    return read_scalar(text)


def _depth(text: str) -> int:
    """Return how deep brackets are nested, at most."""
    open_, most = 0, 0
    for sign in re.findall(r"[\[{}\]]", text):
        open_ += 1 if sign in "[{" else -1
        most = max(most, open_)
    return most


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a mapping each of whose keys stands there once."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a field stands there twice")
    return fields


def _decimal(text: str) -> float:
    """Return a number with a point; one with an exponent is not read alike by all."""
    if "e" in text or "E" in text:
        raise ValueError("an exponent")
    return float(text)


DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_decimal)
MANY_DECODER = json.JSONDecoder(object_pairs_hook=_once)
