"""From BGR pixels to the tensor a model wants."""

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.family import Preprocessing
from pipeline.imaging.letterbox import PAD_VALUE, Letterbox


def tensor_of(
    image: NDArray[np.uint8], letterbox: Letterbox, wanted: Preprocessing
) -> NDArray[np.float32]:
    """Return (1, 3, H, W) float32, or (1, 12, H/2, W/2) with focus, of a scaled BGR image."""
    width, height = letterbox.scaled_size
    input_width, input_height = letterbox.input_size
    tensor = np.full((1, 3, input_height, input_width), PAD_VALUE, dtype=np.float32)
    channels = image[:, :, ::-1] if wanted.rgb else image
    tensor[0, :, :height, :width] = channels.transpose(2, 0, 1)
    if any(wanted.mean) or wanted.std != (1.0, 1.0, 1.0):
        tensor -= np.array(wanted.mean, np.float32).reshape(3, 1, 1)
        tensor /= np.array(wanted.std, np.float32).reshape(3, 1, 1)
    return focused(tensor) if wanted.focus else tensor


def focused(tensor: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (1, 12, H/2, W/2): upper left, lower left, upper right, lower right of each 2 x 2.

    >>> focused(np.arange(4, dtype=np.float32).reshape(1, 1, 2, 2)).ravel().tolist()
    [0.0, 2.0, 1.0, 3.0]
    """
    corners = [tensor[:, :, row::2, column::2] for column in (0, 1) for row in (0, 1)]
    return np.concatenate(corners, axis=1)
