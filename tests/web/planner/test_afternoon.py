"""A planner's afternoon: from a drawing without a scale to a plan that the shell agrees with."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.web.planner.steps import audited, click, draft, drop, exact, planner
from tests.web.serving import Served

DATA = os.environ.get("SIGHTLINE_TEST_DATA", "")
PLAN = Path(DATA) / "plans" / "msu" / "floor1.svg"

pytestmark = pytest.mark.skipif(
    not (DATA and PLAN.exists()), reason="SIGHTLINE_TEST_DATA has no plans/msu"
)

FRONT_M = 150.0
"""How long the front is said to be; in the drawing, taken to be in decimetres, it is 43.857 m."""
DRAWN_M = 43.857
GROWN = FRONT_M / DRAWN_M
CORRIDOR = ((5.0, 3.0), (17.2, 3.0), (17.2, 3.9), (5.0, 3.9))
HALL = ((17.6, 3.0), (26.5, 3.0), (26.5, 4.4), (17.6, 4.4))
CAMERAS = (
    *(("bullet-5mp-4mm", (x, 3.4)) for x in (6.0, 9.0, 12.0, 16.0)),
    ("fisheye-6mp", (20.0, 3.6)),
    ("fisheye-6mp", (25.0, 3.6)),
)


def grown(at: tuple[float, float]) -> tuple[float, float]:
    """Return a place of the drawing, in decimetres, on the plan once it has its scale."""
    return at[0] * GROWN, at[1] * GROWN


def bring_in(page: Any) -> None:
    """Drop the drawing, which does not say its unit, and set its scale by two points."""
    drop(page, PLAN)
    page.wait_for_selector("#unit")
    page.select_option("#unit", "dm")
    page.click("#dialog button.main")
    page.click("#dialog button[value=replace]")
    page.wait_for_selector("#scale-metres")
    click(page, 0.143, 14.17)
    click(page, 0.143 + DRAWN_M, 14.17)
    page.fill("#scale-metres", str(FRONT_M))
    page.keyboard.press("Enter")
    page.click("#scale-apply")
    page.wait_for_selector("#tool-bar", state="hidden")


def draw(page: Any, ring: tuple[tuple[float, float], ...]) -> None:
    page.focus("#board")
    page.keyboard.press("z")
    page.keyboard.down("Alt")
    for corner in ring:
        click(page, *grown(corner))
    page.keyboard.up("Alt")
    page.keyboard.press("Enter")
    page.wait_for_selector("#tool-bar", state="hidden")


def hang(page: Any, kind: str, at: tuple[float, float]) -> None:
    page.focus("#board")
    page.keyboard.press("c")
    page.select_option("#class-picker", kind)
    click(page, *grown(at))


def test_from_a_drawing_to_a_plan_that_the_shell_agrees_with(browser: Any, empty: Served) -> None:
    with planner(browser, empty) as page:
        bring_in(page)
        for ring in (CORRIDOR, HALL):
            draw(page, ring)
        for kind, at in CAMERAS:
            hang(page, kind, at)
        exact(page)
        assert page.inner_text("#spots") != "0"
        assert page.locator(".spot").count() >= 1
        page.click("#tab-findings")
        page.click("#fix")
        page.wait_for_selector("#take-fix")
        before = draft(page)
        assert "bound" in page.inner_text("#proposal")
        assert page.locator(".ghost-camera").count() >= 1
        page.click("#proposal >> text=Leave it")
        assert (draft(page), page.locator(".ghost-camera").count()) == (before, 0)
        page.click("#fix")
        page.click("#take-fix")
        exact(page)
        assert draft(page) != before
        assert page.inner_text("#spots") == "0"
        page.click("#save")
        page.fill("#reason", "first plan")
        page.click("#dialog button.main")
        page.wait_for_selector("#save-state.saved")
        exact(page)
        shown = {
            key: float(page.get_attribute(f"#{where}", "data-value"))
            for key, where in (("covered_pct", "guaranteed"), ("nominal_pct", "nominal"))
        }
        assert (page.faults, page.beyond) == ([], [])
    assert empty.desk.site is not None
    summary = audited(empty.desk.site)
    assert shown == {key: summary[key] for key in shown}
    assert summary["blind_spots"] == 0
    assert 60 < summary["required_m2"] < 400
