"""Boxes as tensors: the grid of cells, corners in pixels, and how much two boxes overlap."""

import torch
from torch import Tensor

from models.person.network import STRIDES

MOST_LOG = 6.0
"""A box is at most e^6 = 403 cells wide: an untrained network must not give infinity."""


def grid(height: int, width: int, device: str | torch.device = "cpu") -> tuple[Tensor, Tensor]:
    """Return column and row (cells, 2), and stride (cells, 1), of every cell of an input."""
    places, strides = [], []
    for stride in STRIDES:
        rows, columns = torch.meshgrid(
            torch.arange(height // stride), torch.arange(width // stride), indexing="ij"
        )
        places.append(torch.stack([columns, rows], -1).reshape(-1, 2).float())
        strides.append(torch.full((len(places[-1]), 1), float(stride)))
    return torch.cat(places).to(device), torch.cat(strides).to(device)


def corners(rows: Tensor, places: Tensor, strides: Tensor) -> Tensor:
    """Return boxes (..., cells, 4) as x0, y0, x1, y1 in pixels, of the network's rows."""
    centre = (rows[..., :2] + places) * strides
    half = rows[..., 2:4].clamp(-MOST_LOG, MOST_LOG).exp() * strides / 2
    return torch.cat([centre - half, centre + half], -1)


def overlap(a: Tensor, b: Tensor) -> Tensor:
    """Return the intersection over union of boxes, shapes broadcast."""
    shared, union = _areas(a, b)
    return shared / union


def generalised_overlap(a: Tensor, b: Tensor) -> Tensor:
    """Return the overlap less the share of the hull that neither covers: from -1 to 1."""
    shared, union = _areas(a, b)
    low, high = torch.minimum(a[..., :2], b[..., :2]), torch.maximum(a[..., 2:], b[..., 2:])
    hull = (high - low).prod(-1) + 1e-6
    return shared / union - (hull - union) / hull


def _areas(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    shared = (high - low).clamp(0).prod(-1)
    area = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1)
    return shared, area - shared + 1e-6
