"""A site as it is once steps beyond coverage are taken: their edits made on the nouns."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from shapely import Point

from pipeline.domain.camera import Camera
from pipeline.domain.equipment import Device, ListedCamera, Recorder
from pipeline.domain.label import Label
from pipeline.domain.site import Floor, Site
from pipeline.domain.step import Edit

CAMERA_FIELDS = {"fps": "fps", "networked": "is_networked", "backup_min": "backup_min"}
RECORDER_FIELDS = ("disk_tb", "intake_mbps", "backup_min")


def applied(site: Site, edits: Iterable[Edit]) -> Site:
    """Return a site with edits made, those of views of cameras left out."""
    changes = list(edits)
    fields: dict[str, dict[str, Any]] = {}
    for edit in changes:
        if not edit.adds:
            fields.setdefault(edit.of, {})[edit.field] = edit.value
    return replace(
        site,
        floors=tuple(_floor(floor, fields, changes) for floor in site.floors),
        recorders=tuple(_recorder(recorder, fields) for recorder in site.recorders),
        camera_list=_listed(site, changes),
    )


def _floor(floor: Floor, fields: Mapping[str, Mapping[str, Any]], edits: list[Edit]) -> Floor:
    added = (
        _device(edit.value)
        for edit in edits
        if edit.adds and edit.of == floor.id and edit.field == "devices"
    )
    return replace(
        floor,
        cameras=tuple(_camera(camera, fields.get(camera.id, {})) for camera in floor.cameras),
        zones=tuple(
            replace(
                zone,
                clear_width_m=fields.get(zone.id, {}).get("clear_width_m", zone.clear_width_m),
            )
            for zone in floor.zones
        ),
        devices=(*floor.devices, *added),
    )


def _camera(camera: Camera, fields: Mapping[str, Any]) -> Camera:
    known = {noun: fields[field] for field, noun in CAMERA_FIELDS.items() if field in fields}
    if "picture" in fields:
        known |= dict(zip(("width_px", "height_px"), fields["picture"], strict=True))
    return replace(camera, **known)


def _recorder(recorder: Recorder, fields: Mapping[str, Mapping[str, Any]]) -> Recorder:
    own = fields.get(recorder.id, {})
    return replace(recorder, **{field: own[field] for field in RECORDER_FIELDS if field in own})


def _device(entry: Any) -> Device:
    id_ = entry["id"]
    place = Point(entry["position"])
    return Device(id_, entry["kind"], Label(id_, id_), place, entry.get("range_m"))


def _listed(site: Site, edits: list[Edit]) -> tuple[ListedCamera, ...] | None:
    if site.camera_list is None:
        return None
    rows: list[Any] = [edit.value for edit in edits if edit.field == "camera_list"]
    struck = {row["id"] for row in rows if row.get("struck")}
    kept = [row for row in site.camera_list if row.id not in struck]
    last = max((row.line for row in site.camera_list), default=1)
    added = [row["id"] for row in rows if not row.get("struck")]
    return (*kept, *(ListedCamera(id_, last + n) for n, id_ in enumerate(added, start=1)))
