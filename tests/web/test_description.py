"""What the interface says of itself is true, and the client of the README works by it."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from tests.web.serving import HALL, Served
from tests.web.test_rights import LEAST

README = Path(__file__).parents[2] / "pipeline" / "web" / "README.md"


def described(served: Served) -> dict[str, Any]:
    with served.client("viewer") as client:
        told: dict[str, Any] = client.get("/api/openapi.json").json()
    return told


def test_it_is_told_to_those_who_are_logged_in(hall: Served) -> None:
    with hall.client() as client:
        assert client.get("/api/openapi.json").status_code == 401
        assert [client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [
            404
        ] * 3


def test_it_describes_every_call_that_there_is(hall: Served) -> None:
    told = {
        (method.upper(), path)
        for path, calls in described(hall)["paths"].items()
        for method in calls
    }
    known = {(method, re.sub(r":path}", "}", path)) for method, path in LEAST}
    assert known - told == {("GET", "/api/openapi.json")}
    assert told - known == set()


def test_every_call_says_how_it_refuses(hall: Served) -> None:
    for path, calls in described(hall)["paths"].items():
        for method, call in calls.items():
            assert {"401", "403", "422"} <= set(call["responses"]), (method, path)
            refused = call["responses"]["401"]["content"]["application/json"]["schema"]["$ref"]
            assert refused.endswith("/ErrorAnswer")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/session", None),
        ("GET", "/api/catalogue", None),
        ("GET", "/api/profiles", None),
        ("GET", "/api/site", None),
        ("GET", "/api/log", None),
        ("POST", "/api/plan/numbers", {}),
        ("POST", "/api/plan/scene", {}),
        ("POST", "/api/plan/layer", {"floor": "ground", "layer": "k_fold"}),
    ],
)
def test_answers_are_what_the_description_says(
    hall: Served, method: str, path: str, body: dict[str, Any] | None
) -> None:
    (route,) = [
        r
        for r in hall.app.routes
        if isinstance(r, APIRoute) and r.path == path and method in r.methods
    ]
    with hall.client("admin") as client:
        if body is not None:
            body = body | {"site": client.get("/api/site").json()["site"]}
        answer = client.request(method, path, json=body)
    assert answer.status_code == 200
    assert route.response_field is not None
    _, errors = route.response_field.validate(answer.json(), {}, loc=("response",))
    assert not errors


def test_the_client_of_the_readme_works(
    own_hall: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)
    monkeypatch.setenv("SIGHTLINE_URL", own_hall.url)
    monkeypatch.setenv("SIGHTLINE_TOKEN", own_hall.tokens["admin"])
    exec(compile(code, str(README), "exec"), {"__name__": "__main__"})
    said = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"hall: \d+\.\d % covered, \d+ blind spots", said[0])
    assert said[-1].startswith("saved as ")
    assert own_hall.desk.site is not None
    text = own_hall.desk.site.read_text("utf-8")
    assert text != HALL and text.count("#") == HALL.count("#")


@pytest.mark.parametrize(("before", "status"), [(2**62, 200), (2**62 + 1, 422), (10**23, 422)])
def test_the_log_is_asked_for_by_numbers_that_it_can_have(
    hall: Served, before: int, status: int
) -> None:
    with hall.client("admin") as client:
        assert client.get("/api/log", params={"before": before}).status_code == status
