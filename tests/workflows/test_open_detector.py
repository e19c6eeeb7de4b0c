"""A detector opens from nothing, a manifest or a model file, and refuses in one sentence."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ModelError, SiteFileError, UsageError
from pipeline.workflows.open_detector import open_detector
from tests.detect.graphs import (
    constant_model,
    fastestdet_map,
    nanodet_outputs,
    yolox_rows,
    yolox_rows_in_pixels,
)


def test_the_embedded_detector_opens_and_says_how_far_to_believe_it() -> None:
    detector = open_detector(None)
    assert detector.family == "yolox"
    assert detector.manifest.sha256 is not None
    assert detector.manifest.sha256.startswith("7e4081ea")
    assert "crowds" in detector.manifest.low_confidence.en


@pytest.mark.parametrize(
    ("outputs", "family"),
    [
        ([yolox_rows()], "yolox"),
        ([yolox_rows_in_pixels()], "yolox_decoded"),
        (nanodet_outputs(), "nanodet"),
        ([fastestdet_map()], "fastestdet"),
    ],
)
def test_a_bare_model_is_recognised(tmp_path: Path, outputs: list, family: str) -> None:
    detector = open_detector(str(constant_model(tmp_path / "a.onnx", outputs)))
    assert (detector.family, detector.input_size) == (family, (64, 64))
    assert len(detector.manifest.sha256 or "") == 64


def test_a_manifest_may_lie_anywhere(tmp_path: Path) -> None:
    model = constant_model(tmp_path / "a.onnx", [yolox_rows()])
    manifest = tmp_path / "a.yaml"
    pin = sha256(model.read_bytes()).hexdigest()
    manifest.write_text(
        f"{{name: a, file: a.onnx, licence: MIT, threshold: 0.7, sha256: '{pin}'}}", "utf-8"
    )
    assert open_detector(str(manifest)).manifest.threshold == 0.7
    assert open_detector(str(manifest), threshold=0.2).manifest.threshold == 0.2


def test_a_model_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    constant_model(tmp_path / "a.onnx", [yolox_rows()])
    manifest = tmp_path / "a.yaml"
    manifest.write_text(f"{{name: a, file: a.onnx, licence: MIT, sha256: {'ab' * 32}}}", "utf-8")
    with pytest.raises(ModelError, match="the file was changed"):
        open_detector(str(manifest))


def test_a_model_of_nan_is_refused(tmp_path: Path) -> None:
    model = constant_model(tmp_path / "a.onnx", [np.full((1, 84, 7), np.nan, np.float32)])
    with pytest.raises(ModelError, match="not finite"):
        open_detector(str(model))


def test_a_model_of_no_known_shape_is_refused(tmp_path: Path) -> None:
    model = constant_model(tmp_path / "a.onnx", [np.zeros((1, 1000), np.float32)])
    with pytest.raises(ModelError, match=r"a: outputs \(1, 1000\) .* belong to no known decoder"):
        open_detector(str(model))


def test_a_manifest_with_a_mistake_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("{name: a}", "utf-8")
    with pytest.raises(SiteFileError):
        open_detector(str(tmp_path / "a.yaml"))


@pytest.mark.parametrize("model", ["yolox", "a.pt", ""])
def test_other_names_are_wrong_usage(model: str) -> None:
    with pytest.raises(UsageError, match=r"a model is a manifest\.yaml or a file\.onnx"):
        open_detector(model)


@pytest.mark.parametrize("threshold", [0.0, 1.0, -3.0, float("nan")])
def test_a_threshold_must_lie_between_0_and_1(threshold: float) -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        open_detector(None, threshold=threshold)
