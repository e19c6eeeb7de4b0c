"""Scenes that are learned from again: each time nearer or further, mirrored, in another light.

Scenes are made by processors, far fewer a second than a graphics card learns from. So the last
batches stay on the card, and each is used several times, never twice alike.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as functional
from torch import Tensor

from models.person.batches import Batch
from models.person.flags import IGNORED, is_person
from models.person.scenes import PAD_GREY
from models.person.views import LEAST_HEIGHT_PX, LEAST_SIDE_PX, LEAST_VISIBLE

KEPT_BATCHES = 48
NEAREST = 1.5
GAIN, LIFT, TINT = 0.25, 20.0, 0.08


def again(batches: Iterator[Batch], times: int, device: str, seed: int) -> Iterator[Batch]:
    """Yield each batch, and old ones anew, so that each is used `times` times on the average.

    Once is the batches as they are, in their order.
    """
    chance = torch.Generator().manual_seed(seed)
    kept: list[Batch] = []
    step = 0
    while True:
        if step % times == 0:
            images, boxes = next(batches)
            new = images.to(device, non_blocking=True), boxes.to(device, non_blocking=True)
            kept = [*kept[-(KEPT_BATCHES - 1) :], new] if times > 1 else [new]
        step += 1
        images, boxes = kept[int(torch.randint(len(kept), (1,), generator=chance))]
        yield varied(images, boxes, chance) if times > 1 else (images.float(), boxes)


def varied(images: Tensor, boxes: Tensor, chance: torch.Generator) -> Batch:
    """Return pictures (n, 3, size, size) of floats, and their boxes (n, most, 5), as seen anew."""
    count, size = len(images), images.shape[2]
    drawn = torch.rand(count, 4, generator=chance).to(images.device)
    scale = NEAREST ** (2 * drawn[:, 0] - 1)
    side = torch.where(drawn[:, 1] < 0.5, -1.0, 1.0)
    # Nearer, the window may be anywhere in the scene; further, the scene anywhere in the window.
    shift = (2 * drawn[:, 2:] - 1) * (1 / scale - 1).abs()[:, None]
    turn = torch.zeros(count, 2, 3, device=images.device)
    turn[:, 0, 0], turn[:, 1, 1] = side / scale, 1 / scale
    turn[:, :, 2] = shift
    where = functional.affine_grid(turn, list(images.shape), align_corners=False)
    seen = functional.grid_sample(images.float() - PAD_GREY, where, align_corners=False)
    return _lit(seen, chance) + PAD_GREY, moved(boxes, side, scale, shift, size)


def moved(boxes: Tensor, side: Tensor, scale: Tensor, shift: Tensor, size: int) -> Tensor:
    """Return the boxes where `varied` shows them; of whom too little is left is ignored.

    A picture's coordinate u, from -1 to 1, is shown at side * scale * (u - shift), side being 1
    or, across and mirrored, -1.
    """
    across = (side * scale)[:, None, None]
    down = scale[:, None, None]
    spread = 2 * boxes[..., :4] / size - 1
    x = (spread[..., [0, 2]] - shift[:, None, :1]) * across
    y = (spread[..., [1, 3]] - shift[:, None, 1:]) * down
    x, y = ((each.sort(-1).values + 1) * size / 2 for each in (x, y))
    whole = (x[..., 1] - x[..., 0]) * (y[..., 1] - y[..., 0])
    x, y = x.clamp(0, size), y.clamp(0, size)
    wide, high = x[..., 1] - x[..., 0], y[..., 1] - y[..., 0]
    poor = wide * high < LEAST_VISIBLE * whole
    poor |= (wide < LEAST_SIDE_PX) | (high < LEAST_HEIGHT_PX)
    flags = torch.where(poor & is_person(boxes[..., 4]), float(IGNORED), boxes[..., 4])
    flags = torch.where((wide > 1) & (high > 1), flags, 0.0)
    corners = torch.stack([x[..., 0], y[..., 0], x[..., 1], y[..., 1]], -1)
    return torch.cat([corners, flags[..., None]], -1)


def _lit(images: Tensor, chance: torch.Generator) -> Tensor:
    count = len(images)
    drawn = (2 * torch.rand(count, 5, generator=chance) - 1).to(images.device)
    gain = (1 + GAIN * drawn[:, :1]) * (1 + TINT * drawn[:, 1:4])
    lit = images * gain[..., None, None] + LIFT * drawn[:, 4, None, None, None]
    return lit.clamp(-PAD_GREY, 255 - PAD_GREY)
