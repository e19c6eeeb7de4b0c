"""The dashboard in a real browser: it fits a phone, and its tables are sorted by keyboard."""

import re
from pathlib import Path

import pytest

from pipeline.domain.label import LANGUAGES, Language
from pipeline.report.city_page import city_page
from tests.report.city_samples import sample_city
from tests.report.test_page_in_browser import BROWSER, POLICY, browse, on_a_phone

pytestmark = pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")

SORT = """<script>addEventListener("load", () => {
const button = document.querySelector("#schools thead th:nth-child(10) button")
button.focus()
const focused = document.activeElement === button
const ids = () => [...document.querySelectorAll("#schools tbody th .id")]
const names = () => ids().map((c) => c.textContent)
button.click()
const rising = names().join()
button.click()
const falling = names().join()
const find = document.getElementById("find")
find.value = "WEST"
find.dispatchEvent(new Event("input"))
const root = document.documentElement.dataset
root.sorted = [focused, rising, falling].join("|")
root.sort = document.querySelector("#schools th[aria-sort]").getAttribute("aria-sort")
root.shown = document.getElementById("shown").textContent
})</script></body>"""
"""Sorts by cameras (12, 2, and not known) up and down, then looks for a word."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_needs_no_scrolling_sideways(tmp_path: Path, language: Language) -> None:
    assert on_a_phone(tmp_path, city_page(sample_city(), language))[1] == 0


def test_tables_are_sorted_and_schools_found(tmp_path: Path) -> None:
    page = POLICY.sub("", city_page(sample_city(), "en")).replace("</body>", SORT)
    shown = browse(tmp_path, page, "--dump-dom")
    (told,) = re.findall(r'data-sorted="([^"]*)"', shown)
    # What nobody knows stands last both ways.
    assert told == ("true|west/b.yaml,east/a.yaml,west/c.yaml|east/a.yaml,west/b.yaml,west/c.yaml")
    assert 'data-sort="descending"' in shown
    assert 'data-shown="2 shown"' in shown


def test_its_script_runs_under_its_own_policy(tmp_path: Path) -> None:
    shown = browse(tmp_path, city_page(sample_city(), "en"), "--dump-dom")
    assert shown.count('<button type="button">') > 0
