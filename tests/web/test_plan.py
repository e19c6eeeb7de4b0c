"""What a plan that is not saved comes to is what the shell says of it when it is."""

import copy
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.cli.main import main
from pipeline.config.profile_file import load_profile
from pipeline.errors import InterruptedRunError, UnknownNameError
from pipeline.placement.goal import Goal
from pipeline.web.turns import AT_ONCE, ENDING
from pipeline.workflows.place_plan import PlaceAsked, place_plan
from pipeline.workflows.plan_numbers import PlanNumbers
from tests.web.serving import Served


def plan_of(served: Served) -> dict[str, Any]:
    with served.client("viewer") as client:
        site: dict[str, Any] = client.get("/api/site").json()["site"]
    return site


def test_its_numbers_are_those_of_the_shell_to_the_last_digit(
    hall: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", str(hall.desk.site), "--json", "--lang", "en"])
    shell = json.loads(capsys.readouterr().out)
    with hall.client("viewer") as client:
        body = {"site": plan_of(hall), "profile": "full-coverage"}
        page = client.post("/api/plan/numbers", json=body, headers={"Accept-Language": "en"}).json()
    for told_alone in ("audited_at", "sha256"):
        shell.pop(told_alone, None)
    assert page == shell
    assert page["summary"]["blind_spots"] > 0


def test_a_plan_is_held_against_the_profile_that_is_named(hall: Served) -> None:
    with hall.client("viewer") as client:
        told = [each["id"] for each in client.get("/api/profiles").json()["profiles"]]
        assert told[0] == "full-coverage" and "gbt29315-2022" in told
        body = {"site": plan_of(hall), "profile": "gbt29315-2022"}
        assert client.post("/api/plan/numbers", json=body).json()["profile"] == "gbt29315-2022"
        own = client.post("/api/plan/numbers", json={"site": plan_of(hall)}).json()
    assert own["profile"] == "full-coverage"


@pytest.mark.parametrize("name", ["/etc/passwd", "../x.yaml", "own.yaml", "nothing", ""])
def test_no_profile_is_read_from_a_file_that_a_page_names(
    hall: Served, name: str, tmp_path: Path
) -> None:
    with hall.client("admin") as client:
        answer = client.post("/api/plan/numbers", json={"site": plan_of(hall), "profile": name})
    assert answer.status_code == 422


@pytest.mark.parametrize("layer", ["guaranteed", "nominal", "density", "k_fold", "leaks"])
def test_the_bands_of_a_layer_are_apart(hall: Served, layer: str) -> None:
    from shapely import Polygon
    from shapely.ops import unary_union

    with hall.client("viewer") as client:
        body = {"site": plan_of(hall), "floor": "ground", "layer": layer}
        bands = client.post("/api/plan/layer", json=body).json()["bands"]
    regions = [
        unary_union([Polygon(rings[0], rings[1:]) for rings in band["polygons"]]) for band in bands
    ]
    # Rounded to a tenth of a millimetre for drawing.
    assert [region.area for region in regions] == pytest.approx(
        [b["area_m2"] for b in bands], abs=0.01
    )
    assert unary_union(regions).area == pytest.approx(sum(r.area for r in regions), abs=0.02)
    assert bands or layer == "leaks"


def test_covered_and_blind_are_together_what_must_be_seen(hall: Served) -> None:
    with hall.client("viewer") as client:
        plan = plan_of(hall)
        summary = client.post("/api/plan/numbers", json={"site": plan}).json()["summary"]
        body = {"site": plan, "floor": "ground", "layer": "guaranteed"}
        bands = {
            b["key"]: b["area_m2"]
            for b in client.post("/api/plan/layer", json=body).json()["bands"]
        }
    assert bands["covered"] == pytest.approx(summary["covered_m2"], abs=1e-6)
    assert bands["covered"] + bands["blind"] == pytest.approx(summary["required_m2"], abs=1e-6)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"floor": "roof"}, 404),
        ({"layer": "smell"}, 404),
        ({"layer": "night"}, 422),
        ({"x": 1}, 422),
    ],
)
def test_a_layer_that_cannot_be_is_refused(
    hall: Served, change: dict[str, Any], status: int
) -> None:
    with hall.client("viewer") as client:
        body = {"site": plan_of(hall), "floor": "ground", "layer": "guaranteed", **change}
        assert client.post("/api/plan/layer", json=body).status_code == status


@pytest.mark.parametrize("path", ["scene", "numbers", "layer", "place"])
def test_brackets_without_end_are_refused(hall: Served, path: str) -> None:
    more = ', "floor": "ground", "layer": "night"' if path == "layer" else ""

    def answered(depth: int) -> tuple[int, str]:
        body = f'{{"site": {{"x": {"[" * depth}{"]" * depth}}}{more}}}'
        headers = {"Content-Type": "application/json"}
        told = client.post(f"/api/plan/{path}", content=body, headers=headers)
        return told.status_code, told.text

    with hall.client("admin") as client:
        # A site file may have 40 levels; up to 100 it is told where they are.
        assert answered(60)[0] == 422 and "x.0.0.0" in answered(60)[1]
        assert answered(900)[0] == 422 and "more than 100 levels deep" in answered(900)[1]


def test_a_scene_draws_what_the_plan_holds(hall: Served) -> None:
    with hall.client("viewer") as client:
        scene = client.post("/api/plan/scene", json={"site": plan_of(hall)}).json()
    (floor,) = scene["floors"]
    assert [camera["id"] for camera in floor["cameras"]] == ["cam-1", "cam-2"]


def test_a_spot_is_closed_and_the_change_comes_back_unsaved(hall: Served) -> None:
    plan = plan_of(hall)
    with hall.client("auditor") as client:
        before = client.post("/api/plan/numbers", json={"site": plan}).json()
        spot = before["floors"][0]["blind_spots"][0]["id"]
        body = {"site": plan, "spots": [spot], "seconds": 1}
        placed = client.post("/api/plan/place", json=body).json()
        after = client.post("/api/plan/numbers", json={"site": placed["site"]}).json()
    assert placed["changes"] and placed["proof"]["bound"] <= placed["proof"]["cameras"] + 1e-9
    assert spot not in [each["id"] for each in after["floors"][0]["blind_spots"]]
    assert len(after["floors"][0]["blind_spots"]) == placed["proof"]["left"]
    assert "delivery" not in placed["site"] and plan_of(hall) == plan


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"budget": -1}, 422),
        ({"seconds": 1e9}, 422),
        ({"means": ["demolish"]}, 422),
    ],
)
def test_a_placement_that_cannot_be_is_refused(
    hall: Served, change: dict[str, Any], status: int
) -> None:
    with hall.client("auditor") as client:
        assert (
            client.post("/api/plan/place", json={"site": plan_of(hall), **change}).status_code
            == status
        )
    assert not hall.desk.placing.locked()


def test_a_spot_that_is_not_there_any_more_is_told(hall: Served) -> None:
    plan = plan_of(hall)
    assert hall.desk.site_desk is not None
    site, asked = hall.desk.site_desk.plan(plan), PlaceAsked(Goal(), None, ("F-01.ground.e1n1",))
    with pytest.raises(UnknownNameError, match="no blind spot is called"):
        place_plan(plan, site, load_profile("full-coverage"), asked)
    with pytest.raises(UnknownNameError, match="no floor is called 'roof'"):
        place_plan(plan, site, load_profile("full-coverage"), PlaceAsked(Goal(), "roof"))


def much_to_do(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a placement that takes many seconds: of a hall of 96 m, where nothing hangs."""
    wide = copy.deepcopy(plan)
    (floor,) = wide["floors"]
    floor["cameras"] = []
    for thing, field in ((floor, "outline"), *((zone, "ring") for zone in floor["zones"])):
        thing[field] = [[8.0 * x, 8.0 * y] for x, y in thing[field]]
    return {"site": wide, "seconds": 60}


def test_one_places_at_a_time_others_are_answered_and_who_leaves_ends_it(hall: Served) -> None:
    body = much_to_do(plan_of(hall))
    left = threading.Event()

    def ask_and_leave() -> None:
        with hall.client("auditor") as client:
            try:
                client.post("/api/plan/place", json=body, timeout=httpx.Timeout(1.0))
            except httpx.ReadTimeout:
                left.set()

    first = threading.Thread(target=ask_and_leave)
    first.start()
    while not hall.desk.placing.locked() and first.is_alive():
        time.sleep(0.01)
    with hall.client("auditor") as client:
        busy = client.post("/api/plan/place", json=body)
        assert busy.status_code == 429 and int(busy.headers["retry-after"]) > 0
        assert client.get("/api/session").status_code == 200
    first.join()
    assert left.is_set()
    until = time.monotonic() + 10.0
    while hall.desk.placing.locked() and time.monotonic() < until:
        time.sleep(0.01)
    assert not hall.desk.placing.locked()


def test_who_waits_for_a_server_that_ends_is_told(own_hall: Served) -> None:
    body = much_to_do(plan_of(own_hall))
    with own_hall.client("auditor") as client, ThreadPoolExecutor(1) as threads:
        asked = threads.submit(client.post, "/api/plan/place", json=body)
        while not own_hall.desk.placing.locked() and not asked.done():
            time.sleep(0.01)
        assert not asked.done()
        own_hall.desk.ending.set()
        answer = asked.result(20.0)
    assert (answer.status_code, answer.json()["error"]["message"]) == (503, ENDING.en)


def test_who_has_left_is_not_worked_for(hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is dragged about aborts what it asked a moment ago; that must not pile up."""
    going, begun = threading.Event(), []

    def slow(numbers: PlanNumbers, *asked: Any) -> Any:
        begun.append(1)
        going.wait(10.0)
        raise RuntimeError("never told")

    monkeypatch.setattr(PlanNumbers, "of", slow)
    plan = plan_of(hall)

    def ask() -> None:
        with hall.client("viewer") as client:
            try:
                client.post("/api/plan/numbers", json={"site": plan}, timeout=httpx.Timeout(0.5))
            except httpx.ReadTimeout:
                return

    asking = [threading.Thread(target=ask) for _ in range(6)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    going.set()
    with hall.client("viewer") as client:
        client.get("/api/site")
    assert len(begun) == AT_ONCE["numbers"]


def worked_on(
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[threading.Event, threading.Event]:
    """Have numbers take for ever; return what tells that they are begun, and that they are over."""
    begun, over = threading.Event(), threading.Event()

    def endless(numbers: PlanNumbers, site: Any, profile: Any, called_off: Any) -> Any:
        begun.set()
        until = time.monotonic() + 20.0
        while not called_off() and time.monotonic() < until:
            time.sleep(0.01)
        if called_off():
            over.set()
        raise InterruptedRunError("called off")

    monkeypatch.setattr(PlanNumbers, "of", endless)
    return begun, over


def test_numbers_that_nobody_waits_for_any_longer_are_called_off(
    hall: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"site": plan_of(hall)}
    with monkeypatch.context() as patched:
        begun, over = worked_on(patched)
        with hall.client("viewer") as client, pytest.raises(httpx.ReadTimeout):
            client.post("/api/plan/numbers", json=body, timeout=httpx.Timeout(0.5))
        assert begun.is_set() and over.wait(10.0)
    with hall.client("viewer") as client:
        assert client.post("/api/plan/numbers", json=body).status_code == 200


def test_numbers_are_called_off_by_a_server_that_ends(
    own_hall: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"site": plan_of(own_hall)}
    begun, over = worked_on(monkeypatch)
    with own_hall.client("viewer") as client, ThreadPoolExecutor(1) as threads:
        asked = threads.submit(client.post, "/api/plan/numbers", json=body)
        assert begun.wait(10.0) and not over.is_set()
        own_hall.desk.ending.set()
        answer = asked.result(20.0)
    assert over.is_set()
    assert (answer.status_code, answer.json()["error"]["message"]) == (503, ENDING.en)


def test_nobody_waits_for_work_of_another_kind(
    hall: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While numbers take their time the site is read, compared and saved, and plans are drawn."""
    going, begun = threading.Event(), threading.Event()

    def slow(numbers: PlanNumbers, *asked: Any) -> Any:
        begun.set()
        going.wait(20.0)
        raise UnknownNameError("told at last")

    monkeypatch.setattr(PlanNumbers, "of", slow)
    body = {"site": plan_of(hall)}
    with hall.client("admin") as client, ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(client.post, "/api/plan/numbers", json=body) for _ in range(2)]
        assert begun.wait(10.0)
        told = client.get("/api/site").json()
        same = {"revision": told["revision"], "site": told["site"]}
        try:
            said = [
                client.post("/api/site/diff", json=same).status_code,
                client.put("/api/site", json=same).status_code,
                client.post("/api/plan/scene", json=body).status_code,
            ]
            are_done = [each.done() for each in asked]
        finally:
            going.set()
        assert (said, are_done) == ([200] * 3, [False] * 2)
        assert [each.result().status_code for each in asked] == [404] * 2
