"""A watch says what is covered when that changes, in words or as JSON, and logs it beside."""

import json

import pytest

from pipeline.cli.watch_voice import Voice
from pipeline.domain.hazard import Change
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.notice import noticed
from pipeline.workflows.tend_coverage import Told
from tests.workflows.test_coverage_today import WELL, at, hall, offline

HALL = hall(parted=True)
OPEN = Told(at(HALL, WELL | {"east": offline("east", 9_000.0)}))
WHOLE = Told(at(HALL, WELL))
REGISTERED = Change("school/outage.ground.east", "1970-01-01T02:46:40+00:00", "w", "register")
FAULT = HealthFault("east", "offline", 9_000.0, None, Label("断", "cut"))


def test_people_are_told_what_is_open_and_once_that_nothing_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """31.26 of 32 m² are covered as planned, 97.687 %, and half of that without the east."""
    voice = Voice({}, "en", as_json=False)
    for told in (WHOLE, OPEN, WHOLE, WHOLE):
        voice.coverage(told)
    first, second = (line[21:] for line in capsys.readouterr().out.splitlines())
    assert first.startswith("48.8 % covered today; blind spots open: 1 (16.0 m²), for want of east")
    assert second == "97.6 % covered today; no blind spot is open for want of a camera"


def test_machines_are_told_every_change_with_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    voice = Voice({}, "en", as_json=True)
    voice.coverage(WHOLE)
    voice.coverage(Told(OPEN.today, (REGISTERED,)))
    whole, opened, hazard = map(json.loads, capsys.readouterr().out.splitlines())
    assert (whole["type"], whole["status"], whole["blind_spots"]) == ("coverage", "well", [])
    assert (opened["failing"], len(opened["blind_spots"])) == (["east"], 1)
    assert (hazard["type"], hazard["change"], hazard["id"]) == (
        "hazard",
        "register",
        "school/outage.ground.east",
    )


def test_the_ledger_alone_is_no_news_of_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    Voice({}, "zh", as_json=False).coverage(Told(OPEN.today, (REGISTERED,), is_news=False))
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith("台账：登记 school/outage.ground.east")


@pytest.mark.parametrize(
    ("level", "events"),
    [
        ("info", ["metrics.started", "camera.fault", "coverage.open", "ledger.changed"]),
        ("warning", ["camera.fault", "coverage.open"]),
        ("error", []),
    ],
)
def test_a_log_holds_what_matters_as_much_as_asked_for(
    level: str, events: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    voice = Voice({}, "en", as_json=True, log="json", level=level)  # type: ignore[arg-type]
    voice.notice(noticed(Label("标", "metrics"), "metrics.started"))
    voice.change(FAULT)
    voice.coverage(Told(OPEN.today, (REGISTERED,)))
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    assert [line["event"] for line in lines] == events


def test_as_text_only_notices_go_to_stderr_but_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    voice = Voice({}, "zh", as_json=False)
    voice.notice(Label("你好", "hello"))
    voice.notice(noticed(Label("结束", "ended"), "watch.stopped"))
    voice.change(FAULT)
    shown = capsys.readouterr()
    assert shown.err == "你好\n"
    assert shown.out.endswith("east：故障：离线（断）\n")
