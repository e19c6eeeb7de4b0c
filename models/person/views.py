"""A picture, or part of it, laid into a canvas at some scale, with its boxes."""

from dataclasses import dataclass

import cv2
import numpy as np

from models.person.flags import IGNORED
from models.person.pictures import Boxes, Image

LEAST_VISIBLE = 0.2
"""Of a person whom an edge cuts less is left to learn from."""

LEAST_SIDE_PX, LEAST_HEIGHT_PX = 3.0, 7.0


@dataclass(frozen=True)
class Frame:
    """Where a picture goes: its upper left corner in the canvas, and pixels per pixel each way."""

    x: float
    y: float
    across: float
    down: float


def laid(canvas: Image, image: Image, boxes: Boxes, frame: Frame) -> Boxes:
    """Draw the part of the picture that the canvas shows; return the boxes as cut by its edges."""
    height, width = canvas.shape[:2]
    shown_x = _range(frame.x, frame.across * image.shape[1], width)
    shown_y = _range(frame.y, frame.down * image.shape[0], height)
    if shown_x[1] - shown_x[0] < 2 or shown_y[1] - shown_y[0] < 2:
        return np.empty((0, 5), np.float32)
    target = canvas[shown_y[0] : shown_y[1], shown_x[0] : shown_x[1]]
    target[:] = _sampled(image, frame, (shown_x[0], shown_y[0]), target.shape[1::-1])
    moved = boxes.copy()
    moved[:, [0, 2]] = moved[:, [0, 2]] * frame.across + frame.x
    moved[:, [1, 3]] = moved[:, [1, 3]] * frame.down + frame.y
    return cut(moved, (shown_x[0], shown_y[0], shown_x[1], shown_y[1]))


def cut(boxes: Boxes, window: tuple[float, float, float, float]) -> Boxes:
    """Return the boxes cut to a window; of whom too little is left is ignored.

    >>> cut(np.float32([[-8, 0, 2, 20, 1], [-5, 0, 5, 20, 1]]), (0, 0, 50, 50))[:, [0, 4]].tolist()
    [[0.0, 2.0], [0.0, 1.0]]
    """
    whole = np.maximum(_sizes(boxes).prod(1), 1e-6)
    result = boxes.copy()
    result[:, :4] = result[:, :4].clip(window[:2] * 2, window[2:] * 2)
    sizes = _sizes(result)
    poor = sizes.prod(1) < LEAST_VISIBLE * whole
    poor |= (sizes[:, 0] < LEAST_SIDE_PX) | (sizes[:, 1] < LEAST_HEIGHT_PX)
    result[poor, 4] = IGNORED
    return result[(sizes > 1).all(1)]


def _sizes(boxes: Boxes) -> Boxes:
    return boxes[:, 2:4] - boxes[:, :2]


def _range(start: float, length: float, most: int) -> tuple[int, int]:
    return max(0, round(start)), min(most, round(start + length))


def _sampled(image: Image, frame: Frame, corner: tuple[int, int], size: tuple[int, ...]) -> Image:
    """Return the pixels of the canvas from `corner` on, (width, height) of them."""
    x0, y0 = (corner[0] - frame.x) / frame.across, (corner[1] - frame.y) / frame.down
    x1, y1 = x0 + size[0] / frame.across, y0 + size[1] / frame.down
    left, top = max(0, int(x0)), max(0, int(y0))
    right, bottom = min(image.shape[1], int(np.ceil(x1))), min(image.shape[0], int(np.ceil(y1)))
    part = image[top : max(bottom, top + 1), left : max(right, left + 1)]
    way = cv2.INTER_AREA if frame.across < 0.8 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, size[:2], interpolation=way), np.uint8)
