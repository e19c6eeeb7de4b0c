"""A detector that can break in the middle of a recording, made for the tests."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def moody_manifest(folder: Path) -> Path:
    """Return the manifest of a model that sees nobody, and breaks on pictures that are not grey.

    Its output is a constant plus √−max(0, |mean − 114| − 40), which is 0 for means from 74 to
    154 and not a number elsewhere.
    """
    value = TensorProto.FLOAT
    constants = {
        "grey": np.array([114], np.float32),
        "room": np.array([40], np.float32),
        "empty": np.zeros((1, 84, 85), np.float32),
    }
    steps = [
        helper.make_node("ReduceMean", ["images"], ["mean"], keepdims=0),
        helper.make_node("Sub", ["mean", "grey"], ["off"]),
        helper.make_node("Abs", ["off"], ["far"]),
        helper.make_node("Sub", ["far", "room"], ["beyond"]),
        helper.make_node("Relu", ["beyond"], ["excess"]),
        helper.make_node("Neg", ["excess"], ["negative"]),
        helper.make_node("Sqrt", ["negative"], ["mood"]),
        helper.make_node("Add", ["empty", "mood"], ["output"]),
    ]
    graph = helper.make_graph(
        steps,
        "moody",
        [helper.make_tensor_value_info("images", value, [1, 3, 64, 64])],
        [helper.make_tensor_value_info("output", value, [1, 84, 85])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, folder / "moody.onnx")
    manifest = folder / "moody.yaml"
    digest = hashlib.sha256((folder / "moody.onnx").read_bytes()).hexdigest()
    manifest.write_text(
        f"name: moody\nfile: moody.onnx\nsha256: {digest}\nlicence: Apache-2.0\ndecoder: yolox\n"
        "input_size: [64, 64]\nthreshold: 0.4\niou: 0.6\n"
    )
    return manifest
