"""A person detector: from a frame to the people in it, in four steps that can be timed."""

from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.families import FAMILIES, recognised
from pipeline.detect.family import Outputs, Preprocessing, Size, Wanted, shapes
from pipeline.detect.fitting import Fitting
from pipeline.detect.model_input import model_input
from pipeline.detect.preprocess import padding_of, preprocessing_of, tensor_of
from pipeline.domain.detections import Detections
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.frame import Frame
from pipeline.errors import ModelError, UnknownNameError
from pipeline.imaging.letterbox import Letterbox
from pipeline.imaging.nms import kept

LARGEST_SCORE = 1.001
"""Scores are shares of one; the rest is rounding."""


class Runner(Protocol):
    """What runs the model; None in a shape is a length that the model leaves open."""

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """The shape of the input that takes the picture."""

    @property
    def output_shapes(self) -> tuple[tuple[int | None, ...], ...]:
        """The shapes of the outputs, as the model file declares them."""

    @property
    def takes_bytes(self) -> bool:
        """Whether the picture is given as bytes: then its pixels must stay what they are."""

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
        self._input = model_input(manifest, runner.input_shape)
        self._letterboxes: dict[Size, Letterbox] = {}
        self._rooms: dict[Letterbox, NDArray[np.float32]] = {}
        outputs = self.run(self._input.grey())
        self.family = self._family_name(outputs)
        try:
            self._family = FAMILIES[self.family]
        except UnknownNameError as error:
            raise UnknownNameError(f"{manifest.name}: {error}") from error
        self._check_reading(outputs)
        self._most_boxes = self._top_k(outputs)
        self._preprocessing = self._prepared_as()
        self.manifest = replace(manifest, untested=not self._family.tested)

    @property
    def input_size(self) -> Size:
        """The size of the picture that the model takes, or takes at most."""
        return self._input.size

    @property
    def fitting(self) -> Fitting:
        """How pictures are fitted into that."""
        return Fitting(self.input_size, self._input.takes_any_size, self._preprocessing.stretch)

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
        letterbox = self._letterbox(frame.source_size)
        # Padding is written once. Taken out while it is in use, lest two threads share it.
        room = self._rooms.pop(letterbox, None)
        room = padding_of(letterbox, self._preprocessing) if room is None else room
        outputs = self.run(self._prepared(frame, letterbox, room))
        self._rooms[letterbox] = room
        return self.suppress(self.decode(outputs, frame))

    def prepare(self, frame: Frame) -> NDArray[np.float32]:
        """Return the model's input: (1, 3, H, W), or (1, 12, H/2, W/2) where it wants focus."""
        return self._prepared(frame, self._letterbox(frame.source_size))

    def _prepared(
        self, frame: Frame, letterbox: Letterbox, room: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        return tensor_of(letterbox.scale(frame.image), letterbox, self._preprocessing, room)

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
        try:
            boxes, scores = self._family.people(outputs, letterbox.input_size, wanted)
        except ModelError as error:
            raise self._refusal(str(error)) from error
        if not np.isfinite(boxes).all() or (scores > LARGEST_SCORE).any():
            raise self._refusal("the model gives boxes or scores beyond all bounds")
        in_source = letterbox.to_source(boxes)
        # What lies wholly in the padding is cut down to nothing.
        inside = (in_source[:, 2:] > in_source[:, :2]).all(axis=1)
        return Detections(in_source[inside], scores[inside], self._is_full(outputs))

    def suppress(self, candidates: Detections) -> Detections:
        """Return one box for each person, best score first.

        All candidates are people, so a better box of something else, such as the bicycle under a
        rider, removes nobody. What an end-to-end model gives are no doubles: two boxes on much the
        same place are then two people.
        """
        if self._most_boxes is None:
            chosen = kept(candidates.boxes, candidates.scores, self.manifest.iou)
        else:
            chosen = np.argsort(-candidates.scores, kind="stable")
        boxes, scores = candidates.boxes[chosen], candidates.scores[chosen]
        return Detections(boxes, scores, candidates.saturated)

    def _is_full(self, outputs: Outputs) -> bool:
        """Tell whether every box that the model can give is taken, by people or other things."""
        slots = None if self._most_boxes is None else self._family.slots(outputs)
        if slots is None:
            return False
        return int((slots.scores >= self.manifest.threshold).sum()) >= (self._most_boxes or 0)

    def _top_k(self, outputs: Outputs) -> int | None:
        """Return the most boxes that the model gives, None when there is no such limit."""
        slots = self._family.slots(outputs)
        if slots is None:
            return None
        declared = self._runner.output_shapes[slots.output][slots.axis]
        if self.manifest.top_k is None and declared is None:
            raise self._refusal(
                "the model file leaves open how many boxes it gives at most;"
                " say top_k in its manifest, lest a crowd beyond it looks like all there is"
            )
        return min(most for most in (self.manifest.top_k, declared) if most is not None)

    def _prepared_as(self) -> Preprocessing:
        """Return how pictures are prepared: as the manifest says, or as usual for the family."""
        said = self.manifest.normalisation
        if self._family.preprocessing is None and said is None:
            raise self._refusal(
                f"models of the family {self.family} want pixels in different ways;"
                " say normalisation in its manifest"
            )
        wanted = preprocessing_of(self._family.preprocessing, said)
        if self._runner.takes_bytes and (any(wanted.mean) or set(wanted.std) != {1.0}):
            raise self._refusal(
                "the model takes pixels as bytes, but they would be scaled; say"
                " normalisation: {scale: 1} in its manifest"
            )
        return replace(wanted, focus=self._input.focus)

    def _letterbox(self, source_size: Size) -> Letterbox:
        if source_size not in self._letterboxes:
            self._letterboxes[source_size] = self.fitting.letterbox(source_size)
        return self._letterboxes[source_size]

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
        classes = family.class_count(outputs)
        if classes is not None and not 0 <= self.manifest.person_class < classes:
            raise self._refusal(
                f"person_class {self.manifest.person_class} is none of the model's"
                f" {classes} classes"
            )

    def _refusal(self, reason: str) -> ModelError:
        return ModelError(f"{self.manifest.name}: {reason}")
