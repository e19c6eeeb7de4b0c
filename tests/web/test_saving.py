"""The site file is saved with its comments, by one at a time, and nobody's work is lost."""

import copy
import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.site_file import load_site
from pipeline.config.site_secrets import first_secret, with_secrets, without_secrets
from pipeline.config.site_value import site_value
from pipeline.config.veil import veiled
from pipeline.config.yaml_gate import bytes_of, load_yaml, value_of
from pipeline.store.access_log import AccessLog
from pipeline.store.atomic import atomic_write
from pipeline.workflows.site_desk import Conflict, SiteDesk
from tests.web.serving import HALL, Served, hall_in, serving

SECRETS = ("hunter2", "10.0.0.9", "rtsp:", "bureau.example", "secret-path", "cameras.csv")


def shown(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/site").json()
    return found


def text_of(served: Served) -> str:
    assert served.desk.site is not None
    return served.desk.site.read_text("utf-8")


def turned(site: dict[str, Any], pan_deg: float) -> dict[str, Any]:
    """Return a site whose first camera looks elsewhere."""
    new = copy.deepcopy(site)
    new["floors"][0]["cameras"][0]["pan_deg"] = pan_deg
    return new


def test_a_page_is_given_the_site_and_what_it_was(hall: Served) -> None:
    with hall.client("viewer") as client:
        told = shown(client)
    assert told["revision"] == hashlib.sha256(HALL.encode()).hexdigest()
    assert told["name"] == "site.yaml"
    assert [c["id"] for c in told["site"]["floors"][0]["cameras"]] == ["cam-1", "cam-2"]


def test_no_stream_no_receiver_and_no_path_leaves_the_server(hall: Served) -> None:
    with hall.client("admin") as client:
        told = shown(client)
        answers = [client.get("/api/site").text]
        body = {"revision": told["revision"], "site": turned(told["site"], 36)}
        answers.append(client.post("/api/site/diff", json=body).text)
        # The stream stands right below what is taken away here.
        del body["site"]["floors"][0]["cameras"][0]
        answers.append(client.post("/api/site/diff", json=body).text)
        answers.append(client.post("/api/site/diff", json=body | {"revision": "0" * 64}).text)
        answers.append(client.post("/api/plan/numbers", json={"site": told["site"]}).text)
    assert "-        stream: …\n" in answers[2].replace("\\n", "\n")
    assert [(s, n) for n, text in enumerate(answers) for s in SECRETS if s in text] == []


MQTT = """\
delivery:
  # the broker stands at 10.0.0.7
  receivers:
    - id: pump
      sink: mqtt
      host: broker.bureau.example
      topic: hall/gates
      user: hall
      password_file: keys/mqtt.txt
  # - {id: old, host: 10.0.0.8}
"""
OF_MQTT = ("10.0.0.", "bureau.example", "hall/gates", "keys/mqtt.txt", "cameras.csv", "user: hall")


def test_a_receiver_that_is_no_address_does_not_leave_it_either(tmp_path: Path) -> None:
    path = hall_in(tmp_path)
    old = HALL[HALL.index("delivery:") : HALL.index("floors:")]
    path.write_text(HALL.replace(old, MQTT), "utf-8")
    with serving(site=path) as it, it.client("viewer") as client:
        told = shown(client)
        # The name stands right above the list, the floors right below the receivers.
        body = {"revision": told["revision"], "site": told["site"] | {"name": "Aula"}}
        body["site"]["floors"][0]["id"] = "hall-floor"
        honest = client.post("/api/site/diff", json=body)
        path.write_text(path.read_text("utf-8").replace("id: hall\n", "id: aula\n"), "utf-8")
        overtaken = client.post("/api/site/diff", json=body)
    assert (honest.status_code, overtaken.status_code) == (200, 409)
    diff = honest.json()["diff"]
    assert "+name: Aula\n camera_list: …\n delivery: …\n floors:\n" in diff
    assert "+id: aula\n" in overtaken.json()["error"]["diff"]
    for answer in (honest, overtaken):
        assert [each for each in OF_MQTT if each in answer.text] == []


def test_only_what_is_secret_is_cut_out_of_a_text() -> None:
    text = """\
stream: of the site
floors:
- cameras:
  - {id: a, "stream": {url: x}, pan_deg: 1}
  - stream:   # his
      url_env: CAM
      # and more
    # of the camera
    id: b
  - {id: c, stream: , pan_deg: 2}
  - id: d
    stream: |
      many
      lines
  zones: [{stream: kept}]
delivery:
- {id: e}
"""
    assert (
        veiled(text)
        == """\
stream: of the site
floors:
- cameras:
  - {id: a, "stream": …, pan_deg: 1}
  - stream: …
    # of the camera
    id: b
  - {id: c, stream: …, pan_deg: 2}
  - id: d
    stream: …
  zones: [{stream: kept}]
delivery: …
"""
    )


def test_what_was_left_out_is_there_again_when_it_is_saved(own_hall: Served) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        body = {"revision": told["revision"], "site": turned(told["site"], 36), "reason": "door"}
        saved = client.put("/api/site", json=body)
    assert saved.status_code == 200
    assert text_of(own_hall) == HALL.replace("pan_deg: 35 ", "pan_deg: 36 ")
    assert saved.json()["revision"] == hashlib.sha256(text_of(own_hall).encode()).hexdigest()
    assert load_site(own_hall.desk.site).cameras()[0].pan_deg == 36.0  # type: ignore[arg-type]


def test_the_log_says_who_saved_what_and_why(own_hall: Served) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        body = {"revision": told["revision"], "site": turned(told["site"], 36), "reason": "door"}
        client.put("/api/site", json=body)
        (act,) = client.get("/api/log").json()["acts"]
    assert (act["who"], act["what"], act["why"]) == ("admin", "site:save", "door")
    assert act["of"] == told["revision"][:12]
    assert own_hall.desk.log is not None and own_hall.desk.log.verify() == 1


def test_what_is_not_written_down_is_not_changed(tmp_path: Path) -> None:
    with serving(site=hall_in(tmp_path)) as it, it.client("admin") as client:
        told = shown(client)
        body = {"revision": told["revision"], "site": turned(told["site"], 36)}
        assert client.put("/api/site", json=body).status_code == 503
        assert text_of(it) == HALL


def test_the_diff_shows_lines_edits_and_that_comments_stay(hall: Served) -> None:
    with hall.client("viewer") as client:
        told = shown(client)
        body = {"revision": told["revision"], "site": turned(told["site"], 36)}
        diff = client.post("/api/site/diff", json=body).json()
    assert "-        pan_deg: 35       # to be checked\n" in diff["diff"]
    assert "+        pan_deg: 36       # to be checked\n" in diff["diff"]
    assert diff["edits"] == [{"where": "floors.0.cameras.0.pan_deg", "kind": "set"}]
    assert diff["has_comments"] is True
    assert text_of(hall) == HALL


def test_of_two_editors_the_second_is_shown_what_the_first_did(own_hall: Served) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        first = {"revision": told["revision"], "site": turned(told["site"], 36)}
        second = {"revision": told["revision"], "site": turned(told["site"], 34)}
        assert client.put("/api/site", json=first).status_code == 200
        refused = client.put("/api/site", json=second)
        error = refused.json()["error"]
        assert refused.status_code == 409
        assert "+        pan_deg: 36       # to be checked\n" in error["diff"]
        assert error["site"]["floors"][0]["cameras"][0]["pan_deg"] == 36
        assert "pan_deg: 36 " in text_of(own_hall)
        again = second | {"revision": error["revision"]}
        assert client.put("/api/site", json=again).status_code == 200
        assert [a["who"] for a in client.get("/api/log").json()["acts"]] == ["admin", "admin"]


def test_somebody_who_edits_the_file_by_hand_is_an_editor_too(own_hall: Served) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        assert own_hall.desk.site is not None
        own_hall.desk.site.write_text(HALL.replace("id: cam-2", "id: cam-9"), "utf-8")
        body = {"revision": told["revision"], "site": turned(told["site"], 36)}
        refused = client.put("/api/site", json=body)
    assert refused.status_code == 409 and "cam-9" in refused.json()["error"]["diff"]
    assert "id: cam-9" in text_of(own_hall)


OTHER = HALL.replace("id: cam-2", "id: cam-9")
"""What somebody makes of the file by an editor, who asks nobody."""


def test_whoever_edits_the_file_while_it_is_saved_is_not_overwritten(tmp_path: Path) -> None:
    desk = SiteDesk(hall_in(tmp_path))
    seen = desk.read()
    with pytest.raises(Conflict) as met:
        desk.save(seen.revision, turned(seen.site, 36), lambda _: put(desk.path, OTHER))
    assert desk.path.read_text("utf-8") == OTHER and "cam-9" in met.value.diff
    # Without him it is saved.
    put(desk.path, HALL)
    desk.save(seen.revision, turned(seen.site, 36), lambda _: None)
    assert "pan_deg: 36 " in desk.path.read_text("utf-8")


def test_whoever_edits_the_file_right_after_is_met_by_the_next_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is told the revision that was written, and not his, which it has never seen."""
    desk = SiteDesk(hall_in(tmp_path))
    seen = desk.read()

    def written_over(path: Path, data: bytes) -> None:
        atomic_write(path, data)
        put(path, OTHER)

    monkeypatch.setattr("pipeline.workflows.site_desk.atomic_write", written_over)
    saved = desk.save(seen.revision, turned(seen.site, 36), lambda _: None)
    assert saved.site["floors"][0]["cameras"][0]["pan_deg"] == 36
    with pytest.raises(Conflict, match="has changed meanwhile"):
        desk.save(saved.revision, turned(saved.site, 37), lambda _: None)
    assert desk.path.read_text("utf-8") == OTHER


def test_text_value_and_revision_are_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes while a file is being taken in shows in all of it, or in nothing."""
    path = hall_in(tmp_path)

    def read_in_between(of: Path) -> bytes:
        data = bytes_of(of)
        put(path, OTHER)
        return data

    monkeypatch.setattr("pipeline.config.site_value.bytes_of", read_in_between)
    first, second = site_value(path), site_value(path)
    for told, text in ((first, HALL), (second, OTHER)):
        assert told.text == text and told.data == value_of(text)
        assert told.revision == hashlib.sha256(text.encode()).hexdigest()


def put(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def test_of_many_who_save_at_once_exactly_one_does(own_hall: Served) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        said: list[int] = []

        def save(pan_deg: int) -> None:
            body = {"revision": told["revision"], "site": turned(told["site"], pan_deg)}
            said.append(client.put("/api/site", json=body).status_code)

        threads = [threading.Thread(target=save, args=(n,)) for n in range(40, 48)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(said) == [200] + [409] * 7
    assert load_yaml(own_hall.desk.site).data is not None  # type: ignore[arg-type]


def test_a_plan_with_a_mistake_is_refused_in_words_and_place(own_hall: Served) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        wrong = turned(told["site"], 36)
        wrong["floors"][0]["cameras"][1]["position"] = [100, 7]
        wrong["floors"][0]["cameras"][0]["height_m"] = "3"
        body = {"revision": told["revision"], "site": wrong}
        refused = client.put("/api/site", json=body, headers={"Accept-Language": "en"})
    problems = {each["where"]: each for each in refused.json()["error"]["problems"]}
    assert refused.status_code == 422
    assert set(problems) == {
        "floors.0.cameras.0.height_m",
        "floors.0.cameras.1.position",
    }
    assert "take its quotes away" in problems["floors.0.cameras.0.height_m"]["remedy"]
    assert text_of(own_hall) == HALL


def test_what_would_be_no_site_once_it_is_written_is_not_written(own_hall: Served) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        # Less than 180 degrees, and not less once it is rounded to the six digits of a file.
        told["site"]["floors"][0]["cameras"][0]["hfov_deg"] = 179.9999999
        body = {"revision": told["revision"], "site": told["site"]}
        assert client.post("/api/site/diff", json=body).status_code == 422
        assert client.put("/api/site", json=body).status_code == 422
        assert shown(client)["revision"] == told["revision"]
    assert text_of(own_hall) == HALL


@pytest.mark.parametrize(
    "change",
    [
        {"camera_list": "../secret.csv"},
        {"camera_list": None},
        {"delivery": {"receivers": []}},
        {"delivery": None},
        {"floors": [{"cameras": [{"id": "cam-1", "stream": None}]}]},
    ],
)
def test_a_plan_may_not_name_receivers_or_files(hall: Served, change: dict[str, Any]) -> None:
    with hall.client("admin") as client:
        told = shown(client)
        for path in ("/api/plan/numbers", "/api/plan/scene", "/api/site/diff"):
            body = {"site": told["site"] | change}
            body |= {"revision": told["revision"]} if path.endswith("diff") else {}
            assert client.post(path, json=body).status_code == 403


@pytest.mark.parametrize(
    "secret",
    [
        {"stream": {"url": "rtsp://10.0.0.10/2"}},
        {"delivery": {"receivers": [{"id": "x", "sink": "jsonl", "path": "/etc/x"}]}},
        {"camera_list": "/etc/passwd"},
        {"camera_list": None},
    ],
)
def test_not_even_an_admin_sets_a_stream_a_receiver_or_a_path_by_a_page(
    own_hall: Served, secret: dict[str, Any]
) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        new = turned(told["site"], 36)
        honest = {"revision": told["revision"], "site": copy.deepcopy(new), "reason": "door"}
        (new["floors"][0]["cameras"][1] if "stream" in secret else new).update(secret)
        refused = client.put("/api/site", json=honest | {"site": new})
        assert refused.status_code == 403
        assert text_of(own_hall) == HALL and client.get("/api/log").json()["acts"] == []
        assert client.put("/api/site", json=honest).status_code == 200


def test_a_stream_goes_with_its_camera_and_with_nothing_else() -> None:
    own = {"floors": [{"cameras": [{"id": "a", "stream": {"url": "s"}}, {"id": "b"}]}]}
    moved = {"floors": [{"cameras": [{"id": "b"}]}, {"cameras": [{"id": "a"}, {"id": "c"}]}]}
    cameras = [c for f in with_secrets(moved, own)["floors"] for c in f["cameras"]]
    assert cameras == [{"id": "b"}, {"id": "a", "stream": {"url": "s"}}, {"id": "c"}]
    assert first_secret(without_secrets(own)) is None


@pytest.mark.parametrize(
    "value", [{}, {"floors": 1}, {"floors": [1, {"cameras": [1, {"id": []}]}]}]
)
def test_what_is_no_site_is_left_to_those_who_refuse_it(value: dict[str, Any]) -> None:
    assert with_secrets(value, {"floors": [{"cameras": [{"id": "a"}]}]}) == value
    assert first_secret(value) is None


SCRIPT = "</script><img src=x onerror=alert(1)>\"'&{{7*7}}"


def test_a_name_is_data_wherever_it_is_told(own_hall: Served) -> None:
    with own_hall.client("admin") as client:
        told = shown(client)
        new = copy.deepcopy(told["site"])
        new["name"] = SCRIPT
        new["floors"][0]["zones"][0]["name"] = {"zh": SCRIPT, "en": SCRIPT}
        body = {"revision": told["revision"], "site": new, "reason": SCRIPT}
        assert client.put("/api/site", json=body).status_code == 200
        answers = [client.get("/api/site"), client.get("/api/log")]
        answers.append(client.post("/api/plan/numbers", json={"site": new}))
        new["floors"][0]["id"] = SCRIPT
        answers.append(client.post("/api/plan/numbers", json={"site": new}))
        answers.append(client.get(f"/api/underlay/{SCRIPT}"))
    assert {a.headers["content-type"] for a in answers} == {"application/json"}
    assert {a.headers["x-content-type-options"] for a in answers} == {"nosniff"}
    assert answers[0].json()["site"]["name"] == SCRIPT


def test_a_link_to_the_site_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real = hall_in(tmp_path / "real")
    link = tmp_path / "site.yaml"
    link.symlink_to(real)
    with serving(site=link, log=AccessLog(tmp_path / "log.db")) as it, it.client("admin") as client:
        told = shown(client)
        body = {"revision": told["revision"], "site": turned(told["site"], 36)}
        assert client.put("/api/site", json=body).status_code == 200
    assert link.is_symlink() and "pan_deg: 36 " in real.read_text("utf-8")
