"""A page goes on from a plan that the server knows, and from none that is not its own."""

import copy
import json
from typing import Any

import httpx
import pytest

from pipeline.web.plan_routes import PLAN_NAME
from pipeline.workflows.known_plans import KnownPlans
from tests.web.serving import Served

PATH = "/api/plan/numbers"
ENGLISH = {"Accept-Language": "en"}


def opened(client: httpx.Client) -> tuple[dict[str, Any], str]:
    """Return the plan of the file, and the name under which the server knows it now."""
    site: dict[str, Any] = client.get("/api/site").json()["site"]
    return site, client.post(PATH, json={"site": site}).headers[PLAN_NAME]


def turned(site: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the first camera of a plan with some fields changed."""
    camera: dict[str, Any] = copy.deepcopy(site["floors"][0]["cameras"][0])
    return camera | fields


def test_a_change_is_answered_as_the_whole_is(hall: Served) -> None:
    with hall.client("viewer") as client:
        site, name = opened(client)
        camera = turned(site, pan_deg=80.5)
        whole = copy.deepcopy(site)
        whole["floors"][0]["cameras"][0] = camera
        for _ in range(2):
            body = {"base": name, "changes": {"ground": [camera, "cam-2"]}}
            told = client.post(PATH, json=body)
            assert told.text == client.post(PATH, json={"site": whole}).text
            # From there it goes on.
            name = told.headers[PLAN_NAME]
            camera = {**camera, "tilt_deg": 40}
            whole["floors"][0]["cameras"][0] = camera
        last = client.post(PATH, json={"base": name, "changes": {}, "profile": "gbt29315-2022"})
        assert last.json()["profile"] == "gbt29315-2022"


def test_what_is_wrong_with_a_change_is_told_as_of_the_whole(hall: Served) -> None:
    with hall.client("viewer") as client:
        site, name = opened(client)
        for fault in ({"tilt_deg": "down"}, {"position": [99, 0]}, {"id": "CAM-2"}):
            whole = copy.deepcopy(site)
            camera = whole["floors"][0]["cameras"][0] = turned(site, **fault)
            body = {"base": name, "changes": {"ground": [camera, "cam-2"]}}
            told, wanted = (client.post(PATH, json=each) for each in (body, {"site": whole}))
            assert (told.status_code, told.text) == (wanted.status_code, wanted.text)
            assert told.status_code == 422 and PLAN_NAME not in told.headers


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"site": {}}, 422),
        ({"base": None}, 422),
        ({"base": "x" * 65}, 422),
        ({"base": "x"}, 404),
        ({"changes": {"roof": []}}, 404),
        ({"changes": {"ground": ["cam-3"]}}, 404),
        ({"changes": {"ground": [3]}}, 422),
        ({"changes": {"ground": "cam-1"}}, 422),
        ({"profile": "/etc/passwd"}, 422),
        ({"more": 1}, 422),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    hall: Served, change: dict[str, Any], status: int
) -> None:
    with hall.client("viewer") as client:
        _, name = opened(client)
        honest = {"base": name, "changes": {"ground": ["cam-1", "cam-2"]}}
        assert client.post(PATH, json=honest).status_code == 200
        assert client.post(PATH, json=honest | change).status_code == status


@pytest.mark.parametrize("depth", [60, 900])
def test_brackets_without_end_are_refused_in_a_camera_too(hall: Served, depth: int) -> None:
    with hall.client("viewer") as client:
        _, name = opened(client)
        deep = "[" * depth + "]" * depth
        body = f'{{"base": "{name}", "changes": {{"ground": [{{"id": "c", "x": {deep}}}]}}}}'
        told = client.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert told.status_code == 422


def test_a_stream_is_set_by_a_change_as_little_as_by_the_whole(hall: Served) -> None:
    with hall.client("admin") as client:
        site, name = opened(client)
        camera = turned(site, stream={"url": "rtsp://10.0.0.10/2"})
        body = {"base": name, "changes": {"ground": ["cam-2", camera]}}
        told = client.post(PATH, json=body, headers=ENGLISH)
    assert told.status_code == 403
    assert "floors.0.cameras.1.stream" in told.json()["error"]["message"]


def test_a_plan_of_somebody_else_is_not_there(hall: Served) -> None:
    """An admin's plan holds what nobody has saved; a viewer with its name learns nothing of it."""
    with hall.client("admin") as admin, hall.client("viewer") as viewer, hall.client() as stranger:
        site, _ = opened(admin)
        secret = copy.deepcopy(site) | {"name": "Not yet to be told"}
        name = admin.post(PATH, json={"site": secret}).headers[PLAN_NAME]
        body = {"base": name, "changes": {}}
        told = viewer.post(PATH, json=body, headers=ENGLISH)
        assert told.status_code == 404 and "Not yet" not in told.text
        assert told.text == viewer.post(PATH, json=body | {"base": "x"}, headers=ENGLISH).text
        assert stranger.post(PATH, json=body).status_code == 401
        assert "Not yet" in json.dumps(admin.post(PATH, json=body).json())


def test_a_server_that_forgot_a_plan_asks_for_the_whole(
    hall: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hall.desk.site_desk is not None
    with hall.client("viewer") as client:
        _, name = opened(client)
        monkeypatch.setattr(hall.desk.site_desk, "known", KnownPlans())
        told = client.post(PATH, json={"base": name, "changes": {}}, headers=ENGLISH)
    assert (told.status_code, told.json()["error"]["message"]) == (
        404,
        "base: no such plan is known here, or not any more; send the plan as a whole",
    )
