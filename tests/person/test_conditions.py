"""Pictures as other hours, weathers and lenses show them."""

import numpy as np
import pytest

from models.person.conditions import CHANGES, barrel, bent

SCENE = np.random.default_rng(0).integers(0, 256, (90, 160, 3), dtype=np.uint8)
NOBODY = np.empty((0, 4))


@pytest.mark.parametrize("name", [name for name, change in CHANGES.items() if change])
def test_a_condition_changes_a_picture_alike_each_time_and_not_its_size(name: str) -> None:
    change = CHANGES[name]
    assert change is not None
    once, again = (change(SCENE.copy(), np.random.default_rng(3)) for _ in range(2))
    assert once.shape == SCENE.shape and (once == again).all()
    assert np.abs(once.astype(int) - SCENE).mean() > 3


def test_a_barrel_lens_shows_a_spot_where_its_box_is_said_to_be() -> None:
    """The corner is drawn inwards by 1 / 1.35, the middle stays."""
    image = np.zeros((200, 400, 3), np.uint8)
    image[20:30, 40:50] = 255
    seen, boxes = barrel(image, np.array([[40.0, 20, 50, 30]]))
    rows, columns = np.nonzero(seen[..., 0] > 127)
    assert boxes[0] == pytest.approx(
        [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1], abs=1.5
    )
    assert bent(np.array([[0.0, 0.0]]), 400, 200)[0] == pytest.approx(
        [200 - 200 / 1.35, 100 - 100 / 1.35]
    )


def test_a_barrel_lens_leaves_a_picture_without_boxes_without_boxes() -> None:
    seen, boxes = barrel(SCENE, NOBODY)
    assert seen.shape == SCENE.shape and boxes.size == 0
