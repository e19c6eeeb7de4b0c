"""What only shows when the entries of a site are held against one another.

The checks look at every entry that is sound by itself, so that one mistake hides no other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import shapely
from pydantic import ConfigDict, TypeAdapter, ValidationError
from shapely import Point, Polygon, STRtree

from pipeline.config.camera_entry import CameraEntry
from pipeline.config.entry import Entry
from pipeline.config.fields import ID_PATTERN, Ring
from pipeline.config.occluder_entry import OccluderEntry
from pipeline.config.problem import MOST_LISTED, Problem
from pipeline.config.schema import ZoneEntry
from pipeline.config.wording import nearest, worded
from pipeline.config.yaml_gate import Loc, YamlDocument
from pipeline.domain.label import Label
from pipeline.domain.site import Occluder
from pipeline.errors import GeometryError
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.snap import CLEARANCE_M, REACH_M, snapped

E = TypeVar("E", bound=Entry)

WITH_ID = ("occluders", "zones", "prohibited", "cameras")
PLAIN_RINGS = ("voids", "lit")
OPENING_PARTS = ("sill_m", "lintel_m")
LEAST_SIDE_M, MOST_SIDE_M = 5, 5000
"""A floor's longer side, by assumption; a plan in millimetres or kilometres falls outside."""
TOLERANCE_M = 0.001
"""Rounding in a hand-written file puts a corner a hair outside the outline that it lies on."""
MOST_NAMED = 12
"""Ids that are listed where one is unknown."""
RING = TypeAdapter(Ring, config=ConfigDict(strict=True))


@dataclass(frozen=True)
class Named:
    """A thing with an id, as it stands in the file; `floor` is the way to its floor."""

    loc: Loc
    kind: str
    floor: Loc
    id: str


def cross_problems(document: YamlDocument) -> list[Problem]:
    """Return what is wrong between the entries of a site."""
    named = list(_named(document))
    checks = (
        _duplicates(document, named),
        _unknown_zones(document, named),
        _unknown_cameras(document, named),
        _doubled_gates(document),
        _misplaced(document),
    )
    return [problem for check in checks for problem in islice(check, MOST_LISTED + 1)]


def _items(around: object, name: str, loc: Loc) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Yield the mappings of a list with the way to each, whatever else stands there."""
    items = around.get(name) if isinstance(around, dict) else None
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield (*loc, name, number), item


def _floors(document: YamlDocument) -> Iterator[tuple[Loc, dict[str, Any]]]:
    return _items(document.data, "floors", ())


def _gates(document: YamlDocument, field: str) -> Iterator[tuple[Loc, Loc, str]]:
    """Yield the floor, the place and the id that each gate names in one of its fields."""
    for floor_loc, floor in _floors(document):
        for loc, gate in _items(floor, "gates", floor_loc):
            if _is_id(gate.get(field)):
                yield floor_loc, (*loc, field), gate[field]


def _sound(model: type[E], floor: object, name: str, loc: Loc) -> Iterator[tuple[Loc, E]]:
    """Yield the entries of a list that the schema accepts."""
    for place, item in _items(floor, name, loc):
        try:
            yield place, model.model_validate(item)
        except ValidationError:
            continue


def _named(document: YamlDocument) -> Iterator[Named]:
    for floor_loc, floor in _floors(document):
        entries = [(floor_loc, "floors", floor)]
        for kind in WITH_ID:
            entries += [(loc, kind, item) for loc, item in _items(floor, kind, floor_loc)]
        for loc, kind, item in entries:
            if _is_id(item.get("id")):
                yield Named((*loc, "id"), kind, floor_loc, item["id"])
                # The wall around an opening is an occluder too, called after the opening.
                for part in (part for part in OPENING_PARTS if part in item):
                    of_part = f"{item['id']}.{part.removesuffix('_m')}"
                    yield Named((*loc, part), kind, floor_loc, of_part)


def _is_id(given: object) -> bool:
    return isinstance(given, str) and re.fullmatch(ID_PATTERN, given) is not None


def _duplicates(document: YamlDocument, named: list[Named]) -> Iterator[Problem]:
    first: dict[str, Named] = {}
    for thing in named:
        # Reports are files named after ids, and some disks take A and a for the same file.
        known = first.setdefault(thing.id.lower(), thing)
        if known is not thing:
            line = document.line_of(known.loc)
            yield document.problem(thing.loc, "duplicate_id", id=thing.id, first=line)


def _unknown_zones(document: YamlDocument, named: list[Named]) -> Iterator[Problem]:
    zones = [thing for thing in named if thing.kind == "zones"]
    known = {(thing.floor, thing.id) for thing in zones}
    floors = {thing.id: thing.floor for thing in zones}
    for floor, loc, zone in _gates(document, "zone"):
        if (floor, zone) in known:
            continue
        if zone in floors:
            line = document.line_of(floors[zone])
            yield document.problem(loc, "zone_elsewhere", got=zone, line=line)
        else:
            here = [thing.id for thing in zones if thing.floor == floor]
            yield document.problem(loc, "unknown_zone", got=zone, known=_known(zone, here))


def _unknown_cameras(document: YamlDocument, named: list[Named]) -> Iterator[Problem]:
    cameras = {thing.id: None for thing in named if thing.kind == "cameras"}
    for _, loc, camera in _gates(document, "camera"):
        if camera not in cameras:
            known = _known(camera, list(cameras))
            yield document.problem(loc, "unknown_camera", got=camera, known=known)


def _known(wanted: str, known: list[str]) -> Label:
    if not known:
        return worded("known_none")
    if near := nearest(wanted, known):
        return worded("known_near", near=near)
    more = "" if len(known) <= MOST_NAMED else ", …"
    return worded("known_all", all=", ".join(known[:MOST_NAMED]) + more)


def _doubled_gates(document: YamlDocument) -> Iterator[Problem]:
    cameras = {loc[:-1]: camera for _, loc, camera in _gates(document, "camera")}
    first: dict[tuple[str, str], Loc] = {}
    for _, loc, zone in _gates(document, "zone"):
        gate = loc[:-1]
        known = first.setdefault((zone, cameras[gate]), gate) if gate in cameras else gate
        if known != gate:
            yield document.problem(gate, "gate_twice", first=document.line_of(known))


def _misplaced(document: YamlDocument) -> Iterator[Problem]:
    for loc, floor in _floors(document):
        try:
            outline = Polygon(RING.validate_python(floor.get("outline")))
        except ValidationError:
            continue
        west, south, east, north = outline.bounds
        size = max(east - west, north - south)
        if not LEAST_SIDE_M <= size <= MOST_SIDE_M:
            values = {"size": f"{size:.6g}", "low": LEAST_SIDE_M, "high": MOST_SIDE_M}
            yield document.problem((*loc, "outline"), "outline_size", **values)
            # In a wrong unit everything else lies outside too, which would bury the cause.
            continue
        shapely.prepare(outline)
        yield from _rings_outside(document, outline, floor, loc)
        yield from _cameras_outside(document, outline, floor, loc)
        yield from _cameras_buried(document, outline, floor, loc)


def _rings_outside(
    document: YamlDocument, outline: Polygon, floor: dict[str, Any], loc: Loc
) -> Iterator[Problem]:
    beyond = [(place, ring) for place, ring in _rings(floor, loc) if not outline.covers(ring)]
    # Widening an outline of many corners takes long, so it is done once, and only if need be.
    widened = outline.buffer(TOLERANCE_M, join_style="mitre") if beyond else outline
    shapely.prepare(widened)
    for place, ring in beyond:
        if not widened.covers(ring):
            outside = ring.difference(outline)
            at = outside.representative_point()
            values = {"area": f"{outside.area:.3g}", "x": f"{at.x:.6g}", "y": f"{at.y:.6g}"}
            kind = "zone_outside" if place[-1] == "ring" else "ring_outside"
            yield document.problem(place, kind, **values)


def _rings(floor: dict[str, Any], loc: Loc) -> Iterator[tuple[Loc, Polygon]]:
    """Yield what must lie on the floor, with the way to each ring."""
    for place, zone in _sound(ZoneEntry, floor, "zones", loc):
        yield (*place, "ring"), Polygon(zone.ring)
    for name in PLAIN_RINGS:
        rings = floor.get(name)
        for number, ring in enumerate(rings if isinstance(rings, list) else ()):
            try:
                yield (*loc, name, number), Polygon(RING.validate_python(ring))
            except ValidationError:
                continue


def _cameras_outside(
    document: YamlDocument, outline: Polygon, floor: object, loc: Loc
) -> Iterator[Problem]:
    for place, camera in _sound(CameraEntry, floor, "cameras", loc):
        distance = outline.distance(Point(camera.position))
        if distance > TOLERANCE_M:
            x, y = (f"{value:.6g}" for value in camera.position)
            values = {"x": x, "y": y, "distance": f"{distance:.3g}"}
            yield document.problem((*place, "position"), "camera_outside", **values)


def _cameras_buried(
    document: YamlDocument, outline: Polygon, floor: object, loc: Loc
) -> Iterator[Problem]:
    """Yield the cameras that the audit would find no place for: too deep in what is solid.

    What ends below a camera, or begins above it, leaves it free.
    """
    entries = [entry for _, entry in _sound(OccluderEntry, floor, "occluders", loc)]
    solids = [solid for entry in entries for solid in entry.occluders()]
    footprints = STRtree([solid.footprint for solid in solids])
    for place, camera in _sound(CameraEntry, floor, "cameras", loc):
        at = Point(camera.position)
        # As far as a snap looks; a square is cut from a large plan faster than a circle.
        around = both(outline, at.buffer(3 * REACH_M, cap_style="square"))
        found = sorted(footprints.query(around))
        near = [solids[n] for n in found if _is_as_high(solids[n], camera.height_m)]
        touched = [solid for solid in near if solid.footprint.distance(at) <= CLEARANCE_M]
        if not touched or outline.distance(at) > TOLERANCE_M:
            continue
        try:
            free = without(around, united([solid.footprint for solid in near]))
            snapped(free, at.x, at.y, camera.pan_deg)
        except GeometryError:
            values = {"x": f"{at.x:.6g}", "y": f"{at.y:.6g}", "reach": f"{REACH_M:g}"}
            values["solid"] = touched[0].id
            yield document.problem((*place, "position"), "camera_buried", **values)


def _is_as_high(solid: Occluder, height_m: float) -> bool:
    # Closed, as the audit takes it: between a sill and the glass on it there is no slit.
    return solid.bottom_m <= height_m <= solid.top_m
