"""The ring begins at a key frame, keeps to its bounds, and never joins two connections."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest

from pipeline.domain.evidence import Span
from pipeline.sources.ring import PacketRing

SPS, OTHER = b"\x00\x00\x00\x01\x67aa", b"\x00\x00\x00\x01\x67bb"


@dataclass
class Codec:
    name: str = "h264"
    extradata: bytes | None = SPS


@dataclass
class Video:
    codec_context: Codec = field(default_factory=Codec)


@dataclass
class Coded:
    """A packet of ten bytes or so, as a demuxer gives it."""

    is_keyframe: bool
    pts: int | None = None
    time_base: Fraction = Fraction(1, 90000)
    data: bytes = b"\x00\x00\x01\x41......"

    def __bytes__(self) -> bytes:
        return self.data


def filled(ring: PacketRing, keys: str, *, begin: bool = True, from_s: float = 0.0) -> PacketRing:
    """Put a packet for each letter, one a second: K for a key frame, anything else for another."""
    given: Any = Video()
    if begin:
        ring.begin(given)
    for second, letter in enumerate(keys):
        packet: Any = Coded(letter == "K")
        ring.put(packet, from_s + second)
    return ring


def times(packets: Any) -> list[float]:
    return [packet.t_s for packet in packets]


def test_what_comes_before_the_first_key_frame_is_let_go() -> None:
    ring = filled(PacketRing(99.0, 10**6), "..K..")
    assert ring.span() == Span(2.0, 4.0)


def test_after_its_seconds_a_key_frame_goes_with_all_that_rests_on_it() -> None:
    assert filled(PacketRing(5.0, 10**6), "K..K..K.").span() == Span(3.0, 7.0)


def test_after_its_bytes_too_and_it_counts_them() -> None:
    ring = filled(PacketRing(99.0, 70), "K..K..K.")
    assert (ring.span(), ring.bytes) == (Span(3.0, 7.0), 50)


def test_pictures_that_alone_are_too_much_are_not_held_at_all() -> None:
    ring = filled(PacketRing(99.0, 25), "K......K.")
    assert (ring.span(), ring.bytes) == (Span(7.0, 8.0), 20)


@pytest.mark.parametrize(
    ("span", "cut"),
    [
        (Span(4.0, 5.0), [3.0, 4.0, 5.0]),
        (Span(-5.0, 1.0), [0.0, 1.0]),
        (Span(6.0, 99.0), [6.0, 7.0]),
        (Span(20.0, 30.0), []),
    ],
)
def test_a_cut_begins_at_the_key_frame_before(span: Span, cut: list[float]) -> None:
    assert times(filled(PacketRing(99.0, 10**6), "K..K..K.").cut(span)) == cut


def test_of_two_connections_the_longer_one_is_cut() -> None:
    ring = filled(PacketRing(99.0, 10**6), "K..")
    filled(ring, ".K....", from_s=10.0)
    assert times(ring.cut(Span(0.0, 99.0))) == [11.0, 12.0, 13.0, 14.0, 15.0]
    assert times(ring.cut(Span(0.0, 5.0))) == [0.0, 1.0, 2.0]


def test_other_parameters_in_mid_stream_begin_anew() -> None:
    ring = filled(PacketRing(99.0, 10**6), "K.")
    changed: Any = Coded(True, data=OTHER + b"\x00\x00\x01\x65...")
    ring.put(changed, 2.0)
    filled(ring, "...", begin=False, from_s=3.0)
    cut = ring.cut(Span(0.0, 99.0))
    assert times(cut) == [2.0, 3.0, 4.0, 5.0]
    assert cut[0].coding.parameters == OTHER


def test_parameters_that_only_the_packets_tell_are_found() -> None:
    ring = PacketRing(99.0, 10**6)
    video: Any = Video(Codec(extradata=None))
    ring.begin(video)
    packet: Any = Coded(True, data=SPS + b"\x00\x00\x01\x65...")
    ring.put(packet, 0.0)
    filled(ring, "..", begin=False, from_s=1.0)
    assert {one.coding.parameters for one in ring.cut(Span(0.0, 9.0))} == {SPS}
