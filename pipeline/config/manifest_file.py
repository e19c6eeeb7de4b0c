"""Reads and writes a detector manifest: what must be known of a model file before it runs."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.config.manifest_entry import ManifestEntry
from pipeline.config.refusals import read_entry
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.detector import DetectorManifest


def load_manifest(path: Path) -> DetectorManifest:
    """Return the manifest of a model; its `path` is the model file, inside the manifest's folder.

    SiteFileError lists the problems of the manifest; whether the model is there and unchanged is
    found out when it is opened. One without a pin says where the file can be had, and is of use
    for that alone.
    """
    entry = read_entry(load_yaml(path), ManifestEntry)
    size = entry.input_size
    return DetectorManifest(
        name=entry.name,
        path=path.parent / entry.file,
        sha256=entry.sha256,
        licence=entry.licence,
        decoder=entry.decoder,
        input_size=None if size is None else (size[0], size[1]),
        person_class=entry.person_class,
        threshold=entry.threshold,
        iou=entry.iou,
        accuracy=entry.accuracy.label() if entry.accuracy else None,
        low_confidence=entry.low_confidence.label() if entry.low_confidence else None,
        normalisation=entry.normalisation.normalisation() if entry.normalisation else None,
        top_k=entry.top_k,
        download=entry.download,
        measured=entry.calibration.table() if entry.calibration else None,
    )


def manifest_text(manifest: DetectorManifest) -> str:
    """Return a manifest as it is read, to lie beside its model; what was measured is left out."""
    normalisation = manifest.normalisation
    stated: dict[str, Any] = {
        "format": 1,
        "name": manifest.name,
        "file": manifest.path.name,
        "sha256": manifest.sha256,
        "licence": manifest.licence,
        "decoder": manifest.decoder,
        "input_size": None if manifest.input_size is None else list(manifest.input_size),
        "normalisation": None if normalisation is None else _stated(asdict(normalisation)),
        "person_class": manifest.person_class,
        "threshold": manifest.threshold,
        "iou": manifest.iou,
        "top_k": manifest.top_k,
        "low_confidence": manifest.low_confidence and vars(manifest.low_confidence),
    }
    # As JSON writes them no reader takes a text for a number, a date or nothing.
    lines = (
        f"{name}: {json.dumps(v, ensure_ascii=False)}\n" for name, v in _stated(stated).items()
    )
    return "".join(lines)


def _stated(fields: dict[str, Any]) -> dict[str, Any]:
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in fields.items()}
    return {name: value for name, value in values.items() if value is not None}
