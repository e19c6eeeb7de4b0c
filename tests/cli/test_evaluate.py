"""``sightline evaluate`` says how well a detector does, or in one sentence why it cannot."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.cli.main import main
from tests.detect.bright import SIZE, bright_manifest


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """Return a folder with a light picture, in which the detector sees two people."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    image = np.full((SIZE, SIZE, 3), 200, np.uint8)
    (folder / "a.png").write_bytes(cv2.imencode(".png", image)[1].tobytes())
    (folder / ".hidden.png").write_bytes(b"")
    boxes = {"images": [{"file": "a.png", "boxes": [[0, 0, 8, 8], [8, 0, 8, 8], [0, 40, 8, 8]]}]}
    (tmp_path / "boxes.json").write_text(json.dumps(boxes))
    return folder


def asked(folder: Path, *more: str) -> list[str]:
    model = bright_manifest(folder.parent, 2)
    truth = ["--truth", str(folder.parent / "boxes.json")]
    return ["evaluate", str(folder), *truth, "--model", str(model), *more]


def test_the_result_is_a_table_in_either_language(
    photographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {}
    for language in ("en", "zh"):
        assert main(asked(photographs, "--calibrate", "--area", "4", "--lang", language)) == 0
        told[language] = [
            line.rsplit("  ", 1)[-1].strip() for line in capsys.readouterr().out.splitlines()
        ]
    # 2 of 3 people at precision 1: 67 of 101 recalls. 3 people on 4 m² are 0.75 people per m².
    assert told["en"][1:6] == ["0.4", "1", "0.663", "1.00", "-1.00"]
    assert told["en"][6] == "1.00 / -1.00 (1)"
    assert told["zh"] == told["en"]


def test_json_has_every_field_and_null_where_the_truth_is_silent(
    photographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked(photographs, "--json")) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == {
        "format": 1,
        "model": "bright",
        "threshold": 0.4,
        "frames": 1,
        "ap50": 0.6634,
        "count_mae": 1.0,
        "count_bias": -1.0,
        "by_density": None,
        "events": None,
        "availability": None,
        "calibration": None,
    }


def test_refusals_are_one_sentence_and_a_code(
    photographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = photographs.parent
    (folder / "bad.json").write_text("{")
    (folder / "empty").mkdir()
    (folder / "counts.csv").write_text("t_s,count\n0,1\n")
    truth = str(folder / "boxes.json")
    for code, told, line in (
        (2, "there is no such file or folder", ["nowhere", "--truth", truth]),
        (3, "no recording in this folder", [str(folder / "empty"), "--truth", truth]),
        (3, "bad.json: is not valid JSON", [str(photographs), "--truth", str(folder / "bad.json")]),
        (
            2,
            "counts and episodes over time need a recording",
            [str(photographs), "--truth", str(folder / "counts.csv")],
        ),
        (
            2,
            "a threshold must lie between",
            [str(photographs), "--truth", truth, "--threshold", "7"],
        ),
    ):
        assert main(["evaluate", *line, "--lang", "en"]) == code
        error = capsys.readouterr().err
        assert told in error
        assert len(error.splitlines()) == 1
