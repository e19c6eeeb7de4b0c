"""Shapes that say what they are, as entries of a floor."""

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from pipeline.domain.drawing import Shape
from pipeline.domain.site import OCCLUDER_KINDS
from pipeline.domain.zone import PROHIBITED_KINDS, ZONE_KINDS
from pipeline.geometry.region import polygons
from pipeline.importers.plans.ids import Ids
from pipeline.importers.plans.ring import rings_of
from pipeline.importers.plans.room_name import UNNAMED_KIND, clean, kind_of, slug

Entry = dict[str, Any]
LISTS = ("voids", "lit", "occluders", "zones", "prohibited", "cameras", "devices")
OF_AREAS = {"bottom_m", "top_m", "sill_m", "lintel_m", "ground_m", "facing_deg", "clear_width_m"}
OF_POSES = {"height_m", "pan_deg", "tilt_deg", "roll_deg", "hfov_deg", "lens", "heads", "picture"}
OF_CAMERAS = {"tolerance", "ptz", "masks", "stream", "ir_range_m", "fps", "retention_days"}
OF_RECORDING = {"bitrate_mbps", "recorder", "networked", "backup_min"}
FIELDS = frozenset({"name", *OF_AREAS, *OF_POSES, *OF_CAMERAS, *OF_RECORDING})
"""What a map may say of an occluder, a zone or a camera; whether it may be is for the site file."""

DEPTH = 5
LEAST_ROOM_M2 = 3.0
CRACK_M = 0.01
"""Between a wall and the door in it there may be so much air in a model."""


def entries_of(shapes: Iterable[Shape], ids: Ids, prefix: str) -> Entry:
    """Return the lists of a floor, and its outline where one is drawn, of shapes in metres."""
    found: Entry = {name: [] for name in LISTS}
    for shape in shapes:
        _add(shape, found, ids, prefix)
    return found


def enclosed_rooms(shapes: Iterable[Shape]) -> list[Shape]:
    """Return the rooms that walls, doors and windows enclose, for a storey that draws none."""
    solids = [shape.geometry for shape in shapes if shape.kind in OCCLUDER_KINDS]
    if not solids:
        return []
    whole = shapely.union_all([solid.buffer(CRACK_M, join_style="mitre") for solid in solids])
    holes = [Polygon(hole) for part in polygons(whole) for hole in part.interiors]
    return [
        Shape("room", "room-1", "", hole.buffer(CRACK_M, join_style="mitre"))
        for hole in holes
        if hole.area >= LEAST_ROOM_M2
    ]


def known_facts(facts: Mapping[str, Any]) -> Entry:
    """Return those fields of a thing that a map may state, as far as they are plain.

    >>> known_facts({"top_m": 2.0, "ring": [], "masks": [[[[[[[1]]]]]]]})
    {'top_m': 2.0}
    """
    return {
        name: value for name, value in facts.items() if name in FIELDS and _is_plain(value, DEPTH)
    }


def _is_plain(value: Any, depth: int) -> bool:
    """Tell whether a value is nested no deeper than anything in a site file."""
    if not isinstance(value, list | dict):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return depth > 0 and all(_is_plain(each, depth - 1) for each in inner)


def _add(shape: Shape, found: Entry, ids: Ids, prefix: str) -> None:
    kind, facts = shape.kind, known_facts(shape.facts)
    name = facts.pop("name", None) or clean(shape.name)
    if kind == "camera":
        found["cameras"].append(_camera(shape, name, facts, ids, prefix))
        return
    # What we have written ourselves is not rounded again.
    rings = list(rings_of(shape.geometry, None if facts or shape.name else 4))
    if kind == "outline" and rings:
        found["outline"] = rings[0]
    elif kind in ("voids", "lit"):
        found[kind] += rings
    elif kind in OCCLUDER_KINDS:
        for ring in rings:
            id_ = ids.new(shape.id, f"{prefix}{kind}-1")
            found["occluders"].append({"id": id_, "kind": kind, "ring": ring, **facts})
    elif kind in ZONE_KINDS or kind in PROHIBITED_KINDS or kind == "room":
        _add_zone(shape, rings, (name, facts), found, ids, prefix)


def _camera(shape: Shape, name: Any, facts: Entry, ids: Ids, prefix: str) -> Entry:
    x, y = (float(value) for value in _first(shape.geometry))
    id_ = ids.new(shape.id, f"{prefix}cam-1")
    return {"id": id_, "name": name or id_, "position": [x, y], **facts}


def _add_zone(
    shape: Shape,
    rings: list[list[list[float]]],
    told: tuple[Any, Entry],
    found: Entry,
    ids: Ids,
    prefix: str,
) -> None:
    name, facts = told
    is_room = shape.kind == "room"
    kind = (kind_of(clean(shape.name)) or UNNAMED_KIND) if is_room else shape.kind
    stem = (slug(clean(shape.name)) or shape.id) if is_room else shape.id
    listed = found["prohibited" if kind in PROHIBITED_KINDS else "zones"]
    for ring in rings:
        id_ = ids.new(f"{prefix}{stem}" if is_room else stem, f"{prefix}room-1")
        listed.append({"id": id_, "kind": kind, "name": name or id_, "ring": ring, **facts})


def _first(geometry: BaseGeometry) -> tuple[float, float]:
    x, y = shapely.get_coordinates(geometry)[0]
    return float(x), float(y)
