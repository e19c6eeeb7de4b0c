"""What a detector's manifest may hold."""

from typing import Self

from pydantic import Field, model_validator

from pipeline.config.calibration_entry import CalibrationEntry
from pipeline.config.entry import Entry, Name
from pipeline.config.fields import (
    Beside,
    ChannelsWord,
    Deviations,
    Download,
    FileFormat,
    FitWord,
    Id,
    LayoutWord,
    Means,
    PictureSize,
    Sha256,
    Text,
    problem,
)
from pipeline.domain.detector import Normalisation, Triple


def _triple(numbers: list[float] | None) -> Triple | None:
    return None if numbers is None else (numbers[0], numbers[1], numbers[2])


class NormalisationEntry(Entry):
    """How the model wants its pictures."""

    scale: float | None = Field(default=None, ge=1e-9, le=1000, allow_inf_nan=False)
    mean: Means | None = None
    std: Deviations | None = None
    channels: ChannelsWord | None = None
    layout: LayoutWord = "nchw"
    fit: FitWord | None = None

    def normalisation(self) -> Normalisation:
        """Return the noun."""
        return Normalisation(
            scale=self.scale,
            mean=_triple(self.mean),
            std=_triple(self.std),
            channels=self.channels,
            layout=self.layout,
            fit=self.fit,
        )


class ManifestEntry(Entry):
    """What is known about a detector; it lies beside the model file."""

    format: FileFormat = 1
    name: Text
    file: Beside
    sha256: Sha256 | None = None
    licence: Text
    download: Download | None = None
    decoder: Id | None = None
    input_size: PictureSize | None = None
    normalisation: NormalisationEntry | None = None
    person_class: int = Field(default=0, ge=0, le=100_000)
    threshold: float = Field(default=0.4, gt=0, lt=1, allow_inf_nan=False)
    iou: float = Field(default=0.6, gt=0, lt=1, allow_inf_nan=False)
    top_k: int | None = Field(default=None, ge=1, le=100_000)
    accuracy: Name | None = None
    low_confidence: Name | None = None
    calibration: CalibrationEntry | None = None

    @model_validator(mode="after")
    def _pinned_or_to_be_fetched(self) -> Self:
        if self.sha256 is None and self.download is None:
            raise problem("missing", at=("sha256",))
        if self.calibration is not None and self.input_size is None:
            # Its heights are pixels of the input, which a camera's picture is scaled to.
            raise problem("missing", at=("input_size",))
        return self
