"""The door to pictures looks at the size first."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.errors import PictureError
from pipeline.sources.picture import load_image


def written(path: Path, picture: np.ndarray) -> Path:
    path.write_bytes(cv2.imencode(path.suffix, picture)[1].tobytes())
    return path


def png_of_size(width: int, height: int) -> bytes:
    """Return a PNG that claims a size in its header, and holds next to nothing."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = b"IDAT" + zlib.compress(bytes(100))
    chunks = (header, data, b"IEND")
    body = b"".join(
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_pictures_come_as_bgr(tmp_path: Path, name: str) -> None:
    picture = np.full((30, 40, 3), (200, 100, 50), np.uint8)
    image = load_image(written(tmp_path / name, picture))
    assert image.shape == (30, 40, 3)
    assert image[15, 20] == pytest.approx([200, 100, 50], abs=3)


def test_grey_pictures_get_three_channels(tmp_path: Path) -> None:
    assert load_image(written(tmp_path / "a.png", np.zeros((4, 6), np.uint8))).shape == (4, 6, 3)


@pytest.mark.fault("P2")
def test_a_picture_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png_of_size(30_000, 30_000))
    with pytest.raises(PictureError, match="30000x30000 pixels; at most 67108864"):
        load_image(path)


@pytest.mark.fault("P2")
def test_a_turned_photograph_is_shown_upright(tmp_path: Path) -> None:
    lying = cv2.imencode(".jpg", np.zeros((20, 40, 3), np.uint8))[1].tobytes()
    # An EXIF segment with one entry: orientation (0x0112), a short, 6 = turn right.
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    (tmp_path / "a.jpg").write_bytes(lying[:2] + segment + lying[2:])
    assert load_image(tmp_path / "a.jpg").shape == (40, 20, 3)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a" + bytes(50), b"hello", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff"]
)
@pytest.mark.fault("P2")
def test_other_kinds_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(PictureError, match="not a JPEG or PNG"):
        load_image(tmp_path / "a.png")


@pytest.mark.fault("P2")
def test_a_picture_with_only_a_header_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_of_size(30, 40)[:40])
    with pytest.raises(PictureError, match="broken"):
        load_image(tmp_path / "a.png")


def test_a_missing_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="no such file"):
        load_image(tmp_path / "gone.png")
