"""How the words of a PDF are set: sizes, ink and spaces of each role."""

from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from pipeline.domain.label import Language
from pipeline.report.paper.blocks import Align
from pipeline.report.paper.letters import SHIPPED

INK, SOFT, LINE, PALE, BAD = "#1d2430", "#5b6676", "#b4bcc8", "#f0f3f7", "#a81316"
ALIGNMENTS: dict[Align, int] = {"left": TA_LEFT, "centre": TA_CENTER, "right": TA_RIGHT}
SPACING = 1.5
"""From line to line, in sizes of the letters."""

ROLES: dict[str, dict[str, Any]] = {
    "title": {"fontSize": 18, "spaceAfter": 5, "leading": 25},
    "subtitle": {"fontSize": 10, "textColor": SOFT, "spaceAfter": 10},
    "heading1": {"fontSize": 13, "spaceBefore": 12, "spaceAfter": 5, "keepWithNext": 1},
    "heading2": {"fontSize": 11, "spaceBefore": 9, "spaceAfter": 4, "keepWithNext": 1},
    "plain": {"fontSize": 10, "spaceAfter": 5},
    "indented": {"fontSize": 10.5, "spaceAfter": 5, "firstLineIndent": 21, "leading": 18},
    "note": {"fontSize": 8.5, "textColor": SOFT, "spaceAfter": 5},
    "warn": {"fontSize": 10, "textColor": BAD, "spaceAfter": 5},
    "point": {"fontSize": 9.5, "leftIndent": 9, "firstLineIndent": -9, "spaceAfter": 3},
    "sign": {"fontSize": 10.5},
    "head": {"fontSize": 8.8, "leading": 12},
    "cell": {"fontSize": 8.8, "leading": 12.5},
}


@cache
def style(role: str, language: Language, align: Align = "left") -> ParagraphStyle:
    """Return how words of a role are set; Chinese breaks between any two characters."""
    told = dict(ROLES[role])
    told.setdefault("leading", SPACING * told["fontSize"])
    told["textColor"] = HexColor(told.get("textColor", INK))
    return ParagraphStyle(
        f"{role}-{language}-{align}",
        fontName=SHIPPED,
        wordWrap="CJK" if language == "zh" else None,
        alignment=ALIGNMENTS[align],
        allowWidows=0,
        allowOrphans=0,
        **told,
    )
