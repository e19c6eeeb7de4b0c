"""A live stream: frames as they arrive, and an error, never silence, when they stop."""

import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.domain.camera import Stream
from pipeline.domain.frame import Frame
from pipeline.domain.intake import Intake
from pipeline.domain.pace import Pace
from pipeline.errors import StreamError
from pipeline.sources.choosing import Choosing
from pipeline.sources.clock import Sampler
from pipeline.sources.container import shown_url
from pipeline.sources.decoding import Converter, Picture, ScaledSize, Size, displayed_size
from pipeline.sources.live_passing import LivePassing
from pipeline.sources.newest import OLD_S, Newest
from pipeline.sources.receiving import Arrival, Receiver, Tap
from pipeline.sources.sub_stream import open_smallest

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

LONGEST_BLIND_S = 30.0
"""An assumption: a longer wait for a picture, while data flows, is no longer a wait for the
next key picture, which cameras that save bandwidth send every ten seconds or so."""

LONGEST_FAREWELL_S = 1.0
"""So long a supervised stream waits for its reader, which a camera may keep without end."""


class LiveStream:
    """A live stream, mostly over RTSP, open between ``with`` and its end.

    The time of a frame is when it arrived, by `now_s`. Without one it is in Unix seconds: the
    wall clock is read once, at the beginning, and then the monotonic clock counts on.
    Timestamps of the stream are asked for what comes while nobody reads, a quarter of a second at
    most (`resting`), and not believed further: cameras set their clocks at will. Of a camera with
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
        self._tap = tap
        self._passing: LivePassing | None = None
        self._choosing: Choosing | None = None
        self._is_damaged = False
        self._receiver: Receiver | None = None
        self._decoder: threading.Thread | None = None
        self._newest = Newest()
        self._is_over = False

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
        self._abandon()
        if self._container is not None:
            self._container.close()
            self._container = None

    @property
    def pace(self) -> Pace | None:
        """How far the stream has come, whatever became of its pictures."""
        return self._receiver.pace if self._receiver is not None else None

    @property
    def intake(self) -> Intake:
        """What has become of the pictures that came so far."""
        passing = self._passing
        return Intake(
            came=self.pace.frames if self.pace else 0,
            decoded=self.frames_decoded,
            passed=passing.passed if passing else 0,
            late=passing.late if passing else 0,
            dropped=self.frames_dropped,
            corrupt=self.corrupt_packets,
            spared=passing.spared if passing else 0,
        )

    def frames(
        self,
        sample_fps: float | None = None,
        scaled_size: ScaledSize | None = None,
        phase: float = 0.0,
    ) -> Iterator[Frame]:
        """Yield one sampled frame after another, until the stream fails; it can be asked for once.

        Two threads read, decode and scale on while the frames are looked at. Who is slower than the
        stream for longer than a second gets fewer frames, which are hardly older than that
        (`OLD_S`), and `frames_dropped` counts those that were due and not taken. Damaged packets
        are counted and passed over. Ends only by StreamError: ``stalled`` when nothing came within
        the read timeout, ``offline`` when the other side ended it. `phase` is as for a Sampler:
        cameras that are looked at in turns wait less for each other. It is another one where slots
        are shifted for key pictures (`key_slots`).
        """
        converter, sampler = Converter(scaled_size), Sampler(sample_fps, phase)
        given = (self._begun(sampler), sampler, converter)
        self._decoder = threading.Thread(target=self._decode, args=given, daemon=True)
        try:
            self._decoder.start()
            while True:
                yield self._newest.take()
        finally:
            self._abandon()

    def _begun(self, sampler: Sampler) -> Receiver:
        """Begin to read what is open."""
        if self._receiver is not None:
            raise RuntimeError("the frames of a live stream can be asked for once; open it anew")
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
        self._passing, self._choosing = LivePassing(video, sampler), Choosing(video, sampler)
        receiver = self._receiver = Receiver(
            self._container,
            self.shown_url,
            self.read_timeout_s,
            self._now_s,
            self._tap,
        )
        # What comes beside a connection has little room to wait in, and would be lost.
        rests = self._source.transport == "tcp"
        receiver.begin(video, self._choosing.is_due, self._choosing.next_s if rests else None)
        return receiver

    def _abandon(self) -> None:
        """End the threads that read and decode, if there are any; FFmpeg bounds the wait.

        Where it does not, they are left to end with the process, and so is what they read from.
        """
        if self._receiver is None or self._is_over:
            return
        self._is_over = True
        self._receiver.leave()
        self._newest.leave()
        until = time.monotonic() + LONGEST_FAREWELL_S if self._supervised else None
        ended = [_has_ended(each, until) for each in (self._receiver.thread, self._decoder)]
        if not all(ended):
            self._container = None

    def _decode(self, receiver: Receiver, sampler: Sampler, converter: Converter) -> None:
        """Hand out what is looked at, scaled at once: what waits for who looks is small."""
        try:
            for picture, arrival in self._received(receiver):
                index = self.frames_decoded + (self._passing.passed if self._passing else 0)
                self.frames_decoded += 1
                t_s = arrival.pace.t_s if arrival.pace is not None else self._now_s()
                if sampler.takes(t_s):
                    image, size = converter.image(picture), displayed_size(picture)
                    frame = Frame(image, index, t_s, size, self._is_damaged)
                    self.frames_dropped += self._newest.put(frame, arrival.at)
        except BaseException as error:  # noqa: BLE001 - raised again where frames are taken
            receiver.leave()
            self._newest.fail(error)

    def _received(self, receiver: Receiver) -> Iterator[tuple[Picture, Arrival]]:
        """Yield each picture as it is decoded, and with what it came.

        Decoded five by five they cost a twentieth less than each at its time (measured: 1.08 of
        what they cost without any pause, instead of 1.13), for what the decoder needs is still at
        hand. Nobody waits for it, as only the last of them is looked at.
        """
        last_picture = time.monotonic()
        while taken := receiver.take():
            if time.monotonic() - last_picture > max(self.read_timeout_s, LONGEST_BLIND_S):
                told = f"{self.shown_url}: no picture can be decoded"
                raise StreamError(told, "stalled", "没有能够解码的画面")
            spared = self._choosing.spared(taken.arrivals) if self._choosing else ()
            # So long a decoder waits on purpose for who looks.
            late_s = max(0.0, taken.waited_s - OLD_S)
            for place, arrival in enumerate(taken.arrivals):
                for picture in self._pictures(arrival, late_s, is_spared=place in spared):
                    last_picture = time.monotonic()
                    yield picture, arrival
                if receiver.is_left:
                    return
            if self._choosing:
                self._choosing.decoded()

    def _pictures(self, arrival: Arrival, late_s: float, *, is_spared: bool) -> list[Picture]:
        """Return the pictures that come with a packet that is not passed over."""
        packet, pace, passing = arrival.packet, arrival.pace, self._passing
        if passing and passing.passes(packet, pace, late_s, is_spared=is_spared):
            return []
        return self._decoded(arrival.packet)

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


def _has_ended(thread: threading.Thread | None, until: float | None) -> bool:
    """Wait for a thread, until a monotonic time if there is one, and tell whether it is over."""
    if thread is None or thread.ident is None:
        return True
    thread.join(None if until is None else max(0.0, until - time.monotonic()))
    return not thread.is_alive()


def _unix_clock() -> Callable[[], float]:
    unix_minus_monotonic_s = time.time() - time.monotonic()
    return lambda: unix_minus_monotonic_s + time.monotonic()
