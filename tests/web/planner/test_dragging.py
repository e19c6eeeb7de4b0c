"""What follows the hand: positions, handles, snapping, and one step back for each drag."""

from typing import Any

import pytest

from tests.web.planner.rooms import EAST_PCT, WEST_PCT
from tests.web.planner.steps import (
    click,
    draft,
    drag,
    exact,
    field,
    is_red,
    move,
    press,
    screen,
    share,
)


def test_the_share_follows_a_camera_from_room_to_room_before_it_is_let_go(page: Any) -> None:
    assert share(page) == pytest.approx(WEST_PCT, abs=0.1)
    press(page, 4, 5)
    move(page, 13, 5)
    assert page.inner_text("#nominal").startswith("≈")
    assert share(page) == pytest.approx(EAST_PCT, abs=0.3)
    page.mouse.up()
    exact(page)
    assert not page.inner_text("#nominal").startswith("≈")
    assert share(page) == pytest.approx(EAST_PCT, abs=0.1)


def test_what_nobody_sees_is_red(page: Any) -> None:
    assert (is_red(page, 4, 7), is_red(page, 13, 7)) == (False, True)
    drag(page, (4, 5), (13, 5))
    assert (is_red(page, 4, 7), is_red(page, 13, 7)) == (True, False)


def test_one_step_back_undoes_a_whole_drag(page: Any) -> None:
    press(page, 4, 5)
    for x in (6, 9, 13):
        move(page, x, 5)
    page.mouse.up()
    assert draft(page)["floors"][0]["cameras"][0]["position"] == pytest.approx([13, 5], abs=0.05)
    page.click("#undo")
    assert draft(page) is None
    assert page.is_disabled("#undo")
    exact(page)
    assert share(page) == pytest.approx(WEST_PCT, abs=0.1)
    page.click("#redo")
    exact(page)
    assert share(page) == pytest.approx(EAST_PCT, abs=0.1)


def test_escape_takes_a_drag_back(page: Any) -> None:
    press(page, 4, 5)
    move(page, 13, 5)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert draft(page) is None


def test_a_handle_turns_the_chosen_camera(page: Any) -> None:
    """It is drawn from (10, 0.5) to straight above: north, 90°."""
    click(page, 10, 0.5)
    box = page.locator(".handle.turn").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    move(page, 10, 8)
    page.mouse.up()
    assert field(page, "pan") == 90


def test_an_edge_widens_the_view_by_twice_its_angle(page: Any) -> None:
    """An edge at 45° from the axis: 90°."""
    click(page, 10, 0.5)
    box = page.locator(".handle.left").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    move(page, 12, 2.5)
    page.mouse.up()
    assert field(page, "field") == 90


def test_the_reach_handle_tilts_until_the_middle_meets_the_ground_there(page: Any) -> None:
    """From 3 m up to a place 3 m off: 45°."""
    click(page, 10, 0.5)
    box = page.locator(".handle.reach").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    move(page, 13, 0.5)
    page.mouse.up()
    assert field(page, "tilt") == pytest.approx(45, abs=0.3)
    assert field(page, "reach") == pytest.approx(3, abs=0.04)


def test_near_a_wall_a_camera_hangs_on_it_unless_alt_is_held(page: Any) -> None:
    """The face of the west wall is at x = 1.1 m, and a mount stands off it by 5 mm."""
    drag(page, (4, 5), (1.25, 5))
    assert field(page, "x") == pytest.approx(1.105)
    page.keyboard.press("Control+z")
    page.keyboard.down("Alt")
    drag(page, (4, 5), (1.25, 5))
    page.keyboard.up("Alt")
    assert field(page, "x") == pytest.approx(1.25, abs=0.02)


def test_a_corner_of_a_zone_can_be_dragged_and_a_new_one_drawn_out(page: Any) -> None:
    click(page, 13, 3)
    drag(page, (19.3, 9.1), (18, 8))
    ring = draft(page)["floors"][0]["zones"][1]["ring"]
    assert ring[2] == pytest.approx([18, 8], abs=0.05)
    drag(page, (13.3, 1.1), (13, 2.5))
    ring = draft(page)["floors"][0]["zones"][1]["ring"]
    assert len(ring) == 5
    assert ring[1] == pytest.approx([13, 2.5], abs=0.05)


def test_a_chosen_zone_moves_as_a_whole_and_one_that_is_not_leaves_the_plan_to_be_shifted(
    page: Any,
) -> None:
    before = screen(page, 0, 0)
    drag(page, (3, 3), (3.5, 3))
    assert draft(page) is None
    assert screen(page, 0, 0)[0] > before[0] + 5
    click(page, 3, 3)
    drag(page, (3, 3), (3.5, 3))
    assert draft(page)["floors"][0]["zones"][0]["ring"][0] == pytest.approx([1.6, 1.1], abs=0.03)


def test_a_drag_right_after_a_key_goes_on_when_the_key_has_rested(page: Any) -> None:
    """Steps by keys rest after 350 ms; the drag that has begun meanwhile is a step of its own."""
    click(page, 4, 5)
    page.keyboard.press("Shift+ArrowUp")
    press(page, 4, 6)
    move(page, 5, 6)
    page.wait_for_timeout(400)
    move(page, 6, 6)
    page.mouse.up()
    exact(page)
    assert (field(page, "x"), field(page, "y")) == pytest.approx((6, 6), abs=0.05)
    page.click("#undo")
    assert (field(page, "x"), field(page, "y")) == pytest.approx((4, 6))
