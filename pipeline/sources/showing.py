"""When pictures are to be shown, told of packets and of what is decoded from them.

Each picture has a key; keys rise in the order of showing, and each has its time. With most
containers both are the timestamp. AVI stores none; FFmpeg's guesses jump to and fro where pictures
are coded out of order, while the decoding times that it hands on rise evenly. There the key is the
picture's number, as H.264 counts, and its time that of the packet at which it is ready.
"""

from typing import TYPE_CHECKING, Protocol

from pipeline.sources.avc import OrderCounts

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream


MOST_KEPT = 256
"""Packets, many more than a decoder holds back."""


class Showing(Protocol):
    """Tells keys and times; None where they are not known."""

    def arrives(self, packet: "Packet[VideoStream]") -> float | None:
        """Return the key of the next packet's picture."""

    def comes(self, picture: "VideoFrame", is_sure: bool) -> float | None:
        """Return the key of the next picture; what it goes by is tried unless all is sure."""

    def stamp_s(self, key: float) -> float | None:
        """Return the time of a key in seconds of the recording's own clock."""

    def own_s(self, picture: "VideoFrame") -> float | None:
        """Return the time of a picture without a key, as its decoder tells it."""


def showing_of(container: "InputContainer", stream: "VideoStream") -> Showing:
    """Return how it is told when the pictures of a recording are shown."""
    is_avi, context = container.format.name == "avi", stream.codec_context
    if is_avi and context.name == "h264" and context.has_b_frames:
        return ByNumber(stream)
    return ByStamp(stream, decoding=is_avi)


class ByStamp:
    """By timestamps, of showing or, where pictures are coded in that order, of decoding."""

    def __init__(self, stream: "VideoStream", *, decoding: bool) -> None:
        tick = stream.time_base
        self._decoding = decoding
        # Two whole numbers divide to the same float as their fraction, in a tenth of the time.
        self._above, self._below = (tick.numerator, tick.denominator) if tick else (1, 1)

    def arrives(self, packet: "Packet[VideoStream]") -> float | None:
        """Return the timestamp in seconds."""
        return self._seconds(packet.dts if self._decoding else packet.pts)

    def comes(self, picture: "VideoFrame", is_sure: bool) -> float | None:
        """Return the timestamp in seconds."""
        return self.own_s(picture)

    def stamp_s(self, key: float) -> float | None:
        """Return what the key is."""
        return key

    def own_s(self, picture: "VideoFrame") -> float | None:
        """Return the timestamp in seconds."""
        return self._seconds(picture.dts if self._decoding else picture.pts)

    def _seconds(self, stamp: int | None) -> float | None:
        return None if stamp is None else stamp * self._above / self._below


class ByNumber(ByStamp):
    """By the numbers that pictures of H.264 have among all that are shown.

    A picture is ready some packets behind the one whose place in the order of decoding is its own
    in that of showing. How many, the first pictures tell, and each that follows while all are
    decoded is held against it. FFmpeg gives each packet a timestamp of its own, if a wrong one.
    """

    def __init__(self, stream: "VideoStream") -> None:
        super().__init__(stream, decoding=True)
        self._orders = OrderCounts(stream.codec_context.extradata or b"")
        self._packets, self._base, self._delay, self._counts = 0, 0, -1, 2
        self._times: dict[int, int | None] = {}
        self._numbers: dict[int, int] = {}

    def arrives(self, packet: "Packet[VideoStream]") -> float | None:
        """Return the number."""
        place, self._packets = self._packets, self._packets + 1
        self._times[place] = packet.dts
        self._times.pop(place - MOST_KEPT, None)
        told = self._orders.of(memoryview(packet))
        if told is None or packet.pts is None or packet.dts is None:
            return None
        if told.is_first:
            self._base = place
        if told.count % self._counts:
            # Each frame counts once, not as two fields.
            self._counts = 1
            return None
        if len(self._numbers) >= MOST_KEPT:
            del self._numbers[next(iter(self._numbers))]
        number = self._numbers[packet.pts] = self._base + told.count // self._counts
        return number

    def comes(self, picture: "VideoFrame", is_sure: bool) -> float | None:
        """Return the number."""
        number = None if picture.pts is None else self._numbers.pop(picture.pts, None)
        if number is None:
            return None
        if not is_sure and picture.dts != self._times.get(number + self._delay):
            self._delay = next((k for k, t in self._times.items() if t == picture.dts), 0) - number
            return None
        return number

    def stamp_s(self, key: float) -> float | None:
        """Return the time at which a picture of this number is ready."""
        return self._seconds(self._times.get(int(key) + self._delay))
