"""A detector of one input size → the same with a dynamic one, tried, with a manifest beside it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from pipeline.config.manifest_file import load_manifest, manifest_text
from pipeline.detect.average_precision import ious
from pipeline.detect.detector import Detector
from pipeline.domain.detections import Detections
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.frame import Frame
from pipeline.errors import ModelError, SightlineError, SiteFileError, UsageError
from pipeline.imaging.gate_scene import GateScene
from pipeline.runtime.dynamic_shape import with_dynamic_size
from pipeline.store.atomic import atomic_write
from pipeline.workflows.open_detector import open_detector, opened

WIDE = (1920, 1080)
"""The picture of a common camera, by which is told what is gained."""

SURE, HALF_SURE = 1.25, 0.5
"""In thresholds: whom one of two finds with so much, the other finds with so little."""

LEAST_IOU = 0.8
"""Of the same person's boxes without padding and with it: those of YOLOX-nano and NanoDet-m share
0.93 at least in the two pictures."""

Size = tuple[int, int]


@dataclass(frozen=True)
class MadeDynamic:
    """The model and manifest that were written.

    A picture of a common camera had an input of `own_size`, and now has one of `wide_size`, both
    (width, height). `lost_calibration` says that what was measured of the old one is not there.
    """

    path: Path
    manifest_path: Path
    sha256: str
    own_size: Size
    wide_size: Size
    lost_calibration: bool

    @property
    def share(self) -> float:
        """The part of the input's pixels that is left for such a picture."""
        own, wide = self.own_size, self.wide_size
        return wide[0] * wide[1] / (own[0] * own[1])


def make_dynamic(model: str, path: Path) -> MadeDynamic:
    """Write the model that `model` names to `path` (`.onnx`), for pictures of any size.

    Its own size stays the largest, as the manifest beside it (`.yaml`) says. It is not written
    unless it gives the same numbers as before in its own size, and finds the same people in a drawn
    picture that lies and in one that stands. Raises ModelError where the model cannot be had so,
    UsageError for another `path`, StorageError.
    """
    _check_target(path)
    detector = open_detector(model)
    if detector.fitting.stretches:
        raise ModelError(f"{model}: pictures are stretched to its input; no padding is to be saved")
    old = detector.manifest
    made = with_dynamic_size(_content(old), str(old.path))
    manifest = replace(
        old,
        name=path.stem,
        path=path,
        sha256=hashlib.sha256(made).hexdigest(),
        decoder=detector.family,
        input_size=detector.input_size,
    )
    with _laid(made, manifest) as tried:
        dynamic = _tried(tried, str(old.path))
        for picture in _pictures():
            _check_people(detector, dynamic, picture, str(old.path))
    _write(made, manifest)
    return MadeDynamic(
        path,
        path.with_suffix(".yaml"),
        manifest.sha256 or "",
        detector.input_size,
        dynamic.fitting.letterbox(WIDE).input_size,
        old.measured is not None,
    )


def _check_target(path: Path) -> None:
    if path.suffix.lower() != ".onnx":
        raise UsageError(f"the model is written to a file that ends in .onnx, got {str(path)!r}")
    for taken in (path, path.with_suffix(".yaml")):
        try:
            taken.name.encode()
            taken.lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            raise UsageError(f"{str(taken)[:80]!r}: no file can be called so") from error
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
    """Give a manifest of the model where it lies to be tried, as it is read there."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / manifest.path.name
        beside = path.with_suffix(".yaml")
        atomic_write(path, content, synced=False)
        atomic_write(beside, manifest_text(manifest), synced=False)
        try:
            read = load_manifest(beside)
        except SiteFileError as error:
            raise _unnamed(manifest.path) from error
        if read.path != path:
            raise _unnamed(manifest.path)
        yield read


def _unnamed(path: Path) -> UsageError:
    return UsageError(f"{path}: no manifest can name it; call it by letters, digits, - and _")


def _tried(manifest: DetectorManifest, name: str) -> Detector:
    try:
        return opened(manifest)
    except SightlineError as error:
        told = str(error).replace(str(manifest.path), "it")
        raise ModelError(f"{name}: cannot be used with any size ({told})") from error


def _pictures() -> list[NDArray[np.uint8]]:
    """Return a drawn gate when it is fullest, once lying and once standing."""
    scene = GateScene()
    lying = scene.render(scene.duration_s / 2)
    height, width = lying.shape[:2]
    left = (width - height * 9 // 16) // 2
    return [lying, np.ascontiguousarray(lying[:, left : left + height * 9 // 16])]


def _check_people(before: Detector, after: Detector, picture: NDArray[np.uint8], name: str) -> None:
    """Refuse a model that finds other people than before, or nobody by whom it could be told."""
    found = [_found(detector, picture, name) for detector in (before, after)]
    if not any((people.scores >= before.manifest.threshold * SURE).any() for people in found):
        raise ModelError(
            f"{name}: finds nobody in the drawn picture that it is tried on, so that nobody can"
            " tell whether it finds the same people in another size"
        )
    for sure, other in (found, found[::-1]):
        boxes = sure.boxes[sure.scores >= before.manifest.threshold * SURE].astype(np.float64)
        shared = ious(boxes, other.boxes.astype(np.float64)).max(axis=1, initial=0.0)
        if (shared < LEAST_IOU).any():
            raise ModelError(
                f"{name}: finds other people in another size: it holds what was computed for its"
                " own; have it exported anew with dynamic axes"
            )


def _found(detector: Detector, picture: NDArray[np.uint8], name: str) -> Detections:
    """Return whoever is found, down to half of the threshold."""
    height, width = picture.shape[:2]
    try:
        eager = detector.at(detector.manifest.threshold * HALF_SURE)
        return eager.detect(Frame(picture, 0, 0.0, (width, height)))
    except ModelError as error:
        told = str(error).replace(str(detector.manifest.path), "it")
        raise ModelError(f"{name}: cannot be used with any size ({told})") from error


def _write(model: bytes, manifest: DetectorManifest) -> None:
    """Leave both files, or none."""
    try:
        atomic_write(manifest.path, model)
        atomic_write(manifest.path.with_suffix(".yaml"), manifest_text(manifest))
    except BaseException:
        with suppress(OSError):
            manifest.path.unlink()
        raise
