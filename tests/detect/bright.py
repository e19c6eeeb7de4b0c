"""A detector whose answers are known: it sees so many people while the picture is bright."""

import hashlib
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from tests.detect.graphs import end_to_end_rows, saved, yolox_rows

SIZE = 64
"""Pictures are as large as the input: 8 x 8 cells of 8 pixels come first."""


def bright_manifest(folder: Path, people: int, score: float = 0.9) -> Path:
    """Return the manifest of a model that sees nobody in the dark (a mean level up to 128).

    In the light it sees person n in cell n of 8 x 8 pixels, from the upper left on row by row.
    """
    seen = np.zeros_like(yolox_rows(80))
    seen[0, :people, 4], seen[0, :people, 5] = 1.0, score
    constants = {
        "nobody": yolox_rows(80),
        "seen": seen,
        "dark": np.array([128], np.float32),
        "none": np.array(0, np.float32),
        "all": np.array(1, np.float32),
    }
    steps = [
        helper.make_node("ReduceMean", ["images"], ["mean"], keepdims=0),
        helper.make_node("Sub", ["mean", "dark"], ["light"]),
        helper.make_node("Clip", ["light", "none", "all"], ["lit"]),
        helper.make_node("Mul", ["seen", "lit"], ["bump"]),
        helper.make_node("Add", ["nobody", "bump"], ["output"]),
    ]
    value = TensorProto.FLOAT
    graph = helper.make_graph(
        steps,
        "bright",
        [helper.make_tensor_value_info("images", value, [1, 3, SIZE, SIZE])],
        [helper.make_tensor_value_info("output", value, [1, 84, 85])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = saved(folder / "bright.onnx", graph)
    manifest = folder / "bright.yaml"
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    manifest.write_text(
        # In quotes: a digest such as 12e34… would be a number.
        f"name: bright\nfile: bright.onnx\nsha256: '{digest}'\n"
        "licence: Apache-2.0\ndecoder: yolox\n"
        f"input_size: [{SIZE}, {SIZE}]\nthreshold: 0.4\niou: 0.6\n"
    )
    return manifest


def full_manifest(folder: Path, boxes: int) -> Path:
    """Return the manifest of an end-to-end model that fills its list of boxes in the light.

    All of them stand in the left half of the picture, and none scores anything in the dark.
    """
    nobody, seen = end_to_end_rows(boxes), np.zeros((1, boxes, 6), np.float32)
    seen[0, :, 4] = 0.9
    constants = {
        "nobody": nobody,
        "seen": seen,
        "dark": np.array([128], np.float32),
        "none": np.array(0, np.float32),
        "all": np.array(1, np.float32),
    }
    steps = [
        helper.make_node("ReduceMean", ["images"], ["mean"], keepdims=0),
        helper.make_node("Sub", ["mean", "dark"], ["light"]),
        helper.make_node("Clip", ["light", "none", "all"], ["lit"]),
        helper.make_node("Mul", ["seen", "lit"], ["bump"]),
        helper.make_node("Add", ["nobody", "bump"], ["output"]),
    ]
    value = TensorProto.FLOAT
    graph = helper.make_graph(
        steps,
        "full",
        [helper.make_tensor_value_info("images", value, [1, 3, SIZE, SIZE])],
        [helper.make_tensor_value_info("output", value, [1, boxes, 6])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = saved(folder / "full.onnx", graph)
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    manifest = folder / "full.yaml"
    manifest.write_text(
        f"name: full\nfile: full.onnx\nsha256: '{digest}'\nlicence: MIT\n"
        "decoder: end_to_end\nnormalisation: {scale: 1}\n"
    )
    return manifest
