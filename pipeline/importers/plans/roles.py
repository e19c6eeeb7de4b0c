"""What the layers of a drawing are taken for: proposed by their names, and corrected by the user.

The table is CSV with the columns layer and role, so that it can be edited in any spreadsheet.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import box

from pipeline.domain.drawing import ROLES, Drawing, Role
from pipeline.domain.label import Label
from pipeline.errors import PlanError
from pipeline.importers.plans.collector import LONGEST_LAYER
from pipeline.importers.plans.room_name import clean

PREFIX = re.compile(r".*[$|]")
"""What an external reference leaves before a layer's name when it is bound: FILE$0$ or FILE|."""

NAMES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "ignore",
        re.compile(
            r"STEM|FOOTER|FOOTING|FOUND|SLAB|ROOF|CEIL|BEAM|HEADER|HATCH|PATT|DIM|ANNO|GRID|AXIS"
            r"|LIGHT|LITE|ELEC|PLUMB|HVAC|FURN|FIXT|EQUIP|CASE|PLANT|TREE|LAND|LOGO|ARROW|TITLE"
            r"|VIEWPORT|DEFPOINTS|BORDER|ROOM-?AREA|CCTV|轴|标注|尺寸|填充|家具|绿化|植物|洁具|设备"
            r"|灯|梁|基础|屋|顶|图框|电气|给排水|暖通|楼梯"
        ),
    ),
    ("glass", re.compile(r"GLAZ|GLASS|WINDOW|(^|[^A-Z])WIN([^A-Z]|$)|CURTAIN|玻璃|窗|幕墙")),
    ("door", re.compile(r"DOOR|OPENING|(^|[^A-Z])DR([^A-Z]|$)|门|洞")),
    ("wall", re.compile(r"WALL|WAND|MUR|PARTITION|COLUMN|(^|[^A-Z])COLS?([^A-Z]|$)|墙|柱|隔断")),
    ("name", re.compile(r"TEXT|NOTE|NAME|LABEL|文字|名称")),
)
"""What a layer's name tells, the first that fits; the field's usual words (assumption)."""

ROOMS = re.compile(r"ROOM|(^|[^A-Z])RM([^A-Z]|$)|房间")
"""A layer of rooms: their names, and their walls where no other layer has any."""

STRAIGHT = 0.8
"""Of the strokes of a layer of walls, so many have no curve (assumption)."""

LEAST_SHARE, LEAST_STROKES = 0.03, 0.05
"""A layer that spans less of the drawing is a sign, one with fewer of its strokes a few leaders."""


BROAD = re.compile(r"w(\d+(?:\.\d+)?) #")
"""How a layer of a PDF is called: by how broad its strokes are."""

BROADEST = 0.8
"""Walls are drawn with the broadest strokes of a plan, to so much of it (assumption)."""


@dataclass(frozen=True)
class LayerRow:
    """A layer with what it is taken for, how many strokes are on it, and why."""

    layer: str
    role: Role
    strokes: int
    why: Label


def proposed(drawing: Drawing) -> tuple[LayerRow, ...]:
    """Return what each layer is taken for.

    Where no name tells of walls, layers that no name tells of are, if their strokes are straight.
    """
    counts, curved, spans = _figures(drawing)
    by_name = [_by_name(name) for name in drawing.layers]
    guessing = "wall" not in by_name
    enough = LEAST_STROKES * sum(counts)
    broadest = max(
        (_width(name) for name, many in zip(drawing.layers, counts, strict=True) if many >= enough),
        default=0.0,
    )
    rows = []
    for number, name in enumerate(drawing.layers):
        role, why = by_name[number], Label("按名称", "by its name")
        if role is None:
            straight = curved[number] <= (1.0 - STRAIGHT) * counts[number]
            large = counts[number] >= enough and spans[number] >= LEAST_SHARE
            large = large and _width(name) >= BROADEST * broadest
            if guessing and counts[number] and straight and large:
                role, why = "wall", Label("猜测：直线", "a guess: its lines are straight")
            elif ROOMS.search(PREFIX.sub("", name).upper()):
                role = "name"
            else:
                role, why = "ignore", Label("名称未说明", "its name says nothing")
        rows.append(LayerRow(name, role, int(counts[number]), why))
    return tuple(rows)


def _width(layer: str) -> float:
    found = BROAD.match(layer)
    return float(found[1]) if found else 0.0


def _by_name(name: str) -> Role | None:
    told = PREFIX.sub("", name).upper()
    return next((role for role, pattern in NAMES if pattern.search(told)), None)


def _figures(drawing: Drawing) -> tuple[Sequence[int], Sequence[int], Sequence[float]]:
    """Return of each layer how many strokes it has, how many are curved, how much they span."""
    many = len(drawing.layers)
    counts, curved = np.zeros(many, dtype=np.int64), np.zeros(many, dtype=np.int64)
    low, high = np.full((many, 2), np.inf), np.full((many, 2), -np.inf)
    for storey in drawing.storeys:
        strokes = storey.strokes
        counts += np.bincount(strokes.layers, minlength=many)
        curved += np.bincount(strokes.layers[strokes.curved], minlength=many)
        owners = np.repeat(strokes.layers, np.diff(strokes.starts))
        np.minimum.at(low, owners, strokes.points)
        np.maximum.at(high, owners, strokes.points)
    drawn = counts > 0
    if not drawn.any():
        return list(counts), list(curved), [0.0] * many
    whole = box(*low[drawn].min(axis=0), *high[drawn].max(axis=0)).length
    around = np.where(drawn, 2.0 * (np.where(drawn[:, None], high - low, 0.0)).sum(axis=1), 0.0)
    return list(counts), list(curved), list(around / whole if whole else around)


def with_table(rows: Sequence[LayerRow], text: str) -> tuple[LayerRow, ...]:
    """Return the rows with the roles of a table; layers that it does not name stay as proposed.

    Raises PlanError for a table without the columns, an unknown role, or a layer that is not there.
    """
    given = _table(text)
    known = {row.layer: row for row in rows}
    by_user = Label("按图层表", "by the table")
    for layer in given:
        if layer not in known:
            listed = ", ".join(known)[:200]
            raise PlanError(
                f"图层表：图中没有图层“{layer}”；有 {listed}",
                f"layer table: there is no layer '{layer}'; there are {listed}",
            )
    return tuple(
        LayerRow(row.layer, given[row.layer], row.strokes, by_user) if row.layer in given else row
        for row in rows
    )


def _table(text: str) -> dict[str, Role]:
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    heading = [str(name).strip().lower() for name in rows.fieldnames or ()]
    if not {"layer", "role"} <= set(heading):
        raise PlanError(
            "图层表：首行须含 layer 和 role 两列", "layer table: its heading needs layer and role"
        )
    rows.fieldnames = heading
    found: dict[str, Role] = {}
    for row in rows:
        layer, given = clean(row["layer"] or "", LONGEST_LAYER), (row["role"] or "").strip().lower()
        role = next((role for role in ROLES if role == given), None)
        if role is None:
            known = ", ".join(ROLES)
            raise PlanError(
                f"图层表第 {rows.line_num} 行：role 须为 {known} 之一，得到“{given}”",
                f"layer table, line {rows.line_num}: role must be one of {known}, got '{given}'",
            )
        if found.setdefault(layer, role) != role:
            raise PlanError(
                f"图层表第 {rows.line_num} 行：图层“{layer}”已定为 {found[layer]}，又写作 {role}",
                f"layer table, line {rows.line_num}: layer '{layer}' is {found[layer]} already,"
                f" and {role} here",
            )
    return found


def table_text(rows: Sequence[LayerRow]) -> str:
    """Return the table as it may be edited and given back."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("layer", "role", "strokes", "why"))
    writer.writerows((row.layer, row.role, row.strokes, row.why.en) for row in rows)
    return stream.getvalue()
