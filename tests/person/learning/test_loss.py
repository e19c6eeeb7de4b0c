"""What a network is told to make smaller, in numbers computed by hand."""

import math

import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")

from models.person.boxes import corners, generalised_overlap, grid, overlap  # noqa: E402
from models.person.flags import IGNORED, PERSON  # noqa: E402
from models.person.loss import loss_of  # noqa: E402

PLACES, CELL_STRIDES = grid(64, 64)
CELLS = 64 + 16 + 4


def rows(score: float) -> torch.Tensor:
    """Every cell boxes itself, with this score."""
    logit = math.log(score / (1 - score))
    return torch.tensor([0.5, 0.5, 0.0, 0.0, logit]).repeat(1, CELLS, 1)


def loss(given: torch.Tensor, *people: tuple[float, ...]) -> float:
    boxes = torch.tensor([people or [(0.0,) * 5]])
    return loss_of(given, boxes[..., :4], boxes[..., 4], PLACES, CELL_STRIDES).total.item()


def test_a_cell_boxes_itself_without_offset_and_size() -> None:
    boxes = corners(rows(0.5), PLACES, CELL_STRIDES)[0]
    assert boxes[9].tolist() == [8, 8, 16, 16]
    assert boxes[-1].tolist() == [32, 32, 64, 64]


def test_overlaps_are_those_computed_by_hand() -> None:
    one, other = torch.tensor([0.0, 0, 10, 10]), torch.tensor([5.0, 0, 15, 10])
    assert overlap(one, other).item() == pytest.approx(1 / 3)
    far = torch.tensor([20.0, 0, 30, 10])
    assert generalised_overlap(one, far).item() == pytest.approx(-1 / 3)


def test_a_score_where_nobody_is_costs_more_the_surer_it_is() -> None:
    assert loss(rows(0.01)) < loss(rows(0.1)) < loss(rows(0.5))


def test_the_cost_of_an_empty_picture_is_that_of_its_cells() -> None:
    # 84 cells, each 0.75 * 0.5^2 * ln 2.
    assert loss(rows(0.5)) == pytest.approx(84 * 0.75 * 0.25 * math.log(2), rel=1e-5)


def test_cells_in_what_is_ignored_learn_nothing() -> None:
    everywhere = (0.0, 0.0, 64.0, 64.0, float(IGNORED))
    assert loss(rows(0.5), everywhere) == 0.0
    assert loss(rows(0.5), (*everywhere[:4], float(PERSON))) > 0.0


def test_a_better_box_costs_less() -> None:
    person = (16.0, 16.0, 32.0, 48.0, float(PERSON))
    better = rows(0.5)
    better[..., 2:4] = torch.log(torch.tensor([16.0, 32.0])) - CELL_STRIDES.log()
    assert loss(better, person) < loss(rows(0.5), person)
