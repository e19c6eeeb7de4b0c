"""A known distance sets the scale, and two show whether the plan is stretched."""

from typing import Any

import pytest

from tests.web.planner.steps import click, draft

BY_HAND = """async () => {
  const { stretch, isStretched } = await import("/assets/planner/scale_tool.js")
  const along = { from: [0, 0], to: [10, 0], metres: 20 }
  const up = { from: [0, 0], to: [0, 10], metres: 30 }
  const slanted = { from: [0, 0], to: [10, 1], metres: 20.1 }
  return [
    stretch([along, up]), isStretched([along, up]),
    isStretched([along, slanted]), stretch([along, slanted]),
  ]
}"""


def measure(page: Any, ends: tuple[float, float, float, float], metres: float) -> None:
    for name, value in zip(("x1", "y1", "x2", "y2"), ends, strict=True):
        page.fill(f"#scale-{name}", str(value))
    page.fill("#scale-metres", str(metres))
    page.keyboard.press("Enter")


def test_twice_along_x_and_thrice_along_y_is_a_stretch_by_two_and_three(page: Any) -> None:
    assert page.evaluate(BY_HAND) == [[2, 3], True, False, None]


def test_two_points_and_their_distance_scale_the_floor(page: Any) -> None:
    """The divider is 8.2 m long; as 16.4 m everything is twice as large."""
    page.keyboard.press("m")
    page.keyboard.down("Alt")
    click(page, 7.2, 1)
    click(page, 7.2, 9.2)
    page.keyboard.up("Alt")
    page.fill("#scale-metres", "16.4")
    page.keyboard.press("Enter")
    page.click("#scale-apply")
    page.wait_for_selector("#tool-bar", state="hidden")
    floor = draft(page)["floors"][0]
    assert floor["cameras"][0]["position"] == pytest.approx([8, 10], abs=0.05)
    assert floor["outline"][2] == pytest.approx([40.8, 20.4], abs=0.2)
    assert (floor["cameras"][0]["height_m"], floor["zones"][0]["kind"]) == (3, "corridor")


def test_two_measures_that_differ_by_more_than_a_tenth_are_told(page: Any) -> None:
    """Along x the plan is as it is, along y half as large as it should be."""
    page.keyboard.press("m")
    measure(page, (0, 0, 10, 0), 10)
    assert page.locator("#tool-bar [role=alert]").count() == 0
    measure(page, (0, 0, 0, 10), 20)
    assert "more than 10 %" in page.inner_text("#tool-bar [role=alert]")
    page.click("#scale-both")
    page.wait_for_selector("#tool-bar", state="hidden")
    assert draft(page)["floors"][0]["outline"][2] == [20.4, 20.4]
