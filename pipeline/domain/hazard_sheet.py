"""The columns of a ledger as a spreadsheet, which is written by one room and read by another."""

from dataclasses import dataclass

from pipeline.domain.hazard_words import ELEMENTS
from pipeline.domain.label import Label


@dataclass(frozen=True)
class SheetColumn:
    """A column: the field of a hazard, its heading, its width, and whether people fill it in."""

    key: str
    label: Label
    width: int
    open: bool = True


COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("id", Label("编号", "id"), 34, open=False),
    SheetColumn("revision", Label("版次", "revision"), 8, open=False),
    SheetColumn("site_id", Label("学校", "site"), 14, open=False),
    SheetColumn("place", Label("部位", "place"), 20, open=False),
    SheetColumn("hazard_class", Label("类别", "class"), 10),
    SheetColumn("major", Label("重大", "major"), 8),
    SheetColumn("state", Label("状态", "state"), 12),
    *(
        SheetColumn(key, label, 12 if key in ("due", "person") else 36)
        for key, label in ELEMENTS.items()
    ),
    SheetColumn("waived_until", Label("豁免至", "waived until"), 12),
    SheetColumn("why", Label("变更理由", "why"), 24),
)
YES_NO: dict[bool, Label] = {True: Label("是", "yes"), False: Label("否", "no")}
MOST_ROWS = 50_000
"""Of one sheet; a ledger that is longer is written as several."""
