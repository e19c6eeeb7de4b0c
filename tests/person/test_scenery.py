"""Photographs without people, and things cut out."""

import numpy as np

from models.person.scenery import is_new, trimmed

RNG = np.random.default_rng(0)


def test_a_thing_is_trimmed_to_what_is_opaque() -> None:
    image = np.zeros((200, 300, 4), np.uint8)
    image[20:120, 50:130, 3] = 255
    thing = trimmed(image)
    assert thing is not None
    assert thing.shape == (100, 80, 4)


def test_a_picture_that_is_opaque_everywhere_is_no_thing() -> None:
    assert trimmed(np.full((200, 300, 4), 255, np.uint8)) is None
    assert trimmed(np.zeros((200, 300, 3), np.uint8)) is None


def test_the_same_picture_in_another_size_is_not_new() -> None:
    known: list[np.ndarray] = []
    image = RNG.integers(0, 255, (8, 8, 3), np.uint8)
    assert is_new(image.repeat(8, 0).repeat(8, 1), known)
    assert not is_new(image.repeat(16, 0).repeat(16, 1), known)
    assert is_new(255 - image.repeat(8, 0).repeat(8, 1), known)
