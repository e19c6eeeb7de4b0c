"""Work that was not saved is offered again, and neither written over nor thrown away unasked."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.serving import Served, page_of

OPENED = """async () => {
  const {Desk} = await import("/assets/planner/desk.js")
  const {Drafts} = await import("/assets/planner/draft.js")
  const site = {id: "hall", floors: [{id: "ground"}], name: "Hall", address: "1 Main St"}
  const desk = new Desk(site, "first", "admin")
  const drafts = new Drafts(desk, () => {})
  await drafts.claim()
  globalThis.work = {desk, drafts, found: drafts.find()}
  return work.found?.site
}"""
CHANGED = """(patch) => {
  work.desk.make("change", {...work.desk.site, ...patch})
  work.drafts.keep()
}"""


@pytest.fixture
def page(browser: Any, rooms: Served) -> Iterator[Any]:
    """Give a page that keeps drafts, and has nothing else of the planner."""
    with page_of(browser, rooms) as it:
        it.goto("/login")
        yield it


def opened(page: Any) -> Any:
    """Load the page anew, and return the site that is offered."""
    page.reload()
    return page.evaluate(OPENED)


def test_work_found_is_joined_with_what_was_done_before_it_was_taken(page: Any) -> None:
    assert opened(page) is None
    page.evaluate(CHANGED, {"name": "Great hall"})
    assert opened(page)["name"] == "Great hall"
    page.evaluate(CHANGED, {"address": "2 Main St"})
    page.evaluate("work.drafts.take(work.found)")
    taken = page.evaluate("work.desk.site")
    assert (taken["name"], taken["address"]) == ("Great hall", "2 Main St")
    assert opened(page) == taken
    assert page.evaluate("Object.keys(localStorage).length") == 1


def test_work_that_is_neither_taken_nor_dropped_is_not_written_over(page: Any) -> None:
    """The latest is offered first; dropping it leaves the earlier, which is offered next."""
    opened(page)
    page.evaluate(CHANGED, {"name": "Great hall"})
    opened(page)
    page.evaluate(CHANGED, {"name": "Small hall"})
    assert opened(page)["name"] == "Small hall"
    page.evaluate("work.drafts.drop()")
    assert opened(page)["name"] == "Great hall"
