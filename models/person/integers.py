"""A network of integers in PyTorch, one step after another, to which its file is held.

    python -m models.person.integers models/person/manifest.yaml --data DIR

A processor is free to add integers in any order, but has to round as onnxruntime does: the sum of a
convolution times one float32, two summands by fused multiplications, to the even neighbour. Where
it does, it says the same to the last bit until the last convolutions, which are of floats.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional

from models.person.command import run
from models.person.quantise import chosen, inputs
from pipeline.errors import ModelError
from pipeline.workflows.open_detector import named_manifest, opened

MOST_DIFFERENCE = 1e-3
"""As in `export`; what ships differs by a five hundredth of that."""
PICTURES = 12
BYTE = 255.0

Attributes = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Whole:
    """Integers (as float64, which holds their sums), of which each means (n - zero) * scale."""

    n: Tensor
    scale: Tensor
    zero: Tensor

    @property
    def meant(self) -> Tensor:
        """What the integers mean, as float32."""
        return ((self.n - _along(self.zero, self.n)) * _along(self.scale, self.n)).float()


Rounded = Callable[[Tensor, Tensor], Tensor]
"""What is not yet rounded: given the scale and the zero of the next layer, its integers."""


def _along(each: Tensor, numbers: Tensor) -> Tensor:
    """Return one number for each channel of weights in a shape that goes with them."""
    return each.view([-1] + [1] * (numbers.dim() - 1)) if each.numel() > 1 else each


def _quantised(given: list[Any], _: Attributes) -> Tensor:
    value, scale, zero = given
    if not callable(value):
        return (torch.round(value / scale).double() + zero).clamp(0, BYTE)
    rounded: Tensor = value(scale, zero)
    return rounded.clamp(0, BYTE)


def _meaning(given: list[Any], _: Attributes) -> Whole:
    numbers, scale, *zero = given
    return Whole(numbers.double(), scale, zero[0].double() if zero else torch.zeros(()))


def _convolved(given: list[Any], attributes: Attributes) -> Any:
    strides, pads = attributes.get("strides", [1, 1]), attributes.get("pads", [0, 0])[:2]
    how = {"stride": strides, "padding": pads, "groups": attributes.get("group", 1)}
    if attributes.get("pads", [0] * 4)[2:] != pads or set(attributes.get("dilations", [1])) != {1}:
        raise ModelError(f"Conv with {attributes}, wanted even pads and no dilation")
    picture, weight, bias = given
    if not isinstance(bias, Whole):
        plain = [each.meant if isinstance(each, Whole) else each for each in given]
        return functional.conv2d(*plain, **how)
    total = functional.conv2d(picture.n - picture.zero, weight.n, bias.n, **how).float()
    both = picture.scale * weight.scale
    return lambda scale, zero: torch.round(total * (both / scale).view(1, -1, 1, 1)) + zero.double()


def _added(given: list[Any], _: Attributes) -> Any:
    if not isinstance(given[0], Whole):
        return given[0] + given[1]

    def rounded(scale: Tensor, zero: Tensor) -> Tensor:
        one, other = ((each.scale / scale).double() for each in given)
        rest = (zero - (other * given[1].zero + one * given[0].zero)).float().double()
        second = (given[1].n * other + rest).float().double()
        return torch.round((given[0].n * one + second).float()).double()

    return rounded


def _joined(given: list[Any], attributes: Attributes) -> Any:
    if not isinstance(given[0], Whole):
        return torch.cat(given, attributes["axis"])

    def rounded(scale: Tensor, zero: Tensor) -> Tensor:
        parts = [torch.round(each.meant / scale).double() + zero for each in given]
        return torch.cat(parts, attributes["axis"])

    return rounded


def _as_it_is(numbers: Tensor) -> Rounded:
    """Return integers that mean the same in the next layer."""
    return lambda _scale, _zero: numbers


def _pooled(given: list[Any], attributes: Attributes) -> Rounded:
    kernel, strides = attributes["kernel_shape"], attributes["strides"]
    return _as_it_is(functional.max_pool2d(given[0].n, kernel, strides, attributes["pads"][:2]))


def _enlarged(given: list[Any], _: Attributes) -> Rounded:
    if given[-1].tolist() != [1.0, 1.0, 2.0, 2.0]:
        raise ModelError(f"Resize by {given[-1].tolist()}, wanted twice the height and the width")
    return _as_it_is(functional.interpolate(given[0].n, scale_factor=2, mode="nearest"))


def _reshaped(given: list[Any], _: Attributes) -> Tensor:
    shape = [length or given[0].shape[axis] for axis, length in enumerate(given[1].tolist())]
    value: Tensor = given[0].reshape(shape)
    return value


def _cut(given: list[Any], _: Attributes) -> Tensor:
    value, starts, ends, axes = given[:4]
    for start, end, axis in zip(starts.tolist(), ends.tolist(), axes.tolist(), strict=True):
        value = value.narrow(axis, start, min(end, value.shape[axis]) - start)
    return value


STEPS: dict[str, Callable[[list[Any], Attributes], Any]] = {
    "QuantizeLinear": _quantised,
    "DequantizeLinear": _meaning,
    "Conv": _convolved,
    "Add": _added,
    "Concat": _joined,
    "MaxPool": _pooled,
    "Resize": _enlarged,
    "Mul": lambda given, _: given[0] * given[1],
    "Sigmoid": lambda given, _: given[0].sigmoid(),
    "Reshape": _reshaped,
    "Transpose": lambda given, how: given[0].permute(how["perm"]),
    "Slice": _cut,
}


def said(graph: onnx.GraphProto, images: Tensor) -> Tensor:
    """Return what a quantised graph says of images, (1, 3, H, W), step by step.

    Raises ModelError for what `quantise` does not write.
    """
    values: dict[str, Any] = {each.name: _tensor(each) for each in graph.initializer}
    values[graph.input[0].name] = images
    if "QuantizeLinear" not in {node.op_type for node in graph.node}:
        raise ModelError("this network is of floats; `quantise` makes one of integers")
    for node in graph.node:
        if node.op_type not in STEPS:
            raise ModelError(f"{node.name}: no step is known for {node.op_type}")
        how = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        given = [values[name] for name in node.input if name]
        values[node.output[0]] = STEPS[node.op_type](given, how)
    told: Tensor = values[graph.output[0].name]
    return told


def _tensor(numbers: onnx.TensorProto) -> Tensor:
    return torch.from_numpy(numpy_helper.to_array(numbers).copy())


def difference(path: Path, images: Tensor) -> float:
    """Return by how much onnxruntime and PyTorch differ on images at most."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (told,) = session.run(None, {session.get_inputs()[0].name: images.numpy()})
    return float((said(onnx.load(str(path)).graph, images) - torch.from_numpy(told)).abs().max())


def main() -> None:
    """Print the difference; fail above MOST_DIFFERENCE."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", help="of integers: a manifest, a file, or its name")
    parser.add_argument("--data", type=Path, required=True, help="labels.json and images/")
    wanted = parser.parse_args()
    detector = opened(named_manifest(wanted.model), threads=1)
    paths = chosen(wanted.data, PICTURES)
    pictures = (next(iter(each.values())) for each in inputs(paths, detector))
    worst = max(difference(detector.manifest.path, torch.from_numpy(one)) for one in pictures)
    print(f"torch and onnxruntime differ by {worst:.1e} at most on {len(paths)} pictures")
    if worst > MOST_DIFFERENCE:
        raise SystemExit(f"wanted {MOST_DIFFERENCE:g} at most")


if __name__ == "__main__":
    run(main)
