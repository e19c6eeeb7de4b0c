"""Reads a site file: YAML in, a school with its floors out, or every problem with its line."""

from pathlib import Path

from pipeline.config.camera_list import load_camera_list
from pipeline.config.cameras import camera
from pipeline.config.cross_checks import cross_problems
from pipeline.config.footprint import ring_footprint
from pipeline.config.picture import corners, ends
from pipeline.config.problem import refused
from pipeline.config.refusals import validated
from pipeline.config.schema import FloorEntry, GateEntry, ProhibitedEntry, SiteEntry, ZoneEntry
from pipeline.config.sound import floors, remember
from pipeline.config.value_gate import value_document
from pipeline.config.yaml_gate import YamlDocument, load_yaml
from pipeline.domain.mounting import ANYWHERE
from pipeline.domain.site import Floor, Site
from pipeline.domain.zone import Gate, ProhibitedZone, Zone


def load_site(path: Path) -> Site:
    """Return the school of a site file.

    SiteFileError lists every problem with its line, field, value and remedy; nothing is repaired.
    A stream given by `url_env` takes the variable's value, and an unset one leaves its URL empty:
    an audit needs no stream, so only opening it is refused. A `camera_list` is read from beside it;
    the picture of an `underlay` is not, since no number rests on it.
    """
    return site_of_document(load_yaml(path))


def site_of_document(document: YamlDocument) -> Site:
    """Return the school of a document that was read already; raises as `load_site` does."""
    return _site(document, document.path.parent)


def site_of_value(value: object, path: Path) -> Site:
    """Return the school of a plain value, such as a page sends; raises as `load_site` does.

    `path` is the file whose value it is or might become: files are looked for beside it.
    """
    return _site(value_document(value, path), path.parent)


def _site(document: YamlDocument, folder: Path) -> Site:
    entry, problems = validated(document, SiteEntry)
    if entry is not None:
        _remember(document, entry)
    problems += cross_problems(document)
    if entry is None or problems:
        raise refused(problems)
    storeys = tuple(_floor(floor, folder) for floor in entry.floors)
    return Site(
        id=entry.id,
        label=entry.name.label(),
        floors=storeys,
        calendar=entry.calendar.calendar() if entry.calendar else None,
        georeference=entry.georeference.georeference() if entry.georeference else None,
        recorders=tuple(recorder.recorder() for recorder in entry.recorders),
        pupils=entry.pupils,
        school=entry.school.school() if entry.school else None,
        camera_list=load_camera_list(folder / entry.camera_list) if entry.camera_list else None,
        receivers=tuple(each.receiver(folder) for each in entry.delivery.receivers)
        if entry.delivery
        else (),
    )


def _remember(document: YamlDocument, site: SiteEntry) -> None:
    """Keep what the schema has accepted for the checks that look at each entry by itself."""
    for (_, floor), entry in zip(floors(document), site.floors, strict=True):
        for name in ("occluders", "zones", "cameras"):
            remember(document, floor, name, getattr(entry, name))


def _floor(entry: FloorEntry, beside: Path) -> Floor:
    return Floor(
        id=entry.id,
        label=entry.name.label(),
        outline=ring_footprint(entry.outline),
        occluders=tuple(part for occluder in entry.occluders for part in occluder.occluders()),
        zones=tuple(_zone(zone) for zone in entry.zones),
        prohibited=tuple(_prohibited(zone) for zone in entry.prohibited),
        cameras=tuple(camera(hung) for hung in entry.cameras),
        gates=tuple(_gate(gate) for gate in entry.gates),
        voids=tuple(ring_footprint(ring) for ring in entry.voids),
        lit=tuple(ring_footprint(ring) for ring in entry.lit),
        devices=tuple(device.device() for device in entry.devices),
        mounting=entry.mounting.mounting() if entry.mounting else ANYWHERE,
        underlay=entry.underlay.underlay(beside) if entry.underlay else None,
    )


def _zone(entry: ZoneEntry) -> Zone:
    return Zone(
        id=entry.id,
        kind=entry.kind,
        label=entry.name.label(),
        area=ring_footprint(entry.ring),
        ground_m=entry.ground_m,
        facing_deg=entry.facing_deg,
        clear_width_m=entry.clear_width_m,
    )


def _prohibited(entry: ProhibitedEntry) -> ProhibitedZone:
    return ProhibitedZone(entry.id, entry.kind, entry.name.label(), ring_footprint(entry.ring))


def _gate(entry: GateEntry) -> Gate:
    first, second, third, fourth = entry.counts
    ring = corners(entry.picture_zone)
    gathering = entry.unexpected.gathering() if entry.unexpected else None
    line = ends(entry.flow_line) if entry.flow_line else None
    return Gate(entry.zone, entry.camera, ring, (first, second, third, fourth), gathering, line)
