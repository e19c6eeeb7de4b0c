"""A live stream: frames as they arrive, and an error, never silence, when they stop."""

import time
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.domain.frame import Frame
from pipeline.errors import StreamError
from pipeline.sources.clock import Sampler
from pipeline.sources.container import open_stream, shown_url
from pipeline.sources.decoding import Converter, ScaledSize, displayed_size

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

LONGEST_BLIND_S = 30.0
"""An assumption: a longer wait for a picture, while data flows, is no longer a wait for the
next key picture, which cameras that save bandwidth send every ten seconds or so."""


class LiveStream:
    """An RTSP stream over TCP, open between ``with`` and its end.

    The time of a frame is when it arrived, in Unix seconds: the wall clock is read once, when
    the stream opens, and then the monotonic clock counts on. Timestamps of the stream are not
    asked, for cameras set their clocks at will. `frames_decoded` and `corrupt_packets` hold
    during and after iteration.
    """

    def __init__(
        self, url: str, *, open_timeout_s: float = 5.0, read_timeout_s: float = 5.0
    ) -> None:
        self.shown_url = shown_url(url)
        self.open_timeout_s = open_timeout_s
        self.read_timeout_s = read_timeout_s
        self.frames_decoded = 0
        self.corrupt_packets = 0
        self._url = url
        self._container: InputContainer | None = None
        self._unix_minus_monotonic_s = 0.0

    def __enter__(self) -> Self:
        self._container = open_stream(self._url, self.open_timeout_s, self.read_timeout_s)
        self._unix_minus_monotonic_s = time.time() - time.monotonic()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None

    def frames(
        self, sample_fps: float | None = None, scaled_size: ScaledSize | None = None
    ) -> Iterator[Frame]:
        """Yield the sampled frames as they arrive, until the stream fails.

        Damaged packets are counted and passed over. Ends only by StreamError: ``stalled`` when
        nothing came within the read timeout, ``offline`` when the other side ended it.
        """
        import av

        sampler, converter = Sampler(sample_fps), Converter(scaled_size)
        last_picture = time.monotonic()
        for packet in self._packets():
            if time.monotonic() - last_picture > max(self.read_timeout_s, LONGEST_BLIND_S):
                raise StreamError(f"{self.shown_url}: no picture can be decoded", "stalled")
            try:
                pictures = packet.decode()
            except av.error.FFmpegError:
                self.corrupt_packets += 1
                continue
            damaged = packet.is_corrupt or any(picture.is_corrupt for picture in pictures)
            self.corrupt_packets += damaged
            for picture in pictures:
                last_picture = time.monotonic()
                t_s = last_picture + self._unix_minus_monotonic_s
                index = self.frames_decoded
                self.frames_decoded += 1
                if sampler.takes(t_s):
                    image = converter.image(picture)
                    yield Frame(image, index, t_s, displayed_size(picture))

    def _packets(self) -> "Iterator[Packet[VideoStream]]":
        import av

        if self._container is None:
            raise StreamError(f"{self.shown_url}: the stream is not open", "offline")
        if not self._container.streams.video:
            raise StreamError(f"{self.shown_url}: the stream carries no video", "offline")
        video = self._container.streams.video[0]
        # Threads that decode whole frames hold back one frame each; slices do not.
        video.thread_type = "SLICE"
        packets = self._container.demux(video)
        while True:
            asked = time.monotonic()
            try:
                packet = next(packets, None)
            except (av.error.FFmpegError, OSError) as error:
                raise self._stopped(asked, "the connection broke") from error
            if packet is None:
                raise self._stopped(asked, "the other side ended the stream")
            if time.monotonic() - asked >= self.read_timeout_s:
                # FFmpeg's time was up, and it hands out the last picture it still had before
                # it says so a whole timeout later.
                raise self._stopped(asked, "")
            yield packet

    def _stopped(self, asked: float, reason: str) -> StreamError:
        """Return the error of a read that began at `asked` and gave nothing to go on with."""
        if time.monotonic() - asked >= self.read_timeout_s:
            return StreamError(
                f"{self.shown_url}: nothing came for {self.read_timeout_s:g} s", "stalled"
            )
        return StreamError(f"{self.shown_url}: {reason}", "offline")
