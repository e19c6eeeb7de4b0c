"""Nouns of a floor as they stand in a site file: mappings of plain values, field by field.

Reading them again gives the same nouns. What is as it would be without being stated is left out.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from shapely import Polygon

from pipeline.domain.camera import Camera, Head, Stream, Tolerance
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.site import Occluder
from pipeline.domain.zone import ProhibitedZone, Zone

Entry = dict[str, Any]
PLAIN = "rectilinear"


def occluder_entry(occluder: Occluder) -> Entry:
    """Return an occluder by its ground.

    >>> from shapely import box
    >>> sorted(occluder_entry(Occluder("w", "fence", box(0, 0, 1, 1), top_m=2.0)))
    ['id', 'kind', 'ring', 'top_m']
    """
    return {
        "id": occluder.id,
        "kind": occluder.kind,
        "ring": ring_entry(occluder.footprint),
        **occluder_facts(occluder),
    }


def occluder_facts(occluder: Occluder) -> Entry:
    """Return what an occluder has besides its ground."""
    facts: Entry = {}
    if occluder.bottom_m != 0.0 or occluder.kind == "lintel":
        facts["bottom_m"] = occluder.bottom_m
    if occluder.top_m != math.inf:
        facts["top_m"] = occluder.top_m
    return facts


def zone_facts(zone: Zone) -> Entry:
    """Return what a zone has besides its area."""
    facts: Entry = {"ground_m": zone.ground_m} if zone.ground_m else {}
    stated = {"facing_deg": zone.facing_deg, "clear_width_m": zone.clear_width_m}
    return {**facts, **_stated(stated)}


def zone_entry(zone: Zone) -> Entry:
    """Return a zone."""
    return {**_named(zone), "ring": ring_entry(zone.area), **zone_facts(zone)}


def prohibited_entry(zone: ProhibitedZone) -> Entry:
    """Return a prohibited zone."""
    return {**_named(zone), "ring": ring_entry(zone.area)}


def camera_entry(camera: Camera) -> Entry:
    """Return a camera with all that is stated of it; of its stream, only where it is named.

    >>> cam = Camera("c", Label("c", "c"), 1.0, 2.0, 3.0, 45.0, 40.0, Lens(84.0), 1920, 1080)
    >>> camera_entry(cam)["position"], camera_entry(cam)["hfov_deg"]
    ([1.0, 2.0], 84.0)
    """
    return {
        "id": camera.id,
        "name": name_entry(camera.label),
        "position": [camera.x_m, camera.y_m],
        **camera_facts(camera),
    }


def camera_facts(camera: Camera) -> Entry:
    """Return what a camera has besides its id, its name and its place."""
    facts: Entry = {
        "height_m": camera.height_m,
        "pan_deg": camera.pan_deg,
        "tilt_deg": camera.tilt_deg,
    }
    if camera.roll_deg:
        facts["roll_deg"] = camera.roll_deg
    if camera.heads:
        facts["heads"] = [_head(head) for head in camera.heads]
    else:
        facts |= _lens(camera.lens)
    facts["picture"] = [camera.width_px, camera.height_px]
    if camera.tolerance != Tolerance():
        held = camera.tolerance
        facts["tolerance"] = {
            "pan_deg": held.pan_deg,
            "tilt_deg": held.tilt_deg,
            "roll_deg": held.roll_deg,
            "position_m": held.position_m,
        }
    if camera.sweep:
        sweep = camera.sweep
        names = ("pan_deg", "tilt_deg", "hfov_deg")
        facts["ptz"] = {name: list(getattr(sweep, name)) for name in names}
    if camera.masks:
        facts["masks"] = [[[x, y] for x, y in ring] for ring in camera.masks]
    if camera.stream and (named := _stream(camera.stream)):
        facts["stream"] = named
    return {**facts, **_stated(_recording(camera))}


def _stream(stream: Stream) -> Entry:
    """Return where the address of a stream lies, and how it travels; nothing where it is stated."""
    address = _stated({"url_env": stream.url_env, "url_file": stream.url_file})
    if not address:
        return {}
    facts: Entry = {} if stream.transport == "tcp" else {"transport": stream.transport}
    if stream.allows_http:
        facts["allow_http"] = True
    sub = _stream(stream.sub) if stream.sub else {}
    return {**address, **facts, **({"sub": sub} if sub else {})}


def _recording(camera: Camera) -> Entry:
    return {
        "ir_range_m": camera.ir_range_m,
        "fps": camera.fps,
        "retention_days": camera.retention_days,
        "bitrate_mbps": camera.bitrate_mbps,
        "recorder": camera.recorder_id,
        "networked": camera.is_networked,
        "backup_min": camera.backup_min,
    }


def _lens(lens: Lens) -> Entry:
    if lens.projection == PLAIN:
        return {"hfov_deg": lens.hfov_deg}
    circle = {} if lens.circle_px is None else {"circle_px": lens.circle_px}
    return {"lens": {"hfov_deg": lens.hfov_deg, "projection": lens.projection, **circle}}


def _head(head: Head) -> Entry:
    return {"pan_deg": head.pan_deg, "tilt_deg": head.tilt_deg, **_lens(head.lens)}


def _named(thing: Zone | ProhibitedZone) -> Entry:
    return {"id": thing.id, "kind": thing.kind, "name": name_entry(thing.label)}


def name_entry(label: Label) -> str | dict[str, str]:
    """Return a name, once where it is the same in both languages."""
    return label.en if label.zh == label.en else {"zh": label.zh, "en": label.en}


def ring_entry(polygon: Polygon) -> list[list[float]]:
    """Return the corners of a polygon without holes, each once."""
    return points_entry(polygon.exterior.coords[:-1])


def points_entry(points: Iterable[Iterable[float]]) -> list[list[float]]:
    """Return points as a site file has them."""
    return [[float(value) for value in point][:2] for point in points]


def _stated(facts: Mapping[str, Any]) -> Entry:
    return {name: value for name, value in facts.items() if value is not None}
