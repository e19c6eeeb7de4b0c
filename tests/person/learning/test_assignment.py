"""Which cell learns which person, on four cells in a row."""

import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")

from models.person.assignment import assign  # noqa: E402

STRIDES = torch.full((4, 1), 8.0)
CENTRES = torch.tensor([[4.0, 4.0], [12.0, 4.0], [20.0, 4.0], [28.0, 4.0]])
"""Four cells in a row."""


def given(boxes: list[list[float]], scores: list[float], people: list[list[float]]):
    valid = torch.tensor([[person[2] > 0 for person in people]])
    return assign(
        torch.tensor([boxes]),
        torch.tensor([scores]),
        torch.tensor([people]),
        valid,
        CENTRES,
        STRIDES,
    )


def test_only_cells_within_a_person_learn_it() -> None:
    box = [0.0, 0, 16, 8]
    found = given([box] * 4, [0.5] * 4, [box])
    assert found.positive.tolist() == [[True, True, False, False]]


def test_the_cell_that_boxes_best_gets_the_overlap_as_its_score() -> None:
    # The second cell's box covers half of the person: overlap 0.5 against 1, rank 1/16 of the best.
    found = given(
        [[0.0, 0, 16, 8], [0, 0, 8, 8], [0, 0, 1, 1], [0, 0, 1, 1]], [0.5] * 4, [[0.0, 0, 16, 8]]
    )
    assert found.score[0].tolist() == pytest.approx([1.0, 1 / 16, 0.0, 0.0], abs=1e-4)


def test_a_cell_that_two_people_want_learns_the_one_that_it_overlaps_more() -> None:
    one, other = [0.0, 0, 16, 8], [8.0, 0, 32, 8]
    found = given([one, one, other, other], [0.5] * 4, [one, other])
    assert found.person[0].tolist()[1:] == [0, 1, 1]


def test_rows_that_fill_up_a_batch_are_nobody() -> None:
    found = given([[0.0, 0, 16, 8]] * 4, [0.5] * 4, [[0.0, 0, 0, 0]])
    assert not found.positive.any()


def test_a_person_smaller_than_a_cell_is_learned_by_the_nearest() -> None:
    small = [11.0, 3, 13, 5]
    found = given([small] * 4, [0.5] * 4, [small])
    assert found.positive.tolist() == [[False, True, False, False]]
