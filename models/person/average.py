"""A running mean of the weights: it is better than any of them."""

import copy
from typing import Any

import torch

from models.person.network import Network

LEAST_SHARE = 0.0005
"""Weights of 2,000 steps back still count a third."""

SPAN = 5
"""At first it remembers a fifth of the steps so far, lest it stay where it began."""


class Average:
    """A network whose weights are the mean of those of another."""

    def __init__(self, network: Network) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.steps = 0

    @torch.no_grad()
    def add(self, network: Network) -> None:
        """Move towards the weights as they are now."""
        self.steps += 1
        share = max(LEAST_SHARE, 1 / (1 + self.steps / SPAN))
        means, values = (list(each.state_dict().values()) for each in (self.network, network))
        floats = [mean.is_floating_point() for mean in means]
        torch._foreach_lerp_(
            [mean for mean, is_float in zip(means, floats, strict=True) if is_float],
            [value for value, is_float in zip(values, floats, strict=True) if is_float],
            share,
        )
        for mean, value, is_float in zip(means, values, floats, strict=True):
            if not is_float:
                mean.copy_(value)

    def load(self, weights: dict[str, Any], steps: int) -> None:
        """Go on from a mean that was kept."""
        self.network.load_state_dict(weights)
        self.steps = steps
