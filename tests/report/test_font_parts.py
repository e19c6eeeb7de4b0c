"""The parts of the font hold each character once, and say which they hold."""

import io
import re

from fontTools.ttLib import TTFont

from pipeline.report.font_parts import font_parts, part_woff, parts_css, unicode_range
from pipeline.report.typeface import ASCII, drawable_characters


def test_each_character_is_in_one_part_and_the_products_own_are_in_the_first() -> None:
    parts = font_parts(["校门 gate", "盲区"])
    assert parts[0] == frozenset("校门盲区")
    assert sum(map(len, parts)) == len(drawable_characters() - ASCII)
    assert frozenset().union(*parts) == drawable_characters() - ASCII


def test_a_part_draws_its_characters_and_its_rule_names_no_others() -> None:
    parts = font_parts(["校门"])
    rule = parts_css(parts, "/font/{}.woff").splitlines()[-1]
    assert 'url("/font/0.woff")' in rule
    assert re.findall("U\\+([0-9A-F]+)", rule) == ["6821", "95E8"]
    drawn = TTFont(io.BytesIO(part_woff(parts[0]))).getBestCmap()
    assert set(drawn) == {0x6821, 0x95E8}


def test_the_rule_that_a_browser_asks_first_is_the_products_own() -> None:
    """Of rules that name the same character the last counts: 校 is within another part's range."""
    rules = parts_css(font_parts(["校门"]), "/font/{}.woff").splitlines()
    ranges = [re.findall("U\\+([0-9A-F]+)(?:-([0-9A-F]+))?", rule) for rule in rules]
    holds = [any(int(a, 16) <= ord("校") <= int(b or a, 16) for a, b in each) for each in ranges]
    assert (sum(holds), holds[-1]) == (2, True)


def test_neighbours_are_named_as_a_range() -> None:
    assert unicode_range("cabx") == "U+61-63, U+78"
