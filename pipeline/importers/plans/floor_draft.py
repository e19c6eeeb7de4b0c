"""One storey of a drawing on its way to a floor: what encloses what, called by its texts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, box

from pipeline.domain.drawing import Role, Storey, Text
from pipeline.domain.zone import PROHIBITED_KINDS
from pipeline.errors import PlanError
from pipeline.geometry.lines.cap import THINNEST_M
from pipeline.geometry.lines.faces import Faces, enclosed
from pipeline.geometry.lines.net import Segments
from pipeline.geometry.lines.opening import Opening
from pipeline.importers.plans.ids import Ids
from pipeline.importers.plans.ring import DECIMALS, rings_of
from pipeline.importers.plans.roles import LayerRow
from pipeline.importers.plans.room_name import UNNAMED_KIND, clean, kind_of, names_of, slug
from pipeline.importers.plans.shaped import enclosed_rooms, entries_of
from pipeline.importers.plans.stroke_lines import (
    layers_of,
    length_m,
    lines_of,
    segments_of,
    straightened,
)
from pipeline.importers.plans.wish import Wish

Entry = dict[str, Any]
MARGIN_M = 1.0
"""Around all walls, so that cameras may hang on the outer side of a building."""

SMALL_M2 = 3.0
"""A space without a name that is smaller is a stair's tread, a shaft or a cupboard."""

PILLAR_M2 = 1.0
"""Holes of a room that are no larger are pillars, and the room goes on around them."""

SIGHT_M = 0.05
"""How near a pane must be drawn to an opening to be in it."""

LEAST_PANE_M = 0.4


class FloorDraft:
    """What is known of a storey; `entry` says it as a site file does."""

    def __init__(
        self,
        storey: Storey,
        rows: Sequence[LayerRow],
        unit_m: float,
        moved_m: tuple[float, float],
        wish: Wish,
    ) -> None:
        self.id, self.name = storey.id, clean(storey.name) or storey.id
        self._wish = wish
        roles: tuple[Role, ...] = ("wall", "glass", "door", "name")
        layers = {role: layers_of(rows, role) for role in roles}
        strokes = storey.strokes
        points = strokes.points * unit_m - moved_m
        hung, self._panes = (lines_of(strokes, points, layers[role]) for role in ("door", "glass"))
        walls = segments_of(strokes, points, layers["wall"], unit_m)
        self.faces: Faces = enclosed(walls, wish.tolerance_m, hung)
        self.openings = tuple(_taken(self.faces.openings, hung, self._panes))
        named = [text for text in storey.texts if text.layer in layers["name"]]
        self._texts = [_moved(text, unit_m, moved_m) for text in named or storey.texts]
        self._shapes = [
            replace(
                shape,
                geometry=shapely.transform(shape.geometry, lambda at: at * unit_m - moved_m),
            )
            for shape in storey.shapes
            if not shape.geometry.is_empty
        ]
        if not len(strokes) and not any(shape.kind == "room" for shape in self._shapes):
            self._shapes += enclosed_rooms(self._shapes) if not self._is_ours() else []
        self.unnamed = self.small = 0

    def _is_ours(self) -> bool:
        """Tell whether the shapes are a map of our own, which knows its rooms."""
        return any(shape.kind == "outline" for shape in self._shapes)

    def entry(self, ids: Ids, prefix: str) -> Entry:
        """Return the floor as it stands in a site file."""
        shaped = entries_of(self._shapes, ids, prefix)
        self.unnamed += sum(
            shape.kind == "room" and kind_of(clean(shape.name)) is None for shape in self._shapes
        )
        rooms = list(self._rooms(ids, prefix))
        zones = [room for room in rooms if room["kind"] not in PROHIBITED_KINDS]
        prohibited = [room for room in rooms if room["kind"] in PROHIBITED_KINDS]
        return {
            "id": ids.new(self.id, "floor"),
            "name": self.name,
            "outline": shaped.get("outline") or self._outline(),
            "voids": shaped["voids"],
            "lit": shaped["lit"],
            "occluders": [*self._occluders(ids, prefix), *shaped["occluders"]],
            "zones": [*zones, *shaped["zones"]],
            "prohibited": [*prohibited, *shaped["prohibited"]],
            "cameras": shaped["cameras"],
            "devices": shaped["devices"],
        }

    def _occluders(self, ids: Ids, prefix: str) -> Iterator[Entry]:
        for wall in self.faces.walls:
            for ring in rings_of(wall):
                yield {"id": ids.new(f"{prefix}wall-1", "wall-1"), "kind": "wall", "ring": ring}
        for opening, kind in self.openings:
            if kind != "open" and opening.ground is not None:
                for ring in rings_of(opening.ground):
                    yield {"id": ids.new(f"{prefix}{kind}-1", "door-1"), "kind": kind, "ring": ring}
        for kind, line in (*self._thin_openings(), *self._loose_panes(), *self._thin_walls()):
            yield {
                "id": ids.new(f"{prefix}{kind}-1", "wall-1"),
                "kind": kind,
                "line": line.round(DECIMALS).tolist(),
                "thickness_m": self._wish.thin_m,
            }

    def _thin_openings(self) -> Iterator[tuple[str, Segments]]:
        for opening, kind in self.openings:
            if kind != "open" and opening.ground is None:
                yield kind, opening.closures[0]

    def _loose_panes(self) -> Iterator[tuple[str, Segments]]:
        """Yield panes that stand in no opening and in no wall."""
        if not len(self._panes):
            return
        solids = [*self.faces.walls, *(o.span.buffer(SIGHT_M) for o, _ in self.openings)]
        taken = shapely.union_all(np.array(solids, dtype=np.object_))
        free = shapely.difference(shapely.union_all(self._panes), taken)
        pieces = [
            np.stack((points[:-1], points[1:]), axis=1)
            for part in shapely.get_parts(free)
            if len(points := shapely.get_coordinates(part)) > 1
        ]
        for line in straightened(np.concatenate(pieces)) if pieces else ():
            if length_m(line) >= LEAST_PANE_M:
                yield "glass", line

    def _thin_walls(self) -> Iterator[tuple[str, Segments]]:
        for line in straightened(self.faces.lines):
            if length_m(line) >= THINNEST_M:
                yield "wall", line

    def _rooms(self, ids: Ids, prefix: str) -> Iterator[Entry]:
        names = names_of(self.faces.rooms, self._texts)
        for room, name in zip(self.faces.rooms, names, strict=True):
            if not name and room.area < SMALL_M2:
                self.small += 1
                continue
            kind = kind_of(name)
            self.unnamed += kind is None
            solid = all(Polygon(hole).area <= PILLAR_M2 for hole in room.interiors)
            for ring in rings_of(Polygon(room.exterior) if solid else room):
                id_ = ids.new(f"{prefix}{slug(name) or 'room-1'}", "room-1")
                told = {"kind": kind or UNNAMED_KIND, "name": name or id_}
                yield {"id": id_, **told, "ring": ring}

    def _outline(self) -> list[list[float]]:
        spans = [part.bounds for part in (*self.faces.walls, *self.faces.rooms)]
        spans += [(*line.min(axis=0), *line.max(axis=0)) for line in self.faces.lines]
        spans += [shape.geometry.bounds for shape in self._shapes]
        if not spans:
            raise PlanError(f"楼层“{self.name}”没有墙", f"floor '{self.name}' has no walls")
        low = np.floor(np.min(spans, axis=0)[:2] - MARGIN_M)
        high = np.ceil(np.max(spans, axis=0)[2:] + MARGIN_M)
        return next(rings_of(box(*low, *high)))


def _moved(text: Text, unit_m: float, moved_m: tuple[float, float]) -> Text:
    x_m, y_m = text.x * unit_m - moved_m[0], text.y * unit_m - moved_m[1]
    return replace(text, x=x_m, y=y_m, height=text.height * unit_m)


def _taken(
    through: Sequence[Opening], hung: NDArray[np.object_], panes: NDArray[np.object_]
) -> Iterator[tuple[Opening, str]]:
    """Yield openings with what fills them: a door or glass that is drawn there, or nothing."""
    drawn = [(kind, shapely.STRtree(lines)) for kind, lines in (("door", hung), ("glass", panes))]
    for opening in through:
        near = (
            kind
            for kind, tree in drawn
            if len(tree.query(opening.span, predicate="dwithin", distance=SIGHT_M))
        )
        yield opening, next(near, "open")
