"""What the documents about a school are made of, and what they call its cameras and places."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely import Point

from pipeline.domain.camera import Camera
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label
from pipeline.domain.site import Floor

NEAR_M = 8.0
"""How far from a zone a camera is still said to hang near it."""

PTZ = Label("云台", "PTZ")
PANORAMIC = Label("多目全景（{heads} 目）", "panoramic, {heads} heads")
FISHEYE = Label("鱼眼", "fisheye")
FIXED = Label("固定", "fixed")
PIXELS = Label("{width} × {height}", "{width} × {height}")


@dataclass(frozen=True)
class Dossier:
    """A school that was audited; `retention_days` is None where nobody stated it."""

    audit: AuditResult
    retention_days: int | None = None

    def hung(self) -> Iterator[tuple[Floor, Camera]]:
        """Yield each camera with the floor that it hangs on, in the order of the plan."""
        for floor in self.audit.site.floors:
            for camera in floor.cameras:
                yield floor, camera

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


def place_told(camera: Camera, floor: Floor) -> Label:
    """Return which zone a camera hangs in, or near, or else the name of its floor."""
    at = Point(camera.x_m, camera.y_m)
    away_m = {zone: float(zone.area.distance(at)) for zone in floor.zones}
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
