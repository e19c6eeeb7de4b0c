"""A live stream: frames as they arrive, and an error, never silence, when they stop."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from pipeline.domain.camera import Stream
from pipeline.domain.frame import Frame
from pipeline.domain.intake import Intake
from pipeline.domain.label import Label
from pipeline.domain.pace import Pace
from pipeline.errors import StreamError
from pipeline.sources.clock import Sampler
from pipeline.sources.container import shown_url
from pipeline.sources.decoding import Converter, Picture, ScaledSize, Size, displayed_size
from pipeline.sources.live_passing import LivePassing
from pipeline.sources.sub_stream import open_smallest

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

BROKEN = Label("连接已断开", "the connection broke")
ENDED = Label("对方结束了码流", "the other side ended the stream")

LONGEST_BLIND_S = 30.0
"""An assumption: a longer wait for a picture, while data flows, is no longer a wait for the
next key picture, which cameras that save bandwidth send every ten seconds or so."""

LONGEST_FAREWELL_S = 1.0
"""So long a supervised stream waits for its reader, which a camera may keep without end."""

MOST_WAITING = 32
"""Packets of which none is due: at a sample in many seconds, decoding is spread all the same."""


@dataclass(frozen=True, eq=False)
class Received:
    """A decoded picture, its number, when it arrived, and whether parts of it are missing."""

    picture: Picture
    index: int
    t_s: float
    is_damaged: bool = False


class Newest:
    """Holds the newest picture between a thread that reads and one that looks at pictures."""

    def __init__(self) -> None:
        self.abandoned = threading.Event()
        self._changed = threading.Condition()
        self._held: Received | None = None
        self._error: BaseException | None = None

    def put(self, received: Received) -> bool:
        """Hold a picture, and tell whether one that nobody had taken was dropped for it."""
        with self._changed:
            dropped, self._held = self._held is not None, received
            self._changed.notify()
            return dropped

    def fail(self, error: BaseException) -> None:
        """Hold the error after which nothing more will be put."""
        with self._changed:
            self._error = error
            self._changed.notify()

    def take(self) -> Received:
        """Return the newest picture, waiting for it; raises the error once all is taken."""
        with self._changed:
            while self._held is None:
                if self._error is not None:
                    raise self._error
                self._changed.wait()
            received, self._held = self._held, None
            return received


class Tap(Protocol):
    """What is given each packet of a stream as it comes, undecoded, by the thread that reads."""

    def begin(self, video: "VideoStream") -> None:
        """Hear that packets of a new connection follow."""

    def put(self, packet: "Packet[VideoStream]", t_s: float) -> None:
        """Take a packet that came at a time."""


class LiveStream:
    """A live stream, mostly over RTSP, open between ``with`` and its end.

    The time of a frame is when it arrived, by `now_s`. Without one it is in Unix seconds: the
    wall clock is read once, at the beginning, and then the monotonic clock counts on.
    Timestamps of the stream are not asked, for cameras set their clocks at will. Of a camera with
    two streams the smaller one is taken where it has the `least_size` that is wanted.
    `frames_decoded`, `frames_dropped` and `corrupt_packets` hold during and after iteration,
    `intake` sums up what became of all pictures, and `pace` is how far the stream has come,
    whatever became of them. A `tap` is given all packets, none of them waits for it. Without
    `deblock` the filter that smooths the edges of coded blocks is left out, which H.264 and HEVC
    hold to be a part of decoding: a quarter less time, and pictures that drift up to the next key
    picture (43 dB from the exact ones at 2 Mbit/s; `benchmarks/deblocking.py`).
    """

    def __init__(
        self,
        source: Stream | str,
        *,
        open_timeout_s: float = 5.0,
        read_timeout_s: float = 5.0,
        now_s: Callable[[], float] | None = None,
        tap: Tap | None = None,
        least_size: Size | None = None,
        deblock: bool = True,
        supervised: bool = False,
    ) -> None:
        self._least_size, self._deblock, self._supervised = least_size, deblock, supervised
        self._source = Stream(source) if isinstance(source, str) else source
        self.shown_url = shown_url(self._source.url, allows_http=self._source.allows_http)
        self.open_timeout_s = open_timeout_s
        self.read_timeout_s = read_timeout_s
        self.frames_decoded = 0
        self.frames_dropped = 0
        self.corrupt_packets = 0
        self._container: InputContainer | None = None
        self._now_s = now_s or _unix_clock()
        self.pace: Pace | None = None
        self._tap = tap
        self._passing: LivePassing | None = None
        self._is_damaged = False
        self._newest: Newest | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._container = open_smallest(
            self._source,
            self.open_timeout_s,
            self.read_timeout_s,
            self._least_size,
            supervised=self._supervised,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._abandon(self._newest)
        if self._container is not None:
            self._container.close()
            self._container = None

    @property
    def intake(self) -> Intake:
        """What has become of the pictures that came so far."""
        came, passing = self.pace.frames if self.pace else 0, self._passing
        passed, late = (passing.passed, passing.late) if passing else (0, 0)
        return Intake(
            came, self.frames_decoded, passed, late, self.frames_dropped, self.corrupt_packets
        )

    def frames(
        self,
        sample_fps: float | None = None,
        scaled_size: ScaledSize | None = None,
        phase: float = 0.0,
    ) -> Iterator[Frame]:
        """Yield the newest sampled frame, again and again, until the stream fails.

        A thread reads on while the frames are looked at: who is slower than the stream gets
        fewer frames, never older ones, and `frames_dropped` counts those that were due and not
        taken. Damaged packets are counted and passed over. Ends only by StreamError:
        ``stalled`` when nothing came within the read timeout, ``offline`` when the other side
        ended it. `phase` is as for a Sampler: cameras that are looked at in turns wait less for
        each other.
        """
        self._abandon(self._newest)
        converter, newest = Converter(scaled_size), Newest()
        self._newest = newest
        self._reader = threading.Thread(
            target=self._read, args=(newest, Sampler(sample_fps, phase)), daemon=True
        )
        self._reader.start()
        try:
            while True:
                received = newest.take()
                size = displayed_size(received.picture)
                image = converter.image(received.picture)
                yield Frame(image, received.index, received.t_s, size, received.is_damaged)
        finally:
            self._abandon(newest)

    def _abandon(self, newest: Newest | None) -> None:
        """End the thread that fills a slot, if there is one; FFmpeg's timeouts bound the wait.

        Where they do not, it is left to end with the process, and so is what it reads from.
        """
        if newest is None or newest is not self._newest or self._reader is None:
            return
        newest.abandoned.set()
        self._reader.join(LONGEST_FAREWELL_S if self._supervised else None)
        if self._reader.is_alive():
            self._container = None
        self._newest = self._reader = None

    def _read(self, newest: Newest, sampler: Sampler) -> None:
        try:
            for received in self._received(sampler):
                if newest.abandoned.is_set():
                    return
                if received is not None and sampler.takes(received.t_s):
                    self.frames_dropped += newest.put(received)
        except BaseException as error:  # noqa: BLE001 - raised again where frames are taken
            newest.fail(error)

    def _received(self, sampler: Sampler) -> Iterator[Received | None]:
        """Yield each picture as it is decoded, and None now and then."""
        last_picture = time.monotonic()
        for waiting in self._batches(sampler):
            if time.monotonic() - last_picture > max(self.read_timeout_s, LONGEST_BLIND_S):
                told = f"{self.shown_url}: no picture can be decoded"
                raise StreamError(told, "stalled", "没有能够解码的画面")
            for packet, t_s in waiting:
                for picture in self._decoded(packet):
                    last_picture = time.monotonic()
                    yield self._numbered(picture, t_s)
            yield None

    def _batches(self, sampler: Sampler) -> "Iterator[list[tuple[Packet[VideoStream], float]]]":
        """Yield packets with their times of arrival once one of them is due to be looked at.

        Decoded five by five they cost a twentieth less than each at its time (measured: 1.08 of
        what they cost without any pause, instead of 1.13), for what the decoder needs is still at
        hand. Nobody waits for it, as only the last of them is looked at.
        """
        waiting: list[tuple[Packet[VideoStream], float]] = []
        for packet in self._packets():
            passing = self._passing = self._passing or LivePassing(packet.stream, sampler)
            t_s = self.pace.t_s if self.pace else self._now_s()
            if not passing.passes(packet, self.pace):
                waiting.append((packet, t_s))
            is_due = sampler.is_due(t_s) or len(waiting) >= MOST_WAITING
            yield waiting if is_due else []
            if is_due:
                waiting = []

    def _decoded(self, packet: "Packet[VideoStream]") -> list[Picture]:
        """Return the pictures that come with a packet, which may be damaged, or none."""
        import av

        try:
            pictures = packet.decode()
        except av.error.FFmpegError:
            pictures, damaged = [], True
        else:
            damaged = packet.is_corrupt or any(picture.is_corrupt for picture in pictures)
        self.corrupt_packets += damaged
        # What rests on a damaged picture is damaged, too, and says nothing of it.
        mended = any(picture.key_frame for picture in pictures)
        self._is_damaged = damaged or (self._is_damaged and not mended)
        return pictures

    def _numbered(self, picture: Picture, t_s: float) -> Received:
        index = self.frames_decoded + (self._passing.passed if self._passing else 0)
        self.frames_decoded += 1
        return Received(picture, index, t_s, self._is_damaged)

    def _packets(self) -> "Iterator[Packet[VideoStream]]":
        import av

        if self._container is None:
            raise StreamError(f"{self.shown_url}: the stream is not open", "offline", "码流未打开")
        if not self._container.streams.video:
            told = f"{self.shown_url}: the stream carries no video"
            raise StreamError(told, "offline", "码流中没有视频")
        video = self._container.streams.video[0]
        # Threads that decode whole frames hold back one frame each; slices do not.
        video.thread_type, video.codec_context.thread_count = "SLICE", 1
        if not self._deblock:
            video.codec_context.options = {"skip_loop_filter": "all"}
        # As a number: by fractions, a packet's time costs more than all else that is done with it.
        tick_s = None if video.time_base is None else float(video.time_base)
        packets = self._container.demux(video)
        if self._tap is not None:
            self._tap.begin(video)
        while True:
            asked = time.monotonic()
            try:
                packet = next(packets, None)
            except (av.error.FFmpegError, OSError) as error:
                raise self._stopped(asked, BROKEN) from error
            if packet is None:
                raise self._stopped(asked, ENDED)
            if time.monotonic() - asked >= self.read_timeout_s:
                # FFmpeg's time was up, and it hands out the last picture it still had before
                # it says so a whole timeout later.
                raise self._stopped(asked, Label("", ""))
            if packet.size:
                self._arrived(packet, tick_s)
            yield packet

    def _arrived(self, packet: "Packet[VideoStream]", tick_s: float | None) -> None:
        """Note that one more coded picture has come."""
        stamp = packet.pts
        media_s = None if stamp is None or tick_s is None else stamp * tick_s
        now_s, before = self._now_s(), self.pace
        began_s, frames = (now_s, 0) if before is None else (before.began_s, before.frames)
        self.pace = Pace(began_s, now_s, frames + 1, media_s)
        if self._tap is not None:
            self._tap.put(packet, now_s)

    def _stopped(self, asked: float, reason: Label) -> StreamError:
        """Return the error of a read that began at `asked` and gave nothing to go on with."""
        if time.monotonic() - asked >= self.read_timeout_s:
            return StreamError(
                f"{self.shown_url}: nothing came for {self.read_timeout_s:g} s",
                "stalled",
                f"{self.read_timeout_s:g} 秒没有数据",
            )
        return StreamError(f"{self.shown_url}: {reason.en}", "offline", reason.zh)


def _unix_clock() -> Callable[[], float]:
    unix_minus_monotonic_s = time.time() - time.monotonic()
    return lambda: unix_minus_monotonic_s + time.monotonic()
