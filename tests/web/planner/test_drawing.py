"""Walls, zones, gates and prohibited zones are drawn, and the figures follow."""

from typing import Any

import pytest

from tests.web.planner.rooms import FOOT_M2, WEST_PCT
from tests.web.planner.steps import click, draft, exact, is_red, share


def drawn(page: Any, key: str, *corners: tuple[float, float], free: bool = False) -> Any:
    """Draw with a tool, corner by corner, and return the floor; `free` of what is drawn already."""
    page.focus("#board")
    page.keyboard.press(key)
    if free:
        page.keyboard.down("Alt")
    for corner in corners:
        click(page, *corner)
    page.keyboard.up("Alt")
    page.keyboard.press("Enter")
    page.wait_for_selector("#tool-bar", state="hidden")
    return draft(page)["floors"][0]


def test_a_wall_across_the_room_hides_what_lies_behind_it(page: Any) -> None:
    """At x = 5.5, 0.2 m thick: 4.3 m of 6 m are left, 34.4 m² less its foot, of 142.4 m²."""
    floor = drawn(page, "w", (5.5, 1), (5.5, 9.2), free=True)
    assert floor["occluders"][-1]["line"] == [
        pytest.approx([5.5, 1], abs=0.03),
        pytest.approx([5.5, 9.2], abs=0.03),
    ]
    exact(page)
    assert share(page) == pytest.approx(100 * (34.4 - FOOT_M2) / 142.4, abs=0.3)


def test_a_wall_that_ends_where_it_began_leaves_a_camera_what_is_within(page: Any) -> None:
    """2 m by 2 m around the fisheye, 0.2 m thick: 1.8² m² within, less its foot, of 142.4 m²."""
    page.focus("#board")
    page.keyboard.press("w")
    page.keyboard.down("Alt")
    for corner in ((3, 4), (5, 4), (5, 6), (3, 6), (3, 4)):
        click(page, *corner)
    page.keyboard.up("Alt")
    page.wait_for_selector("#tool-bar", state="hidden")
    line = draft(page)["floors"][0]["occluders"][-1]["line"]
    assert line[0] == line[-1]
    within_pct = 100 * (1.8**2 - FOOT_M2) / 142.4
    page.wait_for_selector(".cone[data-id=eye][d^=M]", state="attached")
    exact(page)
    assert share(page) == pytest.approx(within_pct, abs=0.1)
    assert not is_red(page, 4, 5.7)
    assert is_red(page, 4, 7)


def test_corners_hold_to_those_drawn_before(page: Any) -> None:
    """Clicked 3 cm beside corners of the east room."""
    floor = drawn(page, "z", (7.33, 1.12), (19.28, 1.08), (19.32, 9.12), (7.28, 9.08))
    assert floor["zones"][-1]["ring"] == [[7.3, 1.1], [19.3, 1.1], [19.3, 9.1], [7.3, 9.1]]


def test_the_first_corner_closes_a_ring_and_backspace_takes_one_back(page: Any) -> None:
    page.focus("#board")
    page.keyboard.press("p")
    for corner in ((9, 3), (12, 3), (12, 6), (9, 6), (10, 7)):
        click(page, *corner)
    page.keyboard.press("Backspace")
    assert page.inner_text("#draw-count") == "4 points"
    click(page, 9, 3)
    page.wait_for_selector("#tool-bar", state="hidden")
    zone = draft(page)["floors"][0]["prohibited"][0]
    assert (zone["id"], zone["kind"], len(zone["ring"])) == ("private-1", "toilet", 4)


def test_a_prohibited_zone_need_not_be_seen(page: Any) -> None:
    """It takes 9 m² out of the east room: 135 m² are left."""
    drawn(page, "p", (9, 3), (12, 3), (12, 6), (9, 6), free=True)
    exact(page)
    assert share(page) == pytest.approx(100 * (48 - FOOT_M2) / 135, abs=0.2)


def test_a_gate_is_watched_by_a_camera_from_four_counts_on(page: Any) -> None:
    floor = drawn(page, "g", (9, 3), (12, 3), (12, 6), (9, 6))
    assert (floor["zones"][-1]["id"], floor["zones"][-1]["kind"]) == ("gate-1", "gate")
    page.select_option("#field-watched", "eye")
    page.fill("#field-count-0", "10")
    page.keyboard.press("Enter")
    gate = draft(page)["floors"][0]["gates"][0]
    assert (gate["zone"], gate["camera"], gate["counts"]) == ("gate-1", "eye", [10, 16, 24, 32])


def test_what_has_too_few_corners_is_not_made(page: Any) -> None:
    page.focus("#board")
    page.keyboard.press("z")
    click(page, 9, 3)
    click(page, 12, 3)
    page.keyboard.press("Enter")
    assert page.inner_text("#said") == "at least 3 points are needed"
    assert draft(page) is None


def test_a_class_of_the_catalogue_is_hung_where_one_clicks_and_looks_away_from_the_wall(
    page: Any,
) -> None:
    """At the south wall of the east room, whose face is y = 1.1 m: it looks north."""
    page.focus("#board")
    page.keyboard.press("c")
    page.select_option("#class-picker", "bullet-4mp-2.8mm")
    click(page, 13, 1.2)
    camera = draft(page)["floors"][0]["cameras"][-1]
    assert camera["position"] == pytest.approx([13, 1.105], abs=0.03)
    assert (camera["pan_deg"], camera["picture"]) == (90, [2560, 1440])
    assert camera["lens"] == {"focal_mm": 2.8, "sensor_width_mm": 5.37}
    assert page.inner_text("#cost") == "1.0"
    exact(page)
    assert share(page) > WEST_PCT + 10
