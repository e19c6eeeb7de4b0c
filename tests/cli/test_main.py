"""Every end of a command is one line and one code."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.ending import FAULT_OF_OURS, CtrlC, told
from pipeline.cli.main import main
from pipeline.cli.options import default_language
from pipeline.errors import FootageError


def exit_code(arguments: str) -> int:
    command = f"{sys.executable} -m pipeline {arguments}"
    return subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode


def test_a_refusal_is_one_line_and_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(FootageError("gate.mp4: holds no video")) == 3
    assert capsys.readouterr().err == "sightline: gate.mp4: holds no video\n"


def test_a_fault_of_ours_asks_for_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(ZeroDivisionError("division by zero")) == FAULT_OF_OURS
    assert "a fault of ours: ZeroDivisionError" in capsys.readouterr().err


def test_ctrl_c_that_a_library_swallows_is_still_ctrl_c() -> None:
    """As numpy does while it is loaded: what comes out is an ImportError without a cause."""
    # Whoever runs the tests in the background has it ignored.
    found = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with CtrlC() as ctrl_c:
            with contextlib.suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            assert told(ImportError("failed to import"), interrupted=ctrl_c.pressed) == 130
    finally:
        signal.signal(signal.SIGINT, found)
    assert told(ImportError("failed to import")) == FAULT_OF_OURS


@pytest.mark.parametrize(
    ("redirection", "code"), [(">/dev/full", 5), ("2>&-", 0), ("--lang zh 2>&-", 0)]
)
def test_an_output_that_takes_nothing_is_no_fault_of_ours(
    root: Path, redirection: str, code: int
) -> None:
    site = root / "floorplans" / "demo-school" / "site.yaml"
    command = f"{sys.executable} -m pipeline check {site} {redirection}"
    assert (
        subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode == code
    )


def test_a_refusal_keeps_its_code_without_a_stderr(tmp_path: Path) -> None:
    assert exit_code(f"audit {tmp_path / 'absent.yaml'} 2>&-") == 3


@pytest.mark.parametrize("argv", [[], ["fly"], ["audit"], ["check", "a", "b"]])
def test_wrong_usage_is_2(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(argv)
    assert stopped.value.code == 2


def test_no_traceback_without_debug(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "absent.yaml")]) == 3
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err


def test_debug_shows_where_it_was_refused_and_keeps_the_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = ["review", str(tmp_path / "absent.mp4"), "--out", str(tmp_path), "--debug"]
    assert main(refused) == 3
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_leaves_is_no_fault() -> None:
    command = f"{sys.executable} -m pipeline schema | head -c 10"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("spoken", "language"),
    [("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en"), ("C", "en"), ("de_DE", "en")],
)
def test_language_is_that_of_the_locale(
    spoken: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "LC_ALL", spoken)
    assert default_language() == language


def test_a_name_that_the_terminal_cannot_show_stops_nothing(root: Path) -> None:
    demo = str(root / "floorplans" / "demo-school" / "site.yaml")
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "check", demo, "--lang", "zh"],
        capture_output=True, env=environment, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_refused_site_is_refused_in_the_users_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site.yaml"
    site.write_text("format: 2\n", encoding="utf-8")
    assert main(["audit", str(site), "--lang", "zh"]) == 3
    assert "site.yaml:1: format: 只支持格式 1" in capsys.readouterr().err
