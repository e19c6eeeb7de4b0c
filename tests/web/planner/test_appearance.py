"""How the page looks and reads: by the rules of axe-core, on a phone, on paper."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.report.test_accessibility import AXE
from tests.web.planner.steps import click, exact, planner
from tests.web.serving import Served

RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] })
  return found.violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`)
}"""
PLACED = """() => {
  const boxOf = (node) => node.getBoundingClientRect().toJSON()
  const frame = JSON.stringify(boxOf(document.querySelector("#board")))
  const sheets = [...document.querySelectorAll(".plan-sheet")].map(boxOf)
  return sheets.every((each) => JSON.stringify(each) === frame)
}"""
MEASURED_MM = """() => {
  const ground = document.querySelector(".ground").getBBox()
  const { a } = document.querySelector(".world").getScreenCTM()
  const bar = document.querySelector("#scale-bar")
  const width_px = parseFloat(bar.style.getPropertyValue("--bar"))
  return [a * ground.width, width_px / parseFloat(bar.textContent)].map((px) => px / 96 * 25.4)
}"""
BEYOND = "document.documentElement.scrollWidth - innerWidth"


def faults(page: Any) -> list[str]:
    """Return what axe-core finds serious, with the first element of each."""
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install axe-core")
@pytest.mark.parametrize(("language", "coats"), [("zh", ("light", "contrast")), ("en", ("dark",))])
def test_the_page_breaks_no_rule_and_a_broken_one_does(
    browser: Any, rooms: Served, language: str, coats: tuple[str, ...]
) -> None:
    """In every tab, with dialogs, tools and a chosen camera, in every coat."""
    with planner(browser, rooms, language, bypass_csp=True) as page:
        page.add_script_tag(path=str(AXE))
        click(page, 4, 5)
        for coat in coats:
            page.select_option("#theme", coat)
            for tab in ("item", "cameras", "findings", "things", "layers"):
                page.click(f"#tab-{tab}")
                assert faults(page) == [], (coat, tab)
        page.keyboard.press("Escape")
        for tool in ("camera", "zone", "who", "scale"):
            page.click(f'[data-tool="{tool}"]')
            assert faults(page) == [], tool
        page.click("#help")
        page.wait_for_selector("#dialog table")
        assert faults(page) == []
        page.keyboard.press("Escape")
        page.evaluate("document.querySelector('#save').removeAttribute('data-word')")
        page.evaluate("document.querySelector('#undo').removeAttribute('aria-label')")
        page.evaluate("document.querySelector('#undo').removeAttribute('title')")
        assert [each.partition(":")[0] for each in faults(page)] == ["button-name"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width_px", [1280, 390])
def test_nothing_reaches_beyond_the_window(
    browser: Any, rooms: Served, language: str, width_px: int
) -> None:
    with planner(browser, rooms, language, viewport={"width": width_px, "height": 800}) as page:
        assert page.evaluate(BEYOND) <= 0
        for tab in ("cameras", "findings", "layers"):
            page.click(f"#tab-{tab}")
            assert page.evaluate(BEYOND) <= 0
        page.click('[data-tool="scale"]')
        assert page.evaluate(BEYOND) <= 0


def test_a_phone_pinches_and_drags(browser: Any, rooms: Served) -> None:
    """Two fingers that part to twice their distance come twice as near."""
    size = {"width": 390, "height": 800}
    with planner(browser, rooms, viewport=size, has_touch=True) as page:
        scale = "document.querySelector('.world').transform.baseVal.consolidate().matrix.a"
        before = page.evaluate(scale)
        box = page.locator("#board").bounding_box()
        x, y = box["x"] + 200, box["y"] + 250
        touch = page.context.new_cdp_session(page)
        for kind, apart in (("touchStart", 40), ("touchMove", 60), ("touchMove", 80)):
            points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert page.evaluate(scale) == pytest.approx(2 * before, rel=0.05)


def test_it_prints_on_a3_with_views_a_legend_and_the_list_of_cameras(
    page: Any, tmp_path: Path
) -> None:
    """A3 across is 1190.55 by 841.89 points; 20.4 m on 396 mm of it are 1:75 at the largest."""
    page.evaluate("window.print = () => {}")
    page.click("#print")
    page.click("#dialog button[value=full]")
    page.wait_for_selector("#sheet h1", state="attached")
    page.emulate_media(media="print")
    sheet = page.inner_text("#sheet")
    for words in (
        "Two rooms",
        "view of a camera, true width",
        "Eye (eye)",
        "% guaranteed",
        "1:75 (A3)",
    ):
        assert words in sheet
    assert page.is_visible(".cone")
    # Every sheet of the drawing lies in its frame, or the scale that is printed would be none.
    assert page.evaluate(PLACED)
    assert page.evaluate(MEASURED_MM) == pytest.approx([20400 / 75, 1000 / 75], rel=1e-3)
    paper = page.pdf(path=str(tmp_path / "plan.pdf"), prefer_css_page_size=True)
    assert re.search(rb"/MediaBox \[0 0 119[01]\.\d+ 84[12]\.?\d*\]", paper)
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.inner_text("#sheet") == ""
    exact(page)


def test_whoever_hangs_cameras_gets_positions_alone(page: Any) -> None:
    page.evaluate("window.print = () => {}")
    page.click("#print")
    page.click("#dialog button[value=positions]")
    page.wait_for_selector("#sheet h1", state="attached")
    page.emulate_media(media="print")
    assert page.is_visible(".camera >> nth=0")
    assert not page.is_visible(".cone >> nth=0")
    assert not page.is_visible(".blind-about")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_a_sheet_lends_what_lies_on_it_no_line(page: Any) -> None:
    """What is covered has no edge of its own, as the plan below it has."""
    edges = """(chosen) => [...new Set([...document.querySelectorAll(chosen)].map(
      (each) => getComputedStyle(each).stroke))]"""
    assert page.evaluate(edges, ".plan-sheet") == ["none"]
    assert page.evaluate(edges, ".required") == ["none"]
    assert page.evaluate(edges, "path.ground") != ["none"]
