"""A detector exported for a square, written anew for any size: the same people, less padding."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.config.manifest_file import load_manifest
from pipeline.domain.frame import Frame
from pipeline.errors import ModelError, UsageError
from pipeline.imaging.gate_scene import GateScene
from pipeline.workflows.make_dynamic import MadeDynamic, make_dynamic
from pipeline.workflows.open_detector import open_detector
from tests.detect.graphs import constant_model, yolox_rows

NANO = "models/yolox_nano_416.onnx"


@pytest.fixture
def made(tmp_path: Path, third_party: Path) -> MadeDynamic:
    return make_dynamic(str(third_party / NANO), tmp_path / "wide.onnx")


def test_a_wide_picture_needs_three_fifths_of_the_pixels(made: MadeDynamic) -> None:
    """416 x 234 pixels of 16:9, rounded up to 256 = 8 x 32 rows; 256 / 416 = 0.615."""
    assert (made.own_size, made.wide_size) == ((416, 416), (416, 256))
    assert made.share == pytest.approx(0.615, abs=0.001)


def test_the_manifest_beside_it_pins_it_and_keeps_its_size_as_the_largest(
    made: MadeDynamic,
) -> None:
    manifest = load_manifest(made.manifest_path)
    assert (manifest.path, manifest.sha256) == (made.path, made.sha256)
    assert (manifest.decoder, manifest.input_size) == ("yolox", (416, 416))
    assert open_detector(str(made.path)).scaled_size((1920, 1080)) == (416, 234)


def test_it_finds_the_same_people(made: MadeDynamic, third_party: Path) -> None:
    scene = GateScene()
    picture = scene.render(scene.duration_s / 2)
    frame = Frame(picture, 0, 0.0, (picture.shape[1], picture.shape[0]))
    before = open_detector(str(third_party / NANO)).detect(frame)
    after = open_detector(str(made.path)).detect(frame)
    assert len(before) > 3
    assert abs(len(after) - len(before)) <= 1
    gaps = np.abs(before.boxes[:, None] - after.boxes[None]).max(axis=2).min(axis=1)
    assert np.median(gaps) < 0.02 * picture.shape[1]


def test_a_model_whose_answers_hang_on_no_picture_is_refused_and_nothing_is_left(
    tmp_path: Path,
) -> None:
    """84 rows are those of 64 x 64, whatever it sees."""
    constant_model(tmp_path / "a.onnx", [yolox_rows()])
    with pytest.raises(ModelError, match="wide: cannot be read in 96x64"):
        make_dynamic(str(tmp_path / "a.onnx"), tmp_path / "wide.onnx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.onnx"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    constant_model(tmp_path / "a.onnx", [yolox_rows()])
    (tmp_path / "b.yaml").write_text("mine")
    for name, told in (("a.onnx", "a.onnx: is there already"), ("b.onnx", "b.yaml: is there")):
        with pytest.raises(UsageError, match=told):
            make_dynamic(str(tmp_path / "a.onnx"), tmp_path / name)
    with pytest.raises(UsageError, match=r"ends in \.onnx"):
        make_dynamic(str(tmp_path / "a.onnx"), tmp_path / "b.yaml")
