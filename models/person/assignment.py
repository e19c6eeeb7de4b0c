"""Which cell learns which person: task-aligned assignment."""

from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import Tensor

from models.person.boxes import overlap

MOST_CELLS = 10
"""So many cells learn a person at most."""

SCORE_POWER, OVERLAP_POWER = 0.5, 4.0
"""A cell's rank is score^0.5 * overlap^4: it must find the person, and above all box it well."""


@dataclass(frozen=True, eq=False)
class Assignment:
    """For each cell (batch, cells): the score it should give, whose box, and whether it has one."""

    score: Tensor
    person: Tensor
    positive: Tensor


@torch.no_grad()
def assign(
    boxes: Tensor, scores: Tensor, people: Tensor, valid: Tensor, centres: Tensor, strides: Tensor
) -> Assignment:
    """Give each person the cells that already find it best.

    boxes (batch, cells, 4) and scores (batch, cells) are what the network says, people
    (batch, n, 4) the true boxes, of which those that are `valid` (batch, n) count. A cell whose
    centre (cells, 2) lies outside a person's box, or further than half a cell beside a very small
    one, is not considered. A cell that two people want goes to the one that it overlaps most.
    """
    shared = overlap(people[:, :, None], boxes[:, None])
    near = _inside(people, centres, strides) & valid[..., None]
    rank = scores[:, None].pow(SCORE_POWER) * shared.pow(OVERLAP_POWER) * near
    best = rank.topk(min(MOST_CELLS, rank.shape[-1]), -1)
    taken = torch.zeros_like(near).scatter_(2, best.indices, best.values > 1e-12) & near
    person = torch.where(taken, shared, shared.new_tensor(-1.0)).argmax(1)
    taken &= functional.one_hot(person, people.shape[1]).transpose(1, 2).bool()
    rank, shared = rank * taken, shared * taken
    share = rank / (rank.amax(-1, keepdim=True) + 1e-12)
    return Assignment((share * shared.amax(-1, keepdim=True)).amax(1), person, taken.any(1))


def _inside(people: Tensor, centres: Tensor, strides: Tensor) -> Tensor:
    middle = (people[..., :2] + people[..., 2:]) / 2
    half = (people[..., 2:] - people[..., :2]) / 2
    reach = torch.maximum(half[:, :, None], strides / 2)
    return ((centres - middle[:, :, None]).abs() < reach).all(-1)
