"""What a pupil learns of a tutor beside boxes: what each cell shows, and how the tutor sees it.

A small network that only ever hears of people takes chairs and columns for them. One that must say
of each cell what its tutor says, of all kinds of things, and in the tutor's own features, learns
what a picture is made of from few pictures (Hinton 2015 on the scores, FitNets 2015 on the
features). The layers that say it are thrown away after training.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from models.person.network import NECK, STRIDES
from models.person.tutor import Lesson

FEATURES_WEIGHT = 1.0
SURPRISE_WEIGHT = 0.75


class Sides(nn.Module):
    """One layer for each level: from the pupil's features to the tutor's scores and features."""

    def __init__(self, kinds: int, features: int, neck: int = NECK) -> None:
        super().__init__()
        self.kinds = kinds
        self.levels = nn.ModuleList(nn.Conv2d(neck, kinds + features, 1) for _ in STRIDES)
        for level in self.levels:
            # At first every cell shows each kind of thing in one of a hundred cases.
            level.bias.data[:kinds] = -4.6

    def forward(self, levels: Sequence[Tensor], lessons: Sequence[Lesson]) -> Tensor:
        """Return by how much what the pupil says misses what the tutor says."""
        said = [layer(x).float() for layer, x in zip(self.levels, levels, strict=True)]
        scores = torch.cat([x[:, : self.kinds].flatten(1) for x in said], 1)
        wanted = torch.cat([lesson.scores.float().flatten(1) for lesson in lessons], 1)
        seen = [
            functional.mse_loss(x[:, self.kinds :], _levelled(lesson.features.float()))
            for x, lesson in zip(said, lessons, strict=True)
        ]
        return missed(scores, wanted) + FEATURES_WEIGHT * torch.stack(seen).mean()


def missed(logits: Tensor, wanted: Tensor) -> Tensor:
    """Return the cross entropy of scores, weighed as `loss` weighs those of people."""
    surprise = SURPRISE_WEIGHT * (logits.sigmoid().detach() - wanted) ** 2
    entropy = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    return (entropy * torch.maximum(wanted, surprise)).sum() / wanted.sum().clamp(1.0)


def _levelled(features: Tensor) -> Tensor:
    """Return features of which each channel has mean 0 and variance 1 over the batch."""
    mean = features.mean((0, 2, 3), keepdim=True)
    return (features - mean) / (features.std((0, 2, 3), keepdim=True) + 1e-3)
