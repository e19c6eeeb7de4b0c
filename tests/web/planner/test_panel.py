"""The panel in numbers: an equal to the drawing, and the place where exact figures are told."""

from typing import Any

import pytest

from tests.web.planner.rooms import EAST_PCT, FOOT_M2
from tests.web.planner.steps import click, draft, exact, is_red, screen, share


def test_a_typed_place_moves_the_camera(page: Any) -> None:
    click(page, 4, 5)
    page.fill("#field-x", "13")
    assert not is_red(page, 13, 7)
    page.keyboard.press("Enter")
    assert draft(page)["floors"][0]["cameras"][0]["position"] == [13, 5]
    exact(page)
    assert share(page) == pytest.approx(EAST_PCT, abs=0.1)


def test_what_is_no_number_or_out_of_bounds_changes_nothing(page: Any) -> None:
    click(page, 4, 5)
    for wrong in ("", "-1", "1000"):
        page.fill("#field-height", wrong)
        assert page.get_attribute("#field-height", "aria-invalid") == "true"
    page.keyboard.press("Enter")
    assert draft(page) is None


def test_escape_takes_back_what_was_typed(page: Any) -> None:
    click(page, 4, 5)
    page.fill("#field-x", "13")
    page.keyboard.press("Escape")
    assert draft(page) is None


def test_a_slider_turns_and_is_one_step_back(page: Any) -> None:
    click(page, 10, 0.5)
    page.focus('[data-slider="pan"]')
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("#undo:not([disabled])")
    assert draft(page)["floors"][0]["cameras"][1]["pan_deg"] == 3
    page.click("#undo")
    assert draft(page) is None


def test_another_class_changes_lens_and_picture_and_its_cost_is_told(page: Any) -> None:
    """Another lens is another camera: that of the first price band costs 1."""
    click(page, 10, 0.5)
    page.select_option("#field-class", "bullet-4mp-6mm")
    camera = draft(page)["floors"][0]["cameras"][1]
    assert camera["lens"] == {"focal_mm": 6, "sensor_width_mm": 5.37}
    assert "hfov_deg" not in camera
    assert page.inner_text("#cost") == "1.0"


def test_the_facts_of_a_camera_are_the_audits(page: Any) -> None:
    """All that is seen is seen by the fisheye alone; for sure it is a little less than 48 m²."""
    click(page, 4, 5)
    facts = page.locator("#panel-item .facts dd").all_inner_texts()
    view_m2, alone_m2 = (float(each.split()[0]) for each in facts[:2])
    assert 46.5 < view_m2 <= 48 - FOOT_M2 + 0.05
    assert alone_m2 == pytest.approx(view_m2, abs=0.8)
    assert facts[3] == "West"


def test_the_table_changes_a_camera_and_shows_where_it_is(page: Any) -> None:
    page.click("#tab-cameras")
    page.fill("#cell-eye-x", "13")
    page.keyboard.press("Enter")
    assert draft(page)["floors"][0]["cameras"][0]["position"] == [13, 5]
    page.fill("#camera-search", "bul")
    assert page.locator(".cameras tbody tr").count() == 1
    page.click(".cameras tbody th button")
    assert page.get_attribute('.camera[data-id="bullet"]', "aria-pressed") == "true"
    page.fill("#camera-search", "")


def test_a_wall_and_a_zone_are_changed_by_their_numbers(page: Any) -> None:
    page.click("#tab-things")
    page.click("#panel-things >> text=divider")
    page.click("#tab-item")
    page.fill("#field-top_m", "1.2")
    page.keyboard.press("Enter")
    page.click(".points summary")
    page.fill("#field-point-1-1", "5")
    page.keyboard.press("Enter")
    wall = draft(page)["floors"][0]["occluders"][2]
    assert (wall["top_m"], wall["line"]) == (1.2, [[7.2, 1], [7.2, 5]])


def test_a_finding_leads_to_its_place(page: Any) -> None:
    """The middle of the east room, (13.3, 5.1), comes to the middle of the board."""
    page.click("#tab-findings")
    page.click("#zoom-in")
    page.click("#panel-findings .is-violation .link >> nth=-1")
    x, y = screen(page, 13.3, 5.1)
    box = page.locator("#board").bounding_box()
    assert x == pytest.approx(box["x"] + box["width"] / 2, abs=20)
    assert y == pytest.approx(box["y"] + box["height"] / 2, abs=20)
    assert page.locator(".flash").count() == 1


def test_pointing_at_a_camera_shows_what_its_failure_opens(page: Any) -> None:
    page.mouse.move(*screen(page, 4, 5))
    page.wait_for_selector('.opened[d^="M"]')
    inside = "document.querySelector('.opened').isPointInFill(new DOMPoint(4, 7))"
    assert page.evaluate(inside)
    assert page.inner_text("#failure") == "If Eye fails, this opens: West"
    page.mouse.move(*screen(page, 0.3, 9.8))
    assert page.get_attribute(".opened", "d") == ""


@pytest.mark.parametrize(
    ("layer", "words"),
    [("guaranteed", "for sure"), ("k_fold", "1 camera"), ("density", "px/m")],
)
def test_a_layer_is_drawn_with_its_legend(page: Any, layer: str, words: str) -> None:
    page.click("#tab-layers")
    page.check(f'#panel-layers [value="{layer}"]')
    page.wait_for_selector(f'.band.{layer}[d^="M"]', state="attached")
    assert words in page.inner_text("#panel-layers .legend").lower()
    page.check('#panel-layers [value="none"]')
    assert page.locator(".band").count() == 0


def test_what_is_drawn_can_be_hidden(page: Any) -> None:
    page.click("#tab-layers")
    page.uncheck('[data-layer="blind"]')
    assert not page.is_visible(".blind-about")
    page.check('[data-layer="blind"]')
    assert page.is_visible(".blind-about")


def test_another_profile_asks_for_something_else(page: Any) -> None:
    page.select_option("#profile", "gbt29315-2022")
    page.wait_for_selector("#state.computing")
    exact(page)
    page.click("#tab-findings")
    clauses = page.locator("#panel-findings li .id").all_inner_texts()
    assert any(clause.startswith("S-") for clause in clauses)
    page.select_option("#profile", "full-coverage")
    exact(page)


def test_the_page_changes_its_language_and_keeps_what_was_done(page: Any) -> None:
    click(page, 4, 5)
    page.keyboard.press("Shift+ArrowUp")
    page.click("#speak")
    page.wait_for_selector("html[lang=zh]")
    assert page.inner_text("#panel-item h3") == "鱼眼 eye"
    assert page.inner_text("#save") == "保存"
    assert draft(page)["floors"][0]["cameras"][0]["position"] == [4, 6]
    page.click("#speak")
    page.wait_for_selector("html[lang=en]")


def test_a_plan_that_cannot_be_audited_says_why_and_goes_on_with_its_own_figures(page: Any) -> None:
    """A zone whose edges cross is no zone."""
    click(page, 13, 3)
    page.click(".points summary")
    page.fill("#field-point-0-0", "19.4")
    page.keyboard.press("Enter")
    page.wait_for_selector("#state.refused")
    page.click("#tab-findings")
    assert "zones.1.ring" in page.inner_text("#panel-findings")
    page.click("#undo")
    exact(page)
