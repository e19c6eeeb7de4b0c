"""Every page is read by a parser that tells where it breaks the rules of HTML, and none does."""

import re

import pytest

from pipeline.domain.label import LANGUAGES, Language
from pipeline.report.audit_page import audit_page
from pipeline.report.city_page import city_page
from pipeline.report.demo_page import demo_page
from pipeline.report.documents.bulletin import bulletin
from pipeline.report.documents.dossier import Dossier
from pipeline.report.documents.table import DOCUMENTS
from pipeline.report.paper.web import web_of
from pipeline.report.review_page import review_page
from tests.report.city_samples import sample_city
from tests.report.samples import audited_room, judged_room, reviewed_gate
from tests.report.standings import STANDINGS

html5lib = pytest.importorskip("html5lib", reason="html5lib is not installed")

EMBEDDED = re.compile(r"data:[a-z]+/[a-z0-9]+;base64,[A-Za-z0-9+/=]+")
"""Fonts and pictures, which no rule is about."""


def pages(language: Language) -> dict[str, str]:
    """Return a page of every kind."""
    dossier = Dossier(judged_room())
    papers = {name: document(dossier, language) for name, document in DOCUMENTS.items()}
    papers["bulletin"] = bulletin(STANDINGS, language)
    return {
        "audit": audit_page(judged_room(), language),
        "city": city_page(sample_city(), language),
        "review": review_page(reviewed_gate(), language),
        "demo": demo_page(audited_room(), reviewed_gate(), language),
        **{name: web_of(paper).decode("utf-8") for name, paper in papers.items() if paper},
    }


def faults(page: str) -> list[str]:
    """Return which rules a page breaks, and where."""
    parser = html5lib.HTMLParser()
    parser.parse(EMBEDDED.sub("", page))
    return [f"{code} at {place}: {told}" for place, code, told in parser.errors]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule(language: Language) -> None:
    found = {name: faults(page) for name, page in pages(language).items()}
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ("</h1>", "</h2>"),
        ("<td", "<p>x<td"),
        ('lang="en"', 'lang="en" lang="zh"'),
        ("<h1>", "<h1>&nosuch;"),
        ("<!DOCTYPE html>", ""),
    ],
)
def test_a_broken_page_is_told(whole: str, broken: str) -> None:
    """The control."""
    page = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><h1>x</h1>'
    page += "<table><tbody><tr><td>1</td></tr></tbody></table></body></html>"
    assert faults(page) == []
    assert faults(page.replace(whole, broken, 1)) != []
