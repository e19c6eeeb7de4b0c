"""Which font draws which character: the shipped one, else the user's own, else nobody does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from pipeline.errors import InputError
from pipeline.report.paper.wording import STAND_IN
from pipeline.report.typeface import drawable_characters, missing_characters

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
            _ = self.own_characters

    @cached_property
    def own_characters(self) -> frozenset[str]:
        """What the user's own font can draw."""
        return characters_of(self.own) if self.own else frozenset()

    def missing(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the characters that neither font can draw, each once, in code order."""
        return tuple(c for c in missing_characters(texts) if c not in self.own_characters)

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the text in pieces, each with the font that draws it; nobody's become 〓.

        >>> list(Letters().runs("走廊𠮷"))
        [('SightlineSans', '走廊〓')]
        """
        fonts = [self._font_of(character) for character in text]
        kept = [c if font else STAND_IN for c, font in zip(text, fonts, strict=True)]
        named = zip((font or SHIPPED for font in fonts), kept, strict=True)
        for font, pairs in groupby(named, key=lambda pair: pair[0]):
            yield font, "".join(character for _, character in pairs)

    def _font_of(self, character: str) -> str | None:
        if character in drawable_characters() or character in "\n\t":
            return SHIPPED
        return OWN if character in self.own_characters else None


def characters_of(path: Path) -> frozenset[str]:
    """Return what a TrueType font can draw; InputError where a file is none with outlines."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True, fontNumber=0) as font:
            if "glyf" in font and (codes := font.getBestCmap()):
                return frozenset(map(chr, codes))
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
