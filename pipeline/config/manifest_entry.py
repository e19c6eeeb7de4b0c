"""What a detector's manifest may hold."""

from pydantic import Field

from pipeline.config.entry import Entry, Name
from pipeline.config.fields import Beside, FileFormat, Id, PictureSize, Sha256, Text


class ManifestEntry(Entry):
    """What is known about a detector; it lies beside the model file."""

    format: FileFormat = 1
    name: Text
    file: Beside
    sha256: Sha256
    licence: Text
    decoder: Id | None = None
    input_size: PictureSize | None = None
    person_class: int = Field(default=0, ge=0, le=100_000)
    threshold: float = Field(default=0.4, gt=0, lt=1, allow_inf_nan=False)
    iou: float = Field(default=0.6, gt=0, lt=1, allow_inf_nan=False)
    accuracy: Name | None = None
    low_confidence: Name | None = None
