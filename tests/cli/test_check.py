"""`sightline check` and `sightline schema`, as a user types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.main import main
from tests.config.malformed import GOOD


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def spoiled(site: Path) -> Path:
    text = GOOD.replace("hfov_deg: 84", "hfov_deg: 410").replace("camera: cam-gate", "camera: no-1")
    site.write_text(text, encoding="utf-8")
    return site


def test_a_sound_file_is_counted(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(site), "--lang", "en"]) == 0
    assert capsys.readouterr().out == (
        "ok: 1 floor, 2 cameras, 2 zones, 1 prohibited zone, 2 occluders, 1 watched gate\n"
    )


def test_a_sound_file_is_counted_in_chinese(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(site), "--lang", "zh"]) == 0
    assert capsys.readouterr().out.startswith("通过：1 个楼层，2 个探头")


def test_problems_are_the_result_and_come_one_to_a_line(
    spoiled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(spoiled), "--lang", "en"]) == 3
    out, err = capsys.readouterr()
    first, second = out.splitlines()
    assert first == (
        f"{spoiled}:23: floors.0.cameras.0.hfov_deg: must lie between 0.1 and 180 degrees, got 410;"
        " take the horizontal field of view from the datasheet, such as 84"
    )
    assert second.startswith(f"{spoiled}:35: floors.0.gates.0.camera: the site has no camera")
    assert err == ""


def test_machines_get_the_counts_or_the_problems(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(site), "--json"]) == 0
    sound = json.loads(capsys.readouterr().out)
    site.write_text(GOOD.replace("format: 1", "format: 2"), encoding="utf-8")
    assert main(["check", str(site), "--json", "--lang", "zh"]) == 3
    bad = json.loads(capsys.readouterr().out)
    assert (sound["ok"], sound["counts"]["cameras"]) == (True, 2)
    problem = {"line": 1, "field": "format", "message": "只支持格式 1，当前为 2；请写 format: 1"}
    assert bad == {"format": 1, "file": str(site), "ok": False, "problems": [problem]}


def test_a_missing_file_is_refused_without_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path / "none.yaml"), "--lang", "en"]) == 3
    assert capsys.readouterr().out == f"{tmp_path}/none.yaml: no such file; check the path\n"


def test_the_audit_refuses_what_the_check_refuses(
    spoiled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(spoiled), "--lang", "en"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{spoiled}:23: floors.0.cameras.0.hfov_deg: must lie between" in err


def test_it_works_as_a_program_in_a_bare_locale(spoiled: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    command = [sys.executable, "-m", "pipeline", "check", str(spoiled)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == ""


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--lang", "en"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert set(schema["required"]) == {"format", "id", "name", "floors"}
