"""``sightline watch`` prints one line for each change, and says in one sentence why it cannot."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.cli.watch import change_json, change_line, change_of
from pipeline.domain.crowding import CrowdingEvent, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import LANGUAGES, Label
from pipeline.store.database import sole_writer
from tests.jobs.gate_clip import site_file

BLUE, YELLOW = TierChange(1e9 + 20, "blue"), TierChange(1e9 + 40, "yellow")
OPENED = CrowdingEvent("e", "gate", 1e9, None, "open", "blue", 9, 1e9 + 4, (BLUE,))
RAISED = replace(OPENED, peak_tier="yellow", changes=(BLUE, YELLOW))
LOWERED = replace(RAISED, changes=(BLUE, YELLOW, TierChange(1e9 + 90, "blue")))
CLEARED = replace(LOWERED, status="cleared", end_s=1e9 + 200)
INTERRUPTED = replace(CLEARED, status="interrupted")
GATHERED = CrowdingEvent("u", "gate", 1e9, None, "open", "none", 9, 1e9 + 60, (), kind="unexpected")
BEGAN = HealthFault("cam-1", "auth", 1e9, None, Label("密码被拒绝", "refused"))
ENDED = replace(BEGAN, end_s=1e9 + 70)
NAMES = {"gate": "校门", "cam-1": "cam-1"}


@pytest.mark.parametrize(
    ("change", "name", "told"),
    [
        (OPENED, "opened", "校门 (gate)：拥堵开始，蓝色关注，已有 9 人"),
        (RAISED, "raised", "校门 (gate)：升级为黄色预警，已有 9 人"),
        (LOWERED, "lowered", "校门 (gate)：降级为蓝色关注"),
        (CLEARED, "cleared", "校门 (gate)：拥堵解除，最高黄色预警，最多 9 人"),
        (
            INTERRUPTED,
            "interrupted",
            "校门 (gate)：拥堵监测中断，结果未知；最高黄色预警，最多 9 人",
        ),
        (GATHERED, "gathered", "校门 (gate)：高峰时段之外意外聚集，已有 9 人"),
        (
            replace(GATHERED, status="cleared", end_s=1e9 + 200),
            "dispersed",
            "校门 (gate)：意外聚集结束，最多 9 人",
        ),
        (
            replace(GATHERED, status="expected", end_s=1e9 + 200),
            "expected",
            "校门 (gate)：高峰时段开始，聚集不再算意外，最多 9 人",
        ),
        (
            replace(GATHERED, status="interrupted", end_s=1e9 + 200),
            "lost",
            "校门 (gate)：意外聚集监测中断，结果未知，最多 9 人",
        ),
        (
            replace(OPENED, saturated=True),
            "opened",
            "校门 (gate)：拥堵开始，蓝色关注，已有 9 人，过于拥挤，密度未知",
        ),
        (
            replace(OPENED, saturated=True, saturated_s=1e9 + 20),
            "opened",
            "校门 (gate)：拥堵开始，蓝色关注，已有 9 人，过于拥挤，密度未知",
        ),
        (
            replace(OPENED, saturated=True, saturated_s=1e9 + 30),
            "saturated",
            "校门 (gate)：过于拥挤，人数至少 9",
        ),
        (BEGAN, "began", "cam-1：故障：认证失败（密码被拒绝）"),
        (ENDED, "ended", "cam-1：故障结束：认证失败"),
        (
            HealthFault("cam-1", "clock_jump", 1e9, 1e9, Label("变动了 1 小时", "set by 1 h")),
            "began",
            "cam-1：故障：时间跳变（变动了 1 小时）",
        ),
    ],
)
def test_each_change_is_a_line(change: CrowdingEvent | HealthFault, name: str, told: str) -> None:
    assert change_of(change) == name
    line = change_line(change, NAMES, "zh")
    assert re.fullmatch(r"2001-09-\d\d \d\d:\d\d:\d\d  " + re.escape(told), line)


def test_a_line_begins_with_the_time_of_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [change_line(change, NAMES, "en") for change in (OPENED, RAISED, ENDED)]
    seconds = [int(line[14:16]) * 60 + int(line[17:19]) for line in lines]
    assert [(second - seconds[0]) % 3600 for second in seconds] == [0, 20, 50]


def test_a_zone_of_two_cameras_is_called_by_its_name() -> None:
    shared = replace(OPENED, zone_id="gate@cam-2")
    assert "  校门 (gate@cam-2): crowding began: blue" in change_line(shared, NAMES, "en")


def test_a_change_is_one_json_object() -> None:
    event, fault = json.loads(change_json(RAISED)), json.loads(change_json(BEGAN))
    assert (event["type"], event["change"], event["zone"]) == ("crowding", "raised", "gate")
    assert (fault["type"], fault["change"], fault["end_s"]) == ("fault", "began", None)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GATE_URL", "rtsp://127.0.0.1:9/gate")
    monkeypatch.setenv("DEAD_URL", "rtsp://127.0.0.1:9/dead")
    return site_file(tmp_path)


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--model", "absent.onnx"], 4, "absent.onnx"),
        (["--provider", "NoExecutionProvider"], 4, "NoExecutionProvider"),
        (["--sample-fps", "0"], 2, "more than 0, got 0"),
        (["--sample-fps", "0.5"], 2, "at least 1 frame a second, got 0.5; the counts of gate"),
        (["--empty", "cam-gate"], 2, "--empty wants CAMERA=PICTURE, got cam-gate"),
        (["--empty", "cam-9=a.png"], 2, "no camera cam-9 is watched; watched are cam-gate"),
        (["--for", "-1"], 2, "more than 0 seconds, got -1"),
        (["--ledger-after", "-1"], 2, "must last 0 seconds or more, got -1"),
        (["--metrics", "203.0.113.1:9108"], 2, "203.0.113.1:9108 cannot be listened on"),
        (["--profile", "no-such"], 3, "no-such"),
    ],
)
def test_what_cannot_be_watched_is_refused_and_leaves_no_store(
    site: Path, options: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = site.with_name("gates.db")
    assert main(["watch", str(site), "--store", str(store), *options]) == code
    shown = capsys.readouterr()
    assert told in shown.err.splitlines()[-1]
    assert (shown.out, store.exists()) == ("", False)


@pytest.mark.parametrize("address", ["host", "1:2:3", "127.0.0.1:99999", "http://x:1", ""])
def test_an_address_that_is_none_is_wrong_usage(
    site: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["watch", str(site), "--metrics", address])
    assert stopped.value.code == 2
    assert "wanted HOST:PORT" in capsys.readouterr().err


def test_a_store_that_another_watch_writes_is_refused(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = site.with_name("gates.db")
    with sole_writer(store):
        assert main(["watch", str(site), "--store", str(store)]) == 5
    assert "another sightline watch" in capsys.readouterr().err


def test_a_site_without_streams_is_wrong_usage(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = re.sub(r"stream: \{.*?\}, ", "", site.read_text("utf-8"))
    site.write_text(bare, encoding="utf-8")
    assert main(["watch", str(site), "--lang", "en"]) == 2
    assert "no camera has a stream" in capsys.readouterr().err


def test_a_stream_whose_variable_is_not_set_is_wrong_usage(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GATE_URL")
    assert main(["watch", str(site), "--lang", "en"]) == 2
    assert "the stream of cam-gate has no URL" in capsys.readouterr().err


def test_languages_tell_the_same_of_every_change() -> None:
    for change in (OPENED, RAISED, LOWERED, CLEARED, INTERRUPTED, GATHERED, BEGAN, ENDED):
        lines = {change_line(change, NAMES, language)[:19] for language in LANGUAGES}
        assert len(lines) == 1


@pytest.mark.parametrize(
    "url", ["http://h/x", "user:pw@h", "RTSP://h/x", "rtsp://h/x\n", "rtsp:// h", "rtsp://"]
)
def test_a_wrong_address_from_the_environment_is_refused_at_once_and_not_shown(
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    root: Path,
) -> None:
    monkeypatch.setenv("SIGHTLINE_GATE_URL", url)
    demo = str(root / "floorplans" / "demo-school" / "site.yaml")
    assert main(["watch", demo, "--store", str(tmp_path / "gates.db"), "--lang", "en"]) == 2
    refusal = capsys.readouterr().err
    assert "the environment variable SIGHTLINE_GATE_URL must begin with rtsp://" in refusal
    assert "user" not in refusal
