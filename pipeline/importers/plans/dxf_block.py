"""Blocks of a DXF drawing, each laid out once and placed as often as it is inserted."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import PlanError
from pipeline.importers.plans.collector import MOST_POINTS, MOST_TEXTS
from pipeline.importers.plans.dxf_curve import curve_points, line_of

if TYPE_CHECKING:
    from ezdxf.document import Drawing as Document

BY_BLOCK = "0"
"""What lies on this layer in a block takes the layer of its insert."""

MOST_DEPTH = 32
MOST_ENTITIES = 1_000_000
"""Of a drawing with all its blocks laid out; one of 100,000 lines is a large one."""

TEXTS = {"TEXT", "MTEXT", "ATTRIB", "ATTDEF"}
PASSED_OVER = {"DIMENSION", "HATCH", "LEADER", "MULTILEADER", "VIEWPORT", "POINT", "ATTDEF"}
"""Known to be no walls, so that nobody need be told."""

Stroke = tuple[NDArray[np.float64], str, float, bool]
Words = tuple[str, NDArray[np.float64], float, str]


@dataclass
class Laid:
    """Strokes (points (n, 3), layer, width, whether curved) and texts, and how many points."""

    strokes: list[Stroke] = field(default_factory=list)
    texts: list[Words] = field(default_factory=list)
    points: int = 0

    def grow(self, points: int, texts: int) -> None:
        """Count what is to be added, and refuse what would be too much before it is made."""
        self.points += points
        if self.points > MOST_POINTS or len(self.texts) + texts > MOST_TEXTS:
            raise PlanError(
                f"展开图块后线条的点超过 {MOST_POINTS} 个，无法处理",
                f"its blocks, laid out, have more than {MOST_POINTS} points,"
                " which is more than is read",
            )


class Blocks:
    """The blocks of a document by name; `hidden` layers are left out."""

    def __init__(self, document: "Document", hidden: frozenset[str]) -> None:
        self._document = document
        self._hidden = hidden
        self._laid: dict[str, Laid] = {}
        self._counts: dict[str, int] = {}
        self.skipped: set[str] = set()

    def refuse_too_many(self, entities: Iterable[Any]) -> None:
        """Refuse what would be too much once all blocks are laid out, before any is."""
        if self._count(entities, "model space", ()) > MOST_ENTITIES:
            raise PlanError(
                f"展开图块后图元超过 {MOST_ENTITIES} 个，无法处理",
                f"its blocks, laid out, have more than {MOST_ENTITIES} entities,"
                " which is more than is read",
            )

    def _count(self, entities: Iterable[Any], name: str, inside: tuple[str, ...]) -> int:
        """Return how many entities some stand for, with those of the blocks that they insert."""
        self._refuse_ring(name, inside)
        total = 0
        for entity in entities:
            total += 1
            if entity.dxftype() == "INSERT":
                inserted = entity.dxf.get("name", "")
                if inserted not in self._counts:
                    block = self._document.blocks.get(inserted)
                    self._counts[inserted] = self._count(block or (), inserted, (*inside, name))
                total += self._counts[inserted] * _times(entity)
        return total

    def _refuse_ring(self, name: str, inside: tuple[str, ...]) -> None:
        if name in inside or len(inside) > MOST_DEPTH:
            raise PlanError(
                f"图块“{name[:60]}”包含它自己，或嵌套过深",
                f"the block '{name[:60]}' contains itself, or is nested too deeply",
            )

    def laid_out(self, entities: Iterable[Any], name: str, inside: tuple[str, ...]) -> Laid:
        """Return all strokes and texts of some entities; `inside` are the blocks around them."""
        self._refuse_ring(name, inside)
        laid = Laid()
        for entity in entities:
            kind = entity.dxftype()
            if not entity.is_supported_dxf_attrib("layer"):
                # Made by another program, and kept by the library without being understood.
                self.skipped.add(kind)
                continue
            layer = entity.dxf.get("layer", BY_BLOCK)
            if layer.lower() in self._hidden or entity.dxf.get("invisible", 0):
                continue
            if kind == "INSERT":
                self._insert(entity, layer, laid, (*inside, name))
            elif kind in TEXTS:
                self._write(entity, layer, laid)
            elif kind not in PASSED_OVER:
                self._draw(entity, kind, layer, laid)
        return laid

    def _draw(self, entity: Any, kind: str, layer: str, laid: Laid) -> None:
        if kind == "LINE":
            laid.grow(2, 0)
            laid.strokes.append((line_of(entity), layer, 0.0, False))
            return
        found = curve_points(entity)
        if found is None:
            self.skipped.add(kind)
            return
        for points, width, curved in found:
            laid.grow(len(points), 0)
            laid.strokes.append((points, layer, width, curved))

    def _write(self, entity: Any, layer: str, laid: Laid) -> None:
        laid.grow(0, 1)
        kind = entity.dxftype()
        # Codes such as %%u stay in the words of a TEXT: what is underlined is a name.
        words = entity.plain_text() if kind == "MTEXT" else entity.dxf.text
        height = entity.dxf.get("char_height" if kind == "MTEXT" else "height", 0.0)
        laid.texts.append((words, np.array(_middle(entity, words)), height, layer))

    def _insert(self, entity: Any, layer: str, laid: Laid, inside: tuple[str, ...]) -> None:
        name = entity.dxf.get("name", "")
        block = self._document.blocks.get(name)
        if block is None or (block.block is not None and block.block.is_xref):
            return
        if name not in self._laid:
            self._laid[name] = self.laid_out(block, name, inside)
        content = self._laid[name]
        laid.grow(content.points * _times(entity), len(content.texts) * _times(entity))
        for placed in _copies(entity):
            _place(content, placed, layer, laid)
        for attribute in entity.attribs:
            if not attribute.is_invisible:
                self._write(attribute, layer, laid)


def _place(content: Laid, matrix: NDArray[np.float64], layer: str, laid: Laid) -> None:
    """Add what is laid out in a block, moved by a matrix (4, 4) of rows."""
    grown = math.sqrt(abs(np.linalg.det(matrix[:2, :2])))
    for points, own, width, curved in content.strokes:
        on = layer if own == BY_BLOCK else own
        laid.strokes.append((_moved(points, matrix), on, width * grown, curved))
    for words, place, height, own in content.texts:
        on = layer if own == BY_BLOCK else own
        laid.texts.append((words, _moved(place[None], matrix)[0], height * grown, on))


def _moved(points: NDArray[np.float64], matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(points @ matrix[:3, :3] + matrix[3, :3], dtype=np.float64)


def _times(insert: Any) -> int:
    """Return how often an insert places its block."""
    rows = max(int(insert.dxf.get("row_count", 1)), 1)
    return rows * max(int(insert.dxf.get("column_count", 1)), 1)


def _copies(insert: Any) -> Iterator[NDArray[np.float64]]:
    """Yield the matrix of each copy that an insert makes; an array of inserts makes many."""
    copies = insert.multi_insert() if _times(insert) > 1 else (insert,)
    for copy in copies:
        yield np.array(list(copy.matrix44())).reshape(4, 4)


def _middle(entity: Any, words: str) -> tuple[float, float, float]:
    """Return about where the middle of a text is, so that it lies in the room it names."""
    at = entity.dxf.get("insert")
    if entity.dxftype() == "MTEXT":
        return at.x, at.y, at.z
    placed_by = entity.dxf.get("halign", 0) or entity.dxf.get("valign", 0)
    aligned = entity.dxf.get("align_point")
    if placed_by and aligned is not None:
        return aligned.x, aligned.y, aligned.z
    # Letters are about two thirds as broad as high.
    turn = math.radians(entity.dxf.get("rotation", 0.0))
    half = 0.33 * entity.dxf.get("height", 0.0) * len(words)
    return at.x + half * math.cos(turn), at.y + half * math.sin(turn), at.z
