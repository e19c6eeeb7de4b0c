"""Where lines break in Chinese and English: between characters, but not before a comma.

What opens (（ 《 “) never ends a line, what closes (， 。 ） ”) never begins one; words, ids and
numbers with their units stay whole where a line has room for them.
"""

import re
from collections.abc import Callable, Iterator

OPENING = "（〔【《〈「『“‘"
CLOSING = "，。、；：？！）〕】》〉」』”’…—"
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
ONE_WIDE = rf"(?![{OPENING}{CLOSING}])[{WIDE}]"
WORD = rf"(?:(?![{WIDE}{OPENING}{CLOSING}])[^\s]|\u00a0)+"
PIECE = re.compile(
    rf"\n|[ \t]+|[{OPENING}]*(?:{WORD}|{ONE_WIDE})[{CLOSING}]*|[{OPENING}{CLOSING}]+|."
)
UNIT = re.compile(r"(?<=\d) (?=(?:[%°]|m²|m\b|px/m|km|cm|mm))")
JOINT = re.compile(r".+?(?<=\w{2})[-_](?=\w{3})|.+")
"""Where a word that is longer than a line may be parted before its letters are: no letter or
number stands alone."""

WASTE = 0.35
"""A word is parted at its joints rather than so much of a line left empty before it."""

Measure = Callable[[str], float]
"""How far a text runs."""


def with_units_bound(text: str) -> str:
    """Return a text in which no line breaks between a number and its unit.

    >>> with_units_bound("12.5 m² of 3 cameras") == "12.5\N{NO-BREAK SPACE}m² of 3 cameras"
    True
    """
    return UNIT.sub("\u00a0", text)


def broken(text: str, wide: float, measure: Measure, first_less: float = 0.0) -> list[str]:
    """Return a text as lines no wider than asked, the first one shorter by `first_less`.

    A single character that is wider than a line is left on one of its own.

    >>> broken("位于（走廊）；cam-1之外", 7, len)
    ['位于（走廊）；', 'cam-1之外']
    """
    lines, run = [""], first_less
    for piece in _pieces(text, wide, measure):
        if piece == "\n":
            lines.append("")
            run = 0.0
            continue
        whole = run + measure(piece) <= wide or wide - run < WASTE * wide
        for part in [piece] if whole else JOINT.findall(piece):
            length = measure(part)
            if run + length <= wide or not lines[-1] or part.isspace():
                lines[-1] += part
                run += length
            else:
                lines.append(part)
                run = length
    return [line.rstrip(" ") for line in lines]


def _pieces(text: str, wide: float, measure: Measure) -> Iterator[str]:
    """Yield what may not be broken, parted all the same where a line cannot hold it."""
    for piece in PIECE.findall(with_units_bound(text)):
        if piece.isspace() or measure(piece) <= wide:
            yield piece
            continue
        for part in JOINT.findall(piece):
            if measure(part) <= wide:
                yield part
            else:
                yield from part
