"""What is known about a person detector before it runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.domain.label import Label

if TYPE_CHECKING:
    from pipeline.domain.recall_table import RecallTable

UNTESTED = Label("未在真实模型上验证过此解码器", "untested on a real model")
"""What is said of a decoder that was tried on made-up tensors only."""


def untested_words(name: str) -> Label:
    """Return the sentence that goes with whatever such a decoder has counted."""
    return Label(
        f"检测器 {name}：{UNTESTED.zh}，人数未必可信",
        f"detector {name}: its decoder is {UNTESTED.en}; its counts may be wrong",
    )


Channels = Literal["bgr", "rgb"]
Layout = Literal["nchw", "nhwc"]
Fit = Literal["letterbox", "stretch"]
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Normalisation:
    """What becomes of a picture's pixels, from 0 to 255, before the model sees them.

    A pixel becomes (pixel * scale - mean) / std, channel by channel in the order of `channels`.
    What is None is as usual for the model's family; the three numbers belong together, and one of
    them given makes the others neutral.
    """

    scale: float | None = None
    mean: Triple | None = None
    std: Triple | None = None
    channels: Channels | None = None
    layout: Layout = "nchw"
    fit: Fit | None = None


@dataclass(frozen=True)
class DetectorManifest:
    """A model file with what must be known to feed it, read it and believe it.

    `decoder` and `input_size` (width, height) are None where the model file itself tells.
    `accuracy` is what was measured; `low_confidence` says where the detector is weak. `top_k` is
    the most boxes that an end-to-end model gives, where its file leaves that open. `download`
    is where the file can be had, `untested` is true when its decoder was never tried on a real
    model. `measured` is whom some weights were found to find, which may be other ones.
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
    normalisation: Normalisation | None = None
    top_k: int | None = None
    download: str | None = None
    untested: bool = False
    measured: "RecallTable | None" = None

    @property
    def recall_table(self) -> "RecallTable | None":
        """Whom this very file finds at this threshold; None where that was not measured."""
        table = self.measured
        if table is None or (table.sha256, table.threshold) != (self.sha256, self.threshold):
            return None
        return table
