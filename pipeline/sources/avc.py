"""What the NAL units of H.264 say of its pictures before they are decoded (ITU-T H.264 §7.3, §8.2).

Only of streams whose pictures are whole frames: where there are fields, one may be two packets.
"""

from dataclasses import dataclass

from pipeline.sources.units import Bits, Bytes, Units, behind_start_codes, with_lengths

SLICES = range(1, 6)
SLICE, KEY_SLICE, PARAMETERS, PICTURE_PARAMETERS = 1, 5, 7, 8

HIGH_PROFILES = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)
"""Whose parameter sets also state the chroma format and scaling matrices."""


@dataclass(frozen=True)
class Coding:
    """How the slices of whole frames count: the bits of a frame's number, and of its order."""

    number_bits: int
    order_bits: int


class Avc:
    """A stream by its parameter sets, which stand before it or in its packets."""

    def __init__(self, extradata: bytes) -> None:
        self._has_lengths = has_lengths = extradata[:1] == b"\x01" and len(extradata) > 6
        self._units = Units((extradata[4] & 3) + 1 if has_lengths else None)
        self._codings = set[Coding | None]()
        sets = with_lengths(extradata, 6, extradata[5] & 31)[0] if has_lengths else None
        for unit in behind_start_codes(extradata) if sets is None else sets:
            self._read_set(unit)

    @property
    def coding(self) -> Coding | None:
        """How slices count; None with fields, or with several sets of parameters that differ."""
        return next(iter(self._codings)) if len(self._codings) == 1 else None

    def slice_of(self, packet: Bytes) -> Bytes | None:
        """Return the beginning of the packet's first slice, once what stands before it is read."""
        for unit in self._units.of(packet):
            if unit[0] & 31 in SLICES:
                return unit
            self._read_set(bytes(unit))
        return None

    def rests(self, packet: Bytes) -> bool:
        """Tell whether others may rest on the picture of a packet."""
        unit = self.slice_of(packet)
        if unit is None or self.coding is None or unit[0] & 31 != SLICE:
            return True
        return bool(unit[0] & 0x60)

    def begins_anew(self, packet: Bytes) -> bool:
        """Tell whether neither a packet's picture nor a later one rests on what came before it.

        Nor do their parameter sets: it brings some along, or all stand before the stream.
        """
        missing = set[int]() if self._has_lengths else {PARAMETERS, PICTURE_PARAMETERS}
        for unit in self._units.of(packet):
            kind = unit[0] & 31
            if kind in SLICES:
                return kind == KEY_SLICE and not missing and self.coding is not None
            missing.discard(kind)
            self._read_set(bytes(unit))
        return False

    def _read_set(self, unit: bytes) -> None:
        if unit[0] & 31 == PARAMETERS:
            self._codings.add(_coding(unit))


def _coding(unit: bytes) -> Coding | None:
    """Return how slices count by a sequence parameter set."""
    bits = Bits(unit[1:])
    try:
        profile, _, _ = bits.number(8), bits.number(16), bits.golomb()
        if profile in HIGH_PROFILES and not _is_plain(bits):
            return None
        number_bits, kind = bits.golomb() + 4, bits.golomb()
        order_bits = bits.golomb() + 4 if kind == 0 else 0
        if kind == 1:
            _pass_cycle(bits)
        _ = bits.golomb(), bits.number(1), bits.golomb(), bits.golomb()
        return Coding(number_bits, order_bits) if bits.number(1) else None
    except IndexError:
        return None


def _is_plain(bits: Bits) -> bool:
    """Tell whether there are no colours in planes of their own, and no scaling matrices."""
    if bits.golomb() == 3 and bits.number(1):
        return False
    _ = bits.golomb(), bits.golomb(), bits.number(1)
    return not bits.number(1)


def _pass_cycle(bits: Bits) -> None:
    """Read over what tells the order of pictures where slices do not."""
    _ = bits.number(1), bits.golomb(), bits.golomb()
    for _ in range(bits.golomb()):
        bits.golomb()


@dataclass(frozen=True)
class Place:
    """How far a frame is counted behind the key frame before it, and whether it is that one.

    Encoders count fields, of which a frame has two, or frames.
    """

    count: int
    is_first: bool


class OrderCounts:
    """Follows the picture order count of a stream of frames (§8.2.1.1), packet by packet."""

    def __init__(self, extradata: bytes) -> None:
        self._avc = Avc(extradata)
        self._high, self._low, self._first = 0, 0, 0

    def of(self, packet: Bytes) -> Place | None:
        """Return the place of the next picture in the order of decoding; None where it is open."""
        unit, coding = self._avc.slice_of(packet), self._avc.coding
        if unit is None or coding is None or not coding.order_bits:
            return None
        try:
            count = self._count(bytes(unit), coding)
        except IndexError:
            return None
        is_first = unit[0] & 31 == KEY_SLICE
        self._first = count if is_first else self._first
        return Place(count - self._first, is_first)

    def _count(self, unit: bytes, coding: Coding) -> int:
        bits, is_first = Bits(unit[1:]), unit[0] & 31 == KEY_SLICE
        _ = bits.golomb(), bits.golomb(), bits.golomb(), bits.number(coding.number_bits)
        if is_first:
            bits.golomb()
        low, span = bits.number(coding.order_bits), 1 << coding.order_bits
        high, before = (0, 0) if is_first else (self._high, self._low)
        if low < before and before - low >= span // 2:
            high += span
        elif low > before and low - before > span // 2:
            high -= span
        if unit[0] & 0x60:
            self._high, self._low = high, low
        return high + low
