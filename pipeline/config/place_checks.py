"""What lies where it cannot: beyond the floor's outline, or deep in something solid."""

from collections.abc import Iterable, Iterator
from typing import Any

import shapely
from shapely import Point, Polygon, STRtree

from pipeline.config.camera_entry import CameraEntry
from pipeline.config.equipment_entry import DeviceEntry
from pipeline.config.footprint import ring_footprint
from pipeline.config.occluder_entry import OccluderEntry
from pipeline.config.problem import Problem
from pipeline.config.schema import ZoneEntry
from pipeline.config.sound import floors, sound, sound_ring, sound_rings
from pipeline.config.yaml_gate import Loc, YamlDocument
from pipeline.domain.site import Occluder
from pipeline.errors import GeometryError
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.snap import CLEARANCE_M, REACH_M, snapped

PLAIN_RINGS = ("voids", "lit")
LEAST_SIDE_M, MOST_SIDE_M = 5, 5000
"""A floor's longer side, by assumption; a plan in millimetres or kilometres falls outside."""
TOLERANCE_M = 0.001
"""Rounding in a hand-written file puts a corner a hair outside the outline that it lies on."""


def misplaced(document: YamlDocument) -> Iterator[Problem]:
    """Yield what does not lie on its floor, or where it could not hang."""
    for loc, floor in floors(document):
        outline = sound_ring(floor.get("outline"))
        if outline is None:
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
        yield from _devices_outside(document, outline, floor, loc)


def _rings_outside(
    document: YamlDocument, outline: Polygon, floor: dict[str, Any], loc: Loc
) -> Iterator[Problem]:
    beyond = [
        (place, ring) for place, ring in _rings(document, floor, loc) if not outline.covers(ring)
    ]
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


def _rings(
    document: YamlDocument, floor: dict[str, Any], loc: Loc
) -> Iterator[tuple[Loc, Polygon]]:
    """Yield what must lie on the floor, with the way to each ring."""
    for place, zone in sound(document, ZoneEntry, floor, "zones", loc):
        yield (*place, "ring"), ring_footprint(zone.ring)
    for name in PLAIN_RINGS:
        yield from sound_rings(floor, name, loc)


def _cameras_outside(
    document: YamlDocument, outline: Polygon, floor: object, loc: Loc
) -> Iterator[Problem]:
    for place, camera in sound(document, CameraEntry, floor, "cameras", loc):
        distance = outline.distance(Point(camera.position))
        if distance > TOLERANCE_M:
            x, y = (f"{value:.6g}" for value in camera.position)
            values = {"x": x, "y": y, "distance": f"{distance:.3g}"}
            yield document.problem((*place, "position"), "camera_outside", **values)


def _devices_outside(
    document: YamlDocument, outline: Polygon, floor: object, loc: Loc
) -> Iterator[Problem]:
    for at, device in sound(document, DeviceEntry, floor, "devices", loc):
        place = device.place()
        distance = float(shapely.hausdorff_distance(place, place & outline))
        if not place.intersects(outline):
            distance = float(outline.distance(place))
        if distance > TOLERANCE_M:
            field = "line" if device.line else "position"
            yield document.problem((*at, field), "device_outside", distance=f"{distance:.3g}")


def _cameras_buried(
    document: YamlDocument, outline: Polygon, floor: object, loc: Loc
) -> Iterator[Problem]:
    """Yield the cameras that the audit would find no place for: too deep in what is solid.

    What ends below a camera, or begins above it, leaves it free.
    """
    cameras = list(sound(document, CameraEntry, floor, "cameras", loc))
    if not cameras:
        return
    entries = [entry for _, entry in sound(document, OccluderEntry, floor, "occluders", loc)]
    solids = [solid for entry in entries for solid in entry.occluders()]
    footprints = STRtree([solid.footprint for solid in solids])
    for place, camera in cameras:
        at = Point(camera.position)
        near = footprints.query(at, predicate="dwithin", distance=CLEARANCE_M)
        touched = _as_high(camera, solids, near)
        if not touched or outline.distance(at) > TOLERANCE_M:
            continue
        # As far as a snap looks; a square is cut from a large plan faster than a circle.
        around = both(outline, at.buffer(3 * REACH_M, cap_style="square"))
        hiding = _as_high(camera, solids, footprints.query(around))
        try:
            free = without(around, united([solid.footprint for solid in hiding]))
            snapped(free, at.x, at.y, camera.pan_deg)
        except GeometryError:
            values = {"x": f"{at.x:.6g}", "y": f"{at.y:.6g}", "reach": f"{REACH_M:g}"}
            values["solid"] = touched[0].id
            yield document.problem((*place, "position"), "camera_buried", **values)


def _as_high(camera: CameraEntry, solids: list[Occluder], found: Iterable[int]) -> list[Occluder]:
    """Return those of some occluders that stand or hang at a camera's height."""
    near = [solids[number] for number in sorted(found)]
    # Closed, as the audit takes it: between a sill and the glass on it there is no slit.
    return [solid for solid in near if solid.bottom_m <= camera.height_m <= solid.top_m]
