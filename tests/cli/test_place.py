"""``sightline place``: what it writes passes the audit, and it ends as it should."""

import csv
import json
from pathlib import Path

import pytest

from pipeline.cli.main import main

HALL = """\
# A hall and what hangs in it
format: 1
id: hall
name: {zh: 门厅, en: Hall}
camera_list: list.csv
floors:
  - id: ground
    name: {zh: 一层, en: Ground}
    outline: [[0, 0], [16, 0], [16, 4], [6, 4], [6, 10], [0, 10]]
    zones:
      - {id: hall, kind: corridor, name: {zh: 走廊, en: Hall},
         ring: [[0, 0], [16, 0], [16, 4], [6, 4], [6, 10], [0, 10]]}
    cameras:
      - {id: cam-1, position: [0.2, 0.2], height_m: 3, pan_deg: 200, tilt_deg: 48,
         hfov_deg: 80, picture: [1920, 1440]}   # askew
"""


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    path = tmp_path / "hall.yaml"
    path.write_text(HALL, "utf-8")
    (tmp_path / "list.csv").write_text("id\ncam-1\n", "utf-8")
    return path


def test_what_it_writes_passes_the_audit(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(hall)]) == 1
    out, folder = hall.with_name("hall2.yaml"), hall.with_name("out")
    place = ["place", str(hall), "-o", str(out), "--out", str(folder), "--seconds", "4"]
    assert main([*place, "--lang", "zh"]) == 0
    assert "审核：通过" in capsys.readouterr().out
    assert main(["audit", str(out)]) == 0
    assert "# askew" in out.read_text("utf-8")
    listed = hall.with_name("hall2-list.csv").read_text("utf-8").split()
    placed = json.loads((folder / "placement.json").read_text("utf-8"))
    (floor,) = placed["floors"]
    added = [change["camera"] for change in floor["changes"] if change["kind"] == "add"]
    assert listed == ["id", "cam-1", *added]
    assert floor["blind_spots_before"] > 0 == floor["blind_spots_after"]
    assert floor["bound"] <= floor["cost"]
    rows = list(csv.reader((folder / "changes.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 1 + len(floor["changes"])
    assert (folder / "change-ground.png").read_bytes().startswith(b"\x89PNG")


def test_where_turning_alone_does_not_do_it_ends_with_one(
    hall: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["place", str(hall), "--only", "turn", "--seconds", "2", "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert "turn" in told and "audited as changed: not passed" in told


def test_an_unknown_camera_is_one_sentence(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["place", str(hall), "--cameras", "best-cam"]) == 3
    assert "no camera is called 'best-cam'" in capsys.readouterr().err


@pytest.mark.parametrize("bad", [["--only", "paint"], ["--budget", "0"], ["--target", "120"]])
def test_wrong_usage_ends_with_two(hall: Path, bad: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["place", str(hall), *bad])
    assert ended.value.code == 2
