"""Packets as they came → an MP4, no bit of a picture changed: nothing is decoded or encoded."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pipeline.errors import FootageError
from pipeline.sources.container import coded_stream, writable_clip
from pipeline.sources.ring import Coded

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.packet import Packet
    from av.stream import Stream

TICKS = 90_000
"""A second in the clip's own unit, which is that of RTP."""
LEAST_STEP_S = 1e-3
TRUST_S = 2.0
"""Where the stream's own time runs off from when its packets came, its clock has jumped."""
CODECS = ("h264", "hevc", "mjpeg")

Timing = Literal["source", "arrival"]


@dataclass(frozen=True)
class Remuxed:
    """A clip as the bytes of an MP4, and by which times its pictures are shown."""

    data: bytes
    codec: str
    timing: Timing
    packets: int


def remuxed(packets: Sequence[Coded]) -> Remuxed:
    """Return packets that follow one another, a key frame first, as a clip.

    Raises FootageError for a codec that is not known here, or a stream that makes no clip.
    """
    import av

    codec = packets[0].coding.codec if packets else "none"
    if codec not in CODECS or not packets[0].is_key:
        raise FootageError(f"a clip needs packets of {', '.join(CODECS)}, a key frame first")
    shown_s, timing = _times(packets)
    target = io.BytesIO()
    try:
        with writable_clip(target) as container:
            _mux(container, packets, shown_s)
    except (av.error.FFmpegError, ValueError) as error:
        raise FootageError(f"the packets make no clip ({type(error).__name__})") from error
    return Remuxed(target.getvalue(), codec, timing, len(packets))


def _mux(container: "OutputContainer", packets: Sequence[Coded], shown_s: Sequence[float]) -> None:
    import av

    coding = packets[0].coding
    with coded_stream(coding.codec, coding.parameters + packets[0].data) as template:
        stream = container.add_stream_from_template(template.streams.video[0])
        for packet, at_s, due_s in zip(packets, shown_s, _decoded(shown_s), strict=True):
            out: Packet[Stream] = av.Packet(packet.data)
            out.stream, out.time_base = stream, Fraction(1, TICKS)
            out.pts, out.dts = round(at_s * TICKS), round(due_s * TICKS)
            out.is_keyframe = packet.is_key
            out.duration = 1  # Of the last one; without any it would not be shown.
            container.mux_one(out)


def _times(packets: Sequence[Coded]) -> tuple[list[float], Timing]:
    """Return when each packet is shown, from 0 on: by the stream's times, else as it came.

    As they came, packets are shown in the order of decoding, whatever that of the camera was.
    """
    came_s = [packet.t_s - packets[0].t_s for packet in packets]
    shown_s = _by_source(packets, came_s)
    if shown_s is not None:
        return shown_s, "source"
    rising = [came_s[0]]
    for at_s in came_s[1:]:
        rising.append(max(at_s, rising[-1] + LEAST_STEP_S))
    return rising, "arrival"


def _by_source(packets: Sequence[Coded], came_s: Sequence[float]) -> list[float] | None:
    """Return the stream's own times from 0 on, its jumps taken out; None where they are no use."""
    # FFmpeg knows no time of the first packet of a connection; it is a key frame, shown first.
    skipped = int(packets[0].media_s is None)
    known = [packet.media_s for packet in packets[skipped:] if packet.media_s is not None]
    if len(known) < len(packets) - skipped or not known:
        return None
    shown_s, shift_s = [], known[0] - came_s[skipped]
    for media_s, at_s in zip(known, came_s[skipped:], strict=True):
        drift_s = media_s - at_s - shift_s
        shift_s += drift_s if abs(drift_s) > TRUST_S else 0.0
        shown_s.append(media_s - shift_s)
    step_s = min((b - a for a, b in pairwise(sorted(shown_s))), default=LEAST_STEP_S)
    if step_s < LEAST_STEP_S:
        return None
    first_s = min(shown_s) - step_s * skipped
    return [*([0.0] * skipped), *(at_s - first_s for at_s in shown_s)]


def _decoded(shown_s: Sequence[float]) -> list[float]:
    """Return when each packet is decoded: in their order, none after it is shown."""
    ordered = sorted(shown_s)
    late_s = max(due - at for due, at in zip(ordered, shown_s, strict=True))
    return [due - late_s for due in ordered]
