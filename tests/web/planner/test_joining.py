"""Two plans that were made of a third become one, and nothing of either is lost on the way."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.serving import Served, page_of

JOINED = """async ([base, mine, theirs]) => {
  const {merged} = await import("/assets/planner/merge.js")
  return merged(base, mine, theirs)
}"""
FRONT = {"zone": "yard", "camera": "front"}
BACK = {"zone": "yard", "camera": "back"}


@pytest.fixture(scope="module")
def page(browser: Any, rooms: Served) -> Iterator[Any]:
    """Give a page that has nothing of the planner but what a test imports."""
    with page_of(browser, rooms) as it:
        it.goto("/login")
        yield it


def joined(page: Any, *plans: list[dict[str, Any]]) -> Any:
    """Return what the gates of three plans become, and where two of them clash."""
    return page.evaluate(JOINED, [{"gates": gates} for gates in plans])


def test_two_gates_of_one_zone_stay_two(page: Any) -> None:
    mine = [FRONT, {**BACK, "counts": True}]
    theirs = [{**FRONT, "counts": False}, BACK]
    made = joined(page, [FRONT, BACK], mine, theirs)
    gates = [{**FRONT, "counts": False}, {**BACK, "counts": True}]
    assert made == {"merged": {"gates": gates}, "clashes": []}


def test_a_clash_says_which_gate(page: Any) -> None:
    made = joined(page, [FRONT], [{**FRONT, "counts": True}], [{**FRONT, "counts": False}])
    assert made["clashes"] == ["gates.yard front.counts"]


def test_gates_that_nothing_tells_apart_are_not_joined(page: Any) -> None:
    """Mine stay as they are, and it is told."""
    mine = [FRONT, {**FRONT, "counts": True}]
    made = joined(page, [FRONT], mine, [{**FRONT, "counts": False}])
    assert made == {"merged": {"gates": mine}, "clashes": ["gates"]}
