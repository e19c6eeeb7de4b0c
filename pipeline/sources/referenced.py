"""Whether other pictures rest on a coded one, as its first bytes say; nothing is decoded for it.

H.264 says so in each NAL unit (`nal_ref_idc`, ITU-T H.264 §7.4.1), H.265 by the type of the unit
(the sub-layer non-reference pictures of ITU-T H.265 §7.4.2.2), a row of JPEG pictures by being one.
Of all other codecs, and wherever there is a doubt, each picture is taken to be rested on.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

Bytes: TypeAlias = "bytes | memoryview"
Rests = Callable[[Bytes], bool]
"""Tells whether others may rest on the picture of a packet."""

AVC_SLICES = range(1, 6)
AVC_SLICE, AVC_SPS = 1, 7
HEVC_SLICES = range(32)
HEVC_UNREFERENCED = (0, 2, 4, 6)
"""Trailing, sub-layer access and decodable leading pictures. Those that are skipped behind a broken
link (RASL_N) are not among them: whether they are shown, the decoder decides."""
HEVC_SPS = 33

LOOKED_AT = 64
"""Of a NAL unit, in bytes; all that is asked for lies before."""

HIGH_PROFILES = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)
"""Whose parameter sets also state the chroma format and scaling matrices."""


class Units:
    """Parts packets into their NAL units, by their lengths or by start codes."""

    def __init__(self, length_bytes: int | None) -> None:
        self._length_bytes = length_bytes

    def of(self, packet: Bytes) -> Iterator[Bytes]:
        """Yield the beginnings of the units of a packet."""
        if self._length_bytes is None:
            yield from _behind_start_codes(bytes(packet))
            return
        at = 0
        while at + self._length_bytes < len(packet):
            begin = at + self._length_bytes
            length = int.from_bytes(packet[at:begin], "big")
            yield packet[begin : begin + min(length, LOOKED_AT)]
            at = begin + length


def _behind_start_codes(packet: bytes) -> Iterator[bytes]:
    at = packet.find(b"\x00\x00\x01")
    while at >= 0:
        yield packet[at + 3 : at + 3 + LOOKED_AT]
        at = packet.find(b"\x00\x00\x01", at + 3)


def rests_of(codec: str, extradata: bytes | None) -> Rests | None:
    """Return what tells of a codec's packets; None for a codec that is not known here."""
    told = extradata or b""
    if codec == "h264":
        return _Avc(told)
    if codec == "hevc":
        return _Hevc(told)
    return _never if codec == "mjpeg" else None


def _never(_: Bytes) -> bool:
    return False


class _Avc:
    """H.264. Where fields are coded, a picture may be two packets: then all are rested on."""

    def __init__(self, extradata: bytes) -> None:
        has_lengths = extradata[:1] == b"\x01" and len(extradata) > 6
        self._units = Units((extradata[4] & 3) + 1 if has_lengths else None)
        self._fields = False
        for unit in _avc_sets(extradata) if has_lengths else _behind_start_codes(extradata):
            self._read_set(unit)

    def __call__(self, packet: Bytes) -> bool:
        for unit in self._units.of(packet):
            kind = unit[0] & 31 if unit else 0
            if kind == AVC_SPS:
                self._read_set(unit)
            elif kind in AVC_SLICES:
                return self._fields or kind != AVC_SLICE or bool(unit[0] & 0x60)
        return True

    def _read_set(self, unit: Bytes) -> None:
        if unit and unit[0] & 31 == AVC_SPS:
            self._fields = self._fields or not _is_whole_frames(bytes(unit))


def _avc_sets(extradata: bytes) -> Iterator[bytes]:
    """Yield the sequence parameter sets of an `avcC` box (ISO/IEC 14496-15)."""
    at = 6
    for _ in range(extradata[5] & 31):
        length = int.from_bytes(extradata[at : at + 2], "big")
        yield extradata[at + 2 : at + 2 + length]
        at += 2 + length


def _is_whole_frames(unit: bytes) -> bool:
    """Tell whether a sequence parameter set of H.264 allows no fields (`frame_mbs_only_flag`)."""
    bits = Bits(unit[1:])
    try:
        profile, _, _ = bits.number(8), bits.number(16), bits.golomb()
        if profile in HIGH_PROFILES:
            bits.number(int(bits.golomb() == 3))
            bits.golomb(), bits.golomb(), bits.number(1)
            if bits.number(1):
                return False  # Scaling matrices are long, and no camera is known to send any.
        bits.golomb()
        order = bits.golomb()
        if order == 0:
            bits.golomb()
        elif order == 1:
            bits.number(1), bits.golomb(), bits.golomb()
            for _ in range(bits.golomb()):
                bits.golomb()
        bits.golomb(), bits.number(1), bits.golomb(), bits.golomb()
        return bits.number(1) == 1
    except IndexError:
        return False


class _Hevc:
    """H.265. Of several temporal layers only the highest is rested on by no other one."""

    def __init__(self, extradata: bytes) -> None:
        has_lengths = extradata[:1] == b"\x01" and len(extradata) > 22
        self._units = Units((extradata[21] & 3) + 1 if has_lengths else None)
        self._layers = 0
        for unit in _hevc_sets(extradata) if has_lengths else _behind_start_codes(extradata):
            self._read_set(unit)

    def __call__(self, packet: Bytes) -> bool:
        for unit in self._units.of(packet):
            kind = unit[0] >> 1 & 63 if len(unit) > 2 else -1
            if kind == HEVC_SPS:
                self._read_set(unit)
            elif kind in HEVC_SLICES:
                return kind not in HEVC_UNREFERENCED or unit[1] & 7 != self._layers
        return True

    def _read_set(self, unit: Bytes) -> None:
        """Take how many temporal layers there are: of several sets, the most."""
        if len(unit) > 2 and unit[0] >> 1 & 63 == HEVC_SPS:
            self._layers = max(self._layers, (unit[2] >> 1 & 7) + 1)


def _hevc_sets(extradata: bytes) -> Iterator[bytes]:
    """Yield the parameter sets of an `hvcC` box (ISO/IEC 14496-15)."""
    at = 23
    for _ in range(extradata[22]):
        count, at = int.from_bytes(extradata[at + 1 : at + 3], "big"), at + 3
        for _ in range(count):
            length = int.from_bytes(extradata[at : at + 2], "big")
            yield extradata[at + 2 : at + 2 + length]
            at += 2 + length


class Bits:
    """Reads the bits of a NAL unit; IndexError behind its end.

    >>> bits = Bits(b"\xa6\x80")  # 1 010 011 0100..., the numbers 0 to 2 and half of the next
    >>> [bits.golomb() for _ in range(3)]
    [0, 1, 2]
    """

    def __init__(self, unit: bytes) -> None:
        # A 3 behind two zeros keeps start codes from arising by chance, and is no content.
        self._content = unit.replace(b"\x00\x00\x03", b"\x00\x00")
        self._at = 0

    def number(self, bits: int) -> int:
        """Return the next so many bits as a number."""
        value = 0
        for _ in range(bits):
            value = value * 2 + (self._content[self._at >> 3] >> (7 - (self._at & 7)) & 1)
            self._at += 1
        return value

    def golomb(self) -> int:
        """Return the next number in the code of Exp-Golomb, as ue(v)."""
        zeros = 0
        while not self.number(1):
            zeros += 1
        return (1 << zeros) - 1 + self.number(zeros)
