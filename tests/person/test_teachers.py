"""What other detectors add to the labels."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.person.pictures import labelled_pictures
from models.person.teachers import Album, Picture, View, agreed, photographs, placed, views_of
from pipeline.domain.detections import Detections

NOBODY = np.empty((0, 4), np.float32)


def said(*rows: tuple[float, float, float, float, float]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 5)


def test_whom_two_teachers_see_is_between_their_boxes_and_as_sure_as_both() -> None:
    # 0 and 2, weighed by 0.9 and 0.3, are 0.5; the mean of the scores is 0.6.
    seen = agreed([said((0, 0, 10, 20, 0.9)), said((0, 2, 10, 22, 0.3))], NOBODY)
    np.testing.assert_allclose(seen, [[0, 0.5, 10, 20.5, 0.6]], atol=1e-6)


def test_whom_one_of_two_sees_is_half_as_sure() -> None:
    seen = agreed([said((0, 0, 10, 20, 0.9)), said()], NOBODY)
    np.testing.assert_allclose(seen, [[0, 0, 10, 20, 0.45]], atol=1e-6)


def test_what_one_merely_suspects_is_nobody() -> None:
    assert len(agreed([said((0, 0, 10, 20, 0.15)), said()], NOBODY)) == 0


def test_a_teacher_does_not_agree_with_itself() -> None:
    doubled = said((0, 0, 10, 20, 0.9), (0, 2, 10, 22, 0.8))
    assert agreed([doubled, said()], NOBODY)[:, 4].tolist() == [np.float32(0.45)]


def test_who_is_labelled_is_not_labelled_again() -> None:
    known = np.array([[0, 1, 10, 24]], np.float32)
    both = [said((0, 0, 10, 20, 0.9)), said((0, 2, 10, 22, 0.6))]
    assert len(agreed(both, known)) == 0
    assert len(agreed(both, known + 50)) == 1


def test_what_a_mirror_shows_is_put_back() -> None:
    seen = Detections(np.float32([[10, 5, 30, 45]]), np.float32([0.5]))
    assert placed(seen, View(0, 0, 100, 50, mirrored=True), 100, 50).tolist() == [
        [70, 5, 90, 45, 0.5]
    ]


def test_whom_the_edge_of_a_part_cuts_is_left_to_the_whole() -> None:
    # The part reaches from 40 to 100 of 100: its left edge cuts, its right one is the picture's.
    part = views_of(100, 50)[3]
    assert (part.x, part.y) == (40, 0)
    boxes = np.float32([[0, 5, 9, 20], [20, 5, 29, 20], [51, 5, 60, 20]])
    seen = placed(Detections(boxes, np.float32([0.5, 0.5, 0.5])), part, 100, 50)
    assert seen[:, 0].tolist() == [60, 91]
    assert seen[:, 4].tolist() == pytest.approx([0.4, 0.4])


class Seer:
    """Sees one person, from 25 to 75 of 100 across, wherever it looks."""

    def detect(self, frame: object) -> Detections:
        height, width = frame.image.shape[:2]
        box = np.float32([[0.25 * width, 0.2 * height, 0.75 * width, 0.9 * height]])
        return Detections(box, np.float32([0.8]))


def test_an_album_is_read_back_with_how_sure_its_people_are(tmp_path: Path) -> None:
    (tmp_path / "shots" / "zoo").mkdir(parents=True)
    cv2.imwrite(str(tmp_path / "shots" / "zoo" / "a.jpg"), np.full((80, 100, 3), 90, np.uint8))
    album = Album(tmp_path / "album")
    for picture in photographs(tmp_path / "shots"):
        known = ({"bbox": [0, 0, 20, 60], "iscrowd": 0},)
        album.add(Picture(picture.path, picture.source, known), [Seer()])
    album.close()
    read = labelled_pictures(tmp_path / "album", "train", tmp_path / "cache")
    assert read.sources == ("shots-zoo",)
    flags = {tuple(row[:4].tolist()): round(float(row[4]), 2) for row in read.boxes[0]}
    assert flags[0, 0, 20, 60] == 1.0
    assert flags[25, 16, 75, 72] == 0.8
    notes = json.loads((tmp_path / "album" / "labels.json").read_text("utf-8"))["annotations"]
    assert [note.get("pseudo", False) for note in notes][:2] == [False, True]


def test_teachers_do_not_look_at_what_is_to_be_judged_by(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((80, 100, 3), 90, np.uint8))
    album = Album(tmp_path / "album")
    for split in ("val", "train"):
        album.add(Picture(tmp_path / "a.png", "lobby", (), split), [Seer()])
    album.close()
    judged = labelled_pictures(tmp_path / "album", "val", tmp_path / "cache")
    learned = labelled_pictures(tmp_path / "album", "train", tmp_path / "cache")
    assert (len(judged), len(judged.boxes[0])) == (1, 0)
    assert (len(learned), len(learned.boxes[0]) > 0) == (1, True)
