"""Training pictures are decoded once, however many runs begin at the same time."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from models.person.pictures import Pictures, labelled_pictures

RUNS = 4


def data(folder: Path) -> Path:
    """Return a folder of ten pictures without people, each of noise of its own."""
    (folder / "images").mkdir()
    chance, images = np.random.default_rng(0), []
    for number in range(10):
        image = chance.integers(0, 256, (200, 300, 3), np.uint8)
        cv2.imwrite(str(folder / "images" / f"{number}.png"), image)
        entry = {"id": number, "file_name": f"{number}.png", "width": 300, "height": 200}
        images.append(entry | {"split": "train", "source": "a"})
    labels = {"images": images, "annotations": []}
    (folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")
    return folder


def test_runs_that_begin_together_read_the_same_pictures(tmp_path: Path) -> None:
    folder = data(tmp_path)

    def read(_: int) -> Pictures:
        return labelled_pictures(folder, "train", tmp_path / "cache")

    with ThreadPoolExecutor(RUNS) as pool:
        found = list(pool.map(read, range(RUNS)))
    first = cv2.imread(str(folder / "images" / "0.png"))
    assert all((pictures.picture(0) == first).all() for pictures in found)
    assert sorted(path.suffix for path in (tmp_path / "cache").iterdir()) == [".json", ".npy"]
