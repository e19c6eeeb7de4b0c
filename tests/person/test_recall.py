"""Whom a detector finds, on pictures of a few boxes."""

import numpy as np
import pytest

from models.person.recall import Tried, figures, is_found, kinds
from pipeline.domain.detections import Detections
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
