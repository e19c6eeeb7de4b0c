"""A signature in a stream is noticed by what announces it, and never taken for a valid one."""

import pytest

from pipeline.sources.clip import encoded_clip
from pipeline.sources.sei import SIGNATURES, signature_sei
from tests.rtsp_server import coded_clip
from tests.sources.clips import patterns

START = b"\x00\x00\x00\x01"
SLICE = START + b"\x65" + bytes(range(1, 40))
ONVIF, AXIS = SIGNATURES
X264 = bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef")


def message(kind: int, payload: bytes) -> bytes:
    """Return an SEI message: type and size in bytes of 255 and a rest."""
    numbers = b"".join(b"\xff" * (n // 255) + bytes([n % 255]) for n in (kind, len(payload)))
    return numbers + payload


def avc(*messages: bytes) -> bytes:
    return START + b"\x06" + b"".join(messages) + b"\x80" + SLICE


def hevc(*messages: bytes) -> bytes:
    return START + bytes([39 << 1, 1]) + b"".join(messages) + b"\x80" + SLICE


@pytest.mark.parametrize("uuid", [ONVIF, AXIS])
@pytest.mark.parametrize(("codec", "unit"), [("h264", avc), ("hevc", hevc)])
def test_user_data_under_the_uuid_of_a_signature_is_one(
    codec: str, unit: object, uuid: bytes
) -> None:
    packet = unit(message(1, b"\x01"), message(5, uuid + b"x" * 400))  # type: ignore[operator]
    assert signature_sei(codec, [SLICE, packet]) == "yes"


@pytest.mark.parametrize("kind", [220, 221, 222])
def test_digitally_signed_content_is_one(kind: int) -> None:
    assert signature_sei("h264", [avc(message(kind, b"abc"))]) == "yes"
    assert signature_sei("hevc", [hevc(message(kind, b"abc"))]) == "yes"


def test_other_messages_and_user_data_of_others_are_none() -> None:
    packets = [avc(message(5, X264 + b"x264 - core"), message(219, b"abc"), message(6, b"\x80"))]
    assert signature_sei("h264", packets) == "no"
    assert signature_sei("h264", [START + b"\x06\x05\xff\xff"]) == "no"
    assert signature_sei("h264", []) == "no"


def test_a_uuid_elsewhere_in_a_picture_is_none() -> None:
    assert signature_sei("h264", [SLICE + ONVIF]) == "no"


def test_a_signature_behind_a_broken_start_code_is_found() -> None:
    """The message before it holds two zeros, behind which a 3 was put that is no content."""
    before = b"\x04\x03\x00\x00\x03\x01"
    assert signature_sei("h264", [avc(before, message(5, ONVIF))]) == "yes"


def test_of_other_codecs_it_is_not_looked_for() -> None:
    assert signature_sei("mjpeg", [b"\xff\xd8"]) == "unchecked"


def test_a_stream_of_a_common_encoder_carries_none() -> None:
    units = coded_clip(encoded_clip(patterns(5), 5)).units
    assert signature_sei("h264", [START + START.join(unit.nals) for unit in units]) == "no"
