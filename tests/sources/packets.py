"""Packets of a live stream that come at times, and which of their pictures are looked at."""

import io
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, cast

import av

from pipeline.domain.pace import Pace
from pipeline.sources.choosing import Choosing
from pipeline.sources.clock import Sampler
from pipeline.sources.receiving import Arrival
from tests.sources.clips import patterns

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

FPS = 25


@cache
def clip(codec: str = "libx264", **options: str) -> bytes:
    """Return a clip of 72 pictures, each twelfth a key picture."""
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as container:
        usual = {"bf": "0", "crf": "18", "g": "12", "sc_threshold": "0"}
        stream = container.add_stream(codec, FPS, usual | options)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for picture in patterns(72):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return made.getvalue()


def choosing(sampler: Sampler, most_b_frames: str = "0") -> Choosing:
    """Return the choosing of a stream of H.264."""
    with av.open(io.BytesIO(clip(bf=most_b_frames)), "r") as container:
        return Choosing(container.streams.video[0], sampler)


def arrivals(times: Sequence[float], keys: set[int]) -> list[Arrival]:
    """Return packets that came at times, of which some begin anew."""
    packet = cast("Packet[VideoStream]", av.Packet(b"\x00"))
    return [
        Arrival(packet, Pace(times[0], t_s, number + 1, None), t_s, number in keys)
        for number, t_s in enumerate(times)
    ]


def watched(given: list[Arrival], sampler: Sampler) -> tuple[list[int], list[int]]:
    """Return which are decoded, and which of them are looked at, as they are handed out."""
    chooser, waiting = choosing(sampler), list[int]()
    decoded, looked_at = list[int](), list[int]()
    for number, arrival in enumerate(given):
        waiting.append(number)
        if not chooser.is_due(arrival, len(waiting)):
            continue
        spared = chooser.spared([given[one] for one in waiting])
        for place, one in enumerate(waiting):
            if place not in spared:
                decoded.append(one)
                pace = given[one].pace
                looked_at += [one] if pace and sampler.takes(pace.t_s) else []
        chooser.decoded()
        waiting.clear()
    return decoded, looked_at
