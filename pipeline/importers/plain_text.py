"""Text that people typed, as it is kept: one form, one line, nothing that hides or turns."""

import unicodedata

from pipeline.errors import InputError

MOST = 2000
"""Characters of one field; a hazard is told in a few sentences."""

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Kinds of characters that nobody sees: controls, marks that turn the direction of writing."""


def plain(text: str, name: str = "text") -> str:
    r"""Return a text in NFC on one line, without characters that nobody sees.

    Raises InputError for one that is too long.

    >>> plain(" 东门\u202e\n 外 ")
    '东门 外'
    """
    spaced = "".join(" " if character in "\t\r\n" else character for character in text)
    composed = unicodedata.normalize("NFC", spaced)
    seen = (c for c in composed if unicodedata.category(c) not in HIDDEN)
    kept = " ".join("".join(seen).split())
    if len(kept) > MOST:
        raise InputError(f"{name}: {len(kept)} characters; at most {MOST} are kept")
    return kept
