"""A detector ready to run, from the name of a model file, a manifest, or nothing at all."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.config.embedded import embedded
from pipeline.config.manifest_file import load_manifest
from pipeline.detect.detector import Detector
from pipeline.domain.detector import DetectorManifest
from pipeline.errors import UsageError
from pipeline.runtime.session import Session

EMBEDDED = "models/person/manifest.yaml"

BARE_MODEL_IOU = 0.5
"""Best or equal to best for four detectors on 192 pictures, tried from 0.4 to 0.7."""


def open_detector(
    model: str | None,
    *,
    providers: Sequence[str] = ("CPUExecutionProvider",),
    threads: int = 0,
    threshold: float | None = None,
) -> Detector:
    """Return the detector that `model` names.

    None is the embedded person detector, a ``.yaml`` file a manifest, an ``.onnx`` file a bare
    model whose family is recognised from its outputs. `threshold` replaces the manifest's.
    Raises ModelError where it cannot be run, UsageError where the name says nothing.
    """
    manifest = _manifest(model)
    if threshold is not None:
        if not 0.0 < threshold < 1.0:
            raise UsageError(f"a threshold must lie between 0 and 1, got {threshold:g}")
        manifest = replace(manifest, threshold=threshold)
    session = Session(manifest, providers, threads)
    return Detector(replace(manifest, sha256=session.sha256), session)


def _manifest(model: str | None) -> DetectorManifest:
    if model is None:
        return load_manifest(embedded(EMBEDDED))
    path = Path(model)
    if path.suffix.lower() in (".yaml", ".yml"):
        return load_manifest(path)
    if path.suffix.lower() == ".onnx":
        return DetectorManifest(path.stem, path, None, "unknown", iou=BARE_MODEL_IOU)
    raise UsageError(f"a model is a manifest.yaml or a file.onnx, got {model}")
