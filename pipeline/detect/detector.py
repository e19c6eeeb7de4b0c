"""A person detector: from a frame to the people in it, in four steps that can be timed."""

from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.families import FAMILIES, recognised
from pipeline.detect.family import Outputs, Preprocessing, Size, Wanted, shapes
from pipeline.detect.preprocess import preprocessing_of, tensor_of
from pipeline.domain.detections import Detections
from pipeline.domain.detector import DetectorManifest, Layout
from pipeline.domain.frame import Frame
from pipeline.errors import ModelError
from pipeline.imaging.letterbox import PAD_VALUE, Letterbox, fitted, stretched
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
        shape = _planes_first(manifest, runner.input_shape)
        channels, self.input_size = _input(manifest, shape)
        self._takes_any_size = shape[2:] == (None, None)
        self._letterboxes: dict[Size, Letterbox] = {}
        outputs = self.run(self._grey(channels))
        self.family = self._family_name(outputs)
        self._family = FAMILIES[self.family]
        self._check_reading(outputs)
        self._most_boxes = self._top_k(outputs)
        self._preprocessing = self._prepared_as(channels)
        self.manifest = replace(manifest, untested=not self._family.tested)

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
        try:
            boxes, scores = self._family.people(outputs, letterbox.input_size, wanted)
        except ModelError as error:
            raise self._refusal(str(error)) from error
        if not np.isfinite(boxes).all() or (scores > LARGEST_SCORE).any():
            raise self._refusal("the model gives boxes or scores beyond all bounds")
        in_source = letterbox.to_source(boxes)
        # What lies wholly in the padding is cut down to nothing.
        inside = (in_source[:, 2] > in_source[:, 0]) & (in_source[:, 3] > in_source[:, 1])
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

    def _grey(self, channels: int) -> NDArray[np.float32]:
        side = 2 if channels == 12 else 1
        width, height = self.input_size
        grey = np.full((1, channels, height // side, width // side), PAD_VALUE, np.float32)
        return grey.transpose(0, 2, 3, 1) if self._channels_last else grey

    @property
    def _channels_last(self) -> bool:
        return _layout(self.manifest) == "nhwc"

    def _prepared_as(self, channels: int) -> Preprocessing:
        """Return how pictures are prepared, with focus where the model takes twelve channels."""
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
        return replace(wanted, focus=channels == 12)

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
        classes = family.class_count(outputs)
        if classes is not None and not 0 <= self.manifest.person_class < classes:
            raise self._refusal(
                f"person_class {self.manifest.person_class} is none of the model's"
                f" {classes} classes"
            )

    def _refusal(self, reason: str) -> ModelError:
        return ModelError(f"{self.manifest.name}: {reason}")


def _layout(manifest: DetectorManifest) -> Layout:
    return "nchw" if manifest.normalisation is None else manifest.normalisation.layout


def _planes_first(
    manifest: DetectorManifest, shape: tuple[int | None, ...]
) -> tuple[int | None, ...]:
    """Return the shape of the input as (1, 3, H, W), in whichever layout the model wants it."""
    if _layout(manifest) == "nchw" or len(shape) != 4:
        return shape
    if shape[3] != 3:
        raise ModelError(f"{manifest.name}: in layout nhwc the input is (1, H, W, 3), got {shape}")
    return shape[0], shape[3], shape[1], shape[2]


def _input(manifest: DetectorManifest, shape: tuple[int | None, ...]) -> tuple[int, Size]:
    """Return the channels of the input, and the size of the picture it takes."""
    if len(shape) != 4 or shape[0] not in (None, 1) or shape[1] not in (3, 12):
        raise ModelError(
            f"{manifest.name}: the input must be (1, 3, H, W), or (1, 12, H/2, W/2), or with"
            f" layout: nhwc in a manifest (1, H, W, 3), got {shape}"
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
