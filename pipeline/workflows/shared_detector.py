"""A detector that many cameras share: opened in a process for all, asked from each camera's own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.detections import Detections
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.frame import Frame
from pipeline.errors import ModelError
from pipeline.imaging.letterbox import scaled_to
from pipeline.jobs.shared_model.client import ModelClient

if TYPE_CHECKING:
    from pipeline.jobs.shared_model.server import Answer

Size = tuple[int, int]


@dataclass(frozen=True)
class ScaledSize:
    """Asks to which size pictures of a source are to be scaled."""

    source_size: Size


@dataclass(frozen=True)
class People:
    """Asks who is in a picture, of those who score so much."""

    source_size: Size
    threshold: float


class SharedDetector:
    """Finds people by the detector of another process; the same as `Detector`, seen from afar."""

    def __init__(self, client: ModelClient, threshold: float) -> None:
        self._client = client
        self._threshold = threshold
        self._sizes: dict[Size, Size] = {}

    def at(self, threshold: float) -> "SharedDetector":
        """Return the same detector with another least score."""
        return SharedDetector(self._client, threshold)

    def scaled_size(self, source_size: Size) -> Size:
        """Return the size to which a frame of this source is best scaled when it is decoded."""
        if source_size not in self._sizes:
            self._sizes[source_size] = self._client.ask(ScaledSize(source_size))
        return self._sizes[source_size]

    def detect(self, frame: Frame) -> Detections:
        """Return the people in a frame, best score first, in pixels of the source.

        Raises ModelError when the detector gives nothing to count by, or its process is lost.
        """
        asked = People(frame.source_size, self._threshold)
        # What is larger than the model looks at has no room on the way to it.
        image = scaled_to(frame.image, self.scaled_size(frame.source_size))
        return cast("Detections", self._client.ask(asked, image))


def open_shared(manifest: DetectorManifest, providers: tuple[str, ...], threads: int) -> "Answer":
    """Open the detector, in a process of its own, and return what answers questions by it."""
    from pipeline.detect.detector import Detector
    from pipeline.runtime.session import Session

    detector = Detector(manifest, Session(manifest, providers, threads, wakeful=False))
    by_threshold: dict[float, Detector] = {manifest.threshold: detector}

    def answer(asked: Any, picture: NDArray[np.uint8] | None) -> Any:
        if isinstance(asked, ScaledSize):
            return detector.scaled_size(asked.source_size)
        if not isinstance(asked, People) or picture is None:
            raise ModelError(f"{manifest.name}: nobody can answer {type(asked).__name__}")
        if asked.threshold not in by_threshold:
            by_threshold[asked.threshold] = detector.at(asked.threshold)
        frame = Frame(picture, 0, 0.0, asked.source_size)
        return by_threshold[asked.threshold].detect(frame)

    return answer
