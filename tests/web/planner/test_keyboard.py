"""All that the pointer does, the keyboard does too."""

from typing import Any

import pytest

from tests.web.planner.rooms import FOOT_M2
from tests.web.planner.steps import draft, exact, field, share


def choose(page: Any, camera: str = "eye") -> None:
    """Bring the focus to a camera, as Tab does."""
    page.focus("#board")
    while page.evaluate("document.activeElement.dataset.id ?? ''") != camera:
        page.keyboard.press("Tab")


def settled(page: Any) -> dict[str, Any]:
    """Return the first camera once the steps by key have become one of the history."""
    page.wait_for_selector("#undo:not([disabled])")
    camera: dict[str, Any] = draft(page)["floors"][0]["cameras"][0]
    return camera


def test_tab_goes_to_a_camera_and_says_where_it_is(page: Any) -> None:
    choose(page)
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "Camera Eye at 4.0, 5.0 m, looks to 0°, field of view 180°"
    assert page.inner_text("#panel-item h3") == "Eye eye"


def test_an_arrow_moves_by_a_tenth_and_with_shift_by_a_metre(page: Any) -> None:
    choose(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    assert settled(page)["position"] == [5.1, 5.1]


def test_steps_that_follow_quickly_are_taken_back_at_once(page: Any) -> None:
    choose(page)
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert settled(page)["position"] == [3.5, 5]
    page.keyboard.press("Control+z")
    assert draft(page) is None


def test_brackets_turn_commas_tilt_and_page_keys_raise(page: Any) -> None:
    """Left by 1°, right by 10°: 0 + 1 - 10 is 351°."""
    choose(page)
    page.keyboard.press("[")
    page.keyboard.press("}")
    page.keyboard.press(",")
    page.keyboard.press("PageUp")
    camera = settled(page)
    page.wait_for_timeout(400)
    assert draft(page)["floors"][0]["cameras"][0] | {"position": 0} == camera | {
        "position": 0,
        "pan_deg": 351,
        "tilt_deg": 89,
        "height_m": 3.1,
    }


def test_plus_widens_the_view(page: Any) -> None:
    choose(page, "bullet")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("-")
    page.wait_for_function("() => document.querySelector('#field-field').value === '61'")


def test_a_handle_is_a_slider(page: Any) -> None:
    choose(page, "bullet")
    page.focus(".handle.turn")
    page.keyboard.press("ArrowLeft")
    page.focus(".handle.reach")
    page.keyboard.press("ArrowUp")
    slider = page.locator(".handle.turn")
    assert slider.get_attribute("role") == "slider"
    assert (slider.get_attribute("aria-valuenow"), field(page, "tilt")) == ("1", 19)


def test_a_camera_is_copied_pasted_and_removed(page: Any) -> None:
    """It is pasted a metre beside itself, under an id of its own."""
    choose(page)
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    cameras = draft(page)["floors"][0]["cameras"]
    assert (cameras[-1]["id"], cameras[-1]["position"]) == ("cam-1", [5, 6])
    assert cameras[-1]["lens"] == cameras[0]["lens"]
    page.keyboard.press("Delete")
    assert draft(page) is None


def test_a_zone_is_drawn_by_numbers_and_its_corners_move_by_arrows(page: Any) -> None:
    page.focus("#board")
    page.keyboard.press("z")
    for x, y in ((8, 2), (10, 2), (10, 4)):
        page.fill("#draw-x", str(x))
        page.fill("#draw-y", str(y))
        page.keyboard.press("Enter")
    page.click("#tool-bar button.main")
    page.wait_for_selector("#tool-bar", state="hidden")
    page.focus('[data-corner="2"]')
    page.keyboard.press("Shift+ArrowUp")
    assert draft(page)["floors"][0]["zones"][-1] == {
        "id": "zone-1",
        "kind": "corridor",
        "name": {"zh": "走廊 1", "en": "corridor 1"},
        "ring": [[8, 2], [10, 2], [10, 5]],
    }
    page.focus('[data-corner="2"]')
    page.keyboard.press("Delete")
    assert len(draft(page)["floors"][0]["zones"][-1]["ring"]) == 3


def test_a_camera_is_hung_in_the_middle_of_the_chosen_zone(page: Any) -> None:
    """The middle of the east room is (13.3, 5.1)."""
    page.click("#tab-things")
    page.click("#panel-things >> text=East")
    page.focus("#board")
    page.keyboard.press("c")
    page.select_option("#class-picker", "fisheye-6mp")
    page.click("#tool-bar >> text=Hang in the middle")
    camera = draft(page)["floors"][0]["cameras"][-1]
    assert (camera["id"], camera["position"], camera["tilt_deg"]) == ("cam-1", [13.3, 5.1], 90)
    exact(page)
    assert share(page) == pytest.approx(100 * (144 - 2 * FOOT_M2) / 144, abs=0.1)


def test_a_crosshair_asks_who_sees_a_point(page: Any) -> None:
    """It begins in the middle of the view and goes half a metre a step."""
    page.focus("#board")
    page.keyboard.press("i")
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert page.inner_text("#said") == "seen by Eye"
    assert "1 cameras see it" in page.inner_text("#tool-bar")


def test_the_help_names_every_key(page: Any) -> None:
    page.focus("#board")
    page.keyboard.press("?")
    page.wait_for_selector("#dialog table")
    told = page.inner_text("#dialog")
    for words in ("move by 0.1 m", "turn by 1°", "goes from camera to camera", "no snapping"):
        assert words in told
    page.keyboard.press("Escape")
    assert not page.is_visible("#dialog")


def test_letters_typed_into_a_field_are_letters(page: Any) -> None:
    choose(page)
    page.fill("#field-name", "")
    page.type("#field-name", "cwz[")
    page.keyboard.press("Enter")
    assert page.get_attribute('[data-tool="select"]', "aria-pressed") == "true"
    assert draft(page)["floors"][0]["cameras"][0]["name"] == {"zh": "鱼眼", "en": "cwz["}
