"""The network: plain convolutions in five stages, a pyramid of three strides, a light head.

Its output is one row (dx, dy, log w, log h, score logit) for each cell: offsets of the centre in
cells, logarithms of the size in cells.
"""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

STRIDES = (8, 16, 32)
WIDTHS = (16, 32, 64, 128, 192)
DEPTHS = (1, 2, 2, 1)
NECK = 64
PIXEL_SCALE = 1 / 64
"""Pixels from 0 to 255 become 0 to 4: about one standard deviation of a picture is one."""


def convolution(
    inside: int, outside: int, size: int = 3, step: int = 1, groups: int = 1
) -> nn.Module:
    """Return a convolution with batch norm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(inside, outside, size, step, size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(inplace=True),
    )


def separable(channels: int) -> nn.Module:
    """Return a 3 x 3 convolution parted into one by channel and one by pixel."""
    return nn.Sequential(
        convolution(channels, channels, groups=channels), convolution(channels, channels, 1)
    )


class Residual(nn.Module):
    """What is added to a map of features: 1 x 1, then 3 x 3."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.squeeze, self.spread = (
            convolution(channels, channels, 1),
            convolution(channels, channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the map with what was added."""
        added: Tensor = self.spread(self.squeeze(x))
        return x + added


class Partial(nn.Module):
    """A cross-stage partial block: half of the channels go through `depth` residuals."""

    def __init__(self, inside: int, outside: int, depth: int) -> None:
        super().__init__()
        half = outside // 2
        self.through, self.past = convolution(inside, half, 1), convolution(inside, half, 1)
        self.joined = convolution(2 * half, outside, 1)
        self.residuals = nn.Sequential(*(Residual(half) for _ in range(depth)))

    def forward(self, x: Tensor) -> Tensor:
        """Return the joined halves."""
        joined: Tensor = self.joined(torch.cat([self.residuals(self.through(x)), self.past(x)], 1))
        return joined


class Pooled(nn.Module):
    """Three poolings in a row, so that a cell knows of its wide surroundings."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.squeeze = convolution(channels, channels // 2, 1)
        self.joined = convolution(2 * channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the map with what its surroundings say."""
        maps = [self.squeeze(x)]
        for _ in range(3):
            maps.append(functional.max_pool2d(maps[-1], 5, 1, 2))
        joined: Tensor = self.joined(torch.cat(maps, 1))
        return joined


class Head(nn.Module):
    """One shared and two separate blocks: a box and a score for each cell."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.shared, self.boxes, self.scores = (separable(channels) for _ in range(3))
        self.box, self.score = nn.Conv2d(channels, 4, 1), nn.Conv2d(channels, 1, 1)
        self.box.weight.data.mul_(0.1)
        # At first every cell gives a box two cells wide and four high, and one person in a hundred.
        self.box.bias = nn.Parameter(torch.tensor([0.5, 0.5, math.log(2.0), math.log(4.0)]))
        self.score.bias = nn.Parameter(torch.tensor([-4.6]))

    def forward(self, x: Tensor) -> Tensor:
        """Return (batch, 5, h, w)."""
        x = self.shared(x)
        return torch.cat([self.box(self.boxes(x)), self.score(self.scores(x))], 1)


class Network(nn.Module):
    """The detector; the widths of its stages, the depths of its blocks and the neck can be set."""

    def __init__(
        self,
        widths: Sequence[int] = WIDTHS,
        depths: Sequence[int] = DEPTHS,
        neck: int = NECK,
    ) -> None:
        super().__init__()
        self.stem = convolution(3, widths[0], step=2)
        pairs = zip(widths, widths[1:], depths, strict=False)
        self.stages = nn.ModuleList(
            nn.Sequential(convolution(a, b, step=2), Partial(b, b, depth)) for a, b, depth in pairs
        )
        self.pooled = Pooled(widths[-1])
        self.lateral = nn.ModuleList(convolution(width, neck, 1) for width in widths[2:])
        self.upper = nn.ModuleList(Partial(2 * neck, neck, 1) for _ in range(2))
        self.down = nn.ModuleList(convolution(neck, neck, step=2) for _ in range(2))
        self.lower = nn.ModuleList(Partial(2 * neck, neck, 1) for _ in range(2))
        self.heads = nn.ModuleList(Head(neck) for _ in STRIDES)

    def hold_still(self, parts: int) -> None:
        """Let the first parts, stem and stages, learn nothing: a third of the time is theirs."""
        for part in [self.stem, *self.stages][:parts]:
            part.eval().requires_grad_(False)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return (batch, cells, 5) for pictures (batch, 3, H, W), BGR from 0 to 255."""
        return self.rows_of(self.pyramid(pictures))

    def rows_of(self, levels: list[Tensor]) -> Tensor:
        """Return (batch, cells, 5) for the features of the three levels."""
        maps = [head(x) for head, x in zip(self.heads, levels, strict=True)]
        rows = [x.reshape(x.shape[0], 5, -1) for x in maps]
        return torch.cat(rows, 2).transpose(1, 2)

    def pyramid(self, pictures: Tensor) -> list[Tensor]:
        """Return the features (batch, neck, h, w) of each level, the finest first."""
        x = self.stages[0](self.stem(pictures * PIXEL_SCALE))
        fine = self.stages[1](x)
        middle = self.stages[2](fine)
        coarse = self.pooled(self.stages[3](middle))
        fine, middle, coarse = (
            side(x) for side, x in zip(self.lateral, (fine, middle, coarse), strict=True)
        )
        middle = self.upper[0](torch.cat([middle, _doubled(coarse)], 1))
        fine = self.upper[1](torch.cat([fine, _doubled(middle)], 1))
        middle = self.lower[0](torch.cat([middle, self.down[0](fine)], 1))
        coarse = self.lower[1](torch.cat([coarse, self.down[1](middle)], 1))
        return [fine, middle, coarse]


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2.0)
