"""The packets of a live stream, read as they come by a thread that hardly does anything else.

A processor that is busy lets a thread that decodes wait for tenths of a second, one that hardly
does anything it lets run at once. So each packet has the time at which it came, and none is taken
for a later one because somebody was decoding, or because who reads was resting (`resting`).
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pipeline.domain.label import Label
from pipeline.domain.pace import Pace
from pipeline.errors import StreamError
from pipeline.sources.referenced import Telling, begins_anew_of
from pipeline.sources.resting import Resting

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

BROKEN = Label("连接已断开", "the connection broke")
ENDED = Label("对方结束了码流", "the other side ended the stream")

MIXED_S = 5.0
"""By less, stamps out of order differ; by more, a clock was set (`health.live_stream`)."""

MOST_BYTES = 8 * 2**20
"""Of packets that nobody takes, 16 s of 4 Mbit/s: then no more is read, and what comes waits in the
connection. So a decoder that hangs costs no memory, nor a source that sends all that it has."""


class Tap(Protocol):
    """What is given each packet of a stream as it comes, undecoded, by the thread that reads."""

    def begin(self, video: "VideoStream") -> None:
        """Hear that packets of a new connection follow."""

    def put(self, packet: "Packet[VideoStream]", t_s: float) -> None:
        """Take a packet that came at a time."""


class Arrival(NamedTuple):
    """A packet, the pace that its stream then had, and when by the monotonic clock that was.

    Where its picture `begins_anew`, neither it nor a later one rests on what came before.
    """

    packet: "Packet[VideoStream]"
    pace: Pace | None
    at: float
    begins_anew: bool = False


class Taken(NamedTuple):
    """Packets that were taken, and for how long they could have been."""

    arrivals: list[Arrival]
    waited_s: float


class Receiver:
    """Reads an open stream in a `thread` until it fails or is left; `pace` is how far it came."""

    def __init__(
        self,
        container: "InputContainer",
        shown_url: str,
        read_timeout_s: float,
        now_s: Callable[[], float],
        tap: Tap | None = None,
    ) -> None:
        self.pace: Pace | None = None
        self.is_left = False
        self._container, self._shown_url = container, shown_url
        self._read_timeout_s, self._now_s, self._tap = read_timeout_s, now_s, tap
        self._changed = threading.Condition()
        self._waiting: list[Arrival] = []
        self._bytes = 0
        self._wanted_at: float | None = None
        self._error: BaseException | None = None
        self._is_due: Callable[[Arrival, int], bool] = lambda arrival, waiting: True
        self._resting: Resting | None = None
        self._begins_anew: Telling | None = None
        self.thread = threading.Thread(target=self._read, daemon=True)

    def begin(
        self,
        video: "VideoStream",
        is_due: Callable[[Arrival, int], bool],
        next_s: Callable[[float], float | None] | None = None,
    ) -> None:
        """Begin to read; `is_due` tells whether the last of so many packets is waited for.

        By `next_s`, which tells when the next one should come that is waited for, if the last one
        came at a time, it rests until then.
        """
        self._is_due = is_due
        self._resting = Resting(next_s) if next_s is not None else None
        self._begins_anew = begins_anew_of(video.codec_context.name, video.codec_context.extradata)
        if self._tap is not None:
            self._tap.begin(video)
        self._video = video
        self.thread.start()

    def take(self) -> Taken | None:
        """Return what came since, waiting until one of it is due; None once it was left.

        Raises StreamError once all is taken that came before the stream failed.
        """
        with self._changed:
            while self._wanted_at is None and not self.is_left:
                if self._error is not None:
                    raise self._error
                self._changed.wait()
            if self.is_left or self._wanted_at is None:
                return None
            taken = Taken(self._waiting, time.monotonic() - self._wanted_at)
            self._waiting, self._bytes, self._wanted_at = [], 0, None
            self._changed.notify_all()
            return taken

    def leave(self) -> None:
        """Read no more, and hand out nothing more."""
        with self._changed:
            self.is_left = True
            self._changed.notify_all()
        if self._resting is not None:
            self._resting.leave()

    def _read(self) -> None:
        try:
            for packet in self._packets():
                at, begins_anew = time.monotonic(), self._is_anew(packet)
                self._put(Arrival(packet, self.pace, at, begins_anew))
                if self._resting is not None and self.pace is not None and packet.size:
                    self._resting.rest(self._resting.rest_s(self.pace.t_s, packet.size), at)
        except BaseException as error:  # noqa: BLE001 - raised again where packets are taken
            with self._changed:
                self._error = error
                if self._waiting:
                    self._want()
                self._changed.notify_all()

    def _is_anew(self, packet: "Packet[VideoStream]") -> bool:
        if self._begins_anew is None or not packet.is_keyframe or packet.is_corrupt:
            return False
        return self._begins_anew(memoryview(packet))

    def _put(self, arrival: Arrival) -> None:
        with self._changed:
            self._waiting.append(arrival)
            self._bytes += arrival.packet.size
            if self._is_due(arrival, len(self._waiting)):
                self._want()
            while self._bytes > MOST_BYTES and not self.is_left:
                self._want()
                self._changed.wait()

    def _want(self) -> None:
        if self._wanted_at is None:
            self._wanted_at = time.monotonic()
            self._changed.notify_all()

    def _packets(self) -> "Iterator[Packet[VideoStream]]":
        import av

        # As a number: there is a time for each packet, and fractions are slow.
        base = self._video.time_base
        tick_s = None if base is None else float(base)
        packets = self._container.demux(self._video)
        while True:
            asked, worked_s = time.monotonic(), time.thread_time()
            try:
                packet = next(packets, None)
            except (av.error.FFmpegError, OSError) as error:
                raise self._stopped(asked, BROKEN) from error
            if self.is_left:
                return
            if packet is None:
                raise self._stopped(asked, ENDED)
            waited_s = time.monotonic() - asked
            if waited_s >= self._read_timeout_s:
                # FFmpeg's time was up, and it hands out the last picture it still had before
                # it says so a whole timeout later.
                raise self._stopped(asked, Label("", ""))
            if packet.size:
                worked_s = time.thread_time() - worked_s
                self._arrived(packet, tick_s, waited_s - worked_s)
            yield packet

    def _arrived(
        self, packet: "Packet[VideoStream]", tick_s: float | None, waited_s: float
    ) -> None:
        """Note that one more coded picture has come."""
        now_s, before = self._now_s(), self.pace
        media_s, t_s = self._media_s(packet, tick_s, now_s), now_s
        if self._resting is not None:
            t_s = self._resting.came_s(now_s, media_s, waited_s, before)
        began_s, frames = (t_s, 0) if before is None else (before.began_s, before.frames)
        self.pace = Pace(began_s, t_s, frames + 1, media_s)
        if self._tap is not None:
            self._tap.put(packet, t_s)

    def _media_s(
        self, packet: "Packet[VideoStream]", tick_s: float | None, now_s: float
    ) -> float | None:
        """Return when by the camera a picture is to be decoded; when it is shown has no order.

        Once a camera set its clock back, FFmpeg's stamps have none either: they never fall then.
        """
        if packet.dts is None or tick_s is None:
            return None
        media_s, before = packet.dts * tick_s, self.pace
        if before is None or before.media_s is None or not self._video.codec_context.has_b_frames:
            return media_s
        is_set = before.media_s - media_s + now_s - before.t_s >= MIXED_S
        return media_s if is_set else max(media_s, before.media_s)

    def _stopped(self, asked: float, reason: Label) -> StreamError:
        """Return the error of a read that began at `asked` and gave nothing to go on with."""
        if time.monotonic() - asked >= self._read_timeout_s:
            return StreamError(
                f"{self._shown_url}: nothing came for {self._read_timeout_s:g} s",
                "stalled",
                f"{self._read_timeout_s:g} 秒没有数据",
            )
        return StreamError(f"{self._shown_url}: {reason.en}", "offline", reason.zh)
