"""A detector of one input size → the same with a dynamic one, tried, with a manifest beside it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.config.manifest_file import manifest_text
from pipeline.detect.detector import Detector
from pipeline.detect.model_input import OPEN_STEP
from pipeline.domain.detector import DetectorManifest
from pipeline.errors import ModelError, UsageError
from pipeline.runtime.dynamic_shape import with_dynamic_size
from pipeline.store.atomic import atomic_write
from pipeline.workflows.open_detector import open_detector, opened

WIDE = (1920, 1080)
"""The picture of a common camera, by which is told what is gained."""

Size = tuple[int, int]


@dataclass(frozen=True)
class MadeDynamic:
    """The model and manifest that were written.

    A picture of a common camera had an input of `own_size`, and now has one of `wide_size`, both
    (width, height).
    """

    path: Path
    manifest_path: Path
    sha256: str
    own_size: Size
    wide_size: Size

    @property
    def share(self) -> float:
        """The part of the input's pixels that is left for such a picture."""
        own, wide = self.own_size, self.wide_size
        return wide[0] * wide[1] / (own[0] * own[1])


def make_dynamic(model: str, path: Path) -> MadeDynamic:
    """Write the model that `model` names to `path` (`.onnx`), for pictures of any size.

    Its own size stays the largest, as the manifest beside it (`.yaml`) says. In its own size it
    gives the same numbers as before, and its answers are read in others, or it is not written.
    Raises ModelError where the model cannot be had so, UsageError for another `path`, StorageError.
    """
    _check_target(path)
    detector = open_detector(model)
    content = _content(detector.manifest)
    made = with_dynamic_size(content, str(detector.manifest.path))
    manifest = replace(
        detector.manifest,
        name=path.stem,
        path=path,
        sha256=hashlib.sha256(made).hexdigest(),
        decoder=detector.family,
        input_size=detector.input_size,
    )
    with _laid(made, manifest) as tried:
        wide = opened(tried).fitting.letterbox(WIDE).input_size
        width, height = detector.input_size
        for size in (wide, (width + OPEN_STEP, height)):
            _check_reading(tried, size)
    atomic_write(path, made)
    beside = path.with_suffix(".yaml")
    atomic_write(beside, manifest_text(manifest))
    return MadeDynamic(path, beside, manifest.sha256 or "", detector.input_size, wide)


def _check_target(path: Path) -> None:
    if path.suffix.lower() != ".onnx":
        raise UsageError(f"the model is written to a file that ends in .onnx, got {path}")
    for taken in (path, path.with_suffix(".yaml")):
        if taken.exists():
            raise UsageError(f"{taken}: is there already; take it away, or name another file")


def _content(manifest: DetectorManifest) -> bytes:
    """Return the very file that was opened."""
    try:
        content = manifest.path.read_bytes()
    except OSError as error:
        raise ModelError(f"{manifest.path}: cannot be read ({error.strerror})") from error
    if hashlib.sha256(content).hexdigest() != manifest.sha256:
        raise ModelError(f"{manifest.path}: was changed while it was read")
    return content


@contextmanager
def _laid(content: bytes, manifest: DetectorManifest) -> Iterator[DetectorManifest]:
    """Give a manifest of the model where it lies to be tried."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / manifest.path.name
        atomic_write(path, content, synced=False)
        yield replace(manifest, path=path)


def _check_reading(manifest: DetectorManifest, size: Size) -> None:
    """Refuse a model whose answers to another size are not read as those to its own."""
    try:
        detector: Detector = opened(replace(manifest, input_size=size))
    except ModelError as error:
        told = f"{manifest.name}: cannot be read in {size[0]}x{size[1]}: {error}"
        raise ModelError(told) from error
    if detector.family != manifest.decoder:
        raise ModelError(f"{manifest.name}: is another model in {size[0]}x{size[1]}")
