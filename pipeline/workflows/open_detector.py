"""A detector ready to run, from the name of a model file, a manifest, or nothing at all."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.config.catalogue import is_file, known_models
from pipeline.config.embedded import embedded
from pipeline.config.manifest_file import load_manifest
from pipeline.detect.detector import Detector
from pipeline.domain.detector import DetectorManifest
from pipeline.errors import ModelError, UsageError
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

    None is the embedded person detector, a ``.yaml`` file a manifest, an ``.onnx`` file the model
    of the manifest beside it (of the same name), or without one a bare model whose family is
    recognised from its outputs; any other word is the name of a known model. `threshold` replaces
    the manifest's. Raises ModelError where it cannot be run, UsageError where the name says
    nothing.
    """
    manifest = named_manifest(model)
    if threshold is not None:
        if not 0.0 < threshold < 1.0:
            raise UsageError(f"a threshold must lie between 0 and 1, got {threshold:g}")
        manifest = replace(manifest, threshold=threshold)
    return opened(manifest, providers, threads)


def opened(
    manifest: DetectorManifest,
    providers: Sequence[str] = ("CPUExecutionProvider",),
    threads: int = 0,
) -> Detector:
    """Return the detector of a manifest, which pins from now on what was loaded."""
    session = Session(manifest, providers, threads)
    return Detector(replace(manifest, sha256=session.sha256), session)


def named_manifest(model: str | None) -> DetectorManifest:
    """Return the manifest that `model` names, as `open_detector` takes it; nothing is loaded."""
    if model is None:
        return load_manifest(embedded(EMBEDDED))
    path = Path(model)
    if path.suffix.lower() in (".yaml", ".yml"):
        return pinned(load_manifest(path), path)
    if path.suffix.lower() == ".onnx":
        return _beside(path) or DetectorManifest(
            path.stem, path, None, "unknown", iou=BARE_MODEL_IOU
        )
    known = known_models().get(model)
    if known is None:
        raise UsageError(
            "a model is a manifest.yaml or a file.onnx, or a name that `sightline models list`"
            f" shows, got {model}"
        )
    if known.manifest is None:
        raise known.problems or ModelError(f"{known.manifest_path}: is no manifest")
    if not known.is_here:
        raise ModelError(f"{model}: is not here; `sightline models pull {model}` fetches it")
    return pinned(known.manifest, known.manifest_path)


def _beside(model: Path) -> DetectorManifest | None:
    """Return the manifest beside a model file, if there is one."""
    path = model.with_suffix(".yaml")
    if not is_file(path):
        return None
    manifest = load_manifest(path)
    if manifest.path.name != model.name:
        raise ModelError(
            f"{path}: lies beside {model.name}, but is the manifest of {manifest.path.name};"
            " rename one of them"
        )
    return pinned(manifest, path)


def pinned(manifest: DetectorManifest, path: Path) -> DetectorManifest:
    """Return a manifest that pins its file; ModelError for one that only says where to get it."""
    if manifest.sha256 is None:
        raise ModelError(
            f"{path}: pins no sha256, so nobody knows which file is meant;"
            f" `sightline models pull {path.stem} --sha256 …` adds it"
        )
    return manifest
