"""A running mean of the weights: it is better than any of them."""

import copy
import math
from typing import Any

import torch

from models.person.network import Network

LONG, SOON = 0.9995, 80
"""Weights of 2,000 steps back still count a third; at first it forgets sooner."""


class Average:
    """A network whose weights are the mean of those of another."""

    def __init__(self, network: Network) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.steps = 0

    @torch.no_grad()
    def add(self, network: Network) -> None:
        """Move towards the weights as they are now."""
        self.steps += 1
        share = 1 - LONG * (1 - math.exp(-self.steps / SOON))
        pairs = zip(self.network.state_dict().values(), network.state_dict().values(), strict=True)
        for mean, value in pairs:
            if mean.is_floating_point():
                mean.lerp_(value, share)
            else:
                mean.copy_(value)

    def load(self, weights: dict[str, Any], steps: int) -> None:
        """Go on from a mean that was kept."""
        self.network.load_state_dict(weights)
        self.steps = steps
