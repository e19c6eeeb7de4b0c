"""One click closes what is blind: shown before it is taken, and one step back afterwards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.planner.rooms import ROOMS, rooms_in
from tests.web.planner.steps import draft, exact, planner
from tests.web.serving import Served, serving


@pytest.fixture(scope="module")
def proposed(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give a page with a proposal for the east room, which nobody sees."""
    served: Served
    folder: Path = tmp_path_factory.mktemp("fix")
    with serving(site=rooms_in(folder, ROOMS)) as served, planner(browser, served) as page:
        page.click("#tab-findings")
        page.click("#fix")
        page.wait_for_selector("#take-fix", timeout=60_000)
        yield page


def test_a_proposal_is_shown_left_and_taken(proposed: Any) -> None:
    page = proposed
    assert "bound" in page.inner_text("#proposal")
    added = page.locator(".ghost-camera.added").count()
    assert added >= 1
    assert draft(page) is None
    assert page.inner_text("#spots") != "0"
    page.click("#take-fix")
    exact(page)
    assert page.inner_text("#spots") == "0"
    assert len(draft(page)["floors"][0]["cameras"]) == 1 + added
    assert not page.is_visible("#proposal")
    assert page.locator(".ghost-camera").count() == 0
    page.click("#undo")
    assert draft(page) is None
    assert page.faults == []
