"""From BGR pixels to the tensor a model wants."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.family import Preprocessing
from pipeline.domain.detector import Normalisation, Triple
from pipeline.imaging.letterbox import PAD_VALUE, Letterbox, planes


def preprocessing_of(usual: Preprocessing | None, said: Normalisation | None) -> Preprocessing:
    """Return how pictures are prepared: as usual for the family, where a manifest says no other.

    A change of channels alone takes each colour's numbers along.

    >>> usual = Preprocessing(mean=(1.0, 2.0, 3.0))
    >>> preprocessing_of(usual, Normalisation(channels="rgb")).mean
    (3.0, 2.0, 1.0)
    >>> preprocessing_of(usual, Normalisation(scale=0.5, mean=(1.0, 1.0, 1.0))).mean
    (2.0, 2.0, 2.0)
    """
    wanted, said = usual or Preprocessing(), said or Normalisation()
    if said.fit is not None:
        wanted = replace(wanted, stretch=said.fit == "stretch")
    if said.channels is not None and wanted.rgb != (said.channels == "rgb"):
        mean, std = _reversed(wanted.mean), _reversed(wanted.std)
        wanted = replace(wanted, rgb=not wanted.rgb, mean=mean, std=std)
    if (said.scale, said.mean, said.std) != (None, None, None):
        scale = said.scale or 1.0
        mean, std = said.mean or (0.0, 0.0, 0.0), said.std or (1.0, 1.0, 1.0)
        wanted = replace(wanted, mean=_divided(mean, scale), std=_divided(std, scale))
    return replace(wanted, channels_last=said.layout == "nhwc")


def _reversed(numbers: Triple) -> Triple:
    return numbers[2], numbers[1], numbers[0]


def _divided(numbers: Triple, by: float) -> Triple:
    return numbers[0] / by, numbers[1] / by, numbers[2] / by


def padding_of(letterbox: Letterbox, wanted: Preprocessing) -> NDArray[np.float32]:
    """Return (1, 3, H, W) float32 of padding alone, into which one image after another may go."""
    width, height = letterbox.input_size
    tensor = np.full((1, 3, height, width), PAD_VALUE, dtype=np.float32)
    for channel in range(3):
        _normalise(tensor[0, channel], channel, wanted)
    return tensor


def tensor_of(
    image: NDArray[np.uint8],
    letterbox: Letterbox,
    wanted: Preprocessing,
    into: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Return (1, 3, H, W) float32 of a scaled BGR image, among the padding of `into`.

    It is (1, 12, H/2, W/2) with focus, and (1, H, W, 3) with channels last.

    Each channel is written once, straight to its place among the padding: half of what a padded
    picture that is then transposed and converted takes.
    """
    width, height = letterbox.scaled_size
    tensor = padding_of(letterbox, wanted) if into is None else into
    colours = planes(image)
    for channel in range(3):
        plane = tensor[0, channel, :height, :width]
        plane[...] = colours[2 - channel if wanted.rgb else channel]
        _normalise(plane, channel, wanted)
    if wanted.channels_last:
        return np.ascontiguousarray(tensor.transpose(0, 2, 3, 1))
    return focused(tensor) if wanted.focus else tensor


def _normalise(plane: NDArray[np.float32], channel: int, wanted: Preprocessing) -> None:
    if wanted.mean[channel]:
        plane -= np.float32(wanted.mean[channel])
    if wanted.std[channel] != 1.0:
        plane /= np.float32(wanted.std[channel])


def focused(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (1, 12, H/2, W/2): upper left, lower left, upper right, lower right of each 2 x 2.

    >>> focused(np.arange(4, dtype=np.float32).reshape(1, 1, 2, 2)).ravel().tolist()
    [0.0, 2.0, 1.0, 3.0]
    """
    corners = [tensor[:, :, row::2, column::2] for column in (0, 1) for row in (0, 1)]
    return np.concatenate(corners, axis=1)
