"""Whether other pictures rest on a coded one, as its first bytes say; nothing is decoded for it.

H.264 says so in each NAL unit (`nal_ref_idc`, ITU-T H.264 §7.4.1), H.265 by the type of the unit
(the sub-layer non-reference pictures of ITU-T H.265 §7.4.2.2), a row of JPEG pictures by being one.
Of all other codecs, and wherever there is a doubt, each picture is taken to be rested on. And
whether a picture begins anew, so that neither it nor a later one rests on what came before it: IDR
pictures do, and those behind a broken link.
"""

from collections.abc import Callable
from itertools import chain
from typing import TypeAlias

from pipeline.sources.avc import Avc
from pipeline.sources.units import Bytes, Units, behind_start_codes, with_lengths

Telling: TypeAlias = Callable[[Bytes], bool]
"""Tells something of the picture of a packet."""

HEVC_SLICES, HEVC_PARAMETERS, HEVC_PICTURE_PARAMETERS = range(32), 33, 34
HEVC_UNREFERENCED = (0, 2, 4, 6)
"""Trailing, sub-layer access and decodable leading pictures. Those that are skipped behind a broken
link (RASL_N) are not among them: whether they are shown, the decoder decides."""

HEVC_ANEW = range(16, 21)
"""BLA and IDR pictures."""


def rests_of(codec: str, extradata: bytes | None) -> Telling | None:
    """Return what tells whether others may rest on a picture; None for a codec not known here."""
    if codec == "h264":
        return Avc(extradata or b"").rests
    if codec == "hevc":
        return _Hevc(extradata or b"").rests
    return _never if codec == "mjpeg" else None


def begins_anew_of(codec: str, extradata: bytes | None) -> Telling | None:
    """Return what tells whether a picture begins anew; None for a codec not known here."""
    if codec == "h264":
        return Avc(extradata or b"").begins_anew
    return _Hevc(extradata or b"").begins_anew if codec == "hevc" else None


def _never(_: Bytes) -> bool:
    return False


class _Hevc:
    """H.265. Of several temporal layers only the highest is rested on by no other one."""

    def __init__(self, extradata: bytes) -> None:
        self._has_lengths = has_lengths = extradata[:1] == b"\x01" and len(extradata) > 22
        self._units = Units((extradata[21] & 3) + 1 if has_lengths else None)
        self._layers = 0
        for unit in _hevc_sets(extradata) if has_lengths else behind_start_codes(extradata):
            self._read_set(unit)

    def rests(self, packet: Bytes) -> bool:
        """Tell whether others may rest on the picture of a packet."""
        for unit in self._units.of(packet):
            kind = unit[0] >> 1 & 63 if len(unit) > 2 else HEVC_PARAMETERS
            if kind in HEVC_SLICES:
                return kind not in HEVC_UNREFERENCED or unit[1] & 7 != self._layers
            self._read_set(unit)
        return True

    def begins_anew(self, packet: Bytes) -> bool:
        """Tell whether neither a packet's picture nor a later one rests on what came before it.

        Nor do their parameter sets: it brings some along, or all stand before the stream.
        """
        missing = set[int]() if self._has_lengths else {HEVC_PARAMETERS, HEVC_PICTURE_PARAMETERS}
        for unit in self._units.of(packet):
            kind = unit[0] >> 1 & 63
            if kind in HEVC_SLICES:
                return kind in HEVC_ANEW and not missing
            missing.discard(kind)
        return False

    def _read_set(self, unit: Bytes) -> None:
        """Take how many temporal layers there are: of several sets, the most."""
        if len(unit) > 2 and unit[0] >> 1 & 63 == HEVC_PARAMETERS:
            self._layers = max(self._layers, (unit[2] >> 1 & 7) + 1)


def _hevc_sets(extradata: bytes) -> list[bytes]:
    """Return the parameter sets of an `hvcC` box (ISO/IEC 14496-15)."""
    found, at = [], 23
    for _ in range(extradata[22]):
        units, at = with_lengths(extradata, at + 3, int.from_bytes(extradata[at + 1 : at + 3]))
        found.append(units)
    return list(chain.from_iterable(found))
