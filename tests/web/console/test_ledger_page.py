"""The ledger's board in a real browser: what marks a hazard, and what two who keep it see."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.console.conftest import Watched, shown
from tests.web.serving import Served


@pytest.fixture(scope="module")
def page(browser: Any, console: Served) -> Iterator[Any]:
    """Give the board in English to an auditor."""
    with shown(browser, console, "/ledger?lang=en") as it:
        yield it


def opened(page: Any, state: str, nth: int = 0) -> None:
    """Open a hazard of a column."""
    page.locator(f"#board .{state} h3 a").nth(nth).click()
    page.wait_for_selector("#panel .history")


def test_there_is_a_column_for_each_state_and_marks_for_what_presses(page: Any) -> None:
    heads = page.locator("#board h2").all_inner_texts()
    assert [head.split()[0] for head in heads] == [
        *("registered", "rectifying", "supervised", "review", "waived", "closed"),
    ]
    late = page.locator("#board .supervised .hazard").first
    assert late.locator(".chip").all_inner_texts() == ["overdue", "supervised"]
    assert "5 of 5 elements" in late.inner_text()
    assert "<b>食堂</b>后门" in page.locator("#board .registered").inner_text()
    assert (page.faults, page.beyond) == ([], [])


def test_a_hazard_shows_its_elements_and_what_happened_to_it(page: Any) -> None:
    opened(page, "supervised")
    facts = page.locator("#panel .facts").first.inner_text()
    assert "王老师" in facts and "2026-11-04" in facts
    assert "supervise" in page.locator("#panel .history").inner_text()
    place = page.locator("#panel a", has_text="Show it on the plan").get_attribute("href")
    assert place.startswith("/console?hazard=demo-school%2F")


def test_closing_without_proof_is_refused_with_the_reason(page: Any) -> None:
    opened(page, "review")
    page.click("#panel .steps >> text=close")
    page.select_option("#panel [name=kind]", "none")
    page.click("#panel .main")
    expect(page.locator("#panel [role=alert]")).to_contain_text("is not closed without proof")
    page.select_option("#panel [name=kind]", "audit_now")
    page.click("#panel .main")
    expect(page.locator("#panel [role=alert]")).to_contain_text("that audit still finds it")


def test_two_who_edit_overwrite_nothing_of_each_other(
    browser: Any, console: Served, page: Any
) -> None:
    """Both open the same hazard; the second to send is told, sees what was done, and goes on."""
    with shown(browser, console, "/ledger?lang=en", "admin") as other:
        for each in (page, other):
            opened(each, "registered")
            each.click("#panel .steps >> text=assign")
        for each, person in ((page, "钱老师"), (other, "孙老师")):
            each.fill("#panel [name=person]", person)
            each.fill("#panel [name=due]", "2099-01-01")
        page.click("#panel .main")
        expect(page.locator("#news")).to_contain_text("Done: assign")
        other.click("#panel .main")
        alert = other.locator("#panel [role=alert]")
        expect(alert).to_contain_text("was changed meanwhile by auditor (assign)")
        assert "钱老师" in page.locator("#panel .facts").first.inner_text()
        other.reload()
        other.wait_for_selector("#panel .history")
        assert "钱老师" in other.locator("#panel .facts").first.inner_text()


def test_somebody_registers_a_hazard_and_closes_it_by_a_photograph(
    page: Any, watched: Watched
) -> None:
    page.click("#register")
    page.fill("#panel [name=place]", "东门")
    page.fill("#panel [name=content]", "灯具损坏")
    page.fill("#panel [name=standard]", "GB 50034")
    page.fill("#panel [name=measure]", "更换")
    page.fill("#panel [name=person]", "周工")
    page.fill("#panel [name=due]", "2099-01-01")
    page.click("#panel .main")
    page.wait_for_selector("#panel .history")
    for step in ("assign", "report as rectified"):
        page.click(f"#panel .steps >> text={step}")
        page.click("#panel .main")
        expect(page.locator("#news")).to_contain_text(f"Done: {step}")
    page.click("#panel .steps >> text=close")
    page.select_option("#panel [name=kind]", "photograph")
    page.set_input_files("#panel [name=proof]", watched.store.with_name("photo.jpg"))
    page.fill("#panel [name=why]", "灯已更换")
    page.click("#panel .main")
    expect(page.locator("#news")).to_contain_text("Done: close")
    assert "灯具损坏" in page.locator("#board .closed").inner_text()


def test_a_viewer_sees_all_is_offered_nothing_and_goes_to_the_plan(
    browser: Any, console: Served
) -> None:
    with shown(browser, console, "/ledger?lang=en", "viewer") as page:
        assert page.locator("#register").is_hidden()
        opened(page, "supervised")
        assert page.locator("#panel .steps").count() == 0
        assert "This is for auditors" in page.locator("#panel").inner_text()
        page.click("text=Show it on the plan")
        page.wait_for_selector("#plan .shown", state="attached")


def test_the_photograph_lies_beside_the_ledger(watched: Watched) -> None:
    assert any(Path(f"{watched.ledger}.evidence").glob("*.jpg"))
