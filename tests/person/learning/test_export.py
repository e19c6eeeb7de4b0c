"""From torch to onnxruntime."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")
onnxruntime = pytest.importorskip("onnxruntime", reason="needs onnxruntime")

from models.person.export import MOST_DIFFERENCE, export  # noqa: E402
from models.person.network import Network  # noqa: E402
from pipeline.detect.families import recognised  # noqa: E402


@pytest.fixture(scope="module")
def tiny() -> Network:
    """Return a network of the same form, far smaller."""
    torch.manual_seed(0)
    return Network(widths=(4, 4, 8, 8, 16), depths=(1, 1, 1, 1), neck=8).eval()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_exported_network_gives_what_the_network_gives(tiny: Network, tmp_path: Path) -> None:
    assert export(tiny, tmp_path / "tiny.onnx") <= MOST_DIFFERENCE
    session = onnxruntime.InferenceSession(str(tmp_path / "tiny.onnx"))
    assert session.get_inputs()[0].shape == ["batch", 3, "height", "width"]
    outputs = session.run(None, {"images": torch.zeros(1, 3, 64, 96).numpy()})
    assert outputs[0].shape == (1, 96 + 24 + 6, 6)
    assert recognised(outputs, (96, 64)) == "yolox"
