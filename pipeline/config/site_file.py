"""Reads a site file: YAML in, a school with its floors out, or every problem with its line."""

import os
from collections.abc import Sequence
from pathlib import Path

from shapely import Polygon

from pipeline.config.cross_checks import cross_problems
from pipeline.config.problem import refused
from pipeline.config.refusals import validated
from pipeline.config.schema import (
    CameraEntry,
    FloorEntry,
    GateEntry,
    NameEntry,
    OccluderEntry,
    ProhibitedEntry,
    SiteEntry,
    StreamEntry,
    ZoneEntry,
)
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.camera import Camera, Stream
from pipeline.domain.lens import Lens
from pipeline.domain.label import Label
from pipeline.domain.site import Floor, Occluder, Site
from pipeline.domain.zone import Gate, ProhibitedZone, Zone


def load_site(path: Path) -> Site:
    """Return the school of a site file.

    SiteFileError lists every problem with its line, field, value and remedy; nothing is repaired.
    A stream given by `url_env` takes the variable's value, and an unset one leaves its URL empty:
    an audit needs no stream, so only opening it is refused.
    """
    document = load_yaml(path)
    entry, problems = validated(document, SiteEntry)
    problems += cross_problems(document)
    if entry is None or problems:
        raise refused(problems)
    floors = tuple(_floor(floor) for floor in entry.floors)
    return Site(entry.id, entry.name.label(), floors)


def _floor(entry: FloorEntry) -> Floor:
    return Floor(
        id=entry.id,
        label=entry.name.label(),
        outline=Polygon(entry.outline),
        occluders=tuple(_occluder(occluder) for occluder in entry.occluders),
        zones=tuple(_zone(zone) for zone in entry.zones),
        prohibited=tuple(_prohibited(zone) for zone in entry.prohibited),
        cameras=tuple(_camera(camera) for camera in entry.cameras),
        gates=tuple(_gate(gate) for gate in entry.gates),
    )


def _occluder(entry: OccluderEntry) -> Occluder:
    return Occluder(entry.id, entry.kind, entry.footprint())


def _zone(entry: ZoneEntry) -> Zone:
    return Zone(entry.id, entry.kind, entry.name.label(), Polygon(entry.ring))


def _prohibited(entry: ProhibitedEntry) -> ProhibitedZone:
    return ProhibitedZone(entry.id, entry.kind, entry.name.label(), Polygon(entry.ring))


def _camera(entry: CameraEntry) -> Camera:
    x_m, y_m = entry.position
    width_px, height_px = entry.picture
    return Camera(
        id=entry.id,
        label=_label(entry.name, entry.id),
        x_m=x_m,
        y_m=y_m,
        height_m=entry.height_m,
        pan_deg=entry.pan_deg,
        tilt_deg=entry.tilt_deg,
        lens=Lens(entry.hfov_deg),
        width_px=width_px,
        height_px=height_px,
        stream=_stream(entry.stream) if entry.stream else None,
    )


def _label(name: NameEntry | None, otherwise: str) -> Label:
    return name.label() if name else Label(otherwise, otherwise)


def _stream(entry: StreamEntry) -> Stream:
    if entry.url_env is None:
        return Stream(entry.url or "")
    return Stream(os.environ.get(entry.url_env, ""), entry.url_env)


def _gate(entry: GateEntry) -> Gate:
    first, second, third, fourth = entry.counts
    return Gate(entry.zone, entry.camera, _ring(entry.picture_zone), (first, second, third, fourth))


def _ring(points: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    """Return the corners once each; a ring that repeats its first point at the end is opened."""
    corners = [(x, y) for x, y in points]
    return tuple(corners[:-1] if corners[0] == corners[-1] else corners)
