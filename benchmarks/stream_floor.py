"""What a live stream costs a core at least: decoding its pictures and running the model."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.sources.decoding import Converter, video_stream
from pipeline.workflows.open_detector import open_detector

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from pipeline.detect.detector import Detector

SAMPLE_FPS, FPS = 5.0, 25
ROUNDS = 4


@dataclass(frozen=True)
class Floor:
    """Milliseconds of processor time: for a picture decoded, one scaled, one looked at."""

    decode_ms: float
    scale_ms: float
    run_ms: float

    def of_stream_ms(self, *, counted: bool) -> float:
        """Return what a second of a stream costs at least, by the floor of a review."""
        return FPS * self.decode_ms + (SAMPLE_FPS * self.run_ms if counted else 0.0)


def of_rounds(rounds: Sequence[Floor], chosen: Callable[[Iterable[float]], float]) -> Floor:
    """Return of each part what is chosen of all rounds."""
    return Floor(*(chosen(each) for each in zip(*(vars(r).values() for r in rounds), strict=True)))


def measured_floor(clip: Path, model: str | None, core: int, *, fast: bool) -> list[Floor]:
    """Return what decoding, scaling and inference cost a core, in each of some rounds."""
    os.sched_setaffinity(0, {core})
    detector, tensor = looking_at(clip, model)
    return [
        Floor(
            _decoding_ms(clip, fast=fast),
            _scaling_ms(clip, detector.scaled_size),
            _ms(detector.run, tensor),
        )
        for _ in range(ROUNDS)
    ]


def _decoding_ms(clip: Path, *, fast: bool) -> float:
    began, pictures = time.process_time(), 0
    with opened(str(clip), fast=fast) as (container, stream):
        for packet in container.demux(stream):
            pictures += len(packet.decode())
    return 1000 * (time.process_time() - began) / pictures


def _scaling_ms(clip: Path, scaled_size: object) -> float:
    import av

    with av.open(str(clip)) as container:
        picture = next(container.decode(video=0))
    converter = Converter(scaled_size)  # type: ignore[arg-type]
    return _ms(converter.image, picture)


def _ms(work: object, given: object) -> float:
    work(given)  # type: ignore[operator]
    began = time.process_time()
    for _ in range(40):
        work(given)  # type: ignore[operator]
    return 25 * (time.process_time() - began)


@contextmanager
def opened(url: str, *, fast: bool) -> "Iterator[tuple[InputContainer, VideoStream]]":
    """Give a clip or stream that one thread decodes, without deblocking if it is to be `fast`."""
    import av

    over_rtsp = {"rtsp_transport": "tcp"} if url.startswith("rtsp:") else {}
    with av.open(url, options=over_rtsp) as container:
        stream = video_stream(container)
        stream.codec_context.thread_count = 1
        stream.codec_context.options = {"skip_loop_filter": "all"} if fast else {}
        yield container, stream


def looking_at(clip: Path, model: str | None) -> "tuple[Detector, NDArray[np.float32]]":
    """Return a detector of one thread, and a picture of a clip as its model takes it."""
    from pipeline.sources.footage import FootageReader

    detector = open_detector(model, threads=1)
    return detector, detector.prepare(next(iter(FootageReader(clip, None, detector.scaled_size))))
