"""From a decoder's picture to ours: displayed upright, at the size asked for, as BGR."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.cores import usable_cores
from pipeline.errors import FootageError

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.video.stream import VideoStream

DECODING_THREADS = max(1, usable_cores() // 2)
"""The model works in the others; a second thread on two cores costs more processor time for each
picture, which the model then lacks (benchmarks/review.py prints what decoding costs)."""

Picture: TypeAlias = "VideoFrame"
"""A picture as its decoder gives it."""

Size = tuple[int, int]
ScaledSize = Callable[[Size], Size]
"""From the size of the source to the size wanted, both (width, height)."""


def video_stream(container: "InputContainer") -> "VideoStream":
    """Return the first video stream, set to decode in half of the cores, or in one."""
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = DECODING_THREADS
    return stream


def displayed_size(picture: "VideoFrame") -> Size:
    """Return the width and height in which the picture is meant to be seen, upright."""
    sideways = _quarter_turns(picture) % 2 == 1
    return (picture.height, picture.width) if sideways else (picture.width, picture.height)


class Converter:
    """Scales and converts pictures in one pass of swscale; keeps its tables between pictures.

    Area averaging: 1.2 ms from 1080p to 640 x 360, where bilinear takes 1.8 and fast bilinear
    0.8. Fast bilinear skips pixels when it shrinks a picture, and costs four detectors 0.005 to
    0.02 of average precision at reductions by 1.5 to 2; area and bilinear are alike in that.
    One thread: more cost CPU time and gain nothing at these sizes.
    """

    def __init__(self, scaled_size: ScaledSize | None = None) -> None:
        from av.video.reformatter import Interpolation, VideoReformatter

        self._scaled_size = scaled_size
        self._reformatter = VideoReformatter()
        self._interpolation = Interpolation.AREA
        self._sizes: dict[Size, Size] = {}

    def image(self, picture: "VideoFrame") -> NDArray[np.uint8]:
        """Return the picture (h, w, 3) uint8 BGR, upright, at the size asked for."""
        turns = _quarter_turns(picture)
        width, height = self._size(displayed_size(picture))
        if turns % 2:
            width, height = height, width
        scaled = self._reformatter.reformat(
            picture, width, height, "bgr24", interpolation=self._interpolation, threads=1
        )
        image = np.asarray(scaled.to_ndarray(), dtype=np.uint8)
        return np.ascontiguousarray(np.rot90(image, turns)) if turns else image

    def _size(self, source_size: Size) -> Size:
        if self._scaled_size is None:
            return source_size
        if source_size not in self._sizes:
            self._sizes[source_size] = self._scaled_size(source_size)
        return self._sizes[source_size]


def _quarter_turns(picture: "VideoFrame") -> int:
    """Return by how many quarters of a circle the picture must be turned counter-clockwise."""
    turns, rest = divmod(picture.rotation % 360, 90)
    if rest:
        raise FootageError(
            f"a recording is marked as turned by {picture.rotation}°;"
            " only quarter turns can be shown upright"
        )
    return turns
