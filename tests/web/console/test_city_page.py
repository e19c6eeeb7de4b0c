"""A city in a real browser: rates, ranking and filters, and each figure leading to its school."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.console.conftest import shown
from tests.web.serving import Served


@pytest.fixture(scope="module")
def page(browser: Any, console: Served) -> Iterator[Any]:
    """Give the city in English to somebody who may see the hazards of each school."""
    with shown(browser, console, "/city?lang=en", "auditor") as it:
        yield it


def rows(page: Any) -> list[str]:
    return list(page.locator("#schools tbody th").all_inner_texts())


def test_rates_are_those_of_the_run(page: Any) -> None:
    """Four of eight pass; of three schools that are heard of, 20 of 40 hazards were rectified."""
    told = page.locator("#headline").inner_text()
    for figure in ("50.0 %", "4 of 8 schools", "40", "20"):
        assert figure in told
    assert len(rows(page)) == 8 and rows(page)[0].startswith("School")
    assert (page.faults, page.beyond) == ([], [])


def test_a_county_shows_its_schools_alone(page: Any) -> None:
    page.click("#counties >> text=East")
    expect(page.locator("#schools tbody tr")).to_have_count(3)
    page.click("#filters [type=reset]")
    expect(page.locator("#schools tbody tr")).to_have_count(8)
    page.select_option("#filters [name=verdict]", "broken")
    expect(page.locator("#schools tbody tr")).to_have_count(2)
    page.click("#filters [type=reset]")
    expect(page.locator("#schools tbody tr")).to_have_count(8)


def test_a_column_sorts_both_ways_and_keeps_the_focus(page: Any) -> None:
    head = page.locator("#schools th", has_text="Violations")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert page.evaluate("() => document.activeElement.textContent") == "Violations"


def test_a_figure_leads_to_the_record_of_its_school(page: Any) -> None:
    page.locator("#schools tbody tr", has_text="School c").locator("a").last.click()
    page.wait_for_selector("#panel .facts")
    told = page.locator("#panel").inner_text()
    assert "not passed" in told and "east/c.yaml" in told and "Hall" in told
    assert page.locator("#panel a", has_text="ledger").get_attribute("href") == "/ledger?site=c"


def test_a_school_that_is_not_in_the_run_is_not_there(console: Served) -> None:
    with console.client("viewer") as client:
        told = client.get("/api/city").json()
        assert [school["rank"] for school in told["schools"]].count(1) == 4
        assert "findings" not in told["schools"][0]
        for file in ("../../etc/passwd", "/etc/passwd", "east/zz.yaml", "city.json"):
            answer: httpx.Response = client.get("/api/city/school", params={"file": file})
            assert answer.status_code == 404
