"""Whom a detector finds, on pictures of a few boxes."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.person.recall import (
    Tried,
    by_score,
    calibration_text,
    figures,
    is_found,
    kinds,
    labelled,
    recall_table,
    well_seen,
    with_calibration,
)
from pipeline.config.manifest_file import load_manifest
from pipeline.domain.detections import Detections
from pipeline.domain.recall_table import HeightClass, RecallTable
from pipeline.domain.truth import LabelledFrame

NONE = np.empty((0, 4))
PAIR = np.array([[0.0, 0, 10, 20], [5, 0, 15, 20]])


def picture(people: np.ndarray, boxes: np.ndarray, *scores: float) -> Tried:
    found = Detections(boxes.astype(np.float32), np.float32(scores))
    return Tried(LabelledFrame(people, NONE, name="a.jpg"), found, scale=0.5)


def test_one_box_finds_one_of_two_people() -> None:
    assert is_found(picture(PAIR, PAIR[:1], 0.9), 0.4).tolist() == [True, False]


def test_a_box_below_the_threshold_finds_nobody() -> None:
    assert not is_found(picture(PAIR, PAIR[:1], 0.3), 0.4).any()


def test_figures_are_those_counted_by_hand() -> None:
    wrong = np.array([[40.0, 0, 50, 20]])
    pictures = [
        picture(PAIR, np.concatenate([PAIR[:1], wrong]), 0.9, 0.8),
        picture(NONE, wrong, 0.9),
    ]
    told = figures(pictures, 0.4)
    assert told["precision"] == pytest.approx(1 / 3)
    assert told["recall"] == pytest.approx(1 / 2)
    assert told["f1"] == pytest.approx(2 / 5)
    assert told["count_mae"] == pytest.approx(0.5)
    assert told["false_a_picture"] == 1.0


def test_people_are_told_apart_by_height_overlap_and_company() -> None:
    told = kinds(picture(PAIR, PAIR[:1], 0.9))
    assert told["height_px"].tolist() == [10, 10]
    assert told["overlap"].tolist() == [0.5, 0.5]
    assert told["around"].tolist() == [1, 1]


def test_whom_somebody_nearer_hides_by_half_is_left_to_the_simulation() -> None:
    # The second of them stands 5 px nearer, and covers (15 · 5) / (20 · 10) of the first.
    nearer = np.array([[0.0, 0, 10, 20], [5, 5, 15, 25]])
    assert well_seen(picture(nearer, NONE)).tolist() == [True, True]
    hiding = np.array([[0.0, 0, 10, 20], [2, 5, 12, 25]])  # 15 · 8 of 200
    assert well_seen(picture(hiding, NONE)).tolist() == [False, True]
    # Control: of two who stand equally far neither hides the other.
    assert well_seen(picture(PAIR, NONE)).all()


def test_the_table_has_heights_of_the_input_and_all_boxes() -> None:
    # 40 and 20 px high in the picture, 20 and 10 in the input, of which one is found.
    people = np.array([[0.0, 0, 20, 40], [60, 0, 70, 20]])
    boxes = np.concatenate([people[:1], [[200.0, 0, 220, 40]]])
    table = recall_table([picture(people, boxes, 0.9, 0.4)], "ab", 0.4)
    assert (table.boxes, table.right, table.pictures) == (2, 1, 1)
    assert table.heights == (HeightClass(0, 0, 1), HeightClass(16, 1, 1))
    # Control: at a higher threshold the wrong box is none.
    assert recall_table([picture(people, boxes, 0.9, 0.4)], "ab", 0.5).boxes == 1


def test_each_class_of_scores_has_its_share_of_right_boxes() -> None:
    boxes = np.concatenate([PAIR[:1], [[40.0, 0, 50, 20]], [[60.0, 0, 70, 20]]])
    told = [line.split() for line in by_score([picture(PAIR, boxes, 0.9, 0.45, 0.42)])]
    assert told == [
        ["score", "0.4", "on", "0.00", "of", "2"],
        ["score", "0.8", "on", "1.00", "of", "1"],
    ]


def test_what_is_written_is_read_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    rows = HeightClass(16, 2, 20), HeightClass(64, 18, 20)
    table = RecallTable("ab" * 32, 0.4, 9, 40, 30, rows)
    path = tmp_path / "tiny.yaml"
    own = f"# ours\nname: tiny\nfile: a.onnx\nsha256: '{table.sha256}'\nlicence: MIT\n"
    own += "input_size: [64, 64]\n"
    older = own + calibration_text(RecallTable("cd" * 32, 0.3, 1, 1, 1, rows[:1])) + "iou: 0.5\n"
    path.write_text(with_calibration(older, table), encoding="utf-8")
    manifest = load_manifest(path)
    assert (manifest.recall_table, manifest.iou) == (table, 0.5)
    assert path.read_text("utf-8").startswith(own)


def test_of_a_folder_with_splits_only_what_was_held_back_is_tried(tmp_path: Path) -> None:
    label = {"category_id": 1, "bbox": [1, 2, 3, 4], "iscrowd": 0}
    told = {
        "categories": [{"id": 1, "name": "person"}],
        "images": [
            {"id": 7, "file_name": "a.jpg", "split": "train"},
            {"id": 8, "file_name": "b.jpg", "split": "val"},
        ],
        "annotations": [label | {"image_id": 7}, label | {"image_id": 8}],
    }
    (tmp_path / "labels.json").write_text(json.dumps(told), encoding="utf-8")
    pictures, (frame,) = labelled(tmp_path)
    assert pictures == [tmp_path / "images" / "b.jpg"]
    assert (frame.name, frame.boxes.tolist()) == ("b.jpg", [[1, 2, 4, 6]])
