"""The demo's page: both halves under one roof, with one outline of headings."""

import re
from itertools import pairwise

import pytest

from pipeline.domain.label import Language
from pipeline.report.demo_page import demo_page
from tests.report.markup import Markup
from tests.report.samples import audited_room, reviewed_gate


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_is_well_formed_with_unique_ids(language: Language) -> None:
    markup = Markup(demo_page(audited_room(), reviewed_gate(), language))
    assert markup.faults == []
    assert len(markup.values("id")) == len(set(markup.values("id")))


def test_introduction_answers_both_questions() -> None:
    words = Markup(demo_page(audited_room(), reviewed_gate(), "zh")).text
    assert "一、平面图：不达标，覆盖率 96.0 %" in words
    assert "二、录像：发现拥堵事件 1 起，最高等级为黄色预警。" in words


def test_headings_go_down_one_level_at_a_time() -> None:
    page = demo_page(audited_room(), reviewed_gate(), "en")
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
