"""A person detector: from a frame to the people in it, in four steps that can be timed."""

from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.families import FAMILIES, recognised
from pipeline.detect.family import Outputs, Preprocessing, Size, Wanted, shapes
from pipeline.detect.preprocess import tensor_of
from pipeline.domain.detections import Detections
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.frame import Frame
from pipeline.errors import ModelError
from pipeline.imaging.letterbox import Letterbox, fitted, stretched
from pipeline.imaging.nms import kept

DEFAULT_INPUT: Size = (640, 384)
"""For models that take any size and come without a manifest: 16:9, as cameras are."""

LARGEST_SCORE = 1.001
"""Scores are shares of one; the rest is rounding."""

OPEN_STEP = 32
"""The sides of an input that a model leaves open are multiples of this: its largest stride."""


class Runner(Protocol):
    """What runs the model; None in a shape is a length that the model leaves open."""

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """The shape of the one input."""

    @property
    def provider(self) -> str:
        """What the model runs on, in onnxruntime's words."""

    def run(self, tensor: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Return the outputs for one input."""


class Detector:
    """Finds people in frames; made from a manifest and whatever runs its model.

    Its model is run once at the start on a grey picture: that shows which family it belongs to,
    and that it gives finite numbers. Raises ModelError where it does not.
    """

    def __init__(self, manifest: DetectorManifest, runner: Runner) -> None:
        self.manifest = manifest
        self._runner = runner
        channels, self.input_size = _input(manifest, runner.input_shape)
        self._takes_any_size = runner.input_shape[2:] == (None, None)
        self._letterboxes: dict[Size, Letterbox] = {}
        side = 2 if channels == 12 else 1
        probe = np.full(
            (1, channels, self.input_size[1] // side, self.input_size[0] // side), 114, np.float32
        )
        outputs = self.run(probe)
        self.family = self._family_name(outputs)
        self._family = FAMILIES[self.family]
        self._check_reading(outputs)
        self._preprocessing = _folded(self._family.preprocessing, channels)

    @property
    def provider(self) -> str:
        """What the model runs on, in onnxruntime's words."""
        return self._runner.provider

    def at(self, threshold: float) -> "Detector":
        """Return the same detector with another least score."""
        return Detector(replace(self.manifest, threshold=threshold), self._runner)

    def scaled_size(self, source_size: Size) -> Size:
        """Return the size to which a frame of this source is best scaled when it is decoded."""
        return self._letterbox(source_size).scaled_size

    def detect(self, frame: Frame) -> Detections:
        """Return the people in a frame, best score first, in pixels of the source."""
        outputs = self.run(self.prepare(frame))
        return self.suppress(self.decode(outputs, frame))

    def prepare(self, frame: Frame) -> NDArray[np.float32]:
        """Return the model's input: (1, 3, H, W), or (1, 12, H/2, W/2) where it wants focus."""
        letterbox = self._letterbox(frame.source_size)
        return tensor_of(letterbox.scale(frame.image), letterbox, self._preprocessing)

    def run(self, tensor: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Return the model's outputs; a number that is not finite is a ModelError.

        Comparisons with NaN are false, so a broken model would read as an empty gate.
        """
        outputs = self._runner.run(tensor)
        if not all(np.isfinite(output).all() for output in outputs):
            raise self._refusal("the model gives numbers that are not finite")
        return outputs

    def decode(self, outputs: Outputs, frame: Frame) -> Detections:
        """Return every candidate that scores enough, in pixels of the source, overlaps and all."""
        letterbox = self._letterbox(frame.source_size)
        if not self._family.fits(outputs, letterbox.input_size):
            raise self._refusal(f"outputs {shapes(outputs)} do not fit {self.family}")
        wanted = Wanted(self.manifest.person_class, self.manifest.threshold)
        boxes, scores = self._family.people(outputs, letterbox.input_size, wanted)
        if not np.isfinite(boxes).all() or (scores > LARGEST_SCORE).any():
            raise self._refusal("the model gives boxes or scores beyond all bounds")
        in_source = letterbox.to_source(boxes)
        # What lies wholly in the padding is cut down to nothing.
        inside = (in_source[:, 2] > in_source[:, 0]) & (in_source[:, 3] > in_source[:, 1])
        return Detections(in_source[inside], scores[inside])

    def suppress(self, candidates: Detections) -> Detections:
        """Return one box for each person, best score first."""
        chosen = kept(candidates.boxes, candidates.scores, self.manifest.iou)
        return Detections(candidates.boxes[chosen], candidates.scores[chosen])

    def _letterbox(self, source_size: Size) -> Letterbox:
        if source_size not in self._letterboxes:
            self._letterboxes[source_size] = self._new_letterbox(source_size)
        return self._letterboxes[source_size]

    def _new_letterbox(self, source_size: Size) -> Letterbox:
        width, height = source_size
        if self._preprocessing.stretch:
            return stretched(source_size, self.input_size)
        if not self._takes_any_size:
            return fitted(source_size, self.input_size)
        # Nothing is computed on padding, and an upright picture gets an upright input.
        limits = self.input_size if width >= height else self.input_size[::-1]
        return fitted(source_size, limits).trimmed(OPEN_STEP)

    def _family_name(self, outputs: Outputs) -> str:
        try:
            return self.manifest.decoder or recognised(outputs, self.input_size)
        except ModelError as error:
            raise self._refusal(str(error)) from error

    def _check_reading(self, outputs: Outputs) -> None:
        """Refuse a decoder that the manifest names for a model that is not of its kind."""
        family, size = self._family, self.input_size
        if not (family.fits(outputs, size) and family.reads(outputs, size)):
            raise self._refusal(
                f"outputs {shapes(outputs)} for an input of {size[0]}x{size[1]},"
                f" or their values, are not those of {self.family}"
            )
        if not 0 <= self.manifest.person_class < family.class_count(outputs):
            raise self._refusal(
                f"person_class {self.manifest.person_class} is none of the model's"
                f" {family.class_count(outputs)} classes"
            )

    def _refusal(self, reason: str) -> ModelError:
        return ModelError(f"{self.manifest.name}: {reason}")


def _folded(preprocessing: Preprocessing, channels: int) -> Preprocessing:
    """Return the preprocessing with focus where the model takes twelve channels."""
    return replace(preprocessing, focus=channels == 12)


def _input(manifest: DetectorManifest, shape: tuple[int | None, ...]) -> tuple[int, Size]:
    """Return the channels of the input, and the size of the picture it takes."""
    if len(shape) != 4 or shape[0] not in (None, 1) or shape[1] not in (3, 12):
        raise ModelError(
            f"{manifest.name}: the input must be (1, 3, H, W), or (1, 12, H/2, W/2), got {shape}"
        )
    side = 2 if shape[1] == 12 else 1
    height, width = (length and length * side for length in shape[2:])
    wanted = manifest.input_size or (width or DEFAULT_INPUT[0], height or DEFAULT_INPUT[1])
    if width not in (None, wanted[0]) or height not in (None, wanted[1]):
        raise ModelError(
            f"{manifest.name}: the model takes {width}x{height} only,"
            f" its manifest says {wanted[0]}x{wanted[1]}"
        )
    if (width is None or height is None) and (wanted[0] % OPEN_STEP or wanted[1] % OPEN_STEP):
        raise ModelError(
            f"{manifest.name}: the input's sides must be multiples of {OPEN_STEP},"
            f" got {wanted[0]}x{wanted[1]}"
        )
    return shape[1], wanted
