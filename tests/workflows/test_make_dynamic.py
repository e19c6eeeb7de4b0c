"""A detector exported for a square, written anew for any size: the same people, less padding."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from pipeline.config.manifest_file import load_manifest
from pipeline.errors import ModelError, UsageError
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


def test_a_model_that_finds_people_elsewhere_in_another_size_is_refused(
    tmp_path: Path, third_party: Path
) -> None:
    """YOLOX-nano, whose boxes move by 0.05 cells for each row that there are fewer than 416."""
    proto = onnx.load(str(third_party / NANO))
    rows, make = proto.graph.output[0], helper.make_node
    constants = {
        "axis": np.array(2),
        "own": np.float32(416),
        "share": np.float32([0.05] * 2 + [0] * 83),
    }
    proto.graph.initializer.extend(
        numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()
    )
    proto.graph.node.extend(
        (
            make("Shape", ["images"], ["sides"]),
            make("Gather", ["sides", "axis"], ["height"]),
            make("Cast", ["height"], ["high"], to=TensorProto.FLOAT),
            make("Sub", ["high", "own"], ["more"]),
            make("Mul", ["more", "share"], ["moved_by"]),
            make("Add", [rows.name, "moved_by"], ["moved"]),
        )
    )
    rows.name = "moved"
    onnx.save(proto, str(tmp_path / "a.onnx"))
    with pytest.raises(ModelError, match="finds other people"):
        make_dynamic(str(tmp_path / "a.onnx"), tmp_path / "wide.onnx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.onnx"]


def test_a_model_by_which_nothing_can_be_told_is_refused_and_nothing_is_left(
    tmp_path: Path,
) -> None:
    constant_model(tmp_path / "a.onnx", [yolox_rows()])
    with pytest.raises(ModelError, match=r"a\.onnx: finds nobody|a\.onnx: cannot be used"):
        make_dynamic(str(tmp_path / "a.onnx"), tmp_path / "wide.onnx")
    assert [path.name for path in tmp_path.iterdir()] == ["a.onnx"]


@pytest.mark.parametrize("stem", ["1.2.3", "2026-11-30 wide", "1e3", "门口 宽", "null"])
def test_whatever_a_file_is_called_its_manifest_is_read_again(
    tmp_path: Path, third_party: Path, stem: str
) -> None:
    made = make_dynamic(str(third_party / NANO), tmp_path / f"{stem}.onnx")
    assert load_manifest(made.manifest_path).name == stem


@pytest.mark.parametrize("stem", ["a:b", "back\\slash", " ", "tab\tin it"])
def test_a_name_that_no_manifest_may_hold_is_refused_before_anything_is_written(
    tmp_path: Path, third_party: Path, stem: str
) -> None:
    with pytest.raises(UsageError, match="no manifest can name it"):
        make_dynamic(str(third_party / NANO), tmp_path / f"{stem}.onnx")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    constant_model(tmp_path / "a.onnx", [yolox_rows()])
    (tmp_path / "b.yaml").write_text("mine")
    for name, told in (("a.onnx", "a.onnx: is there already"), ("b.onnx", "b.yaml: is there")):
        with pytest.raises(UsageError, match=told):
            make_dynamic(str(tmp_path / "a.onnx"), tmp_path / name)
    (tmp_path / "c.onnx").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"c\.onnx: is there already"):
        make_dynamic(str(tmp_path / "a.onnx"), tmp_path / "c.onnx")
    with pytest.raises(UsageError, match="no file can be called so"):
        make_dynamic(str(tmp_path / "a.onnx"), tmp_path / f"{'门' * 84}.onnx")
    with pytest.raises(UsageError, match=r"ends in \.onnx"):
        make_dynamic(str(tmp_path / "a.onnx"), tmp_path / "b.yaml")
