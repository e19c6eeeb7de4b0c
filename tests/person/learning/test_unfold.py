"""From onnxruntime back to torch."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")

from models.person.export import export  # noqa: E402
from models.person.network import Network  # noqa: E402
from models.person.unfold import unfolded  # noqa: E402
from pipeline.config.embedded import embedded  # noqa: E402
from pipeline.errors import ModelError  # noqa: E402

SMALL = {"widths": (4, 4, 8, 8, 16), "depths": (1, 1, 1, 1), "neck": 8}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def taught() -> Network:
    """Return a network whose norms have seen pictures: none has mean 0 and variance 1."""
    torch.manual_seed(0)
    network = Network(**SMALL).train()
    with torch.no_grad():
        for _ in range(20):
            network(torch.rand(4, 3, 64, 64) * 255)
    return network.eval()


@pytest.fixture
def pictures() -> "torch.Tensor":
    return torch.rand(8, 3, 64, 96, generator=torch.Generator().manual_seed(1)) * 255


def test_what_was_exported_comes_back_and_says_the_same(
    tmp_path: Path, pictures: "torch.Tensor"
) -> None:
    before = taught()
    export(before, tmp_path / "tiny.onnx")
    torch.manual_seed(1)
    after = unfolded(tmp_path / "tiny.onnx", Network(**SMALL), pictures)
    with torch.no_grad():
        assert torch.allclose(after(pictures), before(pictures), atol=1e-4)


def test_its_norms_measure_what_they_are_given(tmp_path: Path, pictures: "torch.Tensor") -> None:
    """While it learns a norm goes by the batch: by those pictures nothing changes either."""
    export(taught(), tmp_path / "tiny.onnx")
    network = unfolded(tmp_path / "tiny.onnx", Network(**SMALL), pictures)
    with torch.no_grad():
        still = network(pictures)
        assert torch.allclose(network.train()(pictures), still, atol=1e-2)


def test_a_file_of_another_network_is_refused(tmp_path: Path, pictures: "torch.Tensor") -> None:
    export(taught(), tmp_path / "tiny.onnx")
    wider = Network(**{**SMALL, "neck": 16})
    with pytest.raises(ModelError, match="convolutions, wanted"):
        unfolded(tmp_path / "tiny.onnx", wider, pictures)


def test_integers_are_not_learned_on_from(pictures: "torch.Tensor") -> None:
    with pytest.raises(ModelError, match="is of integers; its floats are what can learn on"):
        unfolded(embedded("models/person/person.onnx"), Network(), pictures)
