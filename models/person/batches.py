"""An endless row of batches; which one comes next depends on the seed and its number alone."""

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import IterableDataset, get_worker_info

from models.person.pictures import Boxes
from models.person.scenes import Studio

Batch = tuple[Tensor, Tensor]
"""Pictures (n, 3, size, size) of bytes, and boxes (n, most, 5), filled up with zeros."""


class Batches(IterableDataset[Batch]):
    """Batches from number `first` on, each of one size out of `sizes`."""

    def __init__(
        self, studio: Studio, pixels: int, sizes: Sequence[int], seed: int, first: int
    ) -> None:
        self.studio, self.pixels, self.sizes = studio, pixels, sizes
        self.seed, self.first = seed, first

    def __iter__(self) -> Iterator[Batch]:
        """Go on for ever."""
        cv2.setNumThreads(0)
        worker: Any = get_worker_info()
        number = self.first + (worker.id if worker else 0)
        while True:
            yield self.batch(number)
            number += worker.num_workers if worker else 1

    def batch(self, number: int) -> Batch:
        """Return one batch; it has about `pixels` pixels, so that all take the same time."""
        rng = np.random.default_rng((self.seed, number))
        size = int(rng.choice(self.sizes))
        count = max(2, round(self.pixels / size**2))
        scenes = [self.studio.scene(size, rng) for _ in range(count)]
        images = torch.from_numpy(np.stack([image for image, _ in scenes]))
        # A view of rows of pixels: what channels_last wants.
        return images.permute(0, 3, 1, 2), filled([boxes for _, boxes in scenes])


def filled(boxes: Sequence[Boxes]) -> Tensor:
    """Return boxes of several pictures as one tensor (pictures, most, 5)."""
    most = max(1, *(len(rows) for rows in boxes))
    result = torch.zeros(len(boxes), most, 5)
    for target, rows in zip(result, boxes, strict=True):
        target[: len(rows)] = torch.from_numpy(np.ascontiguousarray(rows))
    return result
