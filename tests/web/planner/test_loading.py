"""What the page is made of: little, at once, from here alone."""

import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.web.assets import ASSETS
from tests.web.planner.rooms import BULLET, ROOMS, rooms_in
from tests.web.planner.steps import click, planner
from tests.web.serving import Served, serving

MOST_BYTES = 150_000
IMPORTED = re.compile(r'from "(\.[^"]+)"')
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}"


def modules(first: Path) -> set[Path]:
    """Return a script and all that it imports."""
    found: set[Path] = set()
    open_ = [first]
    while open_:
        path = open_.pop()
        if path not in found:
            found.add(path)
            text = path.read_text("utf-8")
            open_ += [(path.parent / each).resolve() for each in IMPORTED.findall(text)]
    return found


def test_every_module_is_asked_for_at_once() -> None:
    page = (ASSETS / "planner.html").read_text("utf-8")
    asked = set(re.findall(r'rel="modulepreload" href="/assets/([^"]+)"', page))
    main = (ASSETS / "planner" / "main.js").resolve()
    needed = {path.relative_to(ASSETS.resolve()).as_posix() for path in modules(main) - {main}}
    assert asked == needed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_load_stays_below_150_kilobytes(language: str, served: Served) -> None:
    """Page, styles, scripts, words and where letters are, packed as the server packs them."""
    scripts = modules((ASSETS / "planner" / "main.js").resolve())
    names = {path.relative_to(ASSETS.resolve()).as_posix() for path in scripts}
    names |= {"planner.css", "style.css", f"words/{language}.js"}
    with served.client("viewer") as client:
        told = [client.get(each) for each in ("/", "/font.css", *(f"/assets/{n}" for n in names))]
    assert sum(int(each.headers["content-length"]) for each in told) < MOST_BYTES


def test_no_script_or_style_stands_in_the_page() -> None:
    page = (ASSETS / "planner.html").read_text("utf-8")
    assert re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", page) is None


def test_names_are_never_markup(browser: Any, tmp_path: Path) -> None:
    """Whatever a name says is shown as it is, on the drawing, in panels and in the title."""
    text = (ROOMS + BULLET).replace("zh: 鱼眼, en: Eye", f'zh: "{HOSTILE}", en: "{HOSTILE}"')
    text = text.replace("en: Two rooms", f'en: "{HOSTILE}"').replace("en: East", f'en: "{HOSTILE}"')
    with serving(site=rooms_in(tmp_path, text)) as served, planner(browser, served) as page:
        for tab in ("cameras", "findings", "things", "item"):
            page.click(f"#tab-{tab}")
        click(page, 4, 5)
        assert page.inner_text("#panel-item h3").startswith(HOSTILE)
        assert page.title() == f"{HOSTILE} · Sightline"
        assert page.locator("img").count() == 0
        assert (page.faults, page.beyond) == ([], [])


def test_a_thousand_cameras_can_be_worked_with(browser: Any, tmp_path: Path) -> None:
    """Forty rows of twenty-five; one is dragged, one is found by its name, one is removed."""
    camera = (
        "      - {{id: c{n}, position: [{x}, {y}], height_m: 3, pan_deg: {pan}, tilt_deg: 30,"
        " hfov_deg: 84, picture: [1920, 1080]}}\n"
    )
    many = "".join(
        camera.format(n=n, x=1.5 + n % 25 * 0.7, y=1.5 + n // 25 * 0.18, pan=n % 360)
        for n in range(1, 1000)
    )
    with (
        serving(site=rooms_in(tmp_path, ROOMS + many)) as served,
        planner(browser, served, awaited="scene") as page,
    ):
        assert page.locator(".camera").count() == 1000
        page.click("#tab-cameras")
        assert "1–40 of 1000" in page.inner_text("#panel-cameras .pages")
        page.fill("#camera-search", "c777")
        page.click("#panel-cameras tbody th button")
        page.click("#tab-item")
        page.focus('.camera[data-id="c777"]')
        page.keyboard.press("Shift+ArrowRight")
        assert page.inner_text("#nominal")[0] == "≈"
        page.keyboard.press("Delete")
        assert page.locator(".camera").count() == 999
        page.keyboard.press("Control+z")
        assert page.locator(".camera").count() == 1000


def test_no_request_leaves_the_server(browser: Any, tmp_path: Path) -> None:
    with serving(site=rooms_in(tmp_path, ROOMS)) as served, planner(browser, served) as page:
        asked = "performance.getEntriesByType('resource').map((each) => new URL(each.name).host)"
        assert set(page.evaluate(asked)) == {f"127.0.0.1:{served.port}"}
        assert page.beyond == []
