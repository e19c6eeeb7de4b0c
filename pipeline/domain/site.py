"""A school and its floors, as they stand."""

import math
from dataclasses import dataclass, replace

from shapely import Polygon

from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.camera import Camera
from pipeline.domain.crowding import PictureZone
from pipeline.domain.delivery import Receiver
from pipeline.domain.equipment import Device, ListedCamera, Recorder
from pipeline.domain.flow import GateLine
from pipeline.domain.georeference import Georeference
from pipeline.domain.label import Label
from pipeline.domain.mounting import ANYWHERE, Mounting
from pipeline.domain.school import School
from pipeline.domain.underlay import Underlay
from pipeline.domain.zone import Gate, ProhibitedZone, Zone

OCCLUDER_KINDS: dict[str, Label] = {
    "wall": Label("墙", "wall"),
    "door": Label("门", "door"),
    "glass": Label("玻璃", "glass"),
    "fence": Label("围栏", "fence"),
    "hedge": Label("绿篱", "hedge"),
    "furniture": Label("家具", "furniture"),
    "building": Label("建筑物", "building"),
    "pillar": Label("柱", "pillar"),
    "lintel": Label("门楣、吊挂物", "lintel or hanging sign"),
}
"""What hides; for coverage each kind is opaque, a closed door and glass included."""

SEE_THROUGH = frozenset({"door", "glass", "fence", "hedge"})
"""Kinds that may be looked through where privacy is at stake: a door may stand open, glass is
clear, railings have gaps, and hedges lose their leaves."""

STEP_M = 0.25
"""What is no higher than this above the ground is stepped on, and stood on (assumption)."""

HEADROOM_M = 2.0
"""Who walks below something that hangs as high as this stands there like anywhere (assumption)."""


@dataclass(frozen=True)
class Occluder:
    """Something that hides what lies behind it, from `bottom_m` to `top_m` above the floor.

    `footprint` is its ground plan.
    """

    id: str
    kind: str
    footprint: Polygon
    bottom_m: float = 0.0
    top_m: float = math.inf

    @property
    def is_see_through(self) -> bool:
        """Whether it may be looked through where privacy is at stake."""
        return self.kind in SEE_THROUGH

    def takes_room(self, ground_m: float = 0.0) -> bool:
        """Tell whether nobody can stand where it is, on ground of a height.

        >>> from shapely import box
        >>> kerb = Occluder("k", "furniture", box(0, 0, 1, 1), top_m=0.2)
        >>> kerb.takes_room(), kerb.takes_room(ground_m=-1.0)
        (False, True)
        """
        return self.bottom_m < ground_m + HEADROOM_M and self.top_m > ground_m + STEP_M


@dataclass(frozen=True)
class Floor:
    """One level of a school, with everything that stands, hangs or is required on it.

    In `voids` there is no ground, as above an atrium or around a stairwell: views pass over them,
    nobody stands there. `lit` is where lamps burn at night, `mounting` where cameras may be hung;
    an `underlay` is a picture to look at, and hides nothing.
    """

    id: str
    label: Label
    outline: Polygon
    occluders: tuple[Occluder, ...] = ()
    zones: tuple[Zone, ...] = ()
    prohibited: tuple[ProhibitedZone, ...] = ()
    cameras: tuple[Camera, ...] = ()
    gates: tuple[Gate, ...] = ()
    voids: tuple[Polygon, ...] = ()
    lit: tuple[Polygon, ...] = ()
    devices: tuple[Device, ...] = ()
    mounting: Mounting = ANYWHERE
    underlay: Underlay | None = None


@dataclass(frozen=True)
class Site:
    """A school with its floors; its calendar, its place on earth and itself where they are stated.

    `pupils` are its day pupils and boarders together. `camera_list` is None where it has none.
    """

    id: str
    label: Label
    floors: tuple[Floor, ...]
    calendar: SchoolCalendar | None = None
    georeference: Georeference | None = None
    recorders: tuple[Recorder, ...] = ()
    pupils: int | None = None
    camera_list: tuple[ListedCamera, ...] | None = None
    school: School | None = None
    receivers: tuple[Receiver, ...] = ()

    def cameras(self) -> tuple[Camera, ...]:
        """Return the cameras of all floors, in the order of the plan."""
        return tuple(camera for floor in self.floors for camera in floor.cameras)

    def gates(self) -> tuple[Gate, ...]:
        """Return the gates of all floors, in the order of the plan."""
        return tuple(gate for floor in self.floors for gate in floor.gates)

    def with_own_bars(self, calendar: SchoolCalendar, camera_id: str) -> SchoolCalendar:
        """Return a calendar with the bars that the gates of one camera have of their own."""
        gates = (gate for gate in self.gates() if gate.camera_id == camera_id)
        bars = {gate.zone_id: gate.gathering for gate in gates if gate.gathering}
        return replace(calendar, bars={**calendar.bars, **bars})

    def watched_zones(self, camera_id: str) -> tuple[PictureZone, ...]:
        """Return what one camera's picture is watched for: a zone for each of its gates."""
        labels = {zone.id: zone.label for floor in self.floors for zone in floor.zones}
        return tuple(
            PictureZone(gate.zone_id, labels[gate.zone_id], gate.picture_zone, gate.counts)
            for gate in self.gates()
            if gate.camera_id == camera_id
        )

    def gate_lines(self, camera_id: str) -> tuple[GateLine, ...]:
        """Return where people are counted in and out in one camera's picture: a line for a gate.

        It is called as the gate's zone is, and as wide as that is clear.
        """
        zones = {zone.id: zone for floor in self.floors for zone in floor.zones}
        return tuple(
            GateLine(zone.id, zone.label, *gate.line, width_m=zone.clear_width_m)
            for gate in self.gates()
            if gate.camera_id == camera_id and gate.line
            for zone in [zones[gate.zone_id]]
        )
