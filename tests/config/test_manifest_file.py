"""A detector's manifest is read as written, and refused as strictly as sites."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.config.embedded import embedded
from pipeline.config.manifest_file import load_manifest, manifest_text
from pipeline.domain.detector import DetectorManifest, Normalisation
from pipeline.domain.label import Label
from pipeline.domain.recall_table import HeightClass, RecallTable
from pipeline.errors import SiteFileError

DIGEST = "AB" * 32
FULL = f"""\
name: tiny
file: weights/tiny.onnx
sha256: {DIGEST}
licence: MIT
decoder: yolox
input_size: [640, 384]
person_class: 1
threshold: 0.3
iou: 0.5
download: https://example.org/tiny.onnx
top_k: 300
normalisation:
  scale: 0.5
  mean: [1, 2, 3]
  std: [4, 5, 6]
  channels: rgb
  layout: nhwc
  fit: stretch
accuracy: {{zh: 精度, en: accuracy}}
low_confidence: {{zh: 弱点, en: weakness}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "manifest.yaml"


def test_what_is_written_is_what_is_read(path: Path) -> None:
    """But for what was measured, and where the file is to be had: both are of another file."""
    path.write_text(FULL, encoding="utf-8")
    manifest = replace(load_manifest(path), path=path.parent / "tiny.onnx")
    path.write_text(manifest_text(manifest), encoding="utf-8")
    assert load_manifest(path) == replace(manifest, accuracy=None, download=None)


def test_every_field_is_read(path: Path) -> None:
    path.write_text(FULL, encoding="utf-8")
    assert load_manifest(path) == DetectorManifest(
        name="tiny",
        path=path.parent / "weights" / "tiny.onnx",
        sha256=DIGEST.lower(),
        licence="MIT",
        decoder="yolox",
        input_size=(640, 384),
        person_class=1,
        threshold=0.3,
        iou=0.5,
        accuracy=Label("精度", "accuracy"),
        low_confidence=Label("弱点", "weakness"),
        download="https://example.org/tiny.onnx",
        top_k=300,
        normalisation=Normalisation(
            0.5, (1.0, 2.0, 3.0), (4.0, 5.0, 6.0), "rgb", "nhwc", "stretch"
        ),
    )


def test_where_a_file_can_be_had_may_stand_for_its_pin(path: Path) -> None:
    address = "download: https://example.org/tiny.onnx\n"
    lines = FULL.splitlines(keepends=True)
    path.write_text("".join([*lines[:2], lines[3], address]), encoding="utf-8")
    manifest = load_manifest(path)
    assert (manifest.sha256, manifest.download) == (None, "https://example.org/tiny.onnx")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a/b", "tiny.onnx", "https:///a"])
def test_a_file_cannot_be_had_from_anywhere_but_the_web(path: Path, address: str) -> None:
    text = FULL.replace("https://example.org/tiny.onnx", address)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_manifest(path)
    assert str(refused.value).startswith(
        f"{path}:10: download: must begin with https:// or http:// and name a host, got"
    )


def test_four_fields_are_enough(path: Path) -> None:
    path.write_text("".join(FULL.splitlines(keepends=True)[:4]), encoding="utf-8")
    manifest = load_manifest(path)
    assert (manifest.decoder, manifest.input_size, manifest.accuracy) == (None, None, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (DIGEST, DIGEST[1:], "3: sha256: must be the 64 hexadecimal digits"),
        (DIGEST, "xy" * 32, "3: sha256: must be the 64 hexadecimal digits"),
        (DIGEST, "1" * 64, "3: sha256: the number 1111"),
        ("weights/tiny.onnx", "../tiny.onnx", "2: file: must be a relative path inside"),
        ("weights/tiny.onnx", "/etc/passwd", "2: file: must be a relative path inside"),
        ("weights/tiny.onnx", "C:\\tiny.onnx", "2: file: must be a relative path inside"),
        ("threshold: 0.3", "threshold: 30", "8: threshold: must lie between 0 and 1, got 30"),
        ("person_class: 1", "person_class: true", "7: person_class: must be a whole number, got"),
        ("[640, 384]", "640", "6: input_size: must be a list, got 640; write [width, height]"),
        ("top_k: 300", "top_k: 0", "11: top_k: must lie between 1 and 100000, got 0"),
        ("scale: 0.5", "scale: 0", "13: normalisation.scale: must lie between 1e-09 and 1000"),
        ("[4, 5, 6]", "[4, 1.0e-300, 6]", "15: normalisation.std.1: must lie between 1e-06 and"),
        ("[1, 2, 3]", "[1, 2]", "14: normalisation.mean: needs 3 entries, got 2; give three"),
        (
            "channels: rgb",
            "channels: RGB",
            "16: normalisation.channels: must be one of bgr, rgb, got",
        ),
        ("layout: nhwc", "layout: hwc", "17: normalisation.layout: 'hwc' is unknown; did you"),
        (
            "fit: stretch",
            "fill: stretch",
            "18: normalisation.fill: unknown field; known here: scale",
        ),
        ("licence", "license", "4: license: unknown field; did you mean 'licence'?"),
    ],
)
def test_a_bad_manifest_names_line_and_remedy(path: Path, old: str, new: str, said: str) -> None:
    path.write_text(FULL.replace(old, new), encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_manifest(path)
    assert str(refused.value).startswith(f"{path}:{said}")


def test_a_manifest_without_a_pin_says_at_least_where_the_file_is(path: Path) -> None:
    lines = FULL.splitlines(keepends=True)
    path.write_text("".join([*lines[:2], lines[3]]), encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_manifest(path)
    assert str(refused.value) == (f"{path}:1: sha256: missing; give the SHA-256 of the model file")


def test_the_embedded_detector_has_a_sound_manifest() -> None:
    assert load_manifest(embedded("models/person/manifest.yaml")).path.is_file()


CALIBRATION = f"""\
calibration:
  sha256: '{DIGEST}'
  threshold: 0.3
  pictures: 9
  boxes: 40
  right: 30
  heights:
    - {{from_px: 16, found: 2, people: 20}}
    - {{from_px: 64, found: 18, people: 20}}
"""


def test_whom_the_detector_was_found_to_find_is_read(path: Path) -> None:
    path.write_text(FULL + CALIBRATION, encoding="utf-8")
    rows = HeightClass(16, 2, 20), HeightClass(64, 18, 20)
    assert load_manifest(path).recall_table == RecallTable(DIGEST.lower(), 0.3, 9, 40, 30, rows)


@pytest.mark.parametrize(
    "other", [CALIBRATION.replace("0.3", "0.4"), CALIBRATION.replace("AB" * 32, "CD" * 32)]
)
def test_of_other_weights_or_another_threshold_it_says_nothing(path: Path, other: str) -> None:
    path.write_text(FULL + other, encoding="utf-8")
    manifest = load_manifest(path)
    assert manifest.measured is not None and manifest.recall_table is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("found: 2,", "found: 21,", "28: calibration.heights.0.found: 21 are found of only 20"),
        ("found: 2,", "found: -2,", "28: calibration.heights.0.found: must lie between 0 and"),
        ("found: 2,", "found: 2.5,", "28: calibration.heights.0.found: must be a whole number"),
        ("from_px: 64", "from_px: 16", "29: calibration.heights.1.from_px: must be more than the"),
        ("right: 30", "right: 41", "26: calibration.right: 41 are right of only 40 boxes"),
        ("pictures: 9", "pictures: 0", "24: calibration.pictures: must lie between 1 and"),
        ("threshold: 0.3\n  p", "threshold: 3\n  p", "23: calibration.threshold: must lie between"),
        (", people: 20}\n    - {from_px: 64", "}\n    - {from_px: 64", "28: calibration.heights.0"),
        ("boxes: 40", "drawn: 40", "25: calibration.drawn: unknown field; known here: sha256"),
    ],
)
def test_a_bad_calibration_names_line_and_remedy(path: Path, old: str, new: str, said: str) -> None:
    text = FULL + CALIBRATION.replace(old, new)
    assert text != FULL + CALIBRATION
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_manifest(path)
    assert said in str(refused.value)


def test_an_empty_calibration_is_refused(path: Path) -> None:
    lines = CALIBRATION.splitlines()[:7]
    path.write_text(FULL + "\n".join([*lines[:6], "  heights: []"]), encoding="utf-8")
    with pytest.raises(SiteFileError, match="heights: must not be an empty list; list classes"):
        load_manifest(path)


def test_heights_in_pixels_of_an_input_want_its_size(path: Path) -> None:
    text = (FULL + CALIBRATION).replace("input_size: [640, 384]\n", "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SiteFileError, match="input_size: missing; write"):
        load_manifest(path)


def test_the_embedded_detectors_calibration_is_of_its_own_weights() -> None:
    manifest = load_manifest(embedded("models/person/manifest.yaml"))
    assert manifest.recall_table is not None
    assert sha256(manifest.path.read_bytes()).hexdigest() == manifest.recall_table.sha256
