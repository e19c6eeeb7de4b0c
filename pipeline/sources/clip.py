"""Making a small clip out of pictures, for demonstrations, benchmarks and tests."""

import io
from collections.abc import Iterable
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import FootageError
from pipeline.sources.container import writable_clip

if TYPE_CHECKING:
    from av.video.stream import VideoStream

ENCODERS = ("libx264", "libopenh264", "mpeg4")
"""In order of preference; the last is in every FFmpeg."""

QUALITY: dict[str, dict[str, str]] = {
    "libx264": {"preset": "veryfast", "crf": "26"},
    "libopenh264": {"b": "2000000"},
    "mpeg4": {"q": "4", "flags": "+qscale"},
}


def encoded_clip(frames: Iterable[NDArray[np.uint8]], fps: float) -> bytes:
    """Return an MP4 of BGR pictures (h, w, 3) uint8, all of one even size, at `fps`.

    H.264 where this FFmpeg has an encoder for it, MPEG-4 part 2 otherwise. Raises FootageError
    when there is no picture, or one that cannot be encoded.
    """
    import av

    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        raise FootageError("a clip needs at least one picture, got none")
    height, width = first.shape[:2]
    if width % 2 or height % 2:
        raise FootageError(f"a clip's width and height must be even, got {width}x{height}")
    encoder, rate = _encoder(), Fraction(fps).limit_denominator(1001)
    target = io.BytesIO()
    with writable_clip(target) as container:
        stream = cast("VideoStream", container.add_stream(encoder, rate, QUALITY[encoder]))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in chain((first,), pictures):
            if picture.shape != first.shape:
                raise FootageError(
                    "a clip's pictures must be of one size,"
                    f" got {picture.shape} after {first.shape}"
                )
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return target.getvalue()


def _encoder() -> str:
    import av

    return next(name for name in ENCODERS if name in av.codecs_available)
