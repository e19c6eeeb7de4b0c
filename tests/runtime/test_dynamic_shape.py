"""What an export states of its size goes; what was computed for one size is refused."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from pipeline.errors import ModelError
from pipeline.runtime.dynamic_shape import with_dynamic_size
from tests.detect.graphs import echo_model, saved, sized_model

POOL = helper.make_node(
    "AveragePool", ["picture"], ["cells"], kernel_shape=[16, 16], strides=[16, 16]
)
"""A picture of 64 x 64 then has 4 x 4 cells of three channels."""


def model(
    path: Path,
    nodes: Sequence[NodeProto],
    result: str,
    shape: Sequence[int | str],
    **constants: object,
) -> bytes:
    """Return a model for 64 x 64 whose first node is the pool."""
    picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, 64, 64])
    output = helper.make_tensor_value_info(result, TensorProto.FLOAT, list(shape))
    weights = [
        numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()
    ]
    graph = helper.make_graph([POOL, *nodes], "small", [picture], [output], weights)
    return saved(path, graph).read_bytes()


def rows(path: Path) -> bytes:
    """Return a model that states how many cells there are."""
    node = helper.make_node("Reshape", ["cells", "stated"], ["rows"])
    return model(path, [node], "rows", [1, 3, 16], stated=np.array([1, 3, 16], np.int64))


def ran(content: bytes, height: int, width: int) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    picture = np.arange(3 * height * width, dtype=np.float32).reshape(1, 3, height, width)
    result: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: picture})[0]
    return result


def refusal(content: bytes) -> str:
    with pytest.raises(ModelError) as caught:
        with_dynamic_size(content, "small.onnx")
    assert str(caught.value).startswith("small.onnx: ") and "\n" not in str(caught.value)
    return str(caught.value)


def test_a_stated_number_of_cells_follows_from_the_picture(tmp_path: Path) -> None:
    before = rows(tmp_path / "a.onnx")
    after = with_dynamic_size(before, "small.onnx")
    assert (ran(after, 64, 64) == ran(before, 64, 64)).all()
    # 32 x 96 pixels are 2 x 6 cells of 16 x 16, each the mean of its pixels.
    assert ran(after, 32, 96).shape == (1, 3, 12)
    assert ran(after, 32, 96)[0, 0, 0] == np.mean(
        [96 * y + x for y in range(16) for x in range(16)]
    )


def test_inputs_and_outputs_say_which_lengths_are_open(tmp_path: Path) -> None:
    made = with_dynamic_size(rows(tmp_path / "a.onnx"), "small.onnx")
    session = onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"])
    assert session.get_inputs()[0].shape == [1, 3, "height", "width"]
    assert session.get_outputs()[0].shape == [1, 3, "out0_2"]
    onnx.checker.check_model(onnx.load_model_from_string(made))


def test_channels_that_are_shuffled_keep_the_pictures_size(tmp_path: Path) -> None:
    """(1, 3, 4, 4) as (1, 1, 3, 4, 4), as a shuffle does: rows and columns are asked for."""
    node = helper.make_node("Reshape", ["cells", "stated"], ["parts"])
    stated = np.array([1, 1, 3, 4, 4], np.int64)
    made = with_dynamic_size(
        model(tmp_path / "a.onnx", [node], "parts", stated.tolist(), stated=stated), "small.onnx"
    )
    assert ran(made, 32, 96).shape == (1, 1, 3, 2, 6)
    first = [96 * row + column for row in range(16) for column in range(16)]
    assert ran(made, 32, 96)[0, 0, 0, 0, 0] == np.mean(first)


def test_a_map_that_is_enlarged_to_a_size_is_enlarged_by_a_factor(tmp_path: Path) -> None:
    node = helper.make_node("Resize", ["cells", "", "", "stated"], ["larger"], mode="nearest")
    stated = np.array([1, 3, 8, 8], np.int64)
    made = with_dynamic_size(
        model(tmp_path / "a.onnx", [node], "larger", stated.tolist(), stated=stated), "small.onnx"
    )
    larger = ran(made, 32, 96)
    assert larger.shape == (1, 3, 4, 12)
    assert (larger[..., 0, 0] == larger[..., 1, 1]).all()
    assert (larger[..., 0, 1] != larger[..., 0, 2]).all()


def test_a_grid_that_was_computed_for_one_size_is_refused(tmp_path: Path) -> None:
    grid = np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)
    node = helper.make_node("Add", ["cells", "grid"], ["placed"])
    content = model(tmp_path / "a.onnx", [node], "placed", [1, 3, 4, 4], grid=grid)
    assert "have it exported anew with dynamic axes" in refusal(content)


def test_a_length_that_hangs_on_what_is_seen_stays_open(tmp_path: Path) -> None:
    """Of noise no cell is above a million: no row in any size, and yet no model without rows."""
    nodes = [
        helper.make_node("Greater", ["cells", "million"], ["high"]),
        helper.make_node("NonZero", ["high"], ["found"]),
        helper.make_node("Cast", ["found"], ["rows"], to=TensorProto.FLOAT),
    ]
    content = model(tmp_path / "a.onnx", nodes, "rows", [4, "found"], million=np.float32(1e6))
    made = with_dynamic_size(content, "small.onnx")
    session = onnxruntime.InferenceSession(made, providers=["CPUExecutionProvider"])
    assert session.get_outputs()[0].shape == [4, "out0_1"]


def test_branches_and_old_operators_are_refused(tmp_path: Path) -> None:
    branch = helper.make_graph([], "then", [], [])
    node = helper.make_node("If", ["yes"], ["rows"], then_branch=branch, else_branch=branch)
    content = model(tmp_path / "a.onnx", [node], "rows", [1, 3, 4, 4], yes=np.array(True))
    assert "has branches or loops" in refusal(content)
    old = onnx.load_model_from_string(rows(tmp_path / "b.onnx"))
    old.opset_import[0].version = 9
    assert "is of opset 9, wanted 11 or later" in refusal(old.SerializeToString())


def test_a_name_that_is_taken_is_not_given_again(tmp_path: Path) -> None:
    node = helper.make_node("Reshape", ["cells", "rows_stated"], ["rows"])
    content = model(
        tmp_path / "a.onnx", [node], "rows", [1, 3, 16], rows_stated=np.array([1, 3, 16], np.int64)
    )
    assert ran(with_dynamic_size(content, "small.onnx"), 32, 96).shape == (1, 3, 12)


def test_what_has_no_single_size_is_refused(tmp_path: Path) -> None:
    open_already = echo_model(tmp_path / "a.onnx", (1, 3, "h", "w")).read_bytes()
    assert "takes pictures of more than one size already" in refusal(open_already)
    assert "wanted one picture as input" in refusal(sized_model(tmp_path / "b.onnx").read_bytes())
    flat = echo_model(tmp_path / "c.onnx", (1, 64)).read_bytes()
    assert "wanted one picture as input" in refusal(flat)
    assert "is no ONNX model" in refusal(b"\xff" * 40)
