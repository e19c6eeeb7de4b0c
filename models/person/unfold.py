"""From ONNX back to a network that can learn on, for whom has the weights that ship and no run.

    python -m models.person.unfold person-float.onnx --data DIR --out begin.pt

Export folds each batch norm into the convolution before it. Here each gets back the mean and the
variance that its input has on pictures, and the scale and the shift that undo them: the network
says what the file says, and learns as if nothing had been folded. `--begin begin.pt` trains on.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from models.person.batches import Batches
from models.person.checkpoint import save_checkpoint
from models.person.command import run
from models.person.network import Network
from models.person.pasting import Pieces
from models.person.pictures import labelled_pictures
from models.person.scenes import Mixture, Studio
from pipeline.errors import ModelError

PIXELS, SIZE = 32 * 320 * 320, 320
"""Of the batch by which means and variances are taken."""


def unfolded(path: Path, network: Network, pictures: Tensor) -> Network:
    """Give a network the weights of a file; `pictures` (n, 3, H, W) are what it is to be used for.

    Raises ModelError where the file's convolutions are not the network's, or are integers.
    """
    layers = _convolutions(network, pictures[:1])
    folded = list(_folded(path))
    shapes = [tuple(layer.weight.shape) for layer, _ in layers]
    if [weight.shape for weight, _ in folded] != shapes:
        raise ModelError(f"{path}: {len(folded)} convolutions, wanted the {len(shapes)} of ours")
    for (layer, norm), (weight, bias) in zip(layers, folded, strict=True):
        layer.weight.data.copy_(weight)
        (norm or layer).bias.data.copy_(bias)
    return _normed(network, [norm for _, norm in layers if norm], pictures)


def _convolutions(network: Network, picture: Tensor) -> list[tuple[nn.Conv2d, nn.Module | None]]:
    """Return the convolutions in the order in which they are run, each with its norm."""
    norms = {
        chain[0]: chain[1]
        for chain in network.modules()
        if isinstance(chain, nn.Sequential)
        and len(chain) > 1
        and isinstance(chain[1], nn.BatchNorm2d)
    }
    order: list[nn.Conv2d] = []
    hooks = [
        layer.register_forward_hook(lambda layer, *_: order.append(layer))
        for layer in network.modules()
        if isinstance(layer, nn.Conv2d)
    ]
    with torch.no_grad():
        network.eval()(picture)
    for hook in hooks:
        hook.remove()
    return [(layer, norms.get(layer)) for layer in order]


def _folded(path: Path) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield the weight and the bias of each convolution of a file, in its order."""
    graph = onnx.load(str(path)).graph
    numbers = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in numbers:
            # Numbers that two layers have alike are in the file once.
            numbers[node.output[0]] = numbers[node.input[0]]
        if node.op_type == "DequantizeLinear":
            raise ModelError(f"{path}: is of integers; its floats are what can learn on")
        if node.op_type == "Conv":
            weight, bias = (torch.from_numpy(numbers[name].copy()) for name in node.input[1:3])
            yield weight, bias


@torch.no_grad()
def _normed(network: Network, norms: list[nn.Module], pictures: Tensor) -> Network:
    """Give each norm what its input has; each sees what those before it, already right, say."""

    def measured(norm: nn.Module, given: tuple[Tensor]) -> None:
        variance, mean = torch.var_mean(given[0], (0, 2, 3))
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.add_(mean)

    hooks = [norm.register_forward_pre_hook(measured) for norm in norms]
    network.eval()(pictures)
    for hook in hooks:
        hook.remove()
    return network


def main() -> None:
    """Write a checkpoint with the weights of a file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("onnx", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="labels.json and images/")
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    pictures = labelled_pictures(wanted.data, "train", wanted.out.parent / "cache")
    none = Pieces((), np.empty(0))
    studio = Studio(pictures, pictures, none, none, Mixture(pasted=0, hidden=0))
    cv2.setNumThreads(0)
    images, _ = Batches(studio, PIXELS, [SIZE], 0, 0).batch(0)
    network = unfolded(wanted.onnx, Network(), images.float())
    save_checkpoint(wanted.out, {"mean": network.state_dict()})


if __name__ == "__main__":
    run(main)
