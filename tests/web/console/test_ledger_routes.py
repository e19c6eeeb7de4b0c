"""Hazards as several people bring them to their end: each sees what he decides upon."""

import base64
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.errors import StorageError
from pipeline.store.access_log import AccessLog
from pipeline.store.ledger import broken_links, ledger_to_read, open_ledger
from tests.web.console.stocked import snapshot
from tests.web.console.stocked_ledger import PERSON, audited_into, entered
from tests.web.serving import Served, serving
from tests.workflows.small_city import seen, unseen

PROOF = base64.b64encode(snapshot()).decode()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a school of whose hall nobody sees anything, with a ledger that says so."""
    folder = tmp_path_factory.mktemp("hall")
    site, ledger = folder / "site.yaml", folder / "ledger.db"
    site.write_text(unseen("c", "East"), "utf-8")
    audited_into(ledger, site)
    with serving(site=site, ledger=ledger, log=AccessLog(folder / "log.db")) as it:
        yield it


@pytest.fixture(scope="module")
def auditor(hall: Served) -> Iterator[httpx.Client]:
    with hall.client("auditor") as client:
        yield client


def only(client: httpx.Client) -> dict[str, Any]:
    """Return the blind spot of the hall as it stands."""
    found = client.get("/api/ledger").json()["hazards"]
    return next(each for each in found if each["found_by"] == "blind_spot")


def do(client: httpx.Client, hazard: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    body = {"revision": hazard["revision"], **more}
    return client.post(f"/api/ledger/{hazard['id']}/{action}", json=body)


def test_a_blind_spot_lives_until_an_audit_proves_that_it_is_gone(
    auditor: httpx.Client, hall: Served
) -> None:
    """Assigned, reported as rectified, refused without proof and while it stands, then closed."""
    hazard = only(auditor)
    assert (hazard["state"], hazard["may"][:3]) == ("registered", ["amend", "attach", "assign"])
    assert do(auditor, hazard, "assign", elements={"person": "王老师"}).status_code == 409
    hazard = do(auditor, hazard, "assign", elements=PERSON).json()
    assert (hazard["state"], hazard["person"]) == ("rectifying", "王老师")
    hazard = do(auditor, hazard, "rectify", photographs=[PROOF]).json()
    assert (hazard["state"], len(hazard["evidence"])) == ("review", 1)

    refused = do(auditor, hazard, "close")
    assert refused.status_code == 409
    assert "not closed without proof" in refused.json()["error"]["message"]
    stands = do(auditor, hazard, "close", proof={"kind": "audit_now"})
    assert stands.status_code == 409
    assert "still finds it" in stands.json()["error"]["message"]

    assert hall.desk.site is not None
    hall.desk.site.write_text(seen("c", "East"), "utf-8")
    closed = do(auditor, hazard, "close", proof={"kind": "audit_now"}, why="已加装").json()
    assert (closed["state"], closed["proof"]["kind"]) == ("closed", "audit")
    history = auditor.get(f"/api/ledger/{hazard['id']}").json()["history"]
    assert [each["action"] for each in history] == [
        *("register", "assign", "attach", "rectify", "close"),
    ]
    assert {each["who"] for each in history[1:]} == {"auditor"}
    assert hall.desk.ledger is not None
    with closing(ledger_to_read(hall.desk.ledger)) as ledger:
        assert broken_links(ledger) == ()


def test_a_step_that_is_refused_leaves_no_photograph(auditor: httpx.Client, hall: Served) -> None:
    """To escalate wants a reason; given one, the photograph comes with it."""
    folder = Path(f"{hall.desk.ledger}.evidence")
    content = base64.b64encode(snapshot() + b"of this test").decode()
    body = {"site": "c", "place": "西门", "elements": {"content": "门锁坏"}}
    hazard = auditor.post("/api/ledger", json=body).json()
    before = [*folder.glob("*")]
    assert do(auditor, hazard, "escalate", photographs=[content]).status_code == 409
    now = auditor.get(f"/api/ledger/{hazard['id']}").json()
    assert (now["revision"], now["evidence"]) == (hazard["revision"], hazard["evidence"])
    assert [*folder.glob("*")] == before
    done = do(auditor, hazard, "escalate", why="x", photographs=[content]).json()
    assert (done["state"], len(done["evidence"])) == ("supervised", 1)
    assert len([*folder.glob("*")]) == len(before) + 1


def test_who_is_overtaken_overwrites_nothing(console: Served) -> None:
    """Two look at the same hazard; the second to send is told who was faster, and what was done."""
    with console.client("auditor") as one, console.client("admin") as two:
        found = one.get("/api/ledger", params={"state": "registered"}).json()["hazards"]
        hazard = found[-2]
        assert do(one, hazard, "assign", elements=PERSON).status_code == 200
        late = do(two, hazard, "assign", elements={**PERSON, "person": "赵工"})
        assert late.status_code == 409
        assert "changed meanwhile by auditor" in late.json()["error"]["message"]
        now = two.get(f"/api/ledger/{hazard['id']}").json()
        assert (now["person"], now["revision"]) == ("王老师", hazard["revision"] + 1)
        assert do(two, now, "amend", elements={"person": "赵工"}).json()["person"] == "赵工"


def test_viewers_look_and_do_nothing(hall: Served) -> None:
    with hall.client("viewer") as client:
        hazard = only(client)
        assert client.get(f"/api/ledger/{hazard['id']}").status_code == 200
        assert do(client, hazard, "reopen", why="x").status_code == 403
        body = {"site": "c", "place": "x", "elements": {"content": "x"}}
        assert client.post("/api/ledger", json=body).status_code == 403


def test_what_somebody_found_is_registered_and_closed_by_a_photograph(
    auditor: httpx.Client,
) -> None:
    said = {"content": "<img src=x onerror=alert(1)>", "standard": "GB 50016", **PERSON}
    body = {"site": "c", "place": "东楼梯", "elements": {**said, "hazard_class": "fire"}}
    hazard = auditor.post("/api/ledger", json=body).json()
    assert (hazard["found_by"], hazard["proofs"]) == ("person", ["footage", "photograph"])
    assert auditor.post("/api/ledger", json=body).status_code == 409
    hazard = do(auditor, do(auditor, hazard, "assign").json(), "rectify").json()
    proof = {"kind": "photograph", "content": PROOF}
    assert do(auditor, hazard, "close", proof=proof).status_code == 409  # It does not say why.
    assert do(auditor, hazard, "close", proof=proof, why="看过").json()["state"] == "closed"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"revision": 0}, 422),
        ({"elements": {"state": "closed"}}, 422),
        ({"who": "somebody else"}, 422),
        ({"photographs": ["???"]}, 422),
        ({"photographs": [base64.b64encode(b"MZ").decode()]}, 422),
        ({"elements": {"due": "soon"}}, 409),
        ({"elements": {"content": "x" * 3000}}, 422),
    ],
)
def test_a_body_that_is_none_is_refused(
    auditor: httpx.Client, change: dict[str, Any], status: int
) -> None:
    hazard = {**only(auditor), "id": entered_one(auditor), "revision": 1}
    answer = auditor.post(f"/api/ledger/{hazard['id']}/assign", json={"revision": 1, **change})
    assert answer.status_code == status
    assert auditor.get(f"/api/ledger/{hazard['id']}").json()["revision"] == 1


def entered_one(client: httpx.Client) -> str:
    """Return the id of a hazard that stands as it was entered."""
    body = {"site": "c", "place": "门口", "elements": {"content": "灯不亮"}}
    client.post("/api/ledger", json=body)
    found = client.get("/api/ledger", params={"state": "registered"}).json()["hazards"]
    return next(str(each["id"]) for each in found if each["content"] == "灯不亮")


@pytest.mark.parametrize("foreign", ["next-door/H-1", "../../etc/passwd", "c/../d/H-1", "x"])
def test_hazards_of_others_are_not_there(auditor: httpx.Client, hall: Served, foreign: str) -> None:
    """The same ledger may hold those of another school, which this server is not before."""
    assert hall.desk.ledger is not None
    with closing(open_ledger(hall.desk.ledger)) as ledger:
        theirs = next((h for h in ("next-door/H-1",) if h == foreign), None)
        if theirs:
            foreign = entered(ledger, "next-door", "门", f"灯 {foreign}").id
    assert auditor.get(f"/api/ledger/{foreign}").status_code == 404
    body = {"revision": 1, "why": "x"}
    assert auditor.post(f"/api/ledger/{foreign}/escalate", json=body).status_code == 404
    told = auditor.get("/api/ledger").json()["hazards"]
    assert {each["site_id"] for each in told} == {"c"}
    assert auditor.get("/api/ledger", params={"site": "next-door"}).json()["hazards"] == []
    theirs_body = {"site": "next-door", "place": "x", "elements": {"content": "x"}}
    assert auditor.post("/api/ledger", json=theirs_body).status_code == 404


def test_before_a_site_and_its_city_auditors_alone_see_hazards_of_other_schools(
    hall: Served, city_folder: Path
) -> None:
    """And they only where they ask for all; without a site everybody is before the city."""
    files = {"ledger": hall.desk.ledger, "city": city_folder}
    assert hall.desk.ledger is not None
    with closing(open_ledger(hall.desk.ledger)) as ledger:
        theirs = entered(ledger, "elsewhere", "后门", "门锁坏").id

    def sites(client: httpx.Client, **asked: Any) -> set[str]:
        told = client.get("/api/ledger", params=asked).json()["hazards"]
        return {each["site_id"] for each in told}

    with serving(site=hall.desk.site, **files) as it:
        with it.client("viewer") as viewer:
            assert sites(viewer) == {"c"} and sites(viewer, site="elsewhere") == set()
            assert viewer.get("/api/ledger", params={"all": True}).status_code == 403
            assert viewer.get(f"/api/ledger/{theirs}").status_code == 404
        with it.client("auditor") as client:
            assert sites(client) == {"c"} and sites(client, all=True) >= {"c", "elsewhere"}
            assert client.get(f"/api/ledger/{theirs}").status_code == 200
    with serving(**files) as it, it.client("viewer") as viewer:
        assert sites(viewer) >= {"c", "elsewhere"}


def test_in_a_city_a_hazard_is_of_a_site_that_the_city_knows(console: Served, hall: Served) -> None:
    """The server's own site is one of them, whether the city has it or not."""
    body = {"place": "门口", "elements": {"content": "灯不亮"}}
    with console.client("auditor") as client:
        for site, status in (
            ("c", 200),
            ("demo-school", 200),
            ("nowhere", 404),
            ("<img src=x>", 422),
            ("../c", 422),
        ):
            assert client.post("/api/ledger", json={"site": site, **body}).status_code == status
    # Where there is no city, nor a site, the form alone can be told.
    files = {"ledger": hall.desk.ledger, "log": hall.desk.log}
    with serving(**files) as it, it.client("auditor") as client:
        assert client.post("/api/ledger", json={"site": "<b>", **body}).status_code == 422


@pytest.mark.parametrize(
    ("until", "status"),
    [("9999-12-31", 422), ("2026-99-99", 422), ("soon", 422), ("", 422), ("2020-01-01", 409)],
)
def test_a_waiver_ends_on_a_day(auditor: httpx.Client, until: str, status: int) -> None:
    hazard = {"id": entered_one(auditor), "revision": 1}
    told = do(auditor, hazard, "waive", why="x", until=until)
    assert told.status_code == status
    assert status == 409 or "written YYYY-MM-DD" in told.json()["error"]["message"]


def test_a_waiver_until_the_end_of_next_year_is_one(auditor: httpx.Client) -> None:
    body = {"site": "c", "place": "后门", "elements": {"content": "锁坏"}}
    hazard = auditor.post("/api/ledger", json=body).json()
    until = f"{date.today().year + 1}-12-31"
    assert do(auditor, hazard, "waive", why="x", until=until).json()["state"] == "waived"


def test_an_unknown_step_is_none(auditor: httpx.Client) -> None:
    id_ = entered_one(auditor)
    for action in ("delete", "seen", "recover", "register"):
        answer = auditor.post(f"/api/ledger/{id_}/{action}", json={"revision": 1, "why": "x"})
        assert answer.status_code in (404, 409)


def test_an_audit_that_is_older_proves_nothing(auditor: httpx.Client, hall: Served) -> None:
    """Nor does a file that is no audit; and nobody is told where it lay here."""
    hazard = {"id": entered_one(auditor), "revision": 1}
    assert do(auditor, hazard, "assign", elements={**PERSON, "standard": "x"}).status_code == 200
    hazard["revision"] = 2
    hazard["revision"] = do(auditor, hazard, "rectify").json()["revision"]
    for content in (b"{}", json.dumps({"format": 1}).encode(), b"\xff"):
        proof = {"kind": "footage", "content": base64.b64encode(content).decode()}
        answer = do(auditor, hazard, "close", proof=proof, why="x")
        assert answer.status_code in (409, 422)
        assert "/tmp" not in answer.text


def test_a_ledger_that_is_lost_is_not_begun_anew(tmp_path: Path) -> None:
    """Whoever enters a hazard would believe that the others are still there."""
    site, ledger = tmp_path / "site.yaml", tmp_path / "ledger.db"
    site.write_text(unseen("c", "East"), "utf-8")
    body = {"site": "c", "place": "门口", "elements": {"content": "灯不亮"}}
    log = AccessLog(tmp_path / "log.db")
    with serving(site=site, ledger=ledger, log=log) as it, it.client("auditor") as client:
        assert client.post("/api/ledger", json=body).status_code == 503
        assert not ledger.exists()
        ledger.touch()
        assert client.post("/api/ledger", json=body).status_code == 503
        assert client.post("/api/ledger/c/H-1/assign", json={"revision": 1}).status_code == 503
        assert ledger.stat().st_size == 0
        ledger.unlink()
        audited_into(ledger, site)
        assert client.post("/api/ledger", json=body).status_code == 200


def test_the_ledgers_file_stands_where_it_stood(hall: Served) -> None:
    assert hall.desk.ledger is not None
    assert Path(hall.desk.ledger).is_file()


def stands(client: httpx.Client) -> list[tuple[str, int, str]]:
    """Return how far each hazard is."""
    told = client.get("/api/ledger").json()["hazards"]
    return [(each["id"], each["revision"], each["state"]) for each in told]


HAZARD = {"place": "hall", "elements": {"content": "blocked exit"}}
NEW = {"content": "told better"}


def test_a_step_is_written_down_before_it_is_done(
    hall: Served, auditor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(log: AccessLog, *of: Any) -> int:
        raise StorageError("no room for the log")

    body = HAZARD | {"site": only(auditor)["site_id"]}
    hazard = auditor.post("/api/ledger", json=body).json()
    before, other = stands(auditor), body | {"place": "yard"}
    with monkeypatch.context() as patch:
        patch.setattr(AccessLog, "note", full)
        assert do(auditor, hazard, "amend", elements=NEW).status_code == 503
        assert auditor.post("/api/ledger", json=other).status_code == 503
    assert stands(auditor) == before
    # With room for it both are done, and the log says so.
    assert do(auditor, hazard, "amend", why="seen", elements=NEW).status_code == 200
    assert auditor.post("/api/ledger", json=other).status_code == 200
    assert hall.desk.log is not None
    entered_last, amended, entered_first = hall.desk.log.acts(most=3)
    told = (amended.who, amended.what, amended.of, amended.why)
    assert told == ("auditor", "ledger:amend", hazard["id"], "seen")
    assert {entered_first.what, entered_last.what} == {"ledger:enter"}


def test_without_a_log_no_hazard_is_changed(hall: Served) -> None:
    with (
        serving(site=hall.desk.site, ledger=hall.desk.ledger) as it,
        it.client("auditor") as client,
    ):
        (hazard, *_), before = client.get("/api/ledger").json()["hazards"], stands(client)
        body = HAZARD | {"site": hazard["site_id"]}
        assert do(client, hazard, "amend", elements=NEW).status_code == 503
        assert client.post("/api/ledger", json=body).status_code == 503
        assert stands(client) == before
