"""The last minute or two of a stream as it came, undecoded, bounded by seconds and by bytes."""

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.domain.evidence import Span
from pipeline.sources.units import START_CODE

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

PARAMETER_UNITS = {"h264": (7, 8), "hevc": (32, 33, 34)}


@dataclass(frozen=True)
class Coding:
    """What a decoder must know before the first picture: the codec, and its parameter sets."""

    codec: str
    parameters: bytes


@dataclass(frozen=True)
class Coded:
    """A packet: when it came (Unix seconds), its own time in seconds where it has one, its bytes.

    The packets of one `run` follow one another on one connection, under the same parameters.
    """

    t_s: float
    media_s: float | None
    is_key: bool
    data: bytes
    run: int
    coding: Coding


class PacketRing:
    """Holds packets for `most_s` seconds and up to `most_bytes`; one thread fills it, others cut.

    It always begins at a key frame: what goes, goes with all that rests on it.
    """

    def __init__(self, most_s: float, most_bytes: int) -> None:
        self.most_s = most_s
        self.most_bytes = most_bytes
        self.bytes = 0
        self._packets: deque[Coded] = deque()
        self._coding = Coding("", b"")
        self._run = 0
        self._changing = threading.Lock()

    def begin(self, video: "VideoStream") -> None:
        """Say that what comes from now on is of a new connection."""
        codec = video.codec_context
        with self._changing:
            self._run += 1
            self._coding = Coding(codec.name, bytes(codec.extradata or b""))

    def put(self, packet: "Packet[VideoStream]", t_s: float) -> None:
        """Take a packet that came at a time; what comes before the first key frame is let go."""
        stamp, base = packet.pts, packet.time_base
        media_s = None if stamp is None or base is None else float(stamp * base)
        data, is_key = bytes(packet), bool(packet.is_keyframe)
        with self._changing:
            if is_key:
                self._meet(data)
            follows = bool(self._packets) and self._packets[-1].run == self._run
            if not (is_key or follows):
                return
            coded = Coded(t_s, media_s, is_key, data, self._run, self._coding)
            self._packets.append(coded)
            self.bytes += len(data)
            while self._is_too_much():
                self._drop_oldest()

    def span(self) -> Span | None:
        """Return from when to when packets are held, or None."""
        with self._changing:
            if not self._packets:
                return None
            return Span(self._packets[0].t_s, self._packets[-1].t_s)

    def cut(self, span: Span) -> tuple[Coded, ...]:
        """Return the packets of a time from the last key frame before it on, of the longest run.

        Nothing where none of that time is held.
        """
        with self._changing:
            held = list(self._packets)
        runs = sorted({packet.run for packet in held})
        cuts = [_cut([one for one in held if one.run == run], span) for run in runs]
        return max(cuts, key=_lasts_s, default=())

    def _is_too_much(self) -> bool:
        lasts_s = self._packets[-1].t_s - self._packets[0].t_s if self._packets else 0.0
        return lasts_s > self.most_s or self.bytes > self.most_bytes

    def _drop_oldest(self) -> None:
        """Let the oldest key frame go, with all up to the next one."""
        self.bytes -= len(self._packets.popleft().data)
        while self._packets and not self._packets[0].is_key:
            self.bytes -= len(self._packets.popleft().data)

    def _meet(self, data: bytes) -> None:
        """Look for parameter sets in a key frame; others than before begin a new run."""
        found = parameter_sets(self._coding.codec, data)
        if not found or found == parameter_sets(self._coding.codec, self._coding.parameters):
            return
        self._run += bool(self._coding.parameters)
        self._coding = Coding(self._coding.codec, found)


def parameter_sets(codec: str, data: bytes) -> bytes:
    """Return the parameter sets among units behind start codes, each once, in their order.

    >>> parameter_sets("h264", bytes.fromhex("000001 67aa 00000001 68bb 000001 65cc")).hex()
    '0000000167aa0000000168bb'
    """
    wanted = PARAMETER_UNITS.get(codec, ())
    units = [unit.rstrip(b"\x00") for unit in data.split(START_CODE)[1:]]
    sets = [unit for unit in units if unit and _kind(codec, unit[0]) in wanted]
    return b"".join(b"\x00" + START_CODE + unit for unit in dict.fromkeys(sets))


def _kind(codec: str, first: int) -> int:
    """Return the type of a unit by its first byte."""
    return first & 31 if codec == "h264" else first >> 1 & 63


def _cut(run: list[Coded], span: Span) -> tuple[Coded, ...]:
    inside = [at for at, one in enumerate(run) if span.first_s <= one.t_s <= span.last_s]
    if not inside:
        return ()
    keys = [at for at in range(inside[0] + 1) if run[at].is_key]
    begin = keys[-1] if keys else inside[0]
    return tuple(run[begin : inside[-1] + 1])


def _lasts_s(packets: tuple[Coded, ...]) -> float:
    return packets[-1].t_s - packets[0].t_s if packets else -1.0
