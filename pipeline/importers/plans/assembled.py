"""Makes a site of a drawing: a floor of each storey, with what was healed and what to look over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.domain.drawing import Drawing
from pipeline.domain.label import Label
from pipeline.errors import PlanError
from pipeline.geometry.lines.loose_end import Gap
from pipeline.geometry.lines.opening import Opening
from pipeline.importers.plans.floor_draft import SMALL_M2, FloorDraft
from pipeline.importers.plans.ids import Ids
from pipeline.importers.plans.roles import LayerRow
from pipeline.importers.plans.room_name import UNNAMED_KIND
from pipeline.importers.plans.scale import Scale
from pipeline.importers.plans.stroke_lines import bounds_of, layers_of
from pipeline.importers.plans.wish import Wish

FAR_M = 10_000.0
"""A drawing that lies further from its origin than this is moved there."""


@dataclass(frozen=True, eq=False)
class Healed:
    """What was closed on one floor: gaps, and openings with what each was taken for."""

    floor_id: str
    gaps: tuple[Gap, ...]
    openings: tuple[tuple[Opening, str], ...]


@dataclass(frozen=True, eq=False)
class Assembled:
    """A site file as plain values, what was healed, and what should be known about it."""

    document: dict[str, Any]
    healed: tuple[Healed, ...]
    moved_m: tuple[float, float]
    notes: tuple[Label, ...]


def wall_span(drawing: Drawing, rows: Sequence[LayerRow]) -> float:
    """Return the longer side of all walls and shapes in the drawing's unit; PlanError for none."""
    walls = layers_of(rows, "wall")
    bounds = [found for storey in drawing.storeys for found in bounds_of(storey, walls)]
    if not bounds:
        layers = ", ".join(row.layer for row in rows if row.strokes)[:200] or "–"
        raise PlanError(
            f"没有取到墙线；请用 --layers 指定墙所在图层。图层：{layers}",
            f"no walls were found; say by --layers on which layers they are. Layers: {layers}",
        )
    low, high = np.min(bounds, axis=0)[:2], np.max(bounds, axis=0)[2:]
    span = float((high - low).max())
    if not span > 0.0:
        raise PlanError("墙线没有长度", "its walls have no length")
    return span


def assembled(drawing: Drawing, rows: Sequence[LayerRow], scale: Scale, wish: Wish) -> Assembled:
    """Return the site that a drawing shows; raises PlanError where it shows none."""
    moved_m = _moved(drawing, rows, scale.unit_m)
    drafts = [FloorDraft(storey, rows, scale.unit_m, moved_m, wish) for storey in drawing.storeys]
    ids = Ids()
    several = len(drafts) > 1
    floors = [draft.entry(ids, f"{draft.id}-" if several else "") for draft in drafts]
    document: dict[str, Any] = {"format": 1, "id": wish.site_id, "name": wish.name or wish.site_id}
    if "georeference" in drawing.facts:
        document["georeference"] = drawing.facts["georeference"]
    if recorders := _recorders(floors):
        document["recorders"] = recorders
    document["floors"] = floors
    healed = tuple(Healed(draft.id, draft.faces.gaps, draft.openings) for draft in drafts)
    notes = (*drawing.notes, *scale.notes, *_notes(drafts, moved_m, wish))
    return Assembled(document, healed, moved_m, notes)


def _recorders(floors: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the recorders that cameras name, of which a drawing says no more."""
    named = [camera.get("recorder") for floor in floors for camera in floor["cameras"]]
    return [{"id": id_} for id_ in dict.fromkeys(named) if isinstance(id_, str)]


def _moved(drawing: Drawing, rows: Sequence[LayerRow], unit_m: float) -> tuple[float, float]:
    """Return by how much a drawing is moved, in metres: not at all, unless it lies far away.

    What is drawn on paper has no origin of its own, and is moved to where its walls begin.
    """
    walls = layers_of(rows, "wall")
    found = [each for storey in drawing.storeys for each in bounds_of(storey, walls)]
    bounds = np.array(found) * unit_m
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    if drawing.facts.get("paper_unit_m") is None and max(-low.min(), high.max()) <= FAR_M:
        return 0.0, 0.0
    x_m, y_m = np.floor(low)
    return float(x_m), float(y_m)


def _notes(
    drafts: Sequence[FloorDraft], moved_m: tuple[float, float], wish: Wish
) -> Iterator[Label]:
    gaps = sum(len(draft.faces.gaps) for draft in drafts)
    yield Label(
        f"按容差 {wish.tolerance_m:g} 米接上 {gaps} 处墙线间隙",
        f"{_many(gaps, 'gap')} between wall lines closed, within {wish.tolerance_m:g} m",
    )
    kinds = [kind for draft in drafts for _, kind in draft.openings]
    if kinds:
        doors, glass, none = (kinds.count(kind) for kind in ("door", "glass", "open"))
        yield Label(
            f"墙上洞口 {len(kinds)} 处：门 {doors}，窗 {glass}，无门窗 {none}（可通视）",
            f"{_many(len(kinds), 'opening')} in walls: {doors} with a door, {glass} with glass,"
            f" {none} with nothing in it, to be looked through",
        )
    if unnamed := sum(draft.unnamed for draft in drafts):
        yield Label(
            f"{unnamed} 个房间无法由名称判断用途，暂作 {UNNAMED_KIND}，请核对",
            f"{_many(unnamed, 'room')} of a kind that no name tells, taken as {UNNAMED_KIND}:"
            " look the file over",
        )
    if small := sum(draft.small for draft in drafts):
        yield Label(
            f"{small} 个无名小空间（小于 {SMALL_M2:g} 平方米）未作部位",
            f"{_many(small, 'space')} without a name, smaller than {SMALL_M2:g} m², made no zone",
        )
    if moved_m != (0.0, 0.0):
        x_m, y_m = moved_m
        yield Label(
            f"坐标已平移：图中 ({x_m:g}, {y_m:g}) 米处为原点",
            f"coordinates were moved: the origin is at ({x_m:g}, {y_m:g}) m of the drawing",
        )


def _many(number: int, noun: str) -> str:
    """Return so many of a thing.

    >>> _many(1, "gap"), _many(0, "gap")
    ('1 gap', '0 gaps')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
