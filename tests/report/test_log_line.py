"""A log holds what happened, under names that stay, and nothing that looks like a secret."""

import json
import re
from pathlib import Path

import pytest

from pipeline.cli.watch_voice import FAULT_EVENTS
from pipeline.domain.label import Label
from pipeline.domain.notice import EVENTS, LEVELS, Notice, noticed
from pipeline.report.change_wording import CHANGES
from pipeline.report.log_line import is_due, log_line, redacted
from pipeline.store.room import RUNG_LABELS

SECRET = "geheim"


@pytest.mark.parametrize(
    "text",
    [
        f"rtsp://viewer:{SECRET}@10.0.0.5:554/ch1 refused",
        f"RTSPS://10.0.0.5/user=viewer&password={SECRET}: refused",
        f"https://robot.example/send?key={SECRET} answered 500",
        f"https://u:{SECRET}@robot.example/send answered 500",
        f"mqtt://gate:{SECRET}@broker:1883",
        f"Authorization: Bearer {SECRET}",
        f'{{"password": "{SECRET}"}}',
        f"access_token={SECRET}&x=1",
        f"sign={SECRET}",
        f"X-Api: token: {SECRET}",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str) -> None:
    assert SECRET in text
    assert SECRET not in redacted(text)
    line = log_line(noticed(Label(text, text), "notice", nested={"in": [text]}), 0.0, "en")
    assert SECRET not in line


@pytest.mark.parametrize(
    "text",
    [
        "cam-1: fault: offline (the other side ended the stream)",
        "watching 2 streams into /var/lib/sightline/watch.db; stop with Ctrl-C",
        "metrics at http://127.0.0.1:9108/metrics",
        "警报：磁盘剩余 100 MiB，只记录事件",
        "school/outage.ground.cam-key: closed",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert redacted(text) == text


def test_a_line_is_one_object_with_its_facts() -> None:
    line = log_line(noticed(Label("满", "full\nup"), "store.full", free_mib=3), 1.5, "en")
    assert "\n" not in line
    assert json.loads(line) == {
        "at": "1970-01-01T00:00:01.500+00:00",
        "level": "error",
        "event": "store.full",
        "message": "full\nup",
        "free_mib": 3,
    }


def test_words_without_a_name_are_notices_of_the_usual_level() -> None:
    assert json.loads(log_line(Label("好", "well"), 0.0, "zh"))["event"] == "notice"
    due = {least: is_due(Label("好", "well"), least) for least in LEVELS}
    assert due == {"debug": True, "info": True, "warning": False, "error": False}


def test_whatever_happens_to_an_event_a_fault_or_a_disk_has_a_name() -> None:
    changes = set(CHANGES) - set(FAULT_EVENTS)
    made = {f"crowding.{change}" for change in changes} | {f"disk.{rung}" for rung in RUNG_LABELS}
    assert {name for name in EVENTS if name.startswith(("crowding.", "disk."))} == made
    assert set(FAULT_EVENTS.values()) <= set(EVENTS)


def test_every_name_that_is_used_is_listed_and_every_listed_one_is_used(root: Path) -> None:
    """Names are found in the source, those of changes and disks by what they are made of."""
    sources = [path.read_text("utf-8") for path in (root / "pipeline").rglob("*.py")]
    listed = next(text for text in sources if "EVENTS: Mapping" in text)
    others = "\n".join(text for text in sources if text != listed)
    named = set(re.findall(r"\"((?:[a-z]+)\.(?:[a-z_]+))\"", others)) & set(EVENTS)
    made = {name for name in EVENTS if name.startswith(("crowding.", "disk."))}
    assert set(EVENTS) == named | made | {"notice"}
    for event in re.findall(r"noticed\([^)]*?\"([a-z]+\.[a-z_]+)\"", others):
        assert event in EVENTS
    with pytest.raises(KeyError):
        assert Notice("x", "x", "no.such").level
