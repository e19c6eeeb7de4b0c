"""What the console asks for about now, and what it must not get."""

import time

import httpx
import pytest

from pipeline.store.upkeep import sum_up
from pipeline.web.refusals import NOT_NOW
from tests.web.console.conftest import Watched
from tests.web.console.stocked import FAILING
from tests.web.serving import Served, serving


@pytest.fixture(scope="module")
def viewer(console: Served, watched: Watched) -> httpx.Client:
    watched.goes_on(watched.begun)
    with console.client("viewer") as client:
        yield client


def test_gates_are_told_with_their_last_seconds(viewer: httpx.Client, watched: Watched) -> None:
    told = viewer.get("/api/gates", params={"span_s": 60}).json()
    gate, canteen = told["gates"]
    assert (gate["id"], gate["camera"], gate["fresh"]) == ("gate", "cam-gate", True)
    assert canteen["density_p_m2"] is None and canteen["quality"] == "ok"
    seconds = [row[0] for row in gate["seconds"]]
    assert seconds == sorted(seconds) and 59 <= len(seconds) <= 61
    assert told["timezone"] == "Asia/Shanghai"


def test_coverage_today_is_that_of_the_command_line(viewer: httpx.Client) -> None:
    today = viewer.get("/api/today").json()
    assert (today["status"], today["failing"]) == ("failing", [FAILING])
    (corridor, *_) = sorted(today["blind_spots"], key=lambda spot: -spot["area_m2"])
    assert corridor["zone"] == "corridor"
    assert [camera["id"] for camera in corridor["cameras"]] == [FAILING]
    assert today["covered_m2"] < today["planned_m2"]


def test_floors_hold_no_address_of_a_stream(viewer: httpx.Client) -> None:
    """A camera that is drawn has what it sees as planned, in metres of the plan."""
    told = viewer.get("/api/floors")
    floor, _ = told.json()["floors"]
    cameras = {camera["id"]: camera for camera in floor["cameras"]}
    assert cameras[FAILING]["view"] and cameras[FAILING]["x_m"] == 10.2
    assert "NOBODY_DIALS_IT" not in told.text and "url" not in told.text


def test_a_watch_of_another_site_is_not_shown_as_this_ones(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = watched.site.with_name("other.yaml")
    text = watched.site.read_text("utf-8").replace("id: demo-school", "id: next-door")
    foreign.write_text(text, "utf-8")
    with serving(site=foreign, store=watched.store) as it, it.client("viewer") as client:
        for path in ("/api/gates", "/api/today", "/api/events", f"/api/events/{watched.crowd_id}"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["error"]["message"]) == (503, NOT_NOW.en)
            assert "holds the watch of site demo-school" in capsys.readouterr().err


def test_a_server_without_a_store_says_so(watched: Watched) -> None:
    with serving(site=watched.site) as it, it.client("viewer") as client:
        assert client.get("/api/floors").status_code == 200
        for path in ("/api/gates", "/api/today", "/api/live", "/api/events", "/api/ledger"):
            assert client.get(path).status_code == 404


def test_a_site_file_with_a_mistake_changes_nothing_that_is_shown(watched: Watched) -> None:
    broken = watched.site.with_name("broken.yaml")
    broken.write_bytes(watched.site.read_bytes())
    with serving(site=broken, store=watched.store) as it, it.client("viewer") as client:
        before = client.get("/api/floors").json()
        assert before.pop("trouble") is None
        broken.write_text("format: 1\nid: {", "utf-8")
        spoilt = client.get("/api/floors").json()
        assert "has mistakes" in spoilt.pop("trouble")["en"] and spoilt == before
        broken.unlink()
        gone = client.get("/api/floors").json()
        assert "is gone" in gone.pop("trouble")["en"] and gone == before
        broken.write_bytes(watched.site.read_bytes().replace(b"Main gate", b"South gate"))
        mended = client.get("/api/floors").json()
        zones = mended["floors"][0]["zones"]
        assert mended["trouble"] is None and zones[0]["names"]["en"] == "South gate"


def test_a_series_is_asked_for_by_a_zone_of_this_store(viewer: httpx.Client) -> None:
    now = int(time.time())
    span = {"since_s": now - 500, "until_s": now}
    told = viewer.get("/api/gates/gate/series", params=span).json()
    assert (told["step_s"], told["series"][:3]) == (1, ["second", "people", "mean"])
    assert len(told["seconds"]) >= 490
    assert viewer.get("/api/gates/next-door/series", params=span).status_code == 404
    assert viewer.get("/api/gates/..%2F..%2Fx/series", params=span).status_code == 404


@pytest.mark.parametrize(("hours", "step_s"), [(2, 60), (100, 900)])
def test_a_long_series_has_the_last_minutes_too(
    viewer: httpx.Client, watched: Watched, hours: int, step_s: int
) -> None:
    """The same is told of seconds that are summed up and of those that are not yet."""

    def told() -> list[list[float]]:
        document = viewer.get("/api/gates/gate/series", params=span).json()
        assert document["step_s"] == step_s
        return document["seconds"]

    span = {"since_s": watched.begun - hours * 3600, "until_s": watched.begun}
    before = told()
    assert len(before) >= 600 // step_s and max(row[1] for row in before) == 30
    with watched.opened() as store:
        sum_up(store, watched.begun)
        assert told() == before
