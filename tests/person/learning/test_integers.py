"""What ships, in integers, says in onnxruntime what PyTorch says of it."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper

torch = pytest.importorskip("torch", reason="needs the extra train")

from models.person.integers import MOST_DIFFERENCE, difference, said  # noqa: E402
from pipeline.config.embedded import embedded  # noqa: E402
from pipeline.errors import ModelError  # noqa: E402
from pipeline.imaging.gate_scene import GateScene  # noqa: E402

MODEL = embedded("models/person/person.onnx")


def pictured(t_s: float) -> "torch.Tensor":
    """Return the drawn gate as the model's input, of a size that needs no padding."""
    image = GateScene().render(t_s)[:352, :640]
    return torch.from_numpy(image.transpose(2, 0, 1)[None].astype(np.float32))


@pytest.mark.parametrize("t_s", [5.0, 50.0])
def test_torch_and_onnxruntime_agree_on_what_ships(t_s: float) -> None:
    # Integers to the last bit; then six convolutions of floats, whose sums have an order.
    assert difference(MODEL, pictured(t_s)) < 1e-5 < MOST_DIFFERENCE


def test_one_step_of_one_weight_is_seen() -> None:
    graph = onnx.load(str(MODEL)).graph
    before = said(graph, pictured(50.0))
    integers = [each for each in graph.initializer if each.data_type == TensorProto.INT8]
    weight = next(each for each in integers if len(each.dims) == 4)
    changed = numpy_helper.to_array(weight).copy()
    changed.flat[4] += 1
    weight.CopyFrom(numpy_helper.from_array(changed, weight.name))
    assert float((said(graph, pictured(50.0)) - before).abs().max()) > MOST_DIFFERENCE


def test_a_network_of_floats_is_refused() -> None:
    graph = onnx.load(str(embedded("models/person/person-float.onnx"))).graph
    with pytest.raises(ModelError, match="of floats; `quantise` makes one of integers"):
        said(graph, pictured(50.0))


def test_a_step_that_is_not_known_is_named() -> None:
    graph = onnx.load(str(MODEL)).graph
    sigmoid = next(node for node in graph.node if node.op_type == "Sigmoid")
    sigmoid.op_type = "HardSigmoid"
    with pytest.raises(ModelError, match=f"{sigmoid.name}: no step is known for HardSigmoid"):
        said(graph, pictured(50.0))
