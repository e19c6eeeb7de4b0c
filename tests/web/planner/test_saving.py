"""Nothing is lost: saving, somebody else's changes, reloads, and a server that goes away."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pipeline.cli.main import main
from pipeline.config.text_merge import matched
from pipeline.store.access_log import AccessLog
from pipeline.web.app import application
from pipeline.web.listening import listener, server
from tests.web.planner.rooms import BULLET, EAST_PCT, ROOMS, WEST_PCT, rooms_in
from tests.web.planner.steps import click, draft, drag, exact, move, planner, press, share
from tests.web.serving import Served, serving


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """Give a server of rooms of its own, whose file may be changed."""
    with serving(site=rooms_in(tmp_path, ROOMS + BULLET), log=AccessLog(tmp_path / "log.db")) as it:
        yield it


def text_of(served: Served) -> str:
    assert served.desk.site is not None
    return served.desk.site.read_text("utf-8")


def step(page: Any, key: str, camera: tuple[float, float] = (4, 5)) -> None:
    """Choose a camera, and move it by a key."""
    click(page, *camera)
    page.keyboard.press(key)
    page.wait_for_selector("#undo:not([disabled])")


def save(page: Any, reason: str = "") -> None:
    page.click("#save")
    page.wait_for_selector("#reason")
    page.fill("#reason", reason)
    page.click("#dialog button.main")


def test_saving_shows_what_changes_asks_why_and_keeps_comments(browser: Any, own: Served) -> None:
    before = text_of(own)
    with planner(browser, own) as page:
        step(page, "Shift+ArrowUp")
        page.click("#save")
        diff = page.inner_text("#dialog .diff")
        assert "-      - {id: eye" in diff
        assert text_of(own) == before
        page.fill("#reason", "higher up")
        page.click("#dialog button.main")
        page.wait_for_selector("#save-state.saved")
        assert draft(page) is None
        exact(page)
    assert text_of(own) == before.replace("position: [4, 5]", "position: [4, 6]")
    assert own.desk.log is not None
    assert [(act.what, act.why) for act in own.desk.log.acts()] == [("site:save", "higher up")]


def test_two_who_change_different_things_are_joined(browser: Any, own: Served) -> None:
    with planner(browser, own) as page, planner(browser, own) as other:
        step(other, "ArrowRight", (10, 0.5))
        step(page, "Shift+ArrowUp")
        save(other)
        other.wait_for_selector("#save-state.saved")
        page.click("#save")
        page.wait_for_selector("#dialog .diff")
        assert "position: [10.1, 0.5]" in page.inner_text("#dialog .diff")
        assert "do not touch each other" in page.inner_text("#dialog")
        page.click("#dialog button.main")
        save(page)
        page.wait_for_selector("#save-state.saved")
    assert "position: [4, 6]" in text_of(own)
    assert "position: [10.1, 0.5]" in text_of(own)


def test_where_two_changed_the_same_it_is_told_and_theirs_can_be_taken(
    browser: Any, own: Served
) -> None:
    with planner(browser, own) as page, planner(browser, own) as other:
        step(other, "Shift+ArrowDown")
        step(page, "Shift+ArrowUp")
        save(other)
        other.wait_for_selector("#save-state.saved")
        page.click("#save")
        page.wait_for_selector("#dialog .problems")
        assert "floors.ground.cameras.eye.position" in page.inner_text("#dialog .problems")
        page.click("#dialog button[value=theirs]")
        page.wait_for_selector("#save-state.saved")
        page.click("#undo")
        assert draft(page)["floors"][0]["cameras"][0]["position"] == [4, 6]


def test_two_tabs_of_one_browser_keep_their_work_apart(browser: Any, own: Served) -> None:
    """The second tab is not offered what the first is about, and neither writes over the other."""
    with planner(browser, own) as page:
        step(page, "Shift+ArrowUp")
        page.evaluate("dispatchEvent(new Event('pagehide'))")
        other = page.context.new_page()
        other.goto("/?lang=en")
        exact(other)
        assert other.locator("#found").count() == 0
        step(other, "Shift+ArrowDown")
        other.evaluate("dispatchEvent(new Event('pagehide'))")
        kept = "Object.keys(localStorage).filter((key) => key.startsWith('sightline.draft')).length"
        # What one tab keeps reaches the other through the browser, a moment later; a page whose
        # policy forbids to evaluate words can be asked again only by a function.
        page.wait_for_function(f"() => {kept} === 2")


def test_a_reload_offers_what_was_not_saved(browser: Any, own: Served) -> None:
    with planner(browser, own) as page:
        step(page, "Shift+ArrowUp")
        page.reload()
        page.click("#found button.main")
        assert draft(page)["floors"][0]["cameras"][0]["position"] == [4, 6]
        page.reload()
        page.click("#found button:not(.main)")
        page.reload()
        exact(page)
        assert page.locator("#found").count() == 0


def test_work_found_again_is_joined_with_what_the_file_has_become(
    browser: Any, own: Served
) -> None:
    assert own.desk.site is not None
    with planner(browser, own) as page:
        step(page, "Shift+ArrowUp")
        page.goto("about:blank")
        text = text_of(own).replace("position: [10, 0.5]", "position: [11, 0.5]")
        own.desk.site.write_text(text, "utf-8")
        page.goto("/?lang=en")
        assert "the file has changed since" in page.inner_text("#found")
        page.click("#found button.main")
        cameras = draft(page)["floors"][0]["cameras"]
        assert [camera["position"] for camera in cameras] == [[4, 6], [11, 0.5]]


@contextmanager
def again(served: Served) -> Iterator[None]:
    """Serve the same desk on the same port once more, as after a restart."""
    served.desk.ending.clear()
    with listener("127.0.0.1", served.port) as socket:
        it = server(application(served.desk))
        thread = Thread(target=it.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            it.should_exit = True
            thread.join(10.0)


def test_a_server_that_starts_anew_while_one_drags_loses_nothing(
    browser: Any, tmp_path: Path
) -> None:
    """It is said, the figure goes on as the browser's own, and the exact one comes back with it."""
    with ExitStack() as first:
        served = first.enter_context(serving(site=rooms_in(tmp_path, ROOMS + BULLET)))
        with planner(browser, served) as page:
            press(page, 4, 5)
            move(page, 5, 5)
            first.close()
            move(page, 13, 5)
            page.wait_for_selector("#lost")
            move(page, 13, 5)
            assert page.inner_text("#nominal").startswith("≈")
            page.mouse.up()
            assert share(page) == pytest.approx(EAST_PCT, abs=0.3)
            page.keyboard.press("Shift+ArrowDown")
            position = draft(page)["floors"][0]["cameras"][0]["position"]
            assert position == pytest.approx([13, 4], abs=0.05)
            with again(served):
                exact(page)
                assert page.locator("#lost").count() == 0
                assert share(page) == pytest.approx(EAST_PCT, abs=0.1)


def test_on_a_slow_network_the_hand_does_not_wait(browser: Any, own: Served) -> None:
    """No answer comes while one drags; the red goes with the hand, and the last answer counts."""
    held: list[Any] = []
    with planner(browser, own) as page:
        page.context.route("**/api/plan/numbers", lambda route: held.append(route))
        drag(page, (4, 5), (13, 5))
        assert (page.inner_text("#nominal")[0], share(page) > 60) == ("≈", True)
        drag(page, (13, 5), (4, 5))
        assert (page.inner_text("#nominal")[0], share(page) < 40) == ("≈", True)
        page.wait_for_timeout(50)
        for route in held:
            route.fallback()
        exact(page)
        assert share(page) == pytest.approx(WEST_PCT, abs=0.1)


def test_a_viewer_may_try_everything_and_save_nothing(browser: Any, own: Served) -> None:
    with planner(browser, own, role="viewer") as page:
        step(page, "Shift+ArrowUp")
        exact(page)
        assert page.is_disabled("#save")
        assert page.get_attribute("#save", "title") == "only an admin may save"


def test_a_server_that_fails_is_asked_for_the_drawing_after_a_wait(
    browser: Any, own: Served
) -> None:
    """It is told as lost, and asked again by and by: not at once, not without end."""
    with planner(browser, own) as page:
        asked: list[Any] = []

        def fail(route: Any) -> None:
            asked.append(route)
            route.fulfill(status=503, json={"error": {"message": "busy"}})

        page.context.route("**/api/plan/scene", fail)
        page.select_option("#profile", index=1)
        page.wait_for_selector("#lost")
        page.wait_for_timeout(300)
        assert 1 <= len(asked) <= 3
        with page.expect_response(lambda it: it.url.endswith("/api/plan/scene") and it.ok):
            page.context.unroute("**/api/plan/scene")
        page.wait_for_selector("#lost", state="detached")


def in_full(page: Any) -> tuple[str, str]:
    """Return the shares that are shown, with all their digits: guaranteed, and as drawn."""
    return tuple(page.get_attribute(f"#{name}", "data-value") for name in ("guaranteed", "nominal"))


def test_the_numbers_of_a_plan_are_those_of_its_file_once_it_is_saved(
    browser: Any, own: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file holds six digits, so that a plan has no more before it is counted either.

    What the file itself holds in more digits, of the bullet and the divider, stays as it is.
    """
    assert own.desk.site is not None
    text = text_of(own).replace("[10, 0.5]", "[10.123456789, 0.5]")
    own.desk.site.write_text(text.replace("[[7.2, 1], ", "[[7.200000123, 1], "), "utf-8")
    with planner(browser, own) as page:
        click(page, 4, 5)
        page.fill("#field-height", "2.87654321987")
        page.keyboard.press("Enter")
        exact(page)
        before, asked = in_full(page), list[str]()
        page.on("request", lambda it: asked.append(it.url))
        save(page)
        page.wait_for_selector("#save-state.saved")
        exact(page)
        assert in_full(page) == before
        assert [url for url in asked if "/api/plan/" in url] == []
    main(["audit", str(own.desk.site), "--json", "--lang", "en"])
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert (summary["covered_pct"], summary["nominal_pct"]) == tuple(map(float, before))
    assert "height_m: 2.876543," in text_of(own)
    assert "10.123456789" in text_of(own) and "7.200000123" in text_of(own)


SETTLED = """async () => {
  const { settled } = await import("/assets/planner/settle.js")
  const thing = (id, x, more) => ({ id, at: [x, 2], ...more })
  const rings = [[0.1111111119, 0], [1, 1]]
  const file = { things: [thing("a", 0.123456789), thing("b", 1)], rings }
  const same = { ...file, things: [...file.things] }
  const moved = {
    things: [thing("b", 1.00000049), thing("c", 3.33333333333), thing("a", 0.123456789, { n: 1 })],
    rings: [[5, 5.55555555], [0.1111111119, 0], [1, 1]],
  }
  return [settled(file, [file]) === file, settled(same, [file]) === same,
    settled(moved, [file]), settled([-1e-9, 2e300, "x", null, true], []),
    settled({ rings: [[0.1111111119, 7.77777777], [1, 1]] }, [file]).rings]
}"""


def test_what_is_new_is_rounded_and_what_is_written_already_stays(
    browser: Any, own: Served
) -> None:
    """Less than half a millionth is no change; things are known by their ids, corners by places.

    Where there are as many corners as before, each is the one in its place, as in a file's text.
    """
    rings = [[0.1111111119, 0], [1, 1]]
    assert matched(rings, [[0.1111111119, 7], [1, 1]]) == [(0, 0), (1, 1)]
    with planner(browser, own) as page:
        is_file, is_same, moved, few, dragged = page.evaluate(SETTLED)
    assert is_file and is_same
    assert [each["at"][0] for each in moved["things"]] == [1, 3.333333, 0.123456789]
    assert moved["rings"] == [[5, 5.555556], [0.1111111119, 0], [1, 1]]
    assert few == [0, 2e300, "x", None, True]
    assert dragged == [[0.1111111119, 7.777778], [1, 1]]
