"""Which font draws a character, and what happens where none does."""

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from pipeline.errors import InputError
from pipeline.report.paper.letters import OWN, SHIPPED, Letters, listed

RARE = "𠮷"


@pytest.fixture
def own_font(tmp_path: Path) -> Path:
    """Return a TrueType font of one square glyph, for a character that few fonts have."""
    return square_font(tmp_path / "own.ttf", RARE)


def square_font(path: Path, character: str) -> Path:
    pen = TTGlyphPen(None)
    for step, point in enumerate([(100, 0), (100, 800), (900, 800), (900, 0)]):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", "square"])
    builder.setupCharacterMap({32: "space", ord(character): "square"})
    builder.setupGlyf({".notdef": square, "space": TTGlyphPen(None).glyph(), "square": square})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "space": (300, 0), "square": (750, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(path)
    return path


def test_what_no_font_has_is_named_with_its_code() -> None:
    assert Letters().missing(["走廊", f"{RARE}野楼"]) == (RARE,)
    assert listed((RARE,)) == "𠮷 (U+20BB7)"


def test_what_no_font_has_reads_as_the_printers_stand_in() -> None:
    assert list(Letters().runs(f"a{RARE}")) == [(SHIPPED, "a〓")]


def test_an_own_font_draws_what_the_shipped_one_lacks(own_font: Path) -> None:
    letters = Letters(own_font)
    assert letters.missing([RARE]) == ()
    assert list(letters.runs(f"走{RARE}廊")) == [(SHIPPED, "走"), (OWN, RARE), (SHIPPED, "廊")]
    assert letters.width_em(f"走{RARE}") == 1.75


def test_a_text_is_no_font(tmp_path: Path) -> None:
    path = tmp_path / "font.ttf"
    path.write_text("no font", encoding="utf-8")
    with pytest.raises(InputError, match=r"font\.ttf: is no font"):
        Letters(path)


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.ttf: the font cannot be read"):
        Letters(tmp_path / "absent.ttf")
