"""What is known about a person detector before it runs."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.label import Label


@dataclass(frozen=True)
class DetectorManifest:
    """A model file with what must be known to feed it, read it and believe it.

    `decoder` and `input_size` (width, height) are None where the model file itself tells.
    `accuracy` is what was measured; `low_confidence` says where the detector is weak.
    """

    name: str
    path: Path
    sha256: str | None
    licence: str
    decoder: str | None = None
    input_size: tuple[int, int] | None = None
    person_class: int = 0
    threshold: float = 0.4
    iou: float = 0.6
    accuracy: Label | None = None
    low_confidence: Label | None = None
