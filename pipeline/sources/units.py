"""NAL units, of which packets of H.264 and H.265 consist, and the bits in them."""

from collections.abc import Iterator
from typing import TypeAlias

Bytes: TypeAlias = bytes | memoryview

LOOKED_AT = 64
"""Of a NAL unit in a packet, in bytes; all that is asked for lies before."""

START_CODE = b"\x00\x00\x01"


class Units:
    """Parts packets into their NAL units, by their lengths or by start codes."""

    def __init__(self, length_bytes: int | None) -> None:
        self._length_bytes = length_bytes

    def of(self, packet: Bytes) -> Iterator[Bytes]:
        """Yield the beginnings of the units of a packet, none of them empty."""
        if self._length_bytes is None:
            yield from behind_start_codes(bytes(packet))
            return
        at = 0
        while at + self._length_bytes < len(packet):
            begin = at + self._length_bytes
            length = int.from_bytes(packet[at:begin], "big")
            if length:
                yield packet[begin : begin + min(length, LOOKED_AT)]
            at = begin + length


def behind_start_codes(data: bytes) -> Iterator[bytes]:
    """Yield the beginnings of the units that follow start codes."""
    at = data.find(START_CODE)
    while 0 <= at < len(data) - len(START_CODE):
        yield data[at + 3 : at + 3 + LOOKED_AT]
        at = data.find(START_CODE, at + 3)


def with_lengths(data: bytes, at: int, count: int) -> tuple[list[bytes], int]:
    """Return so many units behind their lengths of two bytes, and where they end."""
    units = []
    for _ in range(count):
        length = int.from_bytes(data[at : at + 2], "big")
        units.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return [unit for unit in units if unit], at


class Bits:
    """Reads the bits of a NAL unit; IndexError behind its end.

    >>> bits = Bits(bytes([0b10100110, 0b10000000]))
    >>> [bits.golomb() for _ in range(3)], bits.number(2)
    ([0, 1, 2], 1)
    """

    def __init__(self, unit: bytes) -> None:
        # A 3 behind two zeros keeps start codes from arising by chance, and is no content.
        self._content = unit.replace(b"\x00\x00\x03", b"\x00\x00")
        self._at = 0

    def number(self, bits: int) -> int:
        """Return the next so many bits as a number."""
        value = 0
        for at in range(self._at, self._at + bits):
            value = value * 2 + (self._content[at >> 3] >> (7 - (at & 7)) & 1)
        self._at += bits
        return value

    def golomb(self) -> int:
        """Return the next number in the code of Exp-Golomb, ue(v)."""
        zeros = 0
        while not self.number(1):
            zeros += 1
        return (1 << zeros) - 1 + self.number(zeros)
