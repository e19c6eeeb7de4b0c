"""People cut out of one picture and pasted into another."""

import numpy as np
import pytest

from models.person.flags import IGNORED, PERSON
from models.person.pasting import Ground, Pieces, hidden_by, leant, pasted, peopled

RNG = np.random.default_rng


def people(height: int = 60, width: int = 20) -> Pieces:
    return Pieces((np.full((height, width, 4), 255, np.uint8),), np.ones(1))


def test_a_person_twice_as_far_below_the_horizon_is_twice_as_tall() -> None:
    ground = Ground(horizon=50.0, slope=0.25)
    assert ground.height(250.0) == 2 * ground.height(150.0) == 50.0


def test_people_of_one_picture_stand_on_one_ground() -> None:
    canvas = np.zeros((400, 400, 3), np.uint8)
    nobody = np.empty((0, 5), np.float32)
    nothing = Pieces((), np.ones(0))
    ground = Ground(-100.0, 0.2)
    drawn = [peopled(canvas, nobody, people(), nothing, RNG(seed), ground) for seed in range(8)]
    boxes = np.concatenate(drawn)
    whole = boxes[(boxes[:, 1] > 0) & (boxes[:, 3] < 400) & (boxes[:, 4] == PERSON)]
    assert len(whole) >= 10
    share = (whole[:, 3] - whole[:, 1]) / ((whole[:, 3] + 100.0) * 0.2)
    # People are from 0.85 to 1.12 of the usual height; one who leans covers less or more of it.
    assert share.min() > 0.7
    assert share.max() < 1.4


def test_a_box_whose_feet_are_hidden_ends_where_they_begin_to_be() -> None:
    boxes = np.array([[10, 20, 30, 80, PERSON]], np.float32)
    assert hidden_by((5, 60, 40, 90), boxes).tolist() == [[10, 20, 30, 60, PERSON]]


def test_a_box_that_is_hidden_only_in_part_of_its_width_stays_whole() -> None:
    boxes = np.array([[10, 20, 30, 80, PERSON]], np.float32)
    assert hidden_by((20, 60, 40, 90), boxes).tolist() == boxes.tolist()


def test_a_person_of_whom_a_fifth_is_seen_is_ignored() -> None:
    boxes = np.array([[10, 20, 30, 80, PERSON]], np.float32)
    assert hidden_by((5, 32, 40, 90), boxes)[0, 4] == IGNORED
    assert hidden_by((5, 44, 40, 90), boxes)[0, 4] == PERSON


def test_a_pasted_person_is_boxed_as_it_is_drawn() -> None:
    canvas = np.zeros((100, 100, 3), np.uint8)
    nobody = np.empty((0, 5), np.float32)
    boxes = pasted(canvas, nobody, people().images[0], (50.0, 80.0, 60.0), PERSON, RNG(0))
    drawn = np.argwhere(canvas.any(-1))
    (x0, y0, x1, y1, _) = boxes[0]
    assert (y0, y1) == (20, 80)
    assert drawn.min(0).tolist() == [y0, x0]
    assert (drawn.max(0) + 1).tolist() == [y1, x1]


def test_a_piece_that_leans_is_cut_to_what_is_opaque() -> None:
    piece = leant(people().images[0], 45.0)
    half = (60 + 20) * np.sqrt(0.5)
    assert piece.shape[0] == pytest.approx(half, abs=2)
    assert piece.shape[1] == pytest.approx(half, abs=2)
