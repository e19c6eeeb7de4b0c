"""Whether a coded stream carries a signature of its camera: looked for, and never validated.

Signatures travel in supplemental enhancement information (SEI, ITU-T H.264 annex D and H.265 annex
D). Those that are known here: ONVIF media signing and Axis signed video, as user data under a UUID
of their own, and the digitally signed content of H.274, as payload types 220 to 222. What GB 35114
asks for is not among them: without its text nobody can say how it is coded.
"""

from collections.abc import Iterable, Iterator

from pipeline.domain.evidence import SignatureSei
from pipeline.sources.units import START_CODE

USER_DATA = 5
SIGNED_CONTENT = range(220, 223)
SIGNATURES = (
    bytes.fromhex("005bc93f2d715e95ada4796f90877a6f"),  # ONVIF media signing
    bytes.fromhex("5369676e656420566964656f2e2e2e30"),  # Axis signed video
)
AVC_SEI, HEVC_SEI = (6,), (39, 40)


def signature_sei(codec: str, packets: Iterable[bytes]) -> SignatureSei:
    r"""Return whether packets with start codes carry a signature; ``unchecked`` of other codecs.

    >>> onvif = b"\x00\x00\x01\x06\x05\x10" + SIGNATURES[0]
    >>> [signature_sei(codec, [onvif]) for codec in ("h264", "hevc", "mjpeg")]
    ['yes', 'no', 'unchecked']
    """
    if codec not in ("h264", "hevc"):
        return "unchecked"
    found = any(_is_signature(*told) for packet in packets for told in _messages(codec, packet))
    return "yes" if found else "no"


def _is_signature(kind: int, payload: bytes) -> bool:
    return kind in SIGNED_CONTENT or (kind == USER_DATA and payload.startswith(SIGNATURES))


def _messages(codec: str, packet: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and beginning of each message in the SEI of a packet."""
    for unit in packet.split(START_CODE)[1:]:
        if codec == "h264" and unit and unit[0] & 31 in AVC_SEI:
            yield from _parted(unit[1:])
        elif codec == "hevc" and len(unit) > 1 and unit[0] >> 1 & 63 in HEVC_SEI:
            yield from _parted(unit[2:])


def _parted(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the messages of a unit, each a type and a size of one or more bytes, then its payload.

    Type 255 and size 255 go on in the next byte; the stop bit alone is no message.
    """
    # A 3 behind two zeros keeps start codes from arising by chance, and is no content.
    left = content.replace(b"\x00\x00\x03", b"\x00\x00")
    while len(left) > 2:
        kind, left = _number(left)
        size, left = _number(left)
        yield kind, left[:16]
        left = left[size:]


def _number(data: bytes) -> tuple[int, bytes]:
    at = 0
    while at < len(data) - 1 and data[at] == 255:
        at += 1
    return 255 * at + (data[at] if data else 0), data[at + 1 :]
