"""The planner's afternoon once more by somebody who uses no pointer: keys, and nothing else."""

from pathlib import Path
from typing import Any

from pipeline.config.site_file import load_site
from tests.importers.plans.samples import svg_bytes
from tests.web.planner.steps import audited, exact, planner
from tests.web.serving import Served

MOST_TABS = 120
POINTED = """() => ["pointerdown", "mousedown", "touchstart"].forEach((kind) =>
  addEventListener(kind, () => (window.pointed = true), { capture: true }))"""


def reach(page: Any, selector: str) -> None:
    """Press Tab until that has the focus."""
    page.wait_for_selector(selector)
    for _ in range(MOST_TABS):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def press(page: Any, selector: str) -> None:
    reach(page, selector)
    page.keyboard.press("Enter")


def write(page: Any, selector: str, words: str) -> None:
    reach(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def choose(page: Any, selector: str, value: str) -> None:
    """Go through what a list offers until it is that."""
    reach(page, selector)
    for _ in range(40):
        if page.input_value(selector) == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{selector} does not come to {value}")


def bring_in(page: Any, drawing: Path) -> None:
    """Choose the drawing, and say that its 12 units are 24 m."""
    # Files are asked of the test from here on: told of at the key alone, the browser may be late.
    page.on("filechooser", lambda _: None)
    reach(page, "#import")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(drawing)
    choose(page, "#unit", "m")
    press(page, "#dialog button.main")
    press(page, "#dialog button[value=replace]")
    for name, value in {"x1": "0", "y1": "0", "x2": "12", "y2": "0", "metres": "24"}.items():
        write(page, f"#scale-{name}", value)
    page.keyboard.press("Enter")
    press(page, "#scale-apply")
    page.wait_for_selector("#tool-bar", state="hidden")


def draw_zone(page: Any, *ring: tuple[int, int]) -> None:
    reach(page, "#board")
    page.keyboard.press("z")
    for x, y in ring:
        write(page, "#draw-x", str(x))
        write(page, "#draw-y", str(y))
        page.keyboard.press("Enter")
    press(page, "#tool-bar button.main")
    page.wait_for_selector("#tool-bar", state="hidden")


def hang(page: Any, kind: str, x: int, y: int) -> None:
    """Hang a camera in the middle of the view, and write down where it is to be."""
    reach(page, "#board")
    page.keyboard.press("c")
    choose(page, "#class-picker", kind)
    press(page, "#tool-bar button:last-child")
    write(page, "#field-x", str(x))
    write(page, "#field-y", str(y))
    page.keyboard.press("Enter")


def test_a_plan_is_drawn_mended_and_saved_by_keys_alone(
    browser: Any, empty: Served, tmp_path: Path
) -> None:
    drawing = tmp_path / "house.svg"
    drawing.write_bytes(svg_bytes())
    with planner(browser, empty) as page:
        page.evaluate(POINTED)
        bring_in(page, drawing)
        draw_zone(page, (11, 1), (23, 1), (23, 15), (11, 15))
        draw_zone(page, (1, 1), (9, 1), (9, 15), (1, 15))
        for x in (5, 14, 20):
            hang(page, "dome-4mp-2.8mm", x, 8)
        exact(page)
        assert page.inner_text("#spots") != "0"
        reach(page, "[role=tab][aria-selected=true]:not(#floors *)")
        for _ in range(2):
            page.keyboard.press("ArrowRight")
        press(page, "#fix")
        press(page, "#take-fix")
        exact(page)
        assert page.inner_text("#spots") == "0"
        page.keyboard.press("Control+s")
        write(page, "#reason", "by keys")
        press(page, "#dialog button.main")
        page.wait_for_selector("#save-state.saved")
        exact(page)
        shown = float(page.get_attribute("#guaranteed", "data-value"))
        assert page.evaluate("window.pointed === undefined")
        assert (page.faults, page.beyond) == ([], [])
    assert empty.desk.site is not None
    (floor,) = load_site(empty.desk.site).floors
    # Two rooms came with the drawing, and two zones were drawn over it.
    assert (len(floor.zones), len(floor.cameras) >= 3) == (4, True)
    assert audited(empty.desk.site)["covered_pct"] == shown
