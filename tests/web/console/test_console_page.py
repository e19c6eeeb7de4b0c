"""The console in a real browser: what it shows, where each figure leads, and when it is stale."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from pipeline.store.event_store import record_batch
from pipeline.store.export import accesses
from pipeline.web.app import application
from pipeline.web.desk import Desk
from pipeline.web.listening import listener, server
from tests.store.chained import event as crowd_at
from tests.web.console.conftest import READY, Watched, copy_of, shown, watching
from tests.web.serving import Access, Served, keys, page_of, serving

HIDDEN = "#stale[hidden]"
STALE = "#stale:not([hidden])"
NASTY = "<img src=x onerror=document.body.remove()>"
"""What the school's canteen is called; it is text, wherever it stands."""
COUNTED = """() => {
    const { createObjectURL, revokeObjectURL } = URL;
    window.kept = new Set();
    URL.createObjectURL = (it) => {
        const url = createObjectURL.call(URL, it);
        kept.add(url);
        return url;
    };
    URL.revokeObjectURL = (url) => kept.delete(url) && revokeObjectURL.call(URL, url);
}"""
"""Counts the files that the page keeps in the browser's memory."""


@pytest.fixture(scope="module")
def going(watched: Watched) -> Iterator[Watched]:
    """Give the school while its watch goes on."""
    with watching(watched):
        yield watched


@pytest.fixture(scope="module")
def page(browser: Any, console: Served, going: Watched) -> Iterator[Any]:
    """Give the console in English, shared by the tests that change nothing of it."""
    with shown(browser, console, "/console?lang=en") as it:
        yield it


def test_gates_cameras_and_what_is_blind_are_shown(page: Any) -> None:
    page.goto("/console?lang=en")
    page.wait_for_selector("#gates .gate")
    assert page.locator("#gates h3").all_inner_texts() == ["Main gate", NASTY]
    assert page.locator("img").count() == 0
    assert page.locator("#coverage .word").inner_text() == "failing"
    assert "Corridor: 6" in page.locator("#coverage .spots").inner_text()
    assert "failing (offline)" in page.locator("#health li").first.inner_text()
    page.wait_for_selector(HIDDEN, state="attached")
    assert (page.faults, page.beyond) == ([], [])


def test_the_view_of_a_failing_camera_is_taken_out_of_the_plan(page: Any) -> None:
    views = page.locator("#plan .view").evaluate_all("all => all.map(v => v.dataset.camera)")
    assert sorted(views) == ["cam-canteen", "cam-gate"]
    assert page.locator("#plan .spot").count() == 1


def test_every_figure_leads_to_where_it_comes_from(page: Any) -> None:
    """A gate's to its series, coverage to its blind spots, a spot to its place and camera."""
    page.click("#gates .figure >> nth=0")
    page.wait_for_selector("#panel .series")
    assert "Tiers begin at" in page.locator("#panel .facts").inner_text()
    page.click("#coverage .figure")
    page.wait_for_selector("#panel .facts >> text=To be covered")
    page.click("#panel .spots a >> nth=0")
    page.wait_for_selector("#panel .facts >> text=For want of")
    assert page.locator("#plan .spot.chosen").count() == 1
    page.click("#panel .facts a")
    page.wait_for_selector("#panel .facts >> text=connection refused")
    assert "its view is taken out" in page.locator("#panel .facts").inner_text()
    page.click("#panel .leave")
    page.wait_for_selector("#panel", state="hidden")


def test_an_event_shows_its_seconds_its_places_in_the_chain_and_its_evidence(
    page: Any, going: Watched
) -> None:
    page.goto(f"/console?lang=en#event/{going.crowd_id}")
    page.wait_for_selector("#panel .series")
    assert page.locator("#panel .chain tbody tr").count() == 2
    page.click("#panel .rows summary")
    expect(page.locator("#panel .rows tbody tr")).to_have_count(430)
    show = page.locator(f'[data-file="{going.crowd_id}.snapshot.jpg"]')
    with going.opened() as store:
        before = len(accesses(store))
    show.click()  # Without a reason nothing happens.
    assert page.locator("#panel img").count() == 0
    page.evaluate(COUNTED)
    page.fill("#panel [name=why]", "家长询问")
    show.click()
    page.wait_for_selector("#panel img")
    assert page.locator("#panel img").evaluate("i => i.decode().then(() => i.naturalWidth)") == 320
    with going.opened() as store:
        told = accesses(store)
    assert (len(told), told[-1].who, told[-1].why) == (before + 1, "auditor", "家长询问")
    assert page.evaluate("kept.size") == 1
    page.click("#panel .leave")
    page.wait_for_selector("#panel", state="hidden")
    assert page.evaluate("kept.size") == page.locator("#panel *").count() == 0


def test_filters_are_asked_of_the_server(page: Any, going: Watched) -> None:
    page.goto("/console?lang=en")
    page.wait_for_selector("#timeline li a")
    page.select_option("#filters [name=tier]", "orange")
    expect(page.locator("#timeline li")).to_have_count(1)
    assert going.crowd_id in page.locator("#timeline a").get_attribute("href")
    page.click("#filters [type=reset]")
    expect(page.locator("#timeline li")).not_to_have_count(1)


def test_an_event_appears_as_it_is_recorded(page: Any, going: Watched) -> None:
    page.goto("/console?lang=en")
    page.wait_for_selector(READY)
    crowd = replace(crowd_at(going.begun + 5.0), id=f"gate-{going.begun + 5:011.3f}")
    with going.opened() as store:
        record_batch(store, changes=[crowd])
    page.wait_for_selector(f'#timeline a[href="#event/{crowd.id}"]')
    expect(page.locator("#news")).to_contain_text("Main gate: crowding began")


def test_a_late_answer_takes_the_place_of_nothing(page: Any, going: Watched) -> None:
    """The answer to "orange" comes after the one to "yellow", and a yellow event before both."""
    page.goto("/console?lang=en")
    page.wait_for_selector("#timeline li a")
    held: list[Any] = []
    page.route("**/api/events?*", lambda it: held.append(it))
    for tier in ("orange", "yellow"):
        page.select_option("#filters [name=tier]", tier)
    while len(held) < 2:
        page.wait_for_timeout(20)
    answers = [each.fetch() for each in held]
    crowd = replace(crowd_at(going.begun + 6.0), id=f"gate-{going.begun + 6:011.3f}")
    with going.opened() as store:
        record_batch(store, changes=[crowd])
    own = page.locator(f'#timeline a[href="#event/{crowd.id}"]')
    expect(own).to_have_count(1)
    for number in (1, 0):
        with page.expect_response("**/api/events?*") as answer:
            held[number].fulfill(response=answers[number])
        answer.value.finished()
    expect(page.locator(f'#timeline a[href="#event/{going.crowd_id}"]')).to_have_count(0)
    expect(own).to_have_count(1)
    page.unroute("**/api/events?*")


def test_two_clicks_for_more_show_nothing_twice(page: Any) -> None:
    page.route("**/api/events?*", lambda it: it.continue_(url=f"{it.request.url}&most=2"))
    page.click("#filters [type=reset]")
    page.wait_for_selector("#more:not([hidden])")
    assert page.locator("#timeline li").count() == 2
    page.locator("#more").evaluate("it => (it.click(), it.click())")
    expect(page.locator("#timeline li")).to_have_count(4)
    links = page.locator("#timeline li a").evaluate_all("all => all.map(it => it.hash)")
    assert len(links) == len(set(links)) == 4
    page.unroute("**/api/events?*")
    page.click("#filters [type=reset]")


def test_floors_are_turned_to(page: Any) -> None:
    page.click("#floors button >> text=Upper floor")
    assert page.locator("#plan .camera").count() == 1
    page.click("#floors button >> text=Ground floor")
    assert page.locator("#plan .camera").count() == 3


def test_the_language_is_changed_on_the_spot(page: Any) -> None:
    page.click("#speak")
    expect(page.locator("#gates-heading")).to_have_text("校门")
    assert page.locator("#gates .chip").first.inner_text() in ("正常", "蓝色关注", "黄色预警")
    page.click("#speak")
    expect(page.locator("#gates-heading")).to_have_text("Gates")


def test_all_is_done_by_keyboard(browser: Any, console: Served, going: Watched) -> None:
    """From the skip link to a gate on the plan, into the panel and back to where one was."""
    with shown(browser, console, "/console?lang=en") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.getAttribute('href')") == "#gate/gate":
                break
        page.keyboard.press("Enter")
        page.wait_for_selector("#panel .series")
        assert page.evaluate("document.activeElement.tagName") == "H2"
        page.keyboard.press("Escape")
        page.wait_for_selector("#panel", state="hidden")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#gate/gate"


def test_a_watch_that_is_not_running_is_said_with_since_when(
    browser: Any, stopped: Watched, tmp_path: Path
) -> None:
    """Its last second is a minute old; when the watch goes on, nothing is said any more."""
    own = copy_of(stopped, tmp_path)
    with (
        serving(site=own.site, store=own.store) as it,
        shown(browser, it, "/console?lang=en") as page,
    ):
        page.wait_for_selector(STALE)
        assert "Nobody is watching: the last record is of" in page.locator("#stale").inner_text()
        assert "not watched" in page.locator("#gates").inner_text()
        assert page.locator("#gates .figure").count() == 0
        own.goes_on()
        page.wait_for_selector(HIDDEN, state="attached")
        page.wait_for_selector("#gates .figure")
        assert page.locator("#trouble").is_hidden()
        own.site.unlink()
        page.reload()
        page.wait_for_selector("#trouble:not([hidden])")
        assert "the site file is gone" in page.locator("#trouble").inner_text()


@contextmanager
def at_port(desk: Desk, port: int) -> Iterator[int]:
    """Serve a desk at a port, 0 for any, until the block ends."""
    desk.ending.clear()
    with listener("127.0.0.1", port) as socket:
        it = server(application(desk))
        thread = threading.Thread(target=it.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        try:
            yield socket.getsockname()[1]
        finally:
            it.should_exit = True
            thread.join(10.0)


def test_after_a_restart_the_page_has_missed_no_event(
    browser: Any, watched: Watched, going: Watched
) -> None:
    """Two crowds begin while the server is away, which the page says; then it shows both."""
    known = keys()
    desk = Desk(access=Access(known), site=watched.site, store=watched.store)
    tokens = {holder.who.role: holder.token for holder in known.holders}
    crowds = [
        replace(crowd_at(at_s), id=f"gate-{at_s:011.3f}")
        for at_s in (watched.begun + 7.0, watched.begun + 8.0)
    ]
    with at_port(desk, 0) as port:
        it = Served(f"http://127.0.0.1:{port}", None, desk, tokens, None)  # type: ignore[arg-type]
        context = page_of(browser, it, "auditor")
        page = context.__enter__()
        page.goto("/console?lang=en")
        page.wait_for_selector("html[data-ready]")
        page.wait_for_selector("#gates .figure")
    try:
        page.wait_for_selector(STALE)
        assert "No word from the server since" in page.locator("#stale").inner_text()
        with watched.opened() as store:
            record_batch(store, changes=crowds)
        with at_port(desk, port):
            for crowd in crowds:
                page.wait_for_selector(f'#timeline a[href="#event/{crowd.id}"]')
            page.wait_for_selector(HIDDEN, state="attached")
            assert page.faults == []
    finally:
        context.__exit__(None, None, None)
