"""Which font draws which character: the shipped one, else the user's own, else nobody does."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from pipeline.errors import InputError
from pipeline.report.paper.wording import STAND_IN
from pipeline.report.typeface import advances_em, missing_characters

SHIPPED, OWN = "SightlineSans", "SightlineOwn"
MOST_NAMED = 20
"""More strange characters than this are counted, not listed."""


@dataclass(frozen=True)
class Letters:
    """What can be written; `own` is a TrueType font for characters that the shipped one lacks."""

    own: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what is no font at once, before anything is written with it."""
        if self.own is not None:
            _ = self.own_widths

    @cached_property
    def own_widths(self) -> dict[str, float]:
        """What the user's own font can draw, with its widths in ems."""
        return widths_of(self.own) if self.own else {}

    def missing(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the characters that neither font can draw, each once, in code order."""
        return tuple(c for c in missing_characters(texts) if c not in self.own_widths)

    def width_em(self, text: str) -> float:
        """Return how far a text runs, in sizes of its letters.

        >>> Letters().width_em("走廊"), Letters().width_em("走廊𠮷")
        (2.0, 3.0)
        """
        shipped = advances_em()
        stand_in = shipped[STAND_IN]
        own = self.own_widths
        return sum(shipped[c] if c in shipped else own.get(c, stand_in) for c in text)

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the text in pieces, each with the font that draws it; nobody's become 〓.

        >>> list(Letters().runs("走廊𠮷"))
        [('SightlineSans', '走廊〓')]
        """
        shipped = advances_em()
        if all(character in shipped for character in text):
            if text:
                yield SHIPPED, text
            return
        for own, run in groupby(text, lambda c: c not in shipped and c in self.own_widths):
            if own:
                yield OWN, "".join(run)
            else:
                yield SHIPPED, "".join(c if c in shipped else STAND_IN for c in run)


def widths_of(path: Path) -> dict[str, float]:
    """Return what a TrueType font can draw, with widths in ems.

    InputError where a file is no font with outlines.
    """
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(io.BytesIO(path.read_bytes()), lazy=True, fontNumber=0) as font:
            if "glyf" in font and (codes := font.getBestCmap()):
                units, widths = font["head"].unitsPerEm, font["hmtx"].metrics
                return {chr(code): widths[name][0] / units for code, name in codes.items()}
    except OSError as error:
        raise InputError(f"{path}: the font cannot be read: {error.strerror or error}") from error
    except TTLibError as error:
        raise InputError(f"{path}: is no font; --font wants a TrueType file (.ttf)") from error
    raise InputError(f"{path}: the font has no TrueType outlines; --font wants a .ttf with them")


def listed(characters: tuple[str, ...]) -> str:
    """Return characters with their codes, as many as a sentence takes.

    >>> listed(("𠮷",))
    '𠮷 (U+20BB7)'
    """
    named = " ".join(f"{c} (U+{ord(c):04X})" for c in characters[:MOST_NAMED])
    return named + (" …" if len(characters) > MOST_NAMED else "")
