"""How the words of a PDF are set: sizes, ink and spaces of each role, in points."""

from dataclasses import dataclass

INK, SOFT, LINE, PALE, BAD = "#1d2430", "#5b6676", "#b4bcc8", "#f0f3f7", "#a81316"


@dataclass(frozen=True)
class Style:
    """Size and leading of the letters, room around them, ink, and a sign before the first line."""

    size: float
    leading: float
    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    first_indent: float = 0.0
    ink: str = INK
    mark: str = ""


STYLES: dict[str, Style] = {
    "title": Style(18, 25, after=5),
    "subtitle": Style(10, 15, after=10, ink=SOFT),
    "heading1": Style(13, 19.5, before=12, after=5),
    "heading2": Style(11, 16.5, before=9, after=4),
    "plain": Style(10, 15.5, after=5),
    "indented": Style(10.5, 18, after=5, first_indent=21),
    "note": Style(8.5, 13, after=5, ink=SOFT),
    "warn": Style(10, 15.5, after=5, ink=BAD),
    "point": Style(9.5, 14.5, after=3, left=9, mark="·"),
    "sign": Style(10.5, 16),
    "head": Style(8.8, 12),
    "cell": Style(8.8, 12.5),
}
