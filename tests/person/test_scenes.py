"""Training pictures made of others."""

import numpy as np
import pytest

from models.person.flags import PERSON
from models.person.pasting import Pieces
from models.person.pictures import Pictures
from models.person.scenes import Studio

SIZE = 128


@pytest.fixture(scope="module")
def studio() -> Studio:
    """Return what scenes are made of: one picture with a person, one without, and cut-outs."""
    shapes = np.array([[90, 120]])
    pixels = np.random.default_rng(0).integers(0, 255, 90 * 120 * 3, np.uint8)
    person = np.array([[40, 20, 60, 80, PERSON]], np.float32)
    start, share = np.zeros(1, np.int64), np.ones(1)
    pictures = Pictures(pixels, shapes, start, (person,), share, ("a",))
    free = Pictures(pixels, shapes, start, (person[:0],), share, ("b",))
    piece = np.full((60, 20, 4), 200, np.uint8)
    return Studio(pictures, free, Pieces((piece,), share), Pieces((piece,), share))


def test_a_scene_depends_on_the_seed_alone(studio: Studio) -> None:
    scenes = [studio.scene(SIZE, np.random.default_rng(5)) for _ in range(2)]
    assert np.array_equal(scenes[0][0], scenes[1][0])
    assert np.array_equal(scenes[0][1], scenes[1][1])


def test_boxes_lie_in_the_scene(studio: Studio) -> None:
    for seed in range(60):
        image, boxes = studio.scene(SIZE, np.random.default_rng(seed))
        assert image.shape == (SIZE, SIZE, 3)
        assert boxes[:, :4].min(initial=0) >= 0
        assert boxes[:, :4].max(initial=0) <= SIZE
        assert (boxes[:, 2:4] > boxes[:, :2]).all()
