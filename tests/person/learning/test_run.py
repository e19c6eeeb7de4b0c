"""A whole training run on three small pictures."""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")

from models.person.checkpoint import load_checkpoint  # noqa: E402
from models.person.train import Run, wanted_by  # noqa: E402


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder of pictures: a bright person on noise, once to learn and once to try."""
    (tmp_path / "images").mkdir()
    rng, images, notes = np.random.default_rng(0), [], []
    for number, split in enumerate(("train", "train", "val")):
        image = rng.integers(0, 90, (96, 128, 3), np.uint8)
        image[20:80, 40:60] = 230
        cv2.imwrite(str(tmp_path / "images" / f"{number}.png"), image)
        entry = {"id": number, "file_name": f"{number}.png", "width": 128, "height": 96}
        images.append(entry | {"split": split, "source": "a"})
        notes.append({"id": number, "image_id": number, "bbox": [40, 20, 20, 60]})
    labels = {"images": images, "annotations": notes}
    (tmp_path / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    return tmp_path


def wanted(data: Path, minutes: float, *more: str) -> argparse.Namespace:
    usual = ["--data", str(data), "--out", str(data / "run"), "--device", "cpu", "--workers", "0"]
    small = ["--sizes", "64", "--pixels", str(2 * 64 * 64), "--every", "1"]
    return wanted_by([*usual, *small, "--minutes", str(minutes), *more])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_run_goes_on_where_it_was_stopped(data: Path) -> None:
    Run(wanted(data, 0.01)).go()
    first = load_checkpoint(data / "run" / "last.pt")
    more = first["minutes"] + 0.01
    Run(wanted(data, more, "--resume")).go()
    second = load_checkpoint(data / "run" / "last.pt")
    assert 0 < first["batches"] < second["batches"]
    assert second["minutes"] >= more
    lines = (data / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["pictures"] for line in lines] == [
        first["pictures"],
        second["pictures"],
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_run_with_a_tutor_learns_of_it_and_ships_without(data: Path, third_party: Path) -> None:
    tutor = third_party / "models" / "yolox_nano_416.onnx"
    Run(wanted(data, 0.03, "--tutor", str(tutor), "--times", "2")).go()
    line = json.loads((data / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert line["lesson"] > 0
    kept = load_checkpoint(data / "run" / "last.pt")
    assert len(kept["sides"]) == 6
    assert not any("sides" in name for name in kept["mean"])
