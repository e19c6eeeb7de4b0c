"""The picture of a floor: scale, numbers, names, and nothing that a reader's machine must add."""

import math
import re
from dataclasses import replace

import cv2
import numpy as np
import pytest
from shapely import MultiPolygon, box

from pipeline.domain.coverage import Cause, CoverageMap
from pipeline.domain.label import Label, Language
from pipeline.domain.site import Occluder
from pipeline.report.plan.layers import LEAK_INK, LIT_STYLE, nominal_only, slivers
from pipeline.report.plan.legend import legend_entries, legend_in
from pipeline.report.plan.names import NUMBER_ID
from pipeline.report.plan.occluders import PALE, hangs, is_low, occluder_style
from pipeline.report.plan.sheet import blank_sheet
from pipeline.report.plan_picture import plan_picture
from pipeline.report.wording import (
    BLIND_SPOT,
    BLIND_SPOT_COARSE,
    LEAK_NOTED,
    LIT,
    LOW_OCCLUDER,
    NOMINAL,
    OCCLUDERS,
    PROHIBITED_ZONE,
    SIGHT_LINE,
    UNCOVERED_SLIVER,
    VOID,
)
from pipeline.report.wording import LEAK as LEAK_WORDS
from tests.report.samples import COVERAGE, FLOOR, SEEN, SPOT, ZONE, passed_room

GREEN, RED = (95, 182, 115), (226, 89, 92)


def svg(language: Language = "zh", first: int = 1) -> str:
    return plan_picture(FLOOR, COVERAGE, language, "svg", first).decode("utf-8")


def words_of(picture: str) -> list[str]:
    """Return the words without a halo, which matplotlib notes beside their shapes."""
    return re.findall(r"<!-- (.*?) -->", picture)


def test_each_blind_spot_has_its_number() -> None:
    assert 'id="blind-spot-1"' in svg()
    assert 'id="blind-spot-7"' in svg(first=7)
    assert "7" in words_of(svg(first=7))


def test_words_are_shapes_that_need_no_font() -> None:
    assert "<text" not in svg()
    assert "font-family" not in svg()


def test_equal_floors_give_equal_bytes() -> None:
    assert svg() == svg()
    assert plan_picture(FLOOR, COVERAGE, "en", "png") == plan_picture(FLOOR, COVERAGE, "en", "png")


@pytest.mark.parametrize(("language", "words"), [("zh", "盲区（编号见表）"), ("en", "plan N")])
def test_plan_speaks_both_languages(language: Language, words: str) -> None:
    assert words in words_of(svg(language))


def test_png_is_green_where_covered_and_red_where_blind() -> None:
    data = np.frombuffer(plan_picture(FLOOR, COVERAGE, "zh", "png"), np.uint8)
    picture = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    assert picture.shape[1] == 9 * 150
    red = np.all(np.abs(picture.astype(int) - RED) < 8, axis=2).sum()
    tinted = (picture[..., 1].astype(int) - picture[..., 0] > 25).sum()
    # 4 m² against 96 m², less what names, numbers and lines cover.
    assert 0.03 < red / tinted < 0.05


def test_both_axes_have_one_scale() -> None:
    sheet = blank_sheet(FLOOR)
    width, height = sheet.figure.get_size_inches() * 72.0
    axes = sheet.plan.get_position()
    left, low, right, high = sheet.bounds.bounds
    assert (right - left) / (axes.width * width) == pytest.approx(sheet.metres_per_point)
    assert (high - low) / (axes.height * height) == pytest.approx(sheet.metres_per_point)


def test_name_outside_the_font_gives_way_to_the_id_and_says_so() -> None:
    rare = replace(FLOOR, zones=(replace(ZONE, label=Label("𠮷野楼", "𠮷")),))
    picture = plan_picture(rare, COVERAGE, "zh", "svg").decode("utf-8")
    assert any("以编号代替" in words for words in words_of(picture))
    assert not any("以编号代替" in words for words in words_of(svg()))


def test_dollar_sign_in_a_name_is_no_formula() -> None:
    costly = replace(FLOOR, label=Label("$\\frac{$", "$\\frac{$"))
    picture = plan_picture(costly, COVERAGE, "en", "svg").decode("utf-8")
    assert any(words.startswith("$\\frac{$") for words in words_of(picture))


def test_legend_lists_only_what_is_there() -> None:
    words = [label for _, label in legend_entries(FLOOR, COVERAGE)]
    assert BLIND_SPOT in words
    assert BLIND_SPOT_COARSE not in words
    bare = replace(FLOOR, prohibited=())
    clean = [label for _, label in legend_entries(bare, passed_room().floors[0])]
    assert not {BLIND_SPOT, PROHIBITED_ZONE} & set(clean)


def test_coarse_spots_are_told_apart_from_unseen_ones() -> None:
    coarse = replace(SPOT, cause=Cause("density", "cam-1", 4.0))
    zone = replace(COVERAGE.zones[0], blind_spots=(coarse,))
    words = [label for _, label in legend_entries(FLOOR, replace(COVERAGE, zones=(zone,)))]
    assert BLIND_SPOT_COARSE in words
    assert BLIND_SPOT not in words


def test_slivers_are_what_no_blind_spot_explains() -> None:
    assert slivers(COVERAGE).area == 0.0
    zone = replace(COVERAGE.zones[0], blind_spots=())
    exact = replace(COVERAGE, zones=(zone,), nominal=SEEN)
    assert slivers(exact).area == pytest.approx(100.0 - SEEN.area)


def test_what_is_seen_nominally_is_neither_covered_nor_a_sliver() -> None:
    assert nominal_only(COVERAGE).equals(box(8, 8, 10, 8.5))
    zone = replace(COVERAGE.zones[0], blind_spots=())
    assert slivers(replace(COVERAGE, zones=(zone,))).area == pytest.approx(3.0)


def test_legend_names_doors_glass_and_what_one_may_look_over() -> None:
    words = [label for _, label in legend_entries(FLOOR, COVERAGE)]
    assert {OCCLUDERS["door"], OCCLUDERS["hedge"], LOW_OCCLUDER, NOMINAL} <= set(words)
    assert OCCLUDERS["glass"] not in words
    glazed = replace(FLOOR, occluders=(Occluder("g", "glass", box(0, 0, 1, 0.1)),))
    assert OCCLUDERS["glass"] in [label for _, label in legend_entries(glazed, COVERAGE)]


def test_narrow_strips_have_their_colour_in_the_legend() -> None:
    strip = replace(COVERAGE, zones=(), nominal=SEEN)
    assert UNCOVERED_SLIVER in [label for _, label in legend_entries(FLOOR, strip)]


def test_leaks_have_their_own_colour_with_the_sight_line() -> None:
    words = [label for _, label in legend_entries(FLOOR, COVERAGE)]
    assert {LEAK_WORDS, LEAK_NOTED, SIGHT_LINE} <= set(words)
    assert LEAK_INK in svg()
    tight = replace(COVERAGE, leaks=())
    assert LEAK_INK not in plan_picture(FLOOR, tight, "en", "svg").decode("utf-8")


@pytest.mark.parametrize(
    ("bottom_m", "top_m", "alpha", "filled"),
    [(0.0, math.inf, 1.0, True), (0.0, 1.2, PALE, True), (2.1, 3.0, None, False)],
)
def test_low_things_are_pale_and_hanging_ones_only_outlined(
    bottom_m: float, top_m: float, alpha: float | None, filled: bool
) -> None:
    thing = Occluder("thing", "fence", box(0, 0, 1, 1), bottom_m, top_m)
    style = occluder_style("fence", is_low(thing), hangs(thing))
    assert style.get("alpha") == alpha
    assert (style["facecolor"] != "none") is filled


def test_where_there_is_no_ground_or_light_is_drawn_and_said() -> None:
    plain = {label for _, label in legend_entries(FLOOR, COVERAGE)}
    well = replace(FLOOR, voids=(box(2, 2, 4, 4),), lit=(box(0, 0, 5, 5),))
    assert {label for _, label in legend_entries(well, COVERAGE)} - plain == {VOID, LIT}
    drawn = plan_picture(well, COVERAGE, "en", "svg").decode("utf-8")
    assert LIT_STYLE["edgecolor"] in drawn
    assert LIT_STYLE["edgecolor"] not in svg()


def test_a_long_legend_gets_a_longer_foot() -> None:
    low, tall = blank_sheet(FLOOR, legend_in(4)), blank_sheet(FLOOR, legend_in(20))
    grown_in = tall.figure.get_size_inches()[1] - low.figure.get_size_inches()[1]
    assert grown_in == pytest.approx(4 * 0.2)
    assert tall.metres_per_point == pytest.approx(low.metres_per_point)


def test_floor_without_anything_can_be_drawn() -> None:
    bare = replace(FLOOR, occluders=(), zones=(), prohibited=(), cameras=())
    nothing = MultiPolygon()
    empty = CoverageMap("ground", nothing, nothing, nothing, nothing, (), ())
    assert NUMBER_ID not in plan_picture(bare, empty, "en", "svg").decode("utf-8")
