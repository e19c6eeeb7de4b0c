"""The types of the fields in our files, each with what it refuses beyond its plain type."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from shapely import LineString, is_valid_reason

from pipeline.config.footprint import ring_footprint
from pipeline.config.wording import nearest
from pipeline.domain.camera import Transport
from pipeline.domain.detector import Channels, Fit, Layout
from pipeline.domain.equipment import DEVICE_KINDS
from pipeline.domain.lens import ProjectionName
from pipeline.domain.school import LEVELS, OWNERSHIPS, TYPES
from pipeline.domain.site import OCCLUDER_KINDS
from pipeline.domain.source import Source
from pipeline.domain.zone import PROHIBITED_KINDS, ZONE_KINDS
from pipeline.geometry.region import MAX_SHAPE_CORNERS
from pipeline.units import MAX_COORDINATE_M

ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"
IS_ID = re.compile(ID_PATTERN).fullmatch
VARIABLE_PATTERN = "[A-Za-z_][A-Za-z0-9_]{0,127}"
SHA256_PATTERN = "[0-9A-Fa-f]{64}"
LONGEST_TEXT = 200
RTSP, HTTP = ("rtsp", "rtsps"), ("http", "https")
LEAST_LENGTH_M = 0.01
FISHEYE = "fisheye"
PROJECTION_WORDS: dict[str, ProjectionName] = {
    **{name: name for name in get_args(ProjectionName)},
    FISHEYE: "equidistant",
}
"""The projections by name; a fisheye is an f·θ lens whose picture is a disc."""
LEAST_AREA = 1e-6
"""A ring below a square millimetre (or a millionth of the picture) was not meant as an area."""
BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Signs that reorder the text around them, and so make a name look like another."""


def problem(kind: str, **values: object) -> PydanticCustomError:
    """Return a refusal of one kind of `wording.py`."""
    return PydanticCustomError("ours", "{kind}", {"kind": kind, **values})


def checked_format(number: int) -> int:
    """Return 1, the only format there is so far."""
    if number != 1:
        raise problem("format")
    return number


def checked_id(text: str) -> str:
    """Return an id, which may safely be part of a file's name."""
    if IS_ID(text) is None:
        raise problem("id")
    return text


def checked_text(text: str) -> str:
    """Return words in composed form (NFC); blank ones and invisible signs are refused."""
    text = unicodedata.normalize("NFC", text)
    if not text.strip():
        raise problem("blank")
    if len(text) > LONGEST_TEXT:
        raise problem("long", most=LONGEST_TEXT)
    for sign in text:
        hidden = unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or sign in BIDI_CONTROLS
        if hidden or is_noncharacter(sign):
            raise problem("hidden", code=f"U+{ord(sign):04X}")
    return text


def is_noncharacter(sign: str) -> bool:
    """Tell whether a sign is none, and never will be; XML, and so Word, takes no such thing.

    >>> is_noncharacter(chr(0xFFFE)), is_noncharacter("校")
    (True, False)
    """
    code = ord(sign)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def one_of(known: Mapping[str, Any]) -> Callable[[str], str]:
    """Return a check that a word is a known one."""

    def checked(word: str) -> str:
        if word in known:
            return word
        listed = ", ".join(known)
        if near := nearest(word, list(known)):
            raise problem("one_of_near", near=near, known=listed)
        raise problem("one_of", known=listed)

    return checked


def checked_ring(points: list[list[float]]) -> list[list[float]]:
    """Return the corners of a polygon that has an area and does not cross itself."""
    count = len({tuple(point) for point in points})
    if count < 3:
        raise problem("ring_points", count=count)
    if len(points) > MAX_SHAPE_CORNERS:
        raise problem("ring_many", count=len(points), most=MAX_SHAPE_CORNERS)
    polygon = ring_footprint(points)
    reason = is_valid_reason(polygon)
    if reason != "Valid Geometry":
        # It reads "Self-intersection[5 5]"; points on one line cross themselves too.
        place = re.search(r"\[(\S+) ([^]\s]+)", reason)
        if place and polygon.convex_hull.area > LEAST_AREA:
            raise problem("ring_crosses", x=_short(place[1]), y=_short(place[2]))
        raise problem("ring_flat")
    if polygon.area <= LEAST_AREA:
        raise problem("ring_flat")
    return points


def _is_short(points: list[list[float]]) -> bool:
    """Tell whether a line has no length; asked of every wall, and mostly told at its first bend."""
    (x0, y0), (x1, y1) = points[:2]
    if abs(x1 - x0) > 2 * LEAST_LENGTH_M or abs(y1 - y0) > 2 * LEAST_LENGTH_M:
        return False
    return bool(LineString(points).length < LEAST_LENGTH_M)


def checked_line(points: list[list[float]]) -> list[list[float]]:
    """Return the points of a wall that has a length."""
    if len(points) < 2 or _is_short(points):
        raise problem("line_length")
    # A wall has both its sides.
    if len(points) > MAX_SHAPE_CORNERS // 2:
        raise problem("line_many", count=len(points), most=MAX_SHAPE_CORNERS // 2)
    return points


def checked_ends(points: list[list[float]]) -> list[list[float]]:
    """Return the ends of a line in the picture, which lie apart."""
    if points[0] == points[1]:
        raise problem("line_length")
    return points


def checked_counts(counts: list[int]) -> list[int]:
    """Return four numbers of people that rise from tier to tier."""
    if not counts[0] < counts[1] < counts[2] < counts[3]:
        raise problem("counts_rise")
    return counts


def checked_address(url: str) -> str:
    """Return the address of a live stream; no refusal repeats it, since it may hold a password."""
    try:
        parts = urlsplit(url)
        named = parts.scheme.lower() in {*RTSP, *HTTP} and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        named = False
    if not named or any(unicodedata.category(sign)[0] in "CZ" for sign in url):
        raise problem("scheme")
    return url


def checked_variable(name: str) -> str:
    """Return the name of an environment variable."""
    if not re.fullmatch(VARIABLE_PATTERN, name):
        raise problem("variable")
    return name


def checked_sha256(text: str) -> str:
    """Return the digest in lower case."""
    if not re.fullmatch(SHA256_PATTERN, text):
        raise problem("sha256")
    return text.lower()


def checked_download(url: str) -> str:
    """Return the address of a model file on the web."""
    if not is_web_address(url):
        raise problem("web_address")
    return url


def is_web_address(url: str) -> bool:
    """Tell whether a text is an address that begins with https:// or http:// and names a host.

    >>> is_web_address("https://example.org/a.onnx"), is_web_address("file:///etc/passwd")
    (True, False)
    """
    try:
        parts = urlsplit(url)
        named = parts.scheme.lower() in {"https", "http"} and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        return False
    return named and not any(unicodedata.category(sign)[0] in "CZ" for sign in url)


def checked_beside(text: str) -> str:
    """Return a relative path that does not leave its folder."""
    way = PurePosixPath(text)
    foreign = not text.isprintable() or re.search(r"[\\:]", text)
    if foreign or way.is_absolute() or ".." in way.parts:
        raise problem("beside")
    return checked_text(text)


def _short(number: str) -> str:
    return f"{float(number):.6g}"


def _pattern(pattern: str) -> Any:
    return Field(json_schema_extra={"pattern": f"^{pattern}$"})


def _words(known: Mapping[str, Any]) -> Any:
    return Field(json_schema_extra={"enum": list(known)})


TRANSPORTS = dict.fromkeys(get_args(Transport))


def _points(least: int, most: int) -> Any:
    # Only told to editors: our own check counts different points, and says so.
    return Field(json_schema_extra={"minItems": least, "maxItems": most})


Id = Annotated[str, _pattern(ID_PATTERN), AfterValidator(checked_id)]
Text = Annotated[str, AfterValidator(checked_text)]
Address = Annotated[
    str,
    _pattern("([rR][tT][sS][pP]|[hH][tT][tT][pP])[sS]?://.+"),
    AfterValidator(checked_address),
]
TransportWord = Annotated[str, _words(TRANSPORTS), AfterValidator(one_of(TRANSPORTS))]
Variable = Annotated[str, _pattern(VARIABLE_PATTERN), AfterValidator(checked_variable)]
Sha256 = Annotated[str, _pattern(SHA256_PATTERN), AfterValidator(checked_sha256)]
Beside = Annotated[str, AfterValidator(checked_beside)]
Download = Annotated[str, _pattern("[hH][tT][tT][pP][sS]?://.+"), AfterValidator(checked_download)]

ZoneKind = Annotated[str, _words(ZONE_KINDS), AfterValidator(one_of(ZONE_KINDS))]
ProhibitedKind = Annotated[str, _words(PROHIBITED_KINDS), AfterValidator(one_of(PROHIBITED_KINDS))]
OccluderKind = Annotated[str, _words(OCCLUDER_KINDS), AfterValidator(one_of(OCCLUDER_KINDS))]
DeviceKind = Annotated[str, _words(DEVICE_KINDS), AfterValidator(one_of(DEVICE_KINDS))]
LevelWord = Annotated[str, _words(LEVELS), AfterValidator(one_of(LEVELS))]
TypeWord = Annotated[str, _words(TYPES), AfterValidator(one_of(TYPES))]
OwnershipWord = Annotated[str, _words(OWNERSHIPS), AfterValidator(one_of(OWNERSHIPS))]
CHANNELS, LAYOUTS, FITS = (dict.fromkeys(get_args(kind)) for kind in (Channels, Layout, Fit))
ChannelsWord = Annotated[Channels, _words(CHANNELS), BeforeValidator(one_of(CHANNELS))]
LayoutWord = Annotated[Layout, _words(LAYOUTS), BeforeValidator(one_of(LAYOUTS))]
FitWord = Annotated[Fit, _words(FITS), BeforeValidator(one_of(FITS))]
ProjectionWord = Annotated[str, _words(PROJECTION_WORDS), AfterValidator(one_of(PROJECTION_WORDS))]

FileFormat = Annotated[int, Field(json_schema_extra={"const": 1}), AfterValidator(checked_format)]
SOURCES = dict.fromkeys(get_args(Source))
ClauseSource = Annotated[Source, _words(SOURCES), BeforeValidator(one_of(SOURCES))]

Coordinate = Annotated[float, Field(ge=-MAX_COORDINATE_M, le=MAX_COORDINATE_M, allow_inf_nan=False)]
Point = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]
Ring = Annotated[list[Point], _points(3, MAX_SHAPE_CORNERS), AfterValidator(checked_ring)]
Line = Annotated[list[Point], _points(2, MAX_SHAPE_CORNERS // 2), AfterValidator(checked_line)]
Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
PicturePoint = Annotated[list[Fraction], Field(min_length=2, max_length=2)]
PictureRing = Annotated[
    list[PicturePoint], _points(3, MAX_SHAPE_CORNERS), AfterValidator(checked_ring)
]
PictureLine = Annotated[
    list[PicturePoint], Field(min_length=2, max_length=2), AfterValidator(checked_ends)
]
Pixels = Annotated[int, Field(ge=16, le=32768)]
PictureSize = Annotated[list[Pixels], Field(min_length=2, max_length=2)]
People = Annotated[int, Field(ge=1, le=100_000)]
Pupils = Annotated[int, Field(ge=1, le=100_000)]
Counts = Annotated[list[People], Field(min_length=4, max_length=4), AfterValidator(checked_counts)]
Mean = Annotated[float, Field(ge=-1000, le=1000, allow_inf_nan=False)]
Means = Annotated[list[Mean], Field(min_length=3, max_length=3)]
Deviation = Annotated[float, Field(ge=1e-6, le=1000, allow_inf_nan=False)]
"""Of what is less, a pixel becomes more than a number of 32 bits holds."""
Deviations = Annotated[list[Deviation], Field(min_length=3, max_length=3)]
