"""A clip is the packets as they came: the same pictures, the same bytes, times that pass alike."""

import io
from collections.abc import Sequence
from dataclasses import replace

import av
import numpy as np
import pytest

from pipeline.domain.evidence import Span
from pipeline.errors import FootageError
from pipeline.sources.clip import encoded_clip
from pipeline.sources.remux import remuxed
from pipeline.sources.ring import Coded, Coding, PacketRing
from pipeline.sources.units import START_CODE
from tests.rtsp_server import coded_clip
from tests.sources.clips import frames_of, patterns

FPS = 10


@pytest.fixture(scope="module")
def clip() -> bytes:
    return encoded_clip(patterns(30), FPS)


@pytest.fixture(scope="module")
def packets(clip: bytes) -> list[Coded]:
    """Return a clip as a ring would hold it: by the connection's first packet no time is known."""
    coded = coded_clip(clip)
    sets = b"".join(b"\x00" + START_CODE + coded.parameter_set(kind) for kind in (7, 8))
    return [
        Coded(
            100.0 + unit.decoded_s,
            None if number == 0 else 7.0 + unit.shown_s,
            number == 0,
            b"".join(b"\x00" + START_CODE + nal for nal in unit.nals),
            1,
            Coding("h264", sets),
        )
        for number, unit in enumerate(coded.units)
    ]


def shown_s(data: bytes) -> list[float]:
    with av.open(io.BytesIO(data)) as container:
        return [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]


def stored_units(data: bytes) -> list[bytes]:
    """Return the packets of an MP4, as between start codes."""
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.video[0]
        plain = av.BitStreamFilterContext("h264_mp4toannexb", stream)
        return [
            bytes(out)
            for packet in container.demux(stream)
            for out in plain.filter(packet if packet.size else None)
        ]


def units(packet: bytes) -> list[bytes]:
    return [unit.rstrip(b"\x00") for unit in packet.split(START_CODE)[1:]]


def test_not_a_bit_of_a_picture_is_changed(clip: bytes, packets: list[Coded]) -> None:
    made = remuxed(packets)
    # The filter puts the parameter sets before a key frame that had them elsewhere.
    for stored, sent in zip(stored_units(made.data), packets, strict=True):
        assert set(units(sent.data)) <= set(units(stored))
    pictures = zip(frames_of(made.data), frames_of(clip), strict=True)
    assert all(np.array_equal(one, other) for one, other in pictures)


def test_pictures_are_shown_when_the_stream_says(packets: list[Coded]) -> None:
    made = remuxed(packets)
    assert made.timing == "source"
    assert shown_s(made.data) == pytest.approx([number / FPS for number in range(30)], abs=1e-3)


def jumped(packets: Sequence[Coded]) -> list[Coded]:
    """Return packets whose stream's clock jumps by an hour in the middle."""
    return [
        replace(one, media_s=(one.media_s or 0.0) + 3600.0 * (number > 15))
        for number, one in enumerate(packets)
    ]


def still(packets: Sequence[Coded]) -> list[Coded]:
    return [replace(one, media_s=7.0) for one in packets]


def silent(packets: Sequence[Coded]) -> list[Coded]:
    return [replace(one, media_s=None) for one in packets]


def test_a_camera_whose_clock_jumps_keeps_its_pace(packets: list[Coded]) -> None:
    made = remuxed(jumped(packets))
    assert made.timing == "source"
    assert shown_s(made.data)[-1] == pytest.approx(2.9, abs=0.3)


@pytest.mark.parametrize("spoil", [silent, still])
def test_a_clock_that_is_no_use_gives_way_to_when_the_packets_came(
    packets: list[Coded], spoil: object
) -> None:
    made = remuxed(spoil(packets))  # type: ignore[operator]
    assert made.timing == "arrival"
    assert max(shown_s(made.data)) == pytest.approx(2.9, abs=0.3)


@pytest.mark.parametrize(
    ("encoder", "codec", "kind"),
    [("libx265", "hevc", "yuv420p"), ("mjpeg", "mjpeg", "yuvj420p")],
)
def test_other_codecs_of_cameras_make_clips_too(encoder: str, codec: str, kind: str) -> None:
    raw = io.BytesIO()
    with av.open(raw, "w", format=codec) as container:
        stream = container.add_stream(encoder, FPS)
        stream.width, stream.height, stream.pix_fmt = 64, 48, kind
        for picture in patterns(12):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    ring = PacketRing(99.0, 10**7)
    with av.open(io.BytesIO(raw.getvalue()), format=codec) as container:
        ring.begin(container.streams.video[0])
        for number, packet in enumerate(container.demux(video=0)):
            if packet.size:
                ring.put(packet, number / FPS)
    made = remuxed(ring.cut(Span(0.0, 9.0)))
    assert (made.codec, made.packets) == (codec, 12)
    assert len(frames_of(made.data)) == 12


@pytest.mark.parametrize("codec", ["av1", "none"])
def test_a_codec_that_is_not_known_is_refused(packets: list[Coded], codec: str) -> None:
    other = [replace(one, coding=Coding(codec, b"")) for one in packets]
    with pytest.raises(FootageError, match="a clip needs packets of"):
        remuxed(other)
    with pytest.raises(FootageError, match="key frame first"):
        remuxed(packets[1:])


def test_packets_of_which_nothing_can_be_made_are_refused_in_a_sentence(
    packets: list[Coded],
) -> None:
    broken = [replace(one, data=b"\x00" * 9, coding=Coding("h264", b"")) for one in packets]
    with pytest.raises(FootageError, match="make no clip"):
        remuxed(broken)
