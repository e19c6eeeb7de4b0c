"""A detector's manifest is read as written, and refused as strictly as sites."""

from pathlib import Path

import pytest

from pipeline.config.embedded import embedded
from pipeline.config.manifest_file import load_manifest
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.label import Label
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
accuracy: {{zh: 精度, en: accuracy}}
low_confidence: {{zh: 弱点, en: weakness}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "manifest.yaml"


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
    )


def test_four_fields_are_enough(path: Path) -> None:
    path.write_text("".join(FULL.splitlines(keepends=True)[:4]), encoding="utf-8")
    manifest = load_manifest(path)
    assert (manifest.decoder, manifest.input_size, manifest.accuracy) == (None, None, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"sha256: {DIGEST}\n", "", "1: sha256: missing; give the SHA-256 of the model file"),
        (DIGEST, DIGEST[1:], "3: sha256: must be the 64 hexadecimal digits"),
        (DIGEST, "xy" * 32, "3: sha256: must be the 64 hexadecimal digits"),
        (DIGEST, "1" * 64, "3: sha256: the number 1111"),
        ("weights/tiny.onnx", "../tiny.onnx", "2: file: must be a relative path inside"),
        ("weights/tiny.onnx", "/etc/passwd", "2: file: must be a relative path inside"),
        ("weights/tiny.onnx", "C:\\tiny.onnx", "2: file: must be a relative path inside"),
        ("threshold: 0.3", "threshold: 30", "8: threshold: must lie between 0 and 1, got 30"),
        ("person_class: 1", "person_class: true", "7: person_class: must be a whole number, got"),
        ("[640, 384]", "640", "6: input_size: must be a list, got 640; write [width, height]"),
        ("licence", "license", "4: license: unknown field; did you mean 'licence'?"),
    ],
)
def test_a_bad_manifest_names_line_and_remedy(path: Path, old: str, new: str, said: str) -> None:
    path.write_text(FULL.replace(old, new), encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_manifest(path)
    assert str(refused.value).startswith(f"{path}:{said}")


def test_the_embedded_detector_has_a_sound_manifest() -> None:
    assert load_manifest(embedded("models/person/manifest.yaml")).path.is_file()
