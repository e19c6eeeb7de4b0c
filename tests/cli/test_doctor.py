"""The doctor names what would fail, and what mends it; its code says whether anything does."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.cli.doctor import check_line, checkup_document
from pipeline.cli.main import main
from pipeline.config.site_file import load_site
from pipeline.domain.checkup import Check
from pipeline.runtime.time_sync import TimeSync
from pipeline.store.room import Ladder
from pipeline.workflows.check_files import check_receivers, check_secret_files, check_site_file
from pipeline.workflows.check_machine import check_clock, check_disk, check_wheels
from tests.jobs.two_halls import halls_file
from tests.store.remembered import remembered, seen

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC).timestamp()


def outcomes(checks: object) -> list[tuple[str, str]]:
    return [(each.id, each.outcome) for each in checks]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wheels", "outcome"),
    [
        (["onnxruntime"], "ok"),
        (["onnxruntime", "onnxruntime-gpu"], "failing"),
        ([], "failing"),
    ],
)
def test_one_wheel_is_right_and_two_lose_cuda(wheels: list[str], outcome: str) -> None:
    (check,) = check_wheels(wheels)
    assert check.outcome == outcome
    assert (check.remedy is None) == (outcome == "ok")


@pytest.mark.parametrize(
    ("now_s", "sync", "told"),
    [
        (NOON, TimeSync(True, 0.01), [("clock", "ok"), ("ntp", "ok")]),
        (NOON, TimeSync(True, 9.0), [("clock", "ok"), ("ntp", "warning")]),
        (NOON, TimeSync(False, 16.0), [("clock", "ok"), ("ntp", "warning")]),
        (NOON, None, [("clock", "ok"), ("ntp", "warning")]),
        (0.0, TimeSync(True, 0.01), [("clock", "failing"), ("ntp", "ok")]),
    ],
)
def test_a_clock_is_right_where_it_can_be_and_is_kept(
    now_s: float, sync: TimeSync | None, told: list[tuple[str, str]]
) -> None:
    assert outcomes(check_clock(None, UTC, now_s, lambda: sync)) == told


def test_a_clock_behind_its_own_store_is_wrong(tmp_path: Path) -> None:
    store = remembered(tmp_path / "gates.db", ["a"])
    seen(store, "a", [int(NOON)])
    store.close()

    def told(now_s: float) -> str:
        return outcomes(check_clock(tmp_path / "gates.db", UTC, now_s, lambda: None))[0][1]

    assert (told(NOON + 1.0), told(NOON - 3600.0)) == ("ok", "failing")


@pytest.mark.parametrize(
    ("ladder", "outcome"),
    [
        (Ladder(0, 0, 0), "ok"),
        (Ladder(2**62, 0, 0), "warning"),
        (Ladder(2**62, 2**62, 2**62), "failing"),
    ],
)
def test_room_is_told_by_the_rungs_of_a_watch(tmp_path: Path, ladder: Ladder, outcome: str) -> None:
    assert outcomes(check_disk(tmp_path / "gates.db", ladder)) == [("disk", outcome)]


def test_a_disk_that_is_not_there_fails(tmp_path: Path) -> None:
    assert outcomes(check_disk(tmp_path / "none" / "gates.db")) == [("disk", "failing")]


DELIVERY = """
delivery:
  receivers:
    - {id: near, sink: webhook, url: "http://127.0.0.1:9/x", allow: [127.0.0.0/8]}
    - {id: far, sink: webhook, url: "http://127.0.0.1:9/x"}
    - {id: file, sink: wecom, url_file: robot.url, allow: [127.0.0.0/8]}
    - {id: log, sink: jsonl, path: told.jsonl}
"""


@pytest.mark.skipif(os.name == "nt", reason="rights are others there")
def test_a_secret_is_for_its_owner_and_a_receiver_for_who_may_be_told(tmp_path: Path) -> None:
    site_path = halls_file(tmp_path, DELIVERY)
    site, secret = load_site(site_path), tmp_path / "robot.url"
    assert [each.outcome for each in check_receivers(site)] == ["ok", "failing", "failing", "ok"]
    secret.write_text("http://127.0.0.1:9/x?key=abc")
    secret.chmod(0o644)
    assert [each.outcome for each in check_receivers(site)] == ["ok", "failing", "ok", "ok"]
    assert outcomes(check_secret_files(site)) == [("permissions", "failing")]
    secret.chmod(0o600)
    assert outcomes(check_secret_files(site)) == [("permissions", "ok")]


@pytest.mark.skipif(os.name == "nt", reason="rights are others there")
def test_a_site_file_with_a_password_in_it_is_not_for_all(tmp_path: Path) -> None:
    path = halls_file(tmp_path)
    text = path.read_text("utf-8").replace("url_env: EAST_URL", 'url: "rtsp://u:pw@10.0.0.5/x"')
    path.chmod(0o644)
    assert outcomes(check_site_file(path, load_site(path))) == []
    path.write_text(text)
    assert outcomes(check_site_file(path, load_site(path))) == [("permissions", "warning")]
    path.chmod(0o600)
    assert outcomes(check_site_file(path, load_site(path))) == []


def test_the_worst_is_the_outcome_and_only_failing_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Streams without an address, and a port where nobody answers."""
    monkeypatch.delenv("WEST_URL", raising=False)
    monkeypatch.setenv("EAST_URL", "rtsp://viewer:secret@127.0.0.1:9/x")
    site = str(halls_file(tmp_path))
    assert main(["doctor", site, "--model", str(tmp_path / "no.onnx"), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["outcome"] == "failing"
    found = {(each["id"], each["about"]): each for each in document["checks"]}
    assert found["stream", "cam-west"]["found"] == (
        "the stream of cam-west has no URL: set the environment variable WEST_URL"
    )
    assert found["stream", "cam-east"]["found_zh"] == "cam-east：离线"
    assert found["model", ""]["outcome"] == "failing"
    assert all((each["remedy"] is None) == (each["outcome"] == "ok") for each in found.values())
    assert "secret" not in json.dumps(document)


def test_warnings_alone_are_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    warned = Check("ntp", "warning", *(2 * [check_wheels(["onnxruntime"]).__next__().found]))
    assert checkup_document([warned])["outcome"] == "warning"
    assert check_line(warned, "en").startswith("warning  ntp: ")


def test_a_site_that_is_refused_is_told_and_the_rest_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "site.yaml"
    path.write_text("format: 1\n")
    assert main(["doctor", str(path), "--model", "no.onnx", "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert "failing  site: " in told
    assert "`sightline check` tells each problem" in told
    assert "failing  model: " in told


def test_a_timeout_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--timeout", "0"]) == 2
    assert "--timeout must be above 0" in capsys.readouterr().err
