"""Plans are dropped onto the page: a drawing becomes floors, a picture lies below them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from pipeline.store.access_log import AccessLog
from tests.web.planner.rooms import ROOMS, rooms_in
from tests.web.planner.steps import draft, drop, exact, planner, screen
from tests.web.serving import Served, serving

DRAFTED = "name => Object.values(localStorage).some((each) => each.includes(name))"
RATIO = """() => {
    const it = new Image();
    it.src = document.querySelector("#board image").getAttribute("href");
    return it.decode().then(() => it.naturalWidth / it.naturalHeight);
}"""
"""How much wider than high the picture is that lies below the plan."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("import")
    with serving(site=rooms_in(folder, ROOMS), log=AccessLog(folder / "log.db")) as it:
        yield it


@pytest.fixture
def page(browser: Any, own: Served) -> Iterator[Any]:
    with planner(browser, own) as it:
        yield it
        assert it.faults == []


def hall(path: Path) -> Path:
    """Write a drawing of one hall of 30 m by 20 m, in metres."""
    walls = {"type": "LineString", "coordinates": [[0, 0], [30, 0], [30, 20], [0, 20], [0, 0]]}
    feature = {"type": "Feature", "properties": {"layer": "wall"}, "geometry": walls}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


def test_a_drawing_becomes_a_floor_beside_the_others_or_in_their_place(
    page: Any, tmp_path: Path
) -> None:
    drop(page, hall(tmp_path / "hall.geojson"))
    page.click("#dialog button[value=add]")
    page.wait_for_selector("#undo:not([disabled])")
    site = draft(page)
    assert site["floors"][0]["id"] == "ground"
    assert len(site["floors"]) == 2
    assert page.locator("#floors [role=tab]").count() == 2
    assert page.get_attribute("#floors [role=tab] >> nth=1", "aria-selected") == "true"
    page.click("#undo")
    assert draft(page) is None
    drop(page, hall(tmp_path / "hall.geojson"))
    page.click("#dialog button[value=replace]")
    page.wait_for_selector("#undo:not([disabled])")
    site = draft(page)
    assert len(site["floors"]) == 1
    assert len(site["floors"][0]["occluders"]) >= 1


def test_what_is_no_plan_is_refused_with_a_reason(page: Any, tmp_path: Path) -> None:
    wrong = tmp_path / "plan.dxf"
    wrong.write_text("this is no drawing", "utf-8")
    drop(page, wrong)
    page.wait_for_selector("#dialog h2 >> text=It cannot be imported")
    assert "plan.dxf" in page.inner_text("#dialog")
    page.keyboard.press("Escape")
    assert draft(page) is None


def test_undo_shows_the_picture_before(page: Any, tmp_path: Path) -> None:
    """One twice as wide as high, then a square one; the site names the first again."""
    for number, size in enumerate(((100, 200, 3), (90, 90, 3)), start=1):
        picture = tmp_path / f"{number}.png"
        cv2.imwrite(str(picture), np.full(size, 200, np.uint8))
        drop(page, picture)
        with page.expect_response("**/api/underlay/*") as answer:
            page.click("#dialog button[value=underlay]")
        named = answer.value.json()["picture"]["picture"]
        page.wait_for_function(DRAFTED, arg=named)
    shown = page.locator("#board image")
    square = shown.get_attribute("href")
    assert page.evaluate(RATIO) == 1
    page.click("#undo")
    expect(shown).not_to_have_attribute("href", square)
    assert page.evaluate(RATIO) == 2


def test_a_picture_lies_below_the_plan_and_stays(page: Any, own: Served, tmp_path: Path) -> None:
    """Twice as wide as high: 100 m by 50 m until somebody says otherwise."""
    picture = tmp_path / "scan.png"
    cv2.imwrite(str(picture), np.full((100, 200, 3), 200, np.uint8))
    drop(page, picture)
    page.click("#dialog button[value=underlay]")
    page.wait_for_selector("#underlay-opacity")
    shape = {name: page.get_attribute("#board image", name) for name in ("width", "height")}
    assert shape == {"width": "100", "height": "50"}
    page.wait_for_selector("#undo:not([disabled])")
    page.click(".underlay-bar summary")
    page.fill("#underlay-width_m", "40.8")
    page.keyboard.press("Enter")
    page.fill("#underlay-opacity", "0.3")
    underlay = draft(page)["floors"][0]["underlay"]
    assert (underlay["width_m"], underlay["height_m"], underlay["opacity"]) == (40.8, 20.4, 0.3)
    page.click("#save")
    page.fill("#reason", "traced")
    page.click("#dialog button.main")
    page.wait_for_selector("#save-state.saved")
    page.reload()
    exact(page)
    page.wait_for_selector("#underlay-opacity")
    box = page.locator("#board image").bounding_box()
    assert box["x"] == pytest.approx(screen(page, 0, 0)[0], abs=1)
    assert box["width"] == pytest.approx(screen(page, 40.8, 0)[0] - screen(page, 0, 0)[0], abs=1)
