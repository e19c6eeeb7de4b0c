"""Each kind of problem is told in both languages, with the same values in it."""

import re
import string
from pathlib import Path

import pytest

from pipeline.config.calendar_entry import CalendarFileEntry
from pipeline.config.class_entry import CatalogueEntry
from pipeline.config.clause_entry import ProfileEntry
from pipeline.config.hints import HINTS
from pipeline.config.manifest_entry import ManifestEntry
from pipeline.config.schema import SiteEntry
from pipeline.config.shown import shown, shown_key
from pipeline.config.survey_entry import SurveyEntry
from pipeline.config.wording import WORDINGS, hint
from pipeline.domain.label import Label


def holes(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("kind", WORDINGS)
def test_both_languages_hold_the_same_values(kind: str) -> None:
    label = WORDINGS[kind]
    assert holes(label.zh) == holes(label.en)
    assert re.search("[\u4e00-\u9fff]", label.zh)
    assert not re.search("[\u4e00-\u9fff]", label.en)


def test_every_kind_is_used_and_every_used_kind_has_words(root: Path) -> None:
    files = [
        p for p in (root / "pipeline" / "config").glob("*.py") if not p.stem.endswith("wording")
    ]
    sources = "\n".join(path.read_text("utf-8") for path in files)
    raised = r'\b(?:problem|worded|_refuse|_stop|_refusal)\([^"()]*(?:\([^()]*\))?[^"()]*"(\w+)"'
    assert set(re.findall(raised, sources)) - set(WORDINGS) == set()
    assert set(WORDINGS) - set(re.findall(r'"(\w+)"', sources)) == set()


def test_every_field_of_every_file_has_a_hint() -> None:
    entries = [
        SiteEntry,
        ProfileEntry,
        ManifestEntry,
        CalendarFileEntry,
        CatalogueEntry,
        SurveyEntry,
    ]
    known = set(HINTS)
    for entry in entries:
        schema = entry.model_json_schema()
        for part in (schema, *schema.get("$defs", {}).values()):
            assert set(part["properties"]) - known == set(), part["title"]


def test_a_field_that_means_something_else_inside_another_has_its_own_hint() -> None:
    assert "may be off" in hint(("cameras", 0, "tolerance", "pan_deg")).en
    assert "counter-clockwise from +x" in hint(("cameras", 0, "pan_deg")).en
    assert "[0, 180]" in hint(("cameras", 0, "ptz", "pan_deg", 1)).en


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, Label("空值", "nothing")),
        (False, Label("false", "false")),
        (2.5, Label("2.5", "2.5")),
        ("a\nb\u202e", Label("'a\\nb\\u202e'", "'a\\nb\\u202e'")),
        ("x" * 50, Label(f"'{'x' * 40}…'", f"'{'x' * 40}…'")),
        ([1, None], Label("[1, 空值]", "[1, nothing]")),
        ([1] * 7, Label("7 项的列表", "a list of 7")),
        ([[1]], Label("1 项的列表", "a list of 1")),
        ({"a": 1}, Label("一组字段", "a mapping")),
        ("me:hunter2@10.0.0.1", Label("一个地址", "an address")),
        (["rtsp://me:hunter2@h"], Label("[一个地址]", "[an address]")),
    ],
)
def test_a_refused_value_is_shown_briefly_and_without_passwords(value: object, told: Label) -> None:
    assert shown(value) == told


def test_a_field_that_swallowed_an_address_is_not_shown() -> None:
    assert shown_key("url:rtsp://me:hunter2@h") == "…"
