"""Who one is: by a token, by a cookie, or not at all."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.domain.access import ROLES, Role, Who
from pipeline.errors import StorageError
from pipeline.store.ended_sessions import EndedSessions
from pipeline.web.access import MOST_TRIES, SESSION_S, TRIES_S, Access, Tries
from tests.report.test_accessibility import AXE
from tests.web.serving import Served, keys, page_of


def test_a_token_from_the_address_becomes_a_session(served: Served, page: Any) -> None:
    page.context.clear_cookies()
    page.goto(f"/login#{served.tokens['viewer']}")
    page.wait_for_url(f"{served.url}/")
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert page.beyond == []


def ready(page: Any) -> None:
    """Wait until the page's script is there: before, nothing is sent."""
    page.locator("#login button:enabled").wait_for()


def test_a_wrong_token_is_refused_on_the_page_in_words(served: Served, page: Any) -> None:
    page.context.clear_cookies()
    page.goto("/login?lang=en")
    ready(page)
    page.fill("#token", "not a token")
    page.keyboard.press("Enter")
    page.locator("[role=alert]", has_text="no such token").wait_for()


def test_a_token_that_is_typed_before_the_script_is_there_goes_nowhere(
    served: Served, page: Any
) -> None:
    """By itself a browser would put it into the address, and so into the log and the history."""
    page.context.clear_cookies()
    held: list[Any] = []
    asked: list[str] = []
    page.route("**/assets/login.js", lambda route: held.append(route))
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.goto("/login?lang=en", wait_until="commit")
    page.fill("#token", "a-secret")
    page.keyboard.press("Enter")
    held[0].continue_()
    ready(page)
    assert page.url == f"{served.url}/login?lang=en"
    assert not any("a-secret" in each for each in asked)
    page.keyboard.press("Enter")
    page.locator("[role=alert]", has_text="no such token").wait_for()


ELSEWHERE = (
    *("//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"),
    *("/%09/evil.example/x", "/%0A/evil.example/x", "/%0D/evil.example/x", "//["),
)


@pytest.mark.parametrize("to", ELSEWHERE)
def test_logging_in_leads_to_no_other_site(served: Served, page: Any, to: str) -> None:
    page.route(f"{served.url}/", lambda route: route.fulfill(body="here"))
    page.context.clear_cookies()
    page.goto(f"/login?to={to}#{served.tokens['viewer']}")
    page.wait_for_url(f"{served.url}/")
    assert page.beyond == []


def test_what_is_asked_of_another_site_is_noticed_and_not_answered(page: Any) -> None:
    """The control of all tests that nothing is asked of others."""
    from playwright.sync_api import Error

    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto("http://evil.example/x")
    assert page.beyond == ["http://evil.example/x"]


def test_logging_in_keeps_a_path_of_two_strokes_on_this_site(served: Served, page: Any) -> None:
    page.goto(f"/login?to=/.//evil.example/x#{served.tokens['viewer']}")
    page.wait_for_url(f"{served.url}//evil.example/x")
    assert page.beyond == []


def test_logging_in_leads_to_where_one_wanted_to_go(served: Served, page: Any) -> None:
    page.goto(f"/login?to=/console%3Flang%3Den#{served.tokens['viewer']}")
    page.wait_for_url(f"{served.url}/console?lang=en")


def test_a_broken_token_in_the_address_is_refused_in_words(served: Served, page: Any) -> None:
    page.goto("/login?lang=en#%")
    page.locator("[role=alert]", has_text="no such token").wait_for()
    assert page.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_a_token_and_its_cookie_say_the_same(hall: Served, role: Role) -> None:
    with hall.client() as client:
        answer = client.post("/api/login", json={"token": hall.tokens[role]})
        assert answer.json() == {"name": role, "role": role}
        assert client.get("/api/session").json()["role"] == role
    with hall.client(role) as client:
        told = client.get("/api/session").json()
    assert (told["role"], told["has"]["site"], told["has"]["ledger"]) == (role, True, False)


def test_a_cookie_holds_beside_whatever_others_have_left(hall: Served) -> None:
    ours = hall.cookie("viewer")
    for others in ('prefs={"a": [1,2]}', "foo[bar]=1", "flag", "a b=c", "expires=1"):
        said = {"Cookie": f"{others}; {ours['name']}={ours['value']}"}
        assert httpx.get(f"{hall.url}/api/session", headers=said).status_code == 200
        said = {"Cookie": others}
        assert httpx.get(f"{hall.url}/api/session", headers=said).status_code == 401


def test_the_cookie_is_for_our_pages_alone(hall: Served) -> None:
    with hall.client() as client:
        given = client.post("/api/login", json={"token": hall.tokens["viewer"]})
    told = given.headers["set-cookie"].lower()
    assert all(part in told for part in ("httponly", "samesite=strict", "path=/", "max-age=43200"))
    assert hall.tokens["viewer"] not in given.headers["set-cookie"]


def test_whoever_logs_out_is_a_stranger_even_with_the_old_cookie(hall: Served) -> None:
    with hall.client() as client:
        client.post("/api/login", json={"token": hall.tokens["viewer"]})
        old = dict(client.cookies)
        assert client.post("/api/logout", json={}).status_code == 204
        client.cookies.clear()
        client.cookies.update(old)
        assert client.get("/api/session").status_code == 401


@pytest.mark.fault("W1")
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": f"Bearer {'x' * 2000}"},
        {"Cookie": "sightline=1"},
        {"Cookie": "sightline-00000000=admin"},
        {"Cookie": "a=b; ; =; \\"},
        {"X-Forwarded-User": "admin"},
    ],
)
def test_without_a_token_nothing_is_told(hall: Served, headers: dict[str, str]) -> None:
    answer = httpx.get(f"{hall.url}/api/site", headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert answer.json() == {"error": {"message": "log in first"}}


def test_with_a_token_it_is(hall: Served) -> None:
    headers = {"Authorization": f"Bearer {hall.tokens['viewer']}"}
    assert httpx.get(f"{hall.url}/api/site", headers=headers, trust_env=False).status_code == 200


def forged(access: Access, cookie: str) -> list[str]:
    """Return cookies that somebody might make of one that he has."""
    name, issued, number, signature = cookie.split(".")
    admin = b"admin".hex()
    other = Access(keys()).session(Who("admin", "admin"))
    return [
        f"{admin}.{issued}.{number}.{signature}",
        f"{name}.{int(issued) + 1}.{number}.{signature}",
        f"{name}.{issued}.{secrets.token_hex(16)}.{signature}",
        f"{name}.{issued}.{number}.{signature[:-1]}",
        f"{name}.{issued}.{number}.",
        f"{name}.{issued}.{number}",
        other,
        "",
        "...",
        "é.1.2.3",
        "x" * 100_000,
    ]


def test_no_cookie_can_be_made_of_another() -> None:
    access = Access(keys())
    cookie = access.session(Who("viewer", "viewer"))
    assert access.holder_of_session(cookie) == Who("viewer", "viewer")
    assert [access.holder_of_session(each) for each in forged(access, cookie)] == [None] * 11


def test_a_session_holds_for_twelve_hours() -> None:
    now = [1000.0]
    access = Access(keys(), lambda: now[0])
    cookie = access.session(Who("viewer", "viewer"))
    now[0] += SESSION_S
    assert access.holder_of_session(cookie) is not None
    now[0] += 1.0
    assert access.holder_of_session(cookie) is None


def test_a_session_outlives_a_restart_and_not_its_owner() -> None:
    known = keys()
    cookie = Access(known).session(Who("viewer", "viewer"))
    assert Access(known).holder_of_session(cookie) is not None
    gone = type(known)(known.holders[1:], known.key)
    assert Access(gone).holder_of_session(cookie) is None


def test_a_session_that_was_ended_stays_so_through_a_restart(tmp_path: Path) -> None:
    known, file = keys(), tmp_path / "ended.json"
    access = Access(known, ended=EndedSessions(file))
    ended, other = (access.session(Who("viewer", "viewer")) for _ in range(2))
    access.end(ended)
    again = Access(known, ended=EndedSessions(file))
    assert again.holder_of_session(ended) is None
    assert again.holder_of_session(other) is not None
    assert file.stat().st_mode & 0o077 == 0
    # Where nobody keeps it, a restart does undo it.
    assert Access(known).holder_of_session(ended) is not None


def test_of_many_who_log_out_at_once_all_are_out(tmp_path: Path) -> None:
    known, file = keys(), tmp_path / "ended.json"
    access = Access(known, ended=EndedSessions(file))
    cookies = [access.session(Who("viewer", "viewer")) for _ in range(24)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(access.end, cookies))
    again = Access(known, ended=EndedSessions(file))
    assert [each.holder_of_session(c) for c in cookies for each in (access, again)] == [None] * 48


def test_an_end_is_forgotten_when_the_session_would_be_over(tmp_path: Path) -> None:
    ended = EndedSessions(tmp_path / "ended.json")
    ended.add("a", 100.0, 0.0)
    ended.add("b", 200.0, 100.0)
    assert [number in ended for number in "ab"] == [False, True]


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2}', '{"format": 1, "ended": {"a": "b"}}'])
def test_what_is_no_file_of_ended_sessions_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "ended.json"
    file.write_text(text, "utf-8")
    with pytest.raises(StorageError, match="take it and the tokens beside it away"):
        EndedSessions(file)
    file.write_text('{"format": 1, "ended": {"a": 1}}', "utf-8")
    assert "a" in EndedSessions(file)


def test_after_five_tries_in_vain_one_waits_a_minute() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(MOST_TRIES):
        assert tries.wait_s("10.0.0.1") == 0.0
        tries.failed("10.0.0.1")
    assert tries.wait_s("10.0.0.1") == TRIES_S
    assert tries.wait_s("10.0.0.2") == 0.0
    now[0] += TRIES_S + 0.1
    assert tries.wait_s("10.0.0.1") == 0.0


def test_the_sixth_try_is_refused_even_with_the_right_token(own_hall: Served) -> None:
    with own_hall.client() as client:
        said = [client.post("/api/login", json={"token": "x"}).status_code for _ in range(5)]
        last = client.post("/api/login", json={"token": own_hall.tokens["admin"]})
    assert said == [401] * 5
    assert last.status_code == 429 and 0 < int(last.headers["retry-after"]) <= 61


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm install axe-core")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_to_log_in_at_can_be_used_by_everybody(
    browser: Any, hall: Served, language: str
) -> None:
    with page_of(browser, hall, None, bypass_csp=True) as page:
        page.goto(f"/login?lang={language}")
        ready(page)
        page.fill("#token", "wrong")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#refused:not(:empty)").wait_for()
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("async () => (await axe.run(document)).violations.map((v) => v.id)")
        assert found == [] and page.faults == []
