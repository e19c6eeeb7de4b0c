"""A detector opens from nothing, a manifest or a model file, and refuses in one sentence."""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from pipeline.config.embedded import embedded
from pipeline.errors import ModelError, SiteFileError, UsageError
from pipeline.workflows.open_detector import open_detector
from tests.detect.graphs import (
    constant_model,
    deployed_outputs,
    detr_outputs,
    end_to_end_rows,
    fastestdet_map,
    nanodet_outputs,
    nanodet_plus_rows,
    ssd_outputs,
    ssd_rows,
    yolov5_rows,
    yolov8_columns,
    yolox_rows,
    yolox_rows_in_pixels,
)
from tests.detect.test_detector import frame


def test_the_embedded_detector_opens_and_says_how_far_to_believe_it() -> None:
    detector = open_detector(None)
    assert detector.family == "yolox"
    weights = embedded("models/person/person.onnx").read_bytes()
    assert detector.manifest.sha256 == sha256(weights).hexdigest()
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


UNTESTED = [
    ("nanodet_plus", [nanodet_plus_rows()]),
    ("yolov5", [yolov5_rows()]),
    ("yolov8", [yolov8_columns()]),
    ("end_to_end", [end_to_end_rows()]),
    ("ssd", ssd_outputs()),
    ("ssd_rows", [ssd_rows()]),
    ("detr", detr_outputs()),
    ("rt_detr", detr_outputs()),
    ("rt_detr_deployed", deployed_outputs()),
]


@pytest.mark.parametrize(("family", "outputs"), UNTESTED)
def test_a_family_never_tried_on_a_real_model_needs_a_manifest_and_says_so(
    tmp_path: Path, family: str, outputs: list
) -> None:
    model = constant_model(tmp_path / "a.onnx", outputs)
    with pytest.raises(ModelError, match="name the decoder in a manifest"):
        open_detector(str(model))
    manifest_of(model, f"decoder: {family}, normalisation: {{scale: 0.5}}")
    # By its manifest, or as the model that the manifest lies beside.
    for named in (tmp_path / "a.yaml", model):
        detector = open_detector(str(named))
        assert (detector.family, detector.manifest.untested) == (family, True)
        assert len(detector.detect(frame())) == 0


def manifest_of(model: Path, *more: str, file: str | None = None) -> Path:
    """Write the manifest of a model beside it, with more in it."""
    pin = sha256(model.read_bytes()).hexdigest()
    said = ["name: a", f"file: {file or model.name}", "licence: MIT", f"sha256: '{pin}'", *more]
    manifest = model.with_suffix(".yaml")
    manifest.write_text(f"{{{', '.join(said)}}}", "utf-8")
    return manifest


def test_a_manifest_beside_a_model_overrides_what_would_be_recognised(tmp_path: Path) -> None:
    model = constant_model(tmp_path / "a.onnx", [yolox_rows()])
    manifest_of(model, "threshold: 0.7", "person_class: 1")
    detector = open_detector(str(model))
    assert (detector.manifest.threshold, detector.manifest.person_class) == (0.7, 1)
    assert not detector.manifest.untested


def test_a_model_changed_behind_its_manifest_is_refused_with_both_hashes(tmp_path: Path) -> None:
    model = constant_model(tmp_path / "a.onnx", [yolox_rows()])
    manifest_of(model)
    was = sha256(model.read_bytes()).hexdigest()
    constant_model(model, [yolox_rows(classes=3)])
    now = sha256(model.read_bytes()).hexdigest()
    with pytest.raises(ModelError, match=f"its sha256 is {now}, its manifest pins {was}"):
        open_detector(str(model))


def test_a_manifest_of_another_file_beside_a_model_is_refused(tmp_path: Path) -> None:
    model = constant_model(tmp_path / "a.onnx", [yolox_rows()])
    manifest_of(model, file="b.onnx")
    with pytest.raises(ModelError, match=r"lies beside a\.onnx, but is the manifest of b\.onnx"):
        open_detector(str(model))


def test_a_manifest_without_a_pin_runs_nothing(tmp_path: Path) -> None:
    constant_model(tmp_path / "a.onnx", [yolox_rows()])
    text = "{name: a, file: a.onnx, licence: MIT, download: 'https://example.org/a.onnx'}"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    for named in ("a.yaml", "a.onnx"):
        with pytest.raises(ModelError, match="pins no sha256, so nobody knows which file is meant"):
            open_detector(str(tmp_path / named))


def test_a_known_model_opens_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_MODELS", str(tmp_path))
    manifest_of(constant_model(tmp_path / "mine.onnx", [yolox_rows()]))
    assert open_detector("mine").manifest.path == tmp_path / "mine.onnx"
    assert open_detector("sightline-person").manifest == open_detector(None).manifest


def test_a_listed_model_that_is_not_here_says_how_to_fetch_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="yolox_nano: is not here; `sightline models pull yolox_n"):
        open_detector("yolox_nano")


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
