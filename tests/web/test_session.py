"""Who one is: by a token, by a cookie, or not at all."""

from typing import Any

from tests.web.serving import Served


def test_a_token_from_the_address_becomes_a_session(served: Served, page: Any) -> None:
    page.context.clear_cookies()
    page.goto(f"/login#{served.tokens['viewer']}")
    page.wait_for_url(f"{served.url}/")
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert page.faults == [] and page.beyond == []


def test_a_session_says_who_asks(served: Served) -> None:
    with served.client("viewer") as client:
        assert client.get("/api/session").json()["role"] == "viewer"
    with served.client() as client:
        assert client.get("/api/session").status_code == 401
