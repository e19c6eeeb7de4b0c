"""A picture written as the bytes of a file."""

import cv2
import numpy as np
from numpy.typing import NDArray

QUALITY = 90
"""Of a JPEG; below it thin lines of a plan begin to fray (looked at)."""


def encoded(image: NDArray[np.uint8], suffix: str) -> bytes:
    """Return an image (h, w, 3) uint8 BGR as a PNG or JPEG, as the end of the name says.

    >>> encoded(np.zeros((2, 2, 3), dtype=np.uint8), ".png")[1:4]
    b'PNG'
    """
    options = [cv2.IMWRITE_JPEG_QUALITY, QUALITY] if suffix == ".jpg" else []
    done, data = cv2.imencode(suffix, image, options)
    if not done:
        raise ValueError(f"no picture of {image.shape} can be written as {suffix}")
    return data.tobytes()
