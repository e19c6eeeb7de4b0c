"""What a school has besides cameras: recorders, devices on the plan, and its list of cameras."""

from dataclasses import dataclass

from shapely import LineString, Point

from pipeline.domain.label import Label

DEVICE_KINDS: dict[str, Label] = {
    "intrusion_detector": Label("入侵探测器", "intrusion detector"),
    "emergency_button": Label("紧急报警按钮（一键报警）", "emergency button"),
    "patrol_point": Label("巡查点", "patrol point"),
    "camera_sign": Label("监控提示标识", "sign that cameras watch"),
    "bollard": Label("防冲撞设施", "bollard"),
    "access_control": Label("出入口控制装置", "access control"),
}
"""Devices that a clause may ask for."""


@dataclass(frozen=True)
class Recorder:
    """Where cameras are recorded; None is what nobody has stated.

    `disk_tb` is the usable room in decimal terabytes, `intake_mbps` what it takes in at most,
    `backup_min` how long it goes on without mains.
    """

    id: str
    label: Label
    disk_tb: float | None = None
    intake_mbps: float | None = None
    backup_min: float | None = None


@dataclass(frozen=True)
class Device:
    """Something on the plan that is no camera: at a point, or along a line as a beam is.

    A detector guards what lies within `range_m` of it, at a point only `spread_deg` around
    `pan_deg`, and only as far as walls let it.
    """

    id: str
    kind: str
    label: Label
    place: Point | LineString
    range_m: float | None = None
    pan_deg: float = 0.0
    spread_deg: float = 360.0


@dataclass(frozen=True)
class ListedCamera:
    """One row of the school's list of cameras."""

    id: str
    line: int
