"""A sheet of simple shapes and words as SVG, for charts that need no library to be laid out.

All is in points from the upper left corner. Letters are drawn as shapes, so that no font is needed
to read them; each word stands beside its shapes as a comment.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal
from xml.sax.saxutils import quoteattr

from pipeline.report.ink import INK
from pipeline.report.typeface import (
    advances_em,
    legible,
    outline,
    text_width_pt,
    units_per_em,
)

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

MIDDLE_EM = 0.36
"""How far the middle of letters lies above the line they stand on."""

HALO_PT = 2.0
"""Of white around words that stand on hatching."""

HATCH_PT = 6.0
"""How far hatching repeats itself."""

SHIFTS: dict[Anchor, float] = {"start": 0.0, "middle": -0.5, "end": -1.0}


class SvgSheet:
    """Takes shapes and words, the later ones on top, and gives the file that shows them."""

    def __init__(self, width_pt: float, height_pt: float) -> None:
        self._size = width_pt, height_pt
        self._shapes: list[str] = []
        self._shared: dict[str, str] = {}

    def path(self, points: Iterable[Point], *, closed: bool = False, **style: str | float) -> None:
        """Draw a line through points, or an area within them; `style` is SVG's, ``_`` for ``-``."""
        steps = " L ".join(f"{_number(x)} {_number(y)}" for x, y in points)
        attributes = {"d": f"M {steps}{' Z' if closed else ''}", "fill": "none", **style}
        self._shapes.append(f"<path{_written(attributes)}/>")

    def box(self, corner: Point, size: Point, **style: str | float) -> None:
        """Fill a rectangle, of which the upper left corner is given."""
        (left, top), (width, height) = corner, size
        right, bottom = left + width, top + height
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        self.path(corners, closed=True, **style)

    def words(
        self,
        text: str,
        at: Point,
        size_pt: float,
        anchor: Anchor = "start",
        *,
        fill: str = INK,
        upwards: bool = False,
        halo: bool = False,
    ) -> None:
        """Write words whose middle is level with `at`; what the font lacks is left out."""
        text = "".join(letter for letter in text if legible(letter, ""))
        scale = size_pt / units_per_em()
        begin = SHIFTS[anchor] * text_width_pt(text, size_pt) / scale
        place = f"translate({_number(at[0])} {_number(at[1])}){' rotate(-90)' if upwards else ''}"
        style: dict[str, str | float] = {"fill": fill}
        if halo:
            width = HALO_PT / scale
            style |= {"stroke": "#ffffff", "stroke_width": width, "paint_order": "stroke"}
        level = -MIDDLE_EM * units_per_em()
        place += f" scale({scale:.5f} {-scale:.5f}) translate({begin:.0f} {level:.0f})"
        letters = "".join(self._letters(text))
        # Two hyphens would end the comment.
        told = re.sub("-(?=-)", "- ", text)
        group = f"<g{_written({'transform': place, **style})}>{letters}</g>"
        self._shapes.append(f"<!-- {told} -->\n{group}")

    def hatching(self, name: str, ground: str, stroke: str, *, rising: bool) -> str:
        """Return the paint of slanted lines on a ground, which shapes can be filled with."""
        lines = "M -1 1 L 1 -1 M 0 6 L 6 0 M 5 7 L 7 5"
        turn = {} if rising else {"patternTransform": "scale(-1 1)"}
        side = {"width": HATCH_PT, "height": HATCH_PT}
        attributes = {"id": name, "patternUnits": "userSpaceOnUse", **side, **turn}
        self._shared[name] = (
            f"<pattern{_written(attributes)}><rect{_written({**side, 'fill': ground})}/>"
            f"<path{_written({'d': lines, 'stroke': stroke, 'stroke_width': 0.5})}/></pattern>"
        )
        return f"url(#{name})"

    def content(self) -> bytes:
        """Return the file. Equal sheets give equal bytes."""
        width, height = map(_number, self._size)
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt"'
            f' viewBox="0 0 {width} {height}">',
            f"<defs>{''.join(self._shared.values())}</defs>",
            *self._shapes,
            "</svg>\n",
        ]
        return "\n".join(lines).encode("utf-8")

    def _letters(self, text: str) -> Iterable[str]:
        at_em = 0.0
        for letter in text:
            name, shape = f"letter-{ord(letter):x}", outline(letter)
            if shape:
                self._shared[name] = f"<path{_written({'id': name, 'd': shape})}/>"
                yield f'<use href="#{name}" x="{at_em * units_per_em():.0f}"/>'
            at_em += advances_em()[letter]


def _number(value: float) -> str:
    """Write a number of points as short as a hundredth of one allows.

    >>> _number(12.0), _number(0.3333)
    ('12', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _written(attributes: Mapping[str, str | float]) -> str:
    pairs = (
        (key.replace("_", "-"), value if isinstance(value, str) else _number(value))
        for key, value in attributes.items()
    )
    return "".join(f" {key}={quoteattr(value)}" for key, value in pairs)
