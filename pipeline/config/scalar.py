"""What an unquoted word in a YAML file stands for, where all readers of YAML agree on it.

YAML 1.1 reads ``no`` as false, ``12:30:00`` as 45000, ``010`` as 8 and ``1e3`` as text; YAML 1.2
reads them as text, text, 10 and 1000. Such words are not guessed at: they become `Unread`, which
no field accepts.
"""

import math
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
UNCLEAR = re.compile(
    r"""
    [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?        # 12:30:00, an hour or 45000
    | [-+]?0[xob]?[0-9a-fA-F_]+                         # 010, 0x1F, 0o17
    | [-+]?[0-9.][0-9_.]*([eE][-+]?[0-9]+)?             # 1_000, 1e3, 1.0e3
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\s].*)?         # a date
    | yes | no | on | off | = | <<
    """,
    re.VERBOSE | re.IGNORECASE,
)
WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
MOST_DIGITS = 15
"""Whole numbers up to here are exact as doubles; nothing in a plan needs a longer one."""


@dataclass(frozen=True)
class Unread:
    """A word that is not guessed at: its readers disagree, or its number is too large."""

    text: str
    why: Literal["unclear", "huge"]


Scalar: TypeAlias = bool | int | float | str | Unread | None


def read_scalar(text: str) -> Scalar:
    """Return the value of an unquoted word.

    >>> read_scalar("2.5"), read_scalar("校门"), read_scalar("true"), read_scalar("")
    (2.5, '校门', True, None)
    >>> read_scalar("1e3")
    Unread(text='1e3', why='unclear')
    """
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text) if len(text) <= MOST_DIGITS else Unread(text, "huge")
    if DECIMAL.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else Unread(text, "huge")
    if NOT_FINITE.fullmatch(text):
        return float(text.replace(".", "", 1))
    return Unread(text, "unclear") if UNCLEAR.fullmatch(text) else text
