"""Small ONNX models with known outputs: one graph for each way of writing boxes, no weights."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

INPUT = (64, 64)
"""Width and height; YOLOX and NanoDet then have 8 x 8 + 4 x 4 + 2 x 2 = 84 cells."""

OPSET = 17


def constant_model(
    path: Path,
    outputs: Sequence[NDArray[np.generic]],
    input_shape: Sequence[int | str] = (1, 3, 64, 64),
    input_type: int = TensorProto.FLOAT,
) -> Path:
    """Write a model that gives the same outputs whatever it sees."""
    names = [f"tensor{number}" for number in range(len(outputs))]
    nodes = [
        helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.asarray(output)))
        for name, output in zip(names, outputs, strict=True)
    ]
    results = [
        helper.make_tensor_value_info(
            name, helper.np_dtype_to_tensor_dtype(output.dtype), output.shape
        )
        for name, output in zip(names, outputs, strict=True)
    ]
    picture = helper.make_tensor_value_info("picture", input_type, list(input_shape))
    return saved(path, helper.make_graph(nodes, "constant", [picture], results))


def echo_model(path: Path, input_shape: Sequence[int | str] = (1, 3, 64, 64)) -> Path:
    """Write a model that gives back its input, twice as large."""
    shape = list(input_shape)
    picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, shape)
    result = helper.make_tensor_value_info("result", TensorProto.FLOAT, shape)
    nodes = [helper.make_node("Add", ["picture", "picture"], ["result"])]
    return saved(path, helper.make_graph(nodes, "echo", [picture], [result]))


def sized_model(
    path: Path,
    input_shape: Sequence[int] = (1, 3, 64, 64),
    size_shape: Sequence[int] = (1, 2),
) -> Path:
    """Write a model that gives back the size of the picture which it asks for, width first."""
    picture = helper.make_tensor_value_info("images", TensorProto.FLOAT, list(input_shape))
    shape = list(size_shape)
    size = helper.make_tensor_value_info("orig_target_sizes", TensorProto.INT64, shape)
    result = helper.make_tensor_value_info("result", TensorProto.INT64, shape)
    nodes = [helper.make_node("Identity", ["orig_target_sizes"], ["result"])]
    return saved(path, helper.make_graph(nodes, "sized", [picture, size], [result]))


def saved(path: Path, graph: onnx.GraphProto) -> Path:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.save(model, str(path))
    return path


def yolox_rows(classes: int = 2, cells: int = 84) -> NDArray[np.float32]:
    """Return (1, cells, 5 + classes) of raw offsets in which nobody is seen."""
    rows = np.zeros((1, cells, 5 + classes), np.float32)
    rows[0, :, :2] = 0.5
    return rows


def yolox_rows_in_pixels(classes: int = 2) -> NDArray[np.float32]:
    """Return the same with the grid already added: every box is its own cell."""
    rows = yolox_rows(classes)
    number = 0
    for stride in (8, 16, 32):
        for row in range(64 // stride):
            for column in range(64 // stride):
                middle = ((column + 0.5) * stride, (row + 0.5) * stride)
                rows[0, number, :4] = (*middle, stride, stride)
                number += 1
    return rows


def nanodet_outputs(classes: int = 3, bins: int = 8) -> list[NDArray[np.float32]]:
    """Return scores of three levels, then distributions of three levels; nobody is seen."""
    scores = [np.zeros((1, cells, classes), np.float32) for cells in (64, 16, 4)]
    sides = [np.full((1, cells, 4 * bins), -3.0, np.float32) for cells in (64, 16, 4)]
    return [*scores, *sides]


def nanodet_plus_rows(classes: int = 2) -> NDArray[np.float32]:
    """Return (1, 64 + 16 + 4 + 1 cells, classes + 32), in which nobody is seen."""
    rows = np.full((1, 85, classes + 32), -3.0, np.float32)
    rows[0, :, :classes] = 0.0
    return rows


def cell_boxes() -> NDArray[np.float32]:
    """Return the 84 cells of the input as boxes, (84, 4) of centre and size in pixels."""
    return yolox_rows_in_pixels()[0, :, :4]


def yolov5_rows(classes: int = 2) -> NDArray[np.float32]:
    """Return (1, 3 x 84, 5 + classes): each cell three times, and nobody is seen."""
    rows = np.zeros((1, 252, 5 + classes), np.float32)
    rows[0, :, :4] = np.repeat(cell_boxes(), 3, axis=0)
    return rows


def yolov8_columns(classes: int = 2) -> NDArray[np.float32]:
    """Return (1, 4 + classes, 84), in which nobody is seen."""
    columns = np.zeros((1, 4 + classes, 84), np.float32)
    columns[0, :4] = cell_boxes().T
    return columns


def end_to_end_rows(count: int = 10) -> NDArray[np.float32]:
    """Return (1, count, 6) of x1, y1, x2, y2, score and class, in which nobody is seen."""
    rows = np.zeros((1, count, 6), np.float32)
    rows[0, :, :4] = 4, 4, 20, 40
    return rows


def ssd_outputs(count: int = 10) -> list[NDArray[np.float32]]:
    """Return boxes, classes (1 is the person), scores and how many boxes there are: none."""
    nothing = np.zeros((1, count), np.float32)
    return [
        np.zeros((1, count, 4), np.float32),
        np.ones_like(nothing),
        nothing,
        np.zeros(1, np.float32),
    ]


def ssd_rows(count: int = 10) -> NDArray[np.float32]:
    """Return (1, 1, count, 7), which ends before its first row."""
    rows = np.zeros((1, 1, count, 7), np.float32)
    rows[0, 0, :, 0] = -1
    return rows


def detr_outputs(queries: int = 10, classes: int = 3) -> list[NDArray[np.float32]]:
    """Return numbers for the classes, and boxes as fractions; nobody is seen, by either reading.

    The last class is nobody in DETR.
    """
    logits = np.full((1, queries, classes), -9.0, np.float32)
    logits[0, :, -1] = -2
    return [logits, np.full((1, queries, 4), 0.5, np.float32)]


def deployed_outputs(queries: int = 10) -> list[NDArray[np.generic]]:
    """Return classes, boxes in pixels and scores, in which nobody is seen."""
    boxes = np.zeros((1, queries, 4), np.float32)
    boxes[0] = 4, 4, 20, 40
    scores = np.zeros((1, queries), np.float32)
    return [np.zeros((1, queries), np.int64), boxes, scores]


def fastestdet_map(classes: int = 2) -> NDArray[np.float32]:
    """Return (1, 5 + classes, 4, 4), in which nobody is seen."""
    return np.zeros((1, 5 + classes, 4, 4), np.float32)


def decoded_in_graph(raw: Path, path: Path) -> Path:
    """Write a raw YOLOX model of a fixed input anew, with the grid added inside its graph."""
    model = onnx.load(str(raw))
    graph = model.graph
    height, width = (d.dim_value for d in graph.input[0].type.tensor_type.shape.dim[2:])
    offsets, strides = [], []
    for stride in (8, 16, 32):
        for row in range(height // stride):
            for column in range(width // stride):
                offsets.append((column, row))
                strides.append((stride,))
    name = graph.output[0].name
    constants = {
        "offsets": np.float32([offsets]),
        "strides": np.float32([strides]),
        "at0": np.int64([0]),
        "at2": np.int64([2]),
        "at4": np.int64([4]),
        "at_end": np.int64([10_000]),
        "last_axis": np.int64([2]),
    }
    graph.initializer.extend(
        numpy_helper.from_array(value, key) for key, value in constants.items()
    )
    graph.node.extend(
        [
            helper.make_node("Slice", [name, "at0", "at2", "last_axis"], ["centre"]),
            helper.make_node("Slice", [name, "at2", "at4", "last_axis"], ["size"]),
            helper.make_node("Slice", [name, "at4", "at_end", "last_axis"], ["scores"]),
            helper.make_node("Add", ["centre", "offsets"], ["moved"]),
            helper.make_node("Mul", ["moved", "strides"], ["centre_px"]),
            helper.make_node("Exp", ["size"], ["grown"]),
            helper.make_node("Mul", ["grown", "strides"], ["size_px"]),
            helper.make_node("Concat", ["centre_px", "size_px", "scores"], ["in_pixels"], axis=2),
        ]
    )
    graph.output[0].name = "in_pixels"
    onnx.save(model, str(path))
    return path
