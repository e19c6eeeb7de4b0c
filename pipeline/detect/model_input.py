"""What a model takes: pictures of one size or of any, in planes or pixel by pixel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.family import Size
from pipeline.domain.detector import DetectorManifest
from pipeline.errors import ModelError
from pipeline.imaging.letterbox import PAD_VALUE

DEFAULT_INPUT: Size = (640, 384)
"""For models that take any size and come without a manifest: 16:9, as cameras are."""

OPEN_STEP = 32
"""The sides of an input that a model leaves open are multiples of this: its largest stride."""


@dataclass(frozen=True)
class ModelInput:
    """The size of the picture that a model takes, or takes at most, and how it lies in a tensor.

    With `focus` each 2 x 2 pixels are folded into twelve channels.
    """

    size: Size
    takes_any_size: bool = False
    channels_last: bool = False
    focus: bool = False

    def grey(self) -> NDArray[np.float32]:
        """Return a grey picture as the model takes it."""
        width, height = self.size
        if self.channels_last:
            return np.full((1, height, width, 3), PAD_VALUE, np.float32)
        if self.focus:
            return np.full((1, 12, height // 2, width // 2), PAD_VALUE, np.float32)
        return np.full((1, 3, height, width), PAD_VALUE, np.float32)


def model_input(manifest: DetectorManifest, shape: tuple[int | None, ...]) -> ModelInput:
    """Return what a model takes, by the shape of its input and what its manifest says.

    None in a shape is a length that the model leaves open. Raises ModelError for another kind of
    input, and for a size that the model does not take.
    """
    channels_last = manifest.normalisation is not None and manifest.normalisation.layout == "nhwc"
    planes = _planes_first(manifest, shape) if channels_last else shape
    if len(planes) != 4 or planes[0] not in (None, 1) or planes[1] not in (3, 12):
        raise ModelError(
            f"{manifest.name}: the input must be (1, 3, H, W), or (1, 12, H/2, W/2), or with"
            f" layout: nhwc in a manifest (1, H, W, 3), got {shape}"
        )
    focus = planes[1] == 12
    height, width = (length and length * (2 if focus else 1) for length in planes[2:])
    size = _checked_size(manifest, width, height)
    return ModelInput(size, (width, height) == (None, None), channels_last, focus)


def _planes_first(
    manifest: DetectorManifest, shape: tuple[int | None, ...]
) -> tuple[int | None, ...]:
    """Return (1, H, W, 3) as (1, 3, H, W)."""
    if len(shape) != 4 or shape[3] != 3:
        raise ModelError(f"{manifest.name}: in layout nhwc the input is (1, H, W, 3), got {shape}")
    return shape[0], shape[3], shape[1], shape[2]


def _checked_size(manifest: DetectorManifest, width: int | None, height: int | None) -> Size:
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
    return wanted
