"""The shipped font: what is in it, what a page carries of it, what happens to the rest."""

from pathlib import Path

import pytest

from pipeline.audit import cause_wording
from pipeline.domain.crowding import TIER_LABELS
from pipeline.domain.health import FAULT_LABELS
from pipeline.domain.label import Label
from pipeline.domain.zone import PROHIBITED_KINDS, ZONE_KINDS
from pipeline.report import (
    audit_method,
    audit_wording,
    demo_wording,
    page_wording,
    review_wording,
    wording,
)
from pipeline.report.typeface import (
    FONT_PATH,
    drawable_characters,
    font_face_css,
    legible,
    missing_characters,
)
from tests.report.markup import embedded_characters

MODULES = (
    audit_method,
    audit_wording,
    demo_wording,
    page_wording,
    review_wording,
    wording,
    cause_wording,
)
LEVEL_1_ROWS = range(0xB0, 0xD8)


def labels_in(value: object) -> list[Label]:
    if isinstance(value, Label):
        return [value]
    if isinstance(value, dict):
        return [label for part in value.values() for label in labels_in(part)]
    if isinstance(value, tuple):
        return [label for part in value for label in labels_in(part)]
    return []


def test_font_has_every_character_of_level_1() -> None:
    level_1 = "".join(
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in LEVEL_1_ROWS
        for cell in range(0xA1, 0xFF)
    )
    assert len(level_1) == 3755
    assert missing_characters([level_1]) == ()


@pytest.mark.parametrize("signs", ["—–·…“”‘’、。《》", "①⑳²³°±×≤≥→✓", "Àé", "阈渲亳濮喆镕"])
def test_font_has_the_signs_that_reports_use(signs: str) -> None:
    assert missing_characters([signs]) == ()


def test_font_is_small_enough_to_ship() -> None:
    assert FONT_PATH.stat().st_size < 1_500_000


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_word_of_the_reports_can_be_drawn(module: object) -> None:
    told = [text for label in labels_in(vars(module).copy()) for text in (label.zh, label.en)]
    assert told
    assert missing_characters(told) == ()


def test_every_word_of_the_domain_can_be_drawn() -> None:
    tables = (ZONE_KINDS, PROHIBITED_KINDS, TIER_LABELS, FAULT_LABELS)
    told = [label.zh for table in tables for label in labels_in(dict(table))]
    assert missing_characters(told) == ()


@pytest.mark.parametrize(
    "name", ["floorplans/demo-school/site.yaml", "models/person/manifest.yaml"]
)
def test_every_character_that_ships_for_reports_can_be_drawn(root: Path, name: str) -> None:
    assert missing_characters([(root / name).read_text("utf-8")]) == ()


def test_what_the_font_lacks_is_named_and_replaced() -> None:
    assert missing_characters(["校门", "𠮷"]) == ("𠮷",)
    assert legible("𠮷野楼", "hall-2") == "hall-2"
    assert legible("two\nlines", "hall-2") == "hall-2"


def test_page_font_holds_what_is_used_and_little_else() -> None:
    held = embedded_characters(font_face_css("校门 m²"))
    assert set("校门²") <= held
    assert len(held) < 110 < len(drawable_characters())


def test_equal_texts_get_equal_fonts() -> None:
    assert font_face_css("达标") == font_face_css("达标")
