"""YOLOX from its ONNX file as a network of torch, which tells a pupil more than boxes.

It runs on any batch and any size whose sides are multiples of 32, on any device: of each of the
three levels it returns how surely each cell shows each kind of thing, and the features that its
head looks at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
import torch.nn.functional as functional
from onnx import numpy_helper
from torch import Tensor, nn

LEVELS = 3


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a level says: scores (batch, kinds, h, w) from 0 to 1, features (batch, n, h, w)."""

    scores: Tensor
    features: Tensor


class Tutor(nn.Module):
    """A YOLOX of which every layer is run by torch; it learns nothing itself.

    Raises ValueError where the file has a layer that is not known here, or is not parted into
    three levels of box, objectness and classes.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        graph = onnx.load(str(path)).graph
        self.picture = graph.input[0].name
        self.nodes = [_Node.of(node) for node in graph.node]
        self.levels = [_level(self.nodes, ends) for ends in _ends(self.nodes, path)]
        wanted = {name for level in self.levels for name in level}
        self.nodes = _needed(self.nodes, wanted)
        known = [node.operation for node in self.nodes if node.operation not in _OPERATIONS]
        if known:
            raise ValueError(f"{path}: layer {known[0]}, wanted one of {', '.join(_OPERATIONS)}")
        self.numbers: dict[str, list[float]] = {}
        self.places: dict[str, str] = {}
        weights = {name for node in self.nodes if node.operation == "Conv" for name in node.inputs}
        constants = [(n.output[0], n.attribute[0].t) for n in graph.node if n.op_type == "Constant"]
        for name, value in [(one.name, one) for one in graph.initializer] + constants:
            array = numpy_helper.to_array(value)
            if name in weights:
                self.places[name] = f"weight_{len(self.places)}"
                self.register_buffer(self.places[name], torch.from_numpy(array.copy()))
            else:
                self.numbers[name] = array.tolist()

    @torch.no_grad()
    def forward(self, pictures: Tensor) -> list[Lesson]:
        """Return a lesson for each level, for pictures (batch, 3, H, W), BGR from 0 to 255."""
        weights = {name: getattr(self, at) for name, at in self.places.items()}
        values: dict[str, Any] = {self.picture: pictures, **self.numbers, **weights}
        for node in self.nodes:
            inputs = [values[name] if name else None for name in node.inputs]
            values[node.output] = _OPERATIONS[node.operation](inputs, node.settings)
        return [
            Lesson(values[objectness] * values[classes], values[features])
            for objectness, classes, features in self.levels
        ]


@dataclass(frozen=True, eq=False)
class _Node:
    operation: str
    inputs: tuple[str, ...]
    output: str
    settings: dict[str, Any]

    @classmethod
    def of(cls, node: Any) -> "_Node":
        settings = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
        return cls(node.op_type, tuple(node.input), node.output[0], settings)


def _ends(nodes: list[_Node], path: Path) -> list[tuple[str, ...]]:
    """Return the names of box, objectness and classes of each level, the finest first."""
    makers = {node.output: node.operation for node in nodes}
    ends = [
        node.inputs
        for node in nodes
        if node.operation == "Concat"
        and [makers.get(name) for name in node.inputs] == ["Conv", "Sigmoid", "Sigmoid"]
    ]
    if len(ends) != LEVELS:
        raise ValueError(f"{path}: {len(ends)} levels of YOLOX, wanted {LEVELS}")
    return ends


def _level(nodes: list[_Node], ends: tuple[str, ...]) -> tuple[str, str, str]:
    """Return objectness, classes, and the last features from which box and classes both come."""
    box, objectness, classes = ends
    makers = {node.output: node for node in nodes}
    of_the_box = set(_road(makers, box))
    return objectness, classes, next(n for n in _road(makers, classes) if n in of_the_box)


def _road(makers: dict[str, _Node], name: str) -> list[str]:
    """Return what an output was made of, step by step, without the gates of its activations."""
    road = []
    while name in makers:
        road.append(name)
        inputs = makers[name].inputs
        gated = makers[name].operation == "Mul" and inputs[0] in makers
        name = inputs[0] if gated or makers[name].operation != "Mul" else inputs[1]
    return road


def _needed(nodes: list[_Node], wanted: set[str]) -> list[_Node]:
    chosen = []
    for node in reversed(nodes):
        if node.output in wanted and node.operation != "Constant":
            chosen.append(node)
            wanted = wanted | set(node.inputs)
    return chosen[::-1]


def _convolved(inputs: list[Any], settings: dict[str, Any]) -> Tensor:
    pads, steps = settings.get("pads", [0] * 4), settings.get("strides", [1, 1])
    return functional.conv2d(
        *inputs, stride=steps, padding=pads[:2], groups=settings.get("group", 1)
    )


def _pooled(inputs: list[Any], settings: dict[str, Any]) -> Tensor:
    sides, steps = settings["kernel_shape"], settings.get("strides", [1, 1])
    return functional.max_pool2d(inputs[0], sides, steps, settings.get("pads", [0] * 4)[:2])


def _sliced(inputs: list[Any], settings: dict[str, Any]) -> Tensor:
    picture, *numbers = inputs
    where = [slice(None)] * picture.ndim
    for start, end, axis, step in zip(*numbers, strict=True):
        where[axis] = slice(start, end, step)
    sliced: Tensor = picture[tuple(where)]
    return sliced


def _resized(inputs: list[Any], settings: dict[str, Any]) -> Tensor:
    return functional.interpolate(inputs[0], scale_factor=tuple(inputs[2][2:]))


_OPERATIONS: dict[str, Callable[[list[Any], dict[str, Any]], Any]] = {
    "Conv": _convolved,
    "Sigmoid": lambda inputs, _: inputs[0].sigmoid(),
    "Mul": lambda inputs, _: inputs[0] * inputs[1],
    "Add": lambda inputs, _: inputs[0] + inputs[1],
    "Concat": lambda inputs, settings: torch.cat(inputs, settings["axis"]),
    "MaxPool": _pooled,
    "Slice": _sliced,
    "Resize": _resized,
}
