"""From a network to ONNX, in the layout of YOLOX, held equal to the network.

python -m models.person.export RUN/last.pt person.onnx
"""

import argparse
import copy
from pathlib import Path

import torch
from torch import Tensor, nn

from models.person.checkpoint import load_checkpoint
from models.person.command import run
from models.person.network import STRIDES, Network

MOST_DIFFERENCE = 1e-3
SIZES = ((416, 416), (384, 640), (256, 448))
OPSET = 17


class Yolox(nn.Module):
    """A network with six columns: box, score, and 1 for the only class."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        """Return (batch, cells, 6)."""
        rows = self.network(images)
        score = rows[..., 4:5].sigmoid()
        return torch.cat([rows[..., :4], score, score * 0 + 1], -1)


def export(network: Network, path: Path) -> float:
    """Write a network as ONNX; return by how much onnxruntime differs from it at most.

    Height and width stay open. Raises ValueError where they differ by more than 1e-3.
    """
    plain = Yolox(copy.deepcopy(network)).float().cpu().eval()
    plain = plain.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    open_axes = {
        "images": {0: "batch", 2: "height", 3: "width"},
        "output": {0: "batch", 1: "cells"},
    }
    torch.onnx.export(
        plain,
        (torch.zeros(1, 3, *SIZES[0]),),
        str(path),
        opset_version=OPSET,
        dynamo=False,
        input_names=["images"],
        output_names=["output"],
        dynamic_axes=open_axes,
    )
    worst = max(_difference(plain, path, size) for size in SIZES)
    if worst > MOST_DIFFERENCE:
        raise ValueError(f"{path}: onnxruntime differs from torch by {worst:.1e}, wanted 1e-3")
    return worst


@torch.no_grad()
def _difference(plain: Yolox, path: Path, size: tuple[int, int]) -> float:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    images = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(0)) * 255
    given = torch.from_numpy(session.run(None, {"images": images.numpy()})[0])
    cells = sum((size[0] // stride) * (size[1] // stride) for stride in STRIDES)
    if given.shape != (1, cells, 6):
        raise ValueError(f"{path}: output {tuple(given.shape)}, wanted (1, {cells}, 6)")
    return float((given - plain(images)).abs().max())


def main() -> None:
    """Export the mean of a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("onnx", type=Path)
    wanted = parser.parse_args()
    network = Network()
    network.load_state_dict(load_checkpoint(wanted.checkpoint)["mean"])
    print(f"torch and onnxruntime differ by {export(network, wanted.onnx):.1e} at most")


if __name__ == "__main__":
    run(main)
