"""Events as they are looked up, and evidence that is opened by those who may, for a reason."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.domain.label import Label
from pipeline.store.database import rows
from pipeline.store.export import accesses
from pipeline.store.retention import erase_evidence
from pipeline.store.verification import verify_store
from pipeline.web.refusals import NOT_NOW
from pipeline.workflows.access_register import _row
from tests.web.console.conftest import Watched, copy_of
from tests.web.console.stocked import FAILING, snapshot
from tests.web.serving import Served, serving

FOREIGN = (
    "gate-0000000100.000",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "cam-x/offline/1",
    "%00",
)


@pytest.fixture(scope="module")
def viewer(console: Served) -> Iterator[httpx.Client]:
    with console.client("viewer") as client:
        yield client


def test_the_newest_comes_first_and_the_rest_is_asked_for(viewer: httpx.Client) -> None:
    whole = viewer.get("/api/events").json()["events"]
    assert [each["type"] for each in whole] == ["crowding", "fault", "crowding", "fault"]
    first = viewer.get("/api/events", params={"most": 3}).json()
    rest = viewer.get("/api/events", params={"most": 3, **first["more"]}).json()
    assert first["events"] + rest["events"] == whole
    assert rest["more"] is None


def test_filters_let_through_what_they_name(viewer: httpx.Client, watched: Watched) -> None:
    def ids(**asked: str) -> list[str]:
        return [each["id"] for each in viewer.get("/api/events", params=asked).json()["events"]]

    assert ids(tier="orange") == [watched.crowd_id]
    assert len(ids(sort="fault")) == 2 and len(ids(sort="crowding", gate="gate")) == 2
    assert ids(gate="canteen") == []
    assert ids(day="2026-01-01") == [] and len(ids()) == 4
    assert viewer.get("/api/events", params={"day": "yesterday"}).status_code == 422


def test_an_event_knows_its_places_in_the_chain(viewer: httpx.Client, watched: Watched) -> None:
    """It was recorded twice: as it began, and as it was over."""
    told = viewer.get(f"/api/events/{watched.crowd_id}").json()
    first, second = told["chain"]
    assert (first["revision"], second["revision"]) == (1, 2)
    assert first["number"] < second["number"] and len(second["digest"]) == 64
    assert told["words"]["en"] == "crowding cleared; worst orange, 30 people"
    with watched.opened() as store:
        query = "SELECT digest FROM chain WHERE number = ?"
        assert rows(store, query, (second["number"],)) == [(second["digest"],)]


def test_a_fault_is_found_by_its_id_too(viewer: httpx.Client, watched: Watched) -> None:
    fault_id = f"{FAILING}/offline/{(watched.begun - 95) * 1000}"
    told = viewer.get(f"/api/events/{fault_id}").json()
    assert (told["type"], told["kind"], told["end_s"]) == ("fault", "offline", None)


def test_a_series_reaches_from_before_the_onset_to_after_the_end(
    viewer: httpx.Client, watched: Watched
) -> None:
    told = viewer.get(f"/api/events/{watched.crowd_id}/series").json()
    crowd_s = watched.begun - 410
    assert (told["since_s"], told["until_s"]) == (crowd_s - 120, crowd_s + 190 + 120)
    assert max(row[1] for row in told["seconds"]) == 30


@pytest.mark.parametrize("foreign", FOREIGN)
def test_what_this_store_does_not_have_is_not_there(viewer: httpx.Client, foreign: str) -> None:
    for path in (f"/api/events/{foreign}", f"/api/events/{foreign}/series"):
        assert viewer.get(path).status_code == 404
    for name in (foreign, f"{foreign}.snapshot.jpg"):
        assert viewer.get(f"/api/evidence/{name}").status_code == 404
        assert viewer.post(f"/api/evidence/{name}", json={"why": "x"}).status_code == 404


def test_who_opens_evidence_stands_in_the_register_before_he_sees_it(
    viewer: httpx.Client, watched: Watched
) -> None:
    name = f"{watched.crowd_id}.snapshot.jpg"
    answer = viewer.post(f"/api/evidence/{name}", json={"why": "家长询问", "unit": "派出所"})
    assert (answer.status_code, answer.content) == (200, snapshot())
    assert answer.headers["content-type"] == "image/jpeg"
    with watched.opened() as store:
        last = accesses(store)[-1]
        ((body,),) = rows(
            store, "SELECT body FROM chain WHERE number = ?", (int(answer.headers["x-record"]),)
        )
        assert verify_store(store, None).holds
    assert (last.who, last.unit, last.why, last.name) == ("viewer", "派出所", "家长询问", name)
    assert last.seen and (last.snapshots, last.clips) == (1, 0)
    assert json.loads(body)["record"] == "access"
    assert Label("查看", "seen").en in _row(1, last, "en")


def test_without_a_reason_nothing_is_shown(viewer: httpx.Client, watched: Watched) -> None:
    name = f"{watched.crowd_id}.snapshot.jpg"
    for body in ({}, {"why": ""}, {"why": "   "}, {"why": "x", "who": "somebody else"}):
        assert viewer.post(f"/api/evidence/{name}", json=body).status_code == 422
    assert viewer.get(f"/api/evidence/{name}").json()["kind"] == "snapshot"


def test_unblurred_video_is_for_auditors(console: Served, watched: Watched) -> None:
    path = f"/api/evidence/{watched.crowd_id}.clip.mp4"
    with console.client("viewer") as client:
        assert client.post(path, json={"why": "x"}).status_code == 403
    with console.client("auditor") as client:
        answer = client.post(path, json={"why": "核查"})
        assert answer.status_code == 200
        assert "attachment" in answer.headers["content-disposition"]


def test_a_picture_that_was_altered_is_not_shown(
    viewer: httpx.Client, watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = watched.store.with_name("watch.db.evidence")
    path = folder / f"{watched.crowd_id}.series.csv"
    before = path.read_bytes()
    path.write_bytes(before + b"7,7\n")
    try:
        answer = viewer.post(f"/api/evidence/{path.name}", json={"why": "x"})
    finally:
        path.write_bytes(before)
    assert (answer.status_code, answer.json()["error"]["message"]) == (503, NOT_NOW.en)
    assert "not what the chain says" in capsys.readouterr().err
    assert viewer.post(f"/api/evidence/{path.name}", json={"why": "x"}).status_code == 200


RULE = "cn: clips, 30 days"


@pytest.fixture
def erased(stopped: Watched, tmp_path: Path) -> Iterator[Served]:
    """Give a server of the school after its clips were erased."""
    own = copy_of(stopped, tmp_path)
    with own.opened() as store:
        at_s = float(own.begun)
        erase_evidence(store, at_s, RULE, "test", at_s, kind="clip")
    with serving(site=own.site, store=own.store) as it:
        yield it


def test_evidence_that_was_erased_says_when_and_by_which_rule(
    erased: Served, stopped: Watched
) -> None:
    name = f"{stopped.crowd_id}.clip.mp4"
    with erased.client("viewer") as client:
        told = client.get(f"/api/evidence/{name}").json()
        listed = client.get(f"/api/events/{stopped.crowd_id}").json()["evidence"]
    assert (told["erased_s"], told["rule"]) == (stopped.begun, RULE)
    assert [file["rule"] for file in listed if file["kind"] == "clip"] == [RULE]
    with erased.client("auditor") as client:
        answer = client.post(f"/api/evidence/{name}", json={"why": "x"})
    assert answer.status_code == 410
    assert RULE in answer.json()["error"]["message"]
