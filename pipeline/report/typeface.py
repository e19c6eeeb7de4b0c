"""The font that ships with Sightline: which characters it has, and how a page carries it along."""

import base64
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

FONT_PATH = Path(__file__).with_name("fonts") / "NotoSansSC-Subset.ttf"
FAMILY = "Sightline Sans"
"""The name under which a page calls the part of the font that it carries."""

ASCII = frozenset(map(chr, range(0x20, 0x7F)))
WITHOUT_SHAPE = frozenset("\n\r\t")


@cache
def advances_em() -> dict[str, float]:
    """Return every character that the shipped font can draw, with its width in ems."""
    units, widths = units_per_em(), _font()["hmtx"].metrics
    return {chr(code): widths[name][0] / units for code, name in _font().getBestCmap().items()}


def text_width_pt(text: str, size_pt: float) -> float:
    """Return how far a text runs in the shipped font, in points.

    >>> text_width_pt("校门", 8.0)
    16.0
    """
    return size_pt * sum(advances_em()[character] for character in text)


@cache
def outline(character: str) -> str:
    """Return the shape of a character that the shipped font can draw, as SVG path data.

    In units of the font, of which `units_per_em()` make an em, and upwards.
    """
    from fontTools.pens.svgPathPen import SVGPathPen

    font = _font()
    glyphs = font.getGlyphSet()
    pen = SVGPathPen(glyphs)
    glyphs[font.getBestCmap()[ord(character)]].draw(pen)
    return str(pen.getCommands())


@cache
def units_per_em() -> int:
    """Return how fine the grid is on which the shipped font is drawn."""
    return int(_font()["head"].unitsPerEm)


@cache
def _font() -> Any:
    return _opened(lazy=True)


def _opened(*, lazy: bool | None = None) -> Any:
    """Open the shipped font; its glyphs are called by their numbers.

    It holds no names of glyphs. fontTools would make some of the characters that they draw, which
    takes half as long as all the rest of making a subset, and writes none of them.
    """
    from fontTools.ttLib import TTFont

    # The time of writing must not enter the file: equal pages stay equal byte for byte.
    font = TTFont(FONT_PATH, lazy=lazy, recalcTimestamp=False)
    font.setGlyphOrder([f"g{number}" for number in range(font["maxp"].numGlyphs)])
    return font


@cache
def drawable_characters() -> frozenset[str]:
    """Return every character that the shipped font can draw."""
    return frozenset(advances_em())


def missing_characters(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the characters of the texts that the font cannot draw, each once, in code order.

    >>> missing_characters(["校门 gate", "① 12.5 m²"])
    ()
    """
    used = frozenset().union(*texts)
    return tuple(sorted(used - drawable_characters() - WITHOUT_SHAPE))


def legible(text: str, fallback: str) -> str:
    """Return the text where the font can draw all of it, else the fallback, such as an id.

    >>> legible("走廊", "corridor-1"), legible("𠮷野楼", "hall-2")
    ('走廊', 'hall-2')
    """
    return text if drawable_characters().issuperset(text) else fallback


def font_face_css(text: str) -> str:
    """Return a ``@font-face`` rule that carries the glyphs of the text inside the page (WOFF).

    Printable ASCII is always in it; what the font lacks is left to the reader's own fonts.
    """
    wanted = (frozenset(text) | ASCII) & drawable_characters()
    data = base64.b64encode(subset_woff(wanted)).decode("ascii")
    source = f'url("data:font/woff;base64,{data}") format("woff")'
    return f'@font-face {{ font-family: "{FAMILY}"; src: {source}; }}'


def subset_woff(characters: frozenset[str]) -> bytes:
    """Return the shipped font with the glyphs of some of its characters only, as WOFF."""
    return _subset(characters, "woff")


def subset_ttf(characters: frozenset[str], name: str) -> bytes:
    """Return the shipped font with the glyphs of some characters only, as far as it has them.

    It is called `name`, since programs take two fonts of one name for the same, whichever of them
    was opened first, and then show boxes for what that one lacks.
    """
    return _subset(characters & drawable_characters(), None, name)


def _subset(characters: frozenset[str], flavour: str | None, name: str | None = None) -> bytes:
    from fontTools.subset import Options, Subsetter

    options: Any = Options()
    options.notdef_outline = True
    with _opened() as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted(characters)))
        subsetter.subset(font)
        if name is not None:
            for record, told in ((1, name), (3, name), (4, name), (6, name.replace(" ", "-"))):
                font["name"].removeNames(nameID=record)
                font["name"].setName(told, record, 3, 1, 0x409)
        font.flavor = flavour
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()
