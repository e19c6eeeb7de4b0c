"""The floors of a site as a console draws them, for machines; lengths are metres."""

from collections.abc import Mapping
from typing import Any

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.label import Label
from pipeline.domain.school_clock import SchoolClock
from pipeline.domain.site import Floor, Site
from pipeline.report.audit_json import rings, words_document

FORMAT = 1

Rings = list[list[list[float]]]


def floors_document(
    site: Site,
    profile_id: str,
    views: Mapping[str, Region],
    clock: SchoolClock,
    trouble: Label | None = None,
) -> dict[str, Any]:
    """Return a site to be drawn, format 1; `views` is what each camera sees for sure, as planned.

    `trouble` says why it is not the site as its file stands now. No address of a stream is in it.
    """
    return {
        "format": FORMAT,
        "site": site.id,
        "names": words_document(site.label),
        "profile": profile_id,
        "trouble": None if trouble is None else words_document(trouble),
        "timezone": clock.name,
        "utc_offset_s": clock.offset_s,
        "floors": [_floor(floor, views) for floor in site.floors],
    }


def _floor(floor: Floor, views: Mapping[str, Region]) -> dict[str, Any]:
    return {
        "id": floor.id,
        "names": words_document(floor.label),
        "bounds": [round(at, 3) for at in floor.outline.bounds],
        "outline": drawn(floor.outline),
        "occluders": [
            {"id": one.id, "kind": one.kind, "rings": drawn(one.footprint)}
            for one in floor.occluders
        ],
        "zones": [
            {
                "id": zone.id,
                "kind": zone.kind,
                "names": words_document(zone.label),
                "rings": drawn(zone.area),
            }
            for zone in floor.zones
        ],
        "prohibited": [
            {"id": zone.id, "names": words_document(zone.label), "rings": drawn(zone.area)}
            for zone in floor.prohibited
        ],
        "gates": [{"gate": gate.zone_id, "camera": gate.camera_id} for gate in floor.gates],
        "cameras": [_camera(camera, views.get(camera.id)) for camera in floor.cameras],
    }


def _camera(camera: Camera, view: Region | None) -> dict[str, Any]:
    return {
        "id": camera.id,
        "names": words_document(camera.label),
        "x_m": round(camera.x_m, 3),
        "y_m": round(camera.y_m, 3),
        "pan_deg": round(camera.pan_deg, 2),
        "view": [] if view is None else drawn(view),
    }


def drawn(region: Region) -> Rings:
    """Return the rings of a region, outer ones and holes alike, to a centimetre."""
    return [
        [[round(x, 2), round(y, 2)] for x, y in ring]
        for polygon in rings(region)
        for ring in polygon
    ]
