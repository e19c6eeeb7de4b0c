"""The one door to still pictures, which looks at their size before it decodes them."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import PictureError

MAX_PIXELS = 2**26
"""67 million; a 109 KB PNG can otherwise ask for 2.7 GB."""

PICTURES = (".jpg", ".jpeg", ".png")
"""The kinds of still pictures, by the ends of their names."""

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"


def is_picture(path: Path) -> bool:
    """Tell whether a file is a still picture, by the end of its name.

    >>> is_picture(Path("a.JPG")), is_picture(Path("a.mp4"))
    (True, False)
    """
    return path.suffix.lower() in PICTURES


def load_image(path: Path) -> NDArray[np.uint8]:
    """Return a JPEG or PNG picture as (h, w, 3) uint8 BGR, upright as its EXIF says.

    Raises PictureError when the file is of another kind, broken, or larger than 2**26 pixels;
    the size is read from its header before anything is decoded.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    return image_of(data, path)


def image_of(data: bytes, path: Path) -> NDArray[np.uint8]:
    """Return the picture that a file's content is, as `load_image` does; the path only names it."""
    import cv2

    width, height = _header_size(path, data)
    if width * height > MAX_PIXELS or not width * height:
        raise PictureError(f"{path}: {width}x{height} pixels; at most {MAX_PIXELS} are read")
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PictureError(f"{path}: the picture is broken") from error
    if image is None:
        raise PictureError(f"{path}: the picture is broken")
    return np.asarray(image, dtype=np.uint8)


def _header_size(path: Path, data: bytes) -> tuple[int, int]:
    if data.startswith(PNG_MAGIC) and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    size = _jpeg_size(data) if data.startswith(JPEG_MAGIC) else None
    if size is None:
        raise PictureError(f"{path}: not a JPEG or PNG picture, or one without its header")
    return size


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Return the size that a JPEG's frame header states; None when it has none."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # A fill byte.
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
