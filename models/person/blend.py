"""One network of several runs that began with the same weights: the mean of theirs.

python -m models.person.blend RUN/last.pt OTHER/last.pt … --out blend.pt
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from models.person.checkpoint import load_checkpoint, save_checkpoint
from models.person.command import run

Weights = dict[str, Tensor]


def blended(weights: Sequence[Weights]) -> Weights:
    """Return the mean of weights of one form.

    >>> blended([{"a": torch.zeros(1)}, {"a": torch.ones(1)}])["a"].item()
    0.5
    """
    result = {}
    for name, first in weights[0].items():
        each = torch.stack([one[name].double() for one in weights])
        result[name] = each.mean(0).to(first.dtype)
    return result


def main() -> None:
    """Write the mean as a checkpoint that can be exported, or begun with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    means = [load_checkpoint(path)["mean"] for path in wanted.checkpoints]
    save_checkpoint(wanted.out, {"mean": blended(means)})


if __name__ == "__main__":
    run(main)
