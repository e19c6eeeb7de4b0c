"""What ships for those who run a watch as a service: what it says is what the commands know."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.cli.main import build_parser

MOST_EXPOSED = 2.0
"""By systemd's own reckoning, of 10; below 2 it calls a service OK to SAFE."""


def unit(root: Path) -> dict[str, list[str]]:
    """Return the settings of the unit by their names."""
    text = (root / "deploy" / "sightline-watch.service").read_text("utf-8")
    text = re.sub(r"\\\n\s*", "", text)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", text, flags=re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def test_the_unit_runs_a_command_line_that_there_is(root: Path) -> None:
    settings = unit(root)
    for name in ("ExecStartPre", "ExecStart"):
        _, *words = shlex.split(settings[name][0])
        args = build_parser().parse_args(words)
        assert str(args.site if name == "ExecStart" else words[1]) == "/etc/sightline/site.yaml"
    assert args.metrics == ("127.0.0.1", 9108)
    assert settings["Type"] == ["notify"]


def test_the_unit_takes_away_what_a_watch_does_not_need(root: Path) -> None:
    settings = unit(root)
    assert settings["NoNewPrivileges"] == ["yes"]
    assert settings["ProtectSystem"] == ["strict"]
    assert settings["CapabilityBoundingSet"] == [""]
    assert {"MemoryMax", "WatchdogSec", "User", "UMask"} <= set(settings)


@pytest.fixture
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not on this machine")
    return found


def test_systemd_finds_nothing_wrong_with_the_unit(
    root: Path, tmp_path: Path, analyze: str
) -> None:
    """With a program that is there in the place of ours; as a control, a word it does not know."""
    text = (root / "deploy" / "sightline-watch.service").read_text("utf-8")
    path = tmp_path / "sightline-watch.service"
    path.write_text(text.replace("/opt/sightline/bin/sightline", "/bin/true"))
    assert said(analyze, "verify", "--man=no", str(path)) == ""
    path.write_text(path.read_text().replace("NoNewPrivileges=yes", "NoNewPriviledges=yes"))
    assert "NoNewPriviledges" in said(analyze, "verify", "--man=no", str(path))


def test_systemd_calls_the_unit_safe(root: Path, analyze: str) -> None:
    path = root / "deploy" / "sightline-watch.service"
    told = said(analyze, "security", "--offline=true", "--no-pager", str(path))
    (level,) = re.findall(r"Overall exposure level for \S+: (\d+\.\d)", told)
    assert float(level) <= MOST_EXPOSED


def said(*words: str) -> str:
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    return done.stdout + done.stderr


def test_the_image_runs_as_nobody_and_says_nothing_that_the_commands_do_not_know(
    root: Path,
) -> None:
    text = (root / "deploy" / "Containerfile").read_text("utf-8")
    (command,) = re.findall(r"^CMD (\[.*?\])$", re.sub(r"\\\n\s*", "", text), flags=re.MULTILINE)
    args = build_parser().parse_args(json.loads(command))
    assert str(args.store) == "/var/lib/sightline/watch.db"
    assert "USER 10001:10001" in text.split("FROM")[-1]
    for copied in re.findall(r"^COPY (?!--from)(.*) \S+$", text, flags=re.MULTILINE):
        assert all((root / name).exists() for name in copied.split())
