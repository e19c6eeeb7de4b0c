"""Roles × routes × things of others: what the contract allows, and nothing else."""

from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from pipeline.domain.access import ROLES, Role
from pipeline.web import rights
from pipeline.web.app import add_routes
from pipeline.web.guards import UNNOTED
from pipeline.web.rights import Viewer, declared_role
from tests.web.serving import Served

LEAST: dict[tuple[str, str], Role | None] = {
    ("POST", "/api/login"): None,
    ("GET", "/api/session"): "viewer",
    ("POST", "/api/logout"): "viewer",
    ("GET", "/api/schema"): "viewer",
    ("GET", "/api/catalogue"): "viewer",
    ("GET", "/api/profiles"): "viewer",
    ("GET", "/api/site"): "viewer",
    ("POST", "/api/site/diff"): "viewer",
    ("PUT", "/api/site"): "admin",
    ("POST", "/api/plan/scene"): "viewer",
    ("POST", "/api/plan/numbers"): "viewer",
    ("POST", "/api/plan/layer"): "viewer",
    ("POST", "/api/plan/place"): "auditor",
    ("POST", "/api/plan/import"): "auditor",
    ("GET", "/api/underlay/{floor}"): "viewer",
    ("PUT", "/api/underlay/{floor}"): "admin",
    ("GET", "/api/floors"): "viewer",
    ("GET", "/api/today"): "viewer",
    ("GET", "/api/gates"): "viewer",
    ("GET", "/api/gates/{zone}/series"): "viewer",
    ("GET", "/api/events"): "viewer",
    ("GET", "/api/events/{thing:path}/series"): "viewer",
    ("GET", "/api/events/{thing:path}"): "viewer",
    ("GET", "/api/evidence/{name}"): "viewer",
    ("POST", "/api/evidence/{name}"): "viewer",
    ("GET", "/api/live"): "viewer",
    ("GET", "/api/ledger"): "viewer",
    ("POST", "/api/ledger"): "auditor",
    ("GET", "/api/ledger/{hazard_id:path}"): "viewer",
    ("POST", "/api/ledger/{hazard_id:path}/{action}"): "auditor",
    ("GET", "/api/city"): "viewer",
    ("GET", "/api/city/school"): "viewer",
    ("GET", "/api/log"): "admin",
    ("GET", "/api/openapi.json"): "viewer",
}
"""The least role that may call what, by the contract and not by the code."""

FOREIGN = ("other-school", "..%2F..%2Fetc%2Fpasswd", "F-01.other.e1n1")
"""Ids of things that are none of this desk's, in the place of every id of a path."""

RAW = ("/api/plan/import", "/api/underlay/")


def routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    """Yield what can be called for data, with its method."""
    for route in app.routes:
        assert isinstance(route, APIRoute)
        if route.path.startswith("/api/"):
            for method in sorted(route.methods):
                yield method, route


BODIES = {
    "/api/evidence/{name}": b'{"why": "x"}',
    "/api/ledger/{hazard_id:path}/{action}": (
        b'{"revision": 1, "why": "x", "elements": {"content": "x"}}'
    ),
}
"""What would open or change a thing, if it were ours; to others nothing of a change is sent."""


def call(client: httpx.Client, method: str, path: str, template: str) -> int:
    """Call a route, and return its status."""
    raw = path.startswith(RAW)
    kind = {"Content-Type": "application/octet-stream" if raw else "application/json"}
    sent = b"" if raw else BODIES.get(template, b"{}")
    body = {} if method == "GET" else {"content": sent}
    return client.request(method, path, headers=kind, **body).status_code  # type: ignore[arg-type]


def paths(template: str, foreign: Sequence[str] = FOREIGN) -> list[str]:
    """Return a path for each thing of somebody else that its template can ask for."""
    if "{" not in template:
        return [template]
    template = template.replace("{action}", "amend")
    if template.endswith("{zone}/series"):
        template += "?since_s=0&until_s=4e9"
    return [
        "/".join(id_ if part.startswith("{") else part for part in template.split("/"))
        for id_ in foreign
    ]


def leaks(
    served: Served, only: str | tuple[str, ...] = "/api/", foreign: Sequence[str] = FOREIGN
) -> list[str]:
    """Return what the matrix of roles, routes and foreign things finds wrong."""
    found = []
    for who in (None, *ROLES):
        with served.client(who) as client:
            for method, route in routes(served.app):
                if not route.path.startswith(only):
                    continue
                least = LEAST.get((method, route.path), "nobody")
                for path in paths(route.path, foreign):
                    status = call(client, method, path, route.path)
                    if fault := _fault(who, least, status, is_foreign="{" in route.path):
                        found.append(f"{who} {method} {path}: {status}, {fault}")
    return found


def _fault(who: Role | None, least: str | None, status: int, *, is_foreign: bool) -> str:
    if least == "nobody":
        return "is not in the contract"
    if status >= 500 and status != 503:
        return "failed"
    if least is None:
        return "" if status not in (401, 403) else "is for anybody"
    if who is None:
        return "" if status == 401 else "a stranger was let in"
    if ROLES.index(who) < ROLES.index(least):
        # An id with a stroke in it finds no route at all.
        return "" if status == 403 or (is_foreign and status == 404) else f"is for {least}"
    if status in (401, 403):
        return "is allowed"
    return "something foreign was given" if is_foreign and status < 400 else ""


def test_no_role_reaches_what_is_not_its_own(hall: Served) -> None:
    assert leaks(hall) == []


def test_everything_of_the_contract_is_there(hall: Served) -> None:
    assert {(method, route.path) for method, route in routes(hall.app)} == set(LEAST)


def test_the_matrix_sees_a_route_without_protection(hall: Served) -> None:
    def open_to_all(who: rights.Anyone) -> dict[str, Any]:
        return {"secret": True}

    extra = APIRouter()
    extra.add_api_route("/api/secret", open_to_all, methods=["GET"])
    hall.app.router.routes.extend(extra.routes)
    try:
        found = leaks(hall, "/api/secret")
    finally:
        del hall.app.router.routes[-len(extra.routes) :]
    assert [line for line in found if "/api/secret: 200" in line]


def test_the_matrix_sees_a_check_that_checks_nothing(
    hall: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    (route,) = [r for _, r in routes(hall.app) if r.path == "/api/log"]
    (check,) = [d for d in route.dependant.dependencies if d.call is rights.CHECKS["admin"]]
    monkeypatch.setattr(check, "call", rights.who_asks)
    found = leaks(hall, "/api/log")
    assert [line for line in found if line.startswith("viewer GET /api/log: 200")]


def test_a_route_that_names_no_role_does_not_come_in(hall: Served) -> None:
    def whoever() -> dict[str, Any]:
        return {}

    router = APIRouter()
    router.add_api_route("/api/whoever", whoever)
    with pytest.raises(ValueError, match="/api/whoever names no role"):
        add_routes(FastAPI(), router.routes)


def test_a_route_with_two_roles_does_not_come_in() -> None:
    def either(one: Viewer, other: rights.Admin) -> dict[str, Any]:
        return {}

    router = APIRouter()
    router.add_api_route("/api/either", either)
    with pytest.raises(ValueError, match="names no role"):
        add_routes(FastAPI(), router.routes)


KEEPS_NOTHING = {("POST", "/api/logout"), ("POST", "/api/evidence/{name}")}
"""What the guard writes down when it is done: it changes nothing of the site, nor of the ledger."""


def test_whatever_changes_something_writes_it_down_itself(hall: Served) -> None:
    changing = {(m, r.path) for m, r in routes(hall.app) if m != "GET"}
    assert {each for each in changing if not each[1].startswith(UNNOTED)} == KEEPS_NOTHING


def test_every_route_says_in_the_code_what_the_contract_says(hall: Served) -> None:
    assert {(m, r.path): declared_role(r) for m, r in routes(hall.app)} == LEAST
