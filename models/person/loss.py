"""What the network is told to make smaller."""

from dataclasses import dataclass, replace

import torch
import torch.nn.functional as functional
from torch import Tensor

from models.person.assignment import Assignment, assign
from models.person.boxes import corners, generalised_overlap
from models.person.flags import IGNORED, is_person

BOX_WEIGHT = 2.5
BACKGROUND_WEIGHT = 0.75
LEAST_WEIGHT = 0.05
"""A cell that has a person counts so much at least, however badly it boxes it."""


@dataclass(frozen=True, eq=False)
class Loss:
    """The sum that is differentiated, its two parts, and how many cells had a person."""

    total: Tensor
    score: Tensor
    box: Tensor
    positives: Tensor


def loss_of(rows: Tensor, people: Tensor, flags: Tensor, places: Tensor, strides: Tensor) -> Loss:
    """Return the loss of rows (batch, cells, 5) against boxes (batch, n, 4) with flags (batch, n).

    Scores are learned by a varifocal cross entropy: background counts by the square of the score
    it wrongly has, and the target of a cell that has a person is how well it boxes it, times how
    sure one is of that person. Cells in an ignored box learn nothing, unless a person takes them.
    """
    rows = rows.float()
    boxes, logits = corners(rows, places, strides), rows[..., 4]
    centres, scores = (places + 0.5) * strides, logits.sigmoid().detach()
    given = assign(boxes.detach(), scores, people, is_person(flags), centres, strides)
    given = replace(given, score=given.score * flags.gather(1, given.person).clamp(0, 1))
    counted = given.positive | ~_within(people, flags == IGNORED, centres)
    missing = BACKGROUND_WEIGHT * (scores - given.score) ** 2
    least = given.score.clamp(min=LEAST_WEIGHT)
    weight = torch.where(given.positive, torch.maximum(least, missing), missing)
    entropy = functional.binary_cross_entropy_with_logits(logits, given.score, reduction="none")
    norm = given.score.sum().clamp(1.0)
    score = (entropy * weight * counted).sum() / norm
    box = _box_loss(boxes, people, given) / norm
    return Loss(score + BOX_WEIGHT * box, score.detach(), box.detach(), given.positive.sum())


def _box_loss(boxes: Tensor, people: Tensor, given: Assignment) -> Tensor:
    wanted = people.gather(1, given.person[..., None].expand(-1, -1, 4))
    missing = 1 - generalised_overlap(boxes, wanted)
    return (missing * given.score * given.positive).sum()


def _within(people: Tensor, chosen: Tensor, centres: Tensor) -> Tensor:
    low, high = people[:, :, None, :2], people[:, :, None, 2:]
    inside = ((centres > low) & (centres < high)).all(-1)
    return (inside & chosen[..., None]).any(1)
