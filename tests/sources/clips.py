"""Small recordings of every kind that the tests of sources need, made on the spot."""

import io
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def patterns(count: int, size: tuple[int, int] = (64, 48)) -> Iterator[NDArray[np.uint8]]:
    """Grey noise with a bright upper left quarter, brighter from picture to picture."""
    random = np.random.default_rng(7)
    for number in range(count):
        picture = random.integers(0, 60, (size[1], size[0], 3), dtype=np.uint8)
        picture[: size[1] // 2, : size[0] // 2] = 100 + 2 * number
        yield picture


def recording(
    path: Path,
    count: int = 20,
    *,
    size: tuple[int, int] = (64, 48),
    fps: int = 10,
    turned_deg: int = 0,
    stamps: list[int] | None = None,
) -> Path:
    """Write a clip; its container follows from the file's name, `stamps` are in 1/fps."""
    with av.open(str(path), "w") as container:
        codec = "libvpx" if path.suffix == ".webm" else "mpeg4"
        stream = container.add_stream(codec, rate=fps)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.gop_size = 5
        if turned_deg:
            stream.set_display_rotation(turned_deg)
        for number, picture in enumerate(patterns(count, size)):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = stamps[number] if stamps else number
            frame.time_base = Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def sound_only(path: Path) -> Path:
    """Write a recording that holds a second of silence, and no picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), "fltp", "mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def frames_of(clip: bytes) -> list[NDArray[np.uint8]]:
    """Decode a clip in the plainest way."""
    with av.open(io.BytesIO(clip)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
