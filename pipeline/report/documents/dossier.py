"""What the documents about a school are made of, and what they call its cameras and places."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely import Point

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label
from pipeline.domain.site import Floor

NEAR_M = 15.0
"""How far from a zone a camera is still said to hang near it."""

PTZ = Label("云台", "PTZ")
PANORAMIC = Label("多目全景（{heads} 目）", "panoramic, {heads} heads")
FISHEYE = Label("鱼眼", "fisheye")
FIXED = Label("固定", "fixed")


@dataclass(frozen=True)
class Dossier:
    """A school that was audited; `retention_days` is None where nobody stated it."""

    audit: AuditResult
    retention_days: int | None = None

    def hung(self) -> Iterator[tuple[Camera, Label]]:
        """Yield each camera with where it hangs, in the order of the plan."""
        for floor, coverage in zip(self.audit.site.floors, self.audit.floors, strict=True):
            views = {seen.camera_id: seen.nominal_view for seen in coverage.cameras}
            storey = self.floor_name(floor)
            for camera in floor.cameras:
                place = place_told(camera, floor, views[camera.id])
                yield (
                    camera,
                    Label(f"{storey.zh} {place.zh}".strip(), f"{storey.en} {place.en}".strip()),
                )

    def floor_name(self, floor: Floor) -> Label:
        """Return the name of a floor where there are several, and nothing where there is one."""
        return floor.label if len(self.audit.site.floors) > 1 else Label("", "")


def kind_told(camera: Camera) -> Label:
    """Return what kind of device a camera is."""
    if camera.heads:
        count = len(camera.heads)
        return Label(PANORAMIC.zh.format(heads=count), PANORAMIC.en.format(heads=count))
    if camera.sweep is not None:
        return PTZ
    return FISHEYE if camera.lens.circle_px else FIXED


def place_told(camera: Camera, floor: Floor, view: Region) -> Label:
    """Return which zone a camera hangs in, or near, or else the name of its floor.

    Near are zones that it sees, so that no wall lies between, or any where it sees none.
    """
    at = Point(camera.x_m, camera.y_m)
    seen = [z for z in floor.zones if z.area.covers(at) or z.area.intersects(view)]
    away_m = {zone: float(zone.area.distance(at)) for zone in seen or floor.zones}
    zone = min(away_m, key=lambda near: (away_m[near], near.area.area), default=None)
    if zone is None or away_m[zone] > NEAR_M:
        return floor.label
    if away_m[zone] == 0.0:
        return zone.label
    return Label(f"{zone.label.zh}旁", f"by {zone.label.en}")


def camera_told(camera: Camera) -> Label:
    """Return a camera's name with its id, or the id alone where it has no other name."""
    return Label(_named(camera.label.zh, camera.id), _named(camera.label.en, camera.id))


def _named(name: str, id_: str) -> str:
    return name if name == id_ else f"{name} {id_}"
