"""A school and its floors, as they stand."""

from dataclasses import dataclass

from shapely import Polygon

from pipeline.domain.camera import Camera
from pipeline.domain.crowding import PictureZone
from pipeline.domain.label import Label
from pipeline.domain.zone import Gate, ProhibitedZone, Zone

OCCLUDER_KINDS: dict[str, Label] = {
    "wall": Label("墙", "wall"),
    "door": Label("门", "door"),
    "glass": Label("玻璃", "glass"),
    "building": Label("建筑物", "building"),
    "pillar": Label("柱", "pillar"),
}
"""What hides; closed doors and glass are opaque for coverage."""


@dataclass(frozen=True)
class Occluder:
    """Something of full height that hides what lies behind it; `footprint` is its ground plan."""

    id: str
    kind: str
    footprint: Polygon


@dataclass(frozen=True)
class Floor:
    """One level of a school, with everything that stands, hangs or is required on it."""

    id: str
    label: Label
    outline: Polygon
    occluders: tuple[Occluder, ...] = ()
    zones: tuple[Zone, ...] = ()
    prohibited: tuple[ProhibitedZone, ...] = ()
    cameras: tuple[Camera, ...] = ()
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True)
class Site:
    """A school with its floors."""

    id: str
    label: Label
    floors: tuple[Floor, ...]

    def cameras(self) -> tuple[Camera, ...]:
        """Return the cameras of all floors, in the order of the plan."""
        return tuple(camera for floor in self.floors for camera in floor.cameras)

    def gates(self) -> tuple[Gate, ...]:
        """Return the gates of all floors, in the order of the plan."""
        return tuple(gate for floor in self.floors for gate in floor.gates)

    def watched_zones(self, camera_id: str) -> tuple[PictureZone, ...]:
        """Return what one camera's picture is watched for: a zone for each of its gates."""
        labels = {zone.id: zone.label for floor in self.floors for zone in floor.zones}
        return tuple(
            PictureZone(gate.zone_id, labels[gate.zone_id], gate.picture_zone, gate.counts)
            for gate in self.gates()
            if gate.camera_id == camera_id
        )
