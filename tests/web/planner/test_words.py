"""The words of the pages: the same in both languages, all there, and those that reports use."""

import re
from pathlib import Path

import pytest

from pipeline.domain.camera_class import FORMS
from pipeline.domain.equipment import DEVICE_KINDS
from pipeline.domain.label import LANGUAGES, Label
from pipeline.domain.site import OCCLUDER_KINDS
from pipeline.domain.zone import PROHIBITED_KINDS, ZONE_KINDS
from pipeline.report.typeface import drawable_characters
from pipeline.report.wording import CAUSES_IN_BRIEF, SEVERITIES
from pipeline.web.assets import ASSETS

LINE = re.compile(r'^\s*"((?:[^"\\]|\\.)+)":\s*"((?:[^"\\]|\\.)*)",$', re.M)
USED = re.compile(r'"((?:planner|nav|theme|list)\.[a-z_0-9.]+)"')
BEGUN = re.compile(r"`(planner\.[a-z_.]+\.)\$\{")


def words(language: str) -> dict[str, str]:
    text = (ASSETS / "words" / f"{language}.js").read_text("utf-8")
    return dict(LINE.findall(text))


def sources() -> list[Path]:
    return [*sorted((ASSETS / "planner").glob("*.js")), ASSETS / "planner.html"]


def test_both_languages_know_the_same_words() -> None:
    assert set(words("zh")) == set(words("en"))
    assert len(words("en")) > 300


def test_the_shipped_font_draws_them() -> None:
    """A machine without Chinese letters shows no empty boxes."""
    told = "".join(each for key, each in words("zh").items() if key.startswith("planner."))
    assert set(told) - drawable_characters() == set()


def test_what_stands_in_braces_is_the_same_in_both() -> None:
    zh, en = words("zh"), words("en")
    for key in en:
        assert sorted(re.findall(r"\{\w+\}", zh[key])) == sorted(re.findall(r"\{\w+\}", en[key])), (
            key
        )


def test_every_word_that_the_planner_asks_for_is_there() -> None:
    known = words("en")
    text = "".join(path.read_text("utf-8") for path in sources())
    assert {key for key in USED.findall(text) if key not in known} == set()
    begun = {stem for stem in BEGUN.findall(text) if not any(key.startswith(stem) for key in known)}
    assert begun == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("stem", "labels"),
    [
        ("kind", {**ZONE_KINDS, **PROHIBITED_KINDS, **OCCLUDER_KINDS}),
        ("device", DEVICE_KINDS),
        ("form", FORMS),
        ("cause", CAUSES_IN_BRIEF),
        ("severity", SEVERITIES),
    ],
)
def test_kinds_are_called_as_reports_call_them(
    language: str, stem: str, labels: dict[str, Label]
) -> None:
    known = words(language)
    for kind, label in labels.items():
        assert known[f"planner.{stem}.{kind}"] == getattr(label, language)
