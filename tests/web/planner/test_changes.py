"""The page tells what has changed of a plan that the server knows, and all of it where it must."""

import json
from typing import Any

import pytest

from pipeline.web.plan_routes import PLAN_NAME
from pipeline.workflows.known_plans import KnownPlans
from tests.web.planner.rooms import EAST_PCT, WEST_PCT
from tests.web.planner.steps import as_opened, click, drag, exact, planner, share
from tests.web.serving import Served

PATH = "**/api/plan/numbers"


def sent(page: Any, what: Any) -> dict[str, Any]:
    """Return what the page asks for numbers by, once something was done and they are there."""
    with page.expect_response(lambda it: it.url.endswith("/api/plan/numbers") and it.ok) as told:
        what()
    exact(page)
    body: dict[str, Any] = json.loads(told.value.request.post_data)
    return body


def test_of_a_dragged_camera_nothing_else_is_sent(page: Any) -> None:
    body = sent(page, lambda: drag(page, (4, 5), (13, 5)))
    (cameras,) = body["changes"].values()
    moved = [each for each in cameras if isinstance(each, dict)]
    assert "site" not in body and len(cameras) > 1
    assert [each["position"] for each in moved] == [pytest.approx([13, 5], abs=0.05)]
    assert share(page) == pytest.approx(EAST_PCT, abs=0.1)


def test_a_camera_that_is_taken_away_is_not_named(page: Any) -> None:
    click(page, 4, 5)
    body = sent(page, lambda: page.keyboard.press("Delete"))
    (cameras,) = body["changes"].values()
    assert all(isinstance(each, str) for each in cameras) and "site" not in body


def test_a_wall_that_is_dragged_is_sent_with_the_whole_plan(page: Any) -> None:
    click(page, 13, 3)
    body = sent(page, lambda: drag(page, (19.3, 9.1), (18, 8)))
    assert body["site"]["floors"] and "base" not in body


def test_a_server_that_knows_nothing_any_more_is_sent_the_whole(
    browser: Any, rooms: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a start anew: it refuses the change, and the user sees nothing of that."""
    with planner(browser, rooms) as page:
        assert rooms.desk.site_desk is not None
        monkeypatch.setattr(rooms.desk.site_desk, "known", KnownPlans())
        answers: list[int] = []
        page.on("response", lambda it: "numbers" in it.url and answers.append(it.status))
        body = sent(page, lambda: drag(page, (4, 5), (13, 5)))
        assert (answers, "site" in body) == ([404, 200], True)
        assert share(page) == pytest.approx(EAST_PCT, abs=0.1)
        assert page.locator("#lost").count() == 0
        assert "base" in sent(page, lambda: drag(page, (13, 5), (4.2, 5)))
        assert share(page) == pytest.approx(WEST_PCT, abs=0.5)
        as_opened(page)


def test_a_name_that_is_lost_on_its_way_is_not_asked_for(browser: Any, rooms: Served) -> None:
    """As through a proxy that lets no header pass which it does not know."""

    def bare(route: Any) -> None:
        answer = route.fetch()
        kept = {k: v for k, v in answer.headers.items() if k != PLAN_NAME.lower()}
        route.fulfill(status=answer.status, headers=kept, body=answer.body())

    with planner(browser, rooms) as page:
        page.route(PATH, bare)
        answers: list[int] = []
        drag(page, (4, 5), (13, 5))
        exact(page)
        page.on("response", lambda it: "numbers" in it.url and answers.append(it.status))
        assert "site" in sent(page, lambda: drag(page, (13, 5), (4.2, 5)))
        assert answers == [200]
        assert share(page) == pytest.approx(WEST_PCT, abs=0.5)
