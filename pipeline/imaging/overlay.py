"""Lay pictures with alpha over a frame, and shadows over a picture of light, in whole numbers."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Layer:
    """A picture (h, w) or (h, w, 4), and the pixel where its left top corner belongs."""

    picture: NDArray[np.uint8]
    left: int
    top: int


def warped(
    picture: NDArray[np.uint8],
    origin_px: tuple[float, float],
    warp: NDArray[np.float64],
    target_px: tuple[float, float],
) -> Layer:
    """Return a picture bent by a (2, 2) matrix about its origin, which comes to lie on a target.

    Parts of pixels count, so that what moves slowly moves smoothly.
    """
    (a, b), (c, d) = warp.tolist()
    height, width = picture.shape[:2]
    x0, y0 = origin_px
    corners = [(-x0, -y0), (width - x0, -y0), (-x0, height - y0), (width - x0, height - y0)]
    across = [a * x + b * y + target_px[0] for x, y in corners]
    down = [c * x + d * y + target_px[1] for x, y in corners]
    left, top = int(np.floor(min(across))), int(np.floor(min(down)))
    size = (int(np.ceil(max(across))) - left, int(np.ceil(max(down))) - top)
    shift_x = target_px[0] - left - a * x0 - b * y0
    shift_y = target_px[1] - top - c * x0 - d * y0
    matrix = np.array([[a, b, shift_x], [c, d, shift_y]])
    bent = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR)
    return Layer(np.asarray(bent, np.uint8), left, top)


def common(
    frame: NDArray[np.uint8], layer: Layer
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """Return the parts of frame and layer that lie on each other; None where they do not meet.

    >>> seen = common(np.zeros((4, 4), np.uint8), Layer(np.zeros((3, 3), np.uint8), 2, -1))
    >>> [part.shape for part in seen or ()]
    [(2, 2), (2, 2)]
    >>> common(np.zeros((4, 4), np.uint8), Layer(np.zeros((3, 3), np.uint8), 4, 0)) is None
    True
    """
    height, width = layer.picture.shape[:2]
    top, bottom = max(0, layer.top), min(frame.shape[0], layer.top + height)
    left, right = max(0, layer.left), min(frame.shape[1], layer.left + width)
    if top >= bottom or left >= right:
        return None
    rows = slice(top - layer.top, bottom - layer.top)
    columns = slice(left - layer.left, right - layer.left)
    return frame[top:bottom, left:right], layer.picture[rows, columns]


def lay_over(frame: NDArray[np.uint8], layer: Layer) -> None:
    """Put a layer whose colours are multiplied by its alpha over a BGR frame, in place."""
    parts = common(frame, layer)
    if parts is None:
        return
    ground, figure = parts
    clear = cv2.cvtColor(255 - np.ascontiguousarray(figure[..., 3]), cv2.COLOR_GRAY2BGR)
    cv2.add(cv2.multiply(ground, clear, scale=1 / 255), figure[..., :3], dst=ground)


def shade(light: NDArray[np.uint8], layer: Layer) -> None:
    """Darken a picture of light (255 is full sun), in place; shadows do not add up."""
    parts = common(light, layer)
    if parts is not None:
        np.minimum(parts[0], 255 - parts[1], out=parts[0])
