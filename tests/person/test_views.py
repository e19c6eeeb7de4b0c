"""A picture laid into a canvas."""

import numpy as np

from models.person.flags import IGNORED, PERSON
from models.person.views import Frame, cut, laid

WINDOW = (0.0, 0.0, 100.0, 100.0)


def test_a_person_cut_by_the_edge_is_boxed_as_far_as_seen() -> None:
    boxes = np.array([[80, 10, 120, 90, PERSON]], np.float32)
    assert cut(boxes, WINDOW).tolist() == [[80, 10, 100, 90, PERSON]]


def test_a_tenth_of_a_person_is_ignored() -> None:
    boxes = np.array([[96, 10, 136, 90, PERSON]], np.float32)
    assert cut(boxes, WINDOW)[0, 4] == IGNORED


def test_who_is_outside_is_gone() -> None:
    boxes = np.array([[110, 10, 136, 90, PERSON]], np.float32)
    assert len(cut(boxes, WINDOW)) == 0


def test_pixels_and_boxes_move_together() -> None:
    image = np.zeros((40, 40, 3), np.uint8)
    image[10:30, 15:25] = 255
    boxes = np.array([[15, 10, 25, 30, PERSON]], np.float32)
    canvas = np.zeros((100, 100, 3), np.uint8)
    moved = laid(canvas, image, boxes, Frame(x=-20.0, y=5.0, across=3.0, down=2.0))
    assert moved.tolist() == [[25, 25, 55, 65, PERSON]]
    bright = np.argwhere(canvas[..., 0] > 127)
    assert np.abs(bright.min(0) - (25, 25)).max() <= 1
    assert np.abs(bright.max(0) + 1 - (65, 55)).max() <= 1
