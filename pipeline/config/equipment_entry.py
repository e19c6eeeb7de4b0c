"""What a site file may say of recorders, and of devices that are no cameras."""

from typing import Self

from pydantic import model_validator
from shapely import LineString
from shapely import Point as Place

from pipeline.config.entry import Entry, Name, exactly_one
from pipeline.config.fields import DeviceKind, Id, Line, Point, problem
from pipeline.config.quantities import Disk, Intake, Minutes, Reach, Spread, Turn
from pipeline.domain.equipment import Device, Recorder
from pipeline.domain.label import Label

DETECTOR = "intrusion_detector"
ALL_ROUND_DEG = 360.0


class RecorderEntry(Entry):
    """Where cameras are recorded."""

    id: Id
    name: Name | None = None
    disk_tb: Disk | None = None
    intake_mbps: Intake | None = None
    backup_min: Minutes | None = None

    def recorder(self) -> Recorder:
        """Return the noun."""
        label = self.name.label() if self.name else Label(self.id, self.id)
        return Recorder(self.id, label, self.disk_tb, self.intake_mbps, self.backup_min)


class DeviceEntry(Entry):
    """Something on the plan that is no camera."""

    model_config = exactly_one("position", "line")

    id: Id
    kind: DeviceKind
    name: Name | None = None
    position: Point | None = None
    line: Line | None = None
    range_m: Reach | None = None
    pan_deg: Turn = 0.0
    spread_deg: Spread = ALL_ROUND_DEG

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.position is None) == (self.line is None):
            raise problem("one_place")
        if self.kind == DETECTOR and self.range_m is None:
            raise problem("missing", at=("range_m",))
        if self.kind != DETECTOR and self.range_m is not None:
            raise problem("no_range", at=("range_m",))
        return self

    def place(self) -> Place | LineString:
        """Return where it is."""
        return LineString(self.line) if self.line else Place(self.position or ())

    def device(self) -> Device:
        """Return the noun."""
        return Device(
            id=self.id,
            kind=self.kind,
            label=self.name.label() if self.name else Label(self.id, self.id),
            place=self.place(),
            range_m=self.range_m,
            pan_deg=self.pan_deg,
            spread_deg=self.spread_deg,
        )
