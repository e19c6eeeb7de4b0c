"""What a clause may ask for beyond coverage, one mapping for each rule."""

from collections.abc import Callable
from typing import Any

from pydantic import Field

from pipeline.config.entry import Entry
from pipeline.config.fields import DeviceKind, Pixels
from pipeline.config.quantities import Days, GateClearance, Minutes, Percent, Rate, Walk
from pipeline.domain.rule import (
    BackupPower,
    Bandwidth,
    CameraList,
    Demand,
    DevicePresence,
    FrameRate,
    GateWidth,
    IntrusionDetection,
    Networking,
    NotOnlyTheGate,
    Resolution,
    Retention,
    WalkingDistance,
)


class RetentionEntry(Entry):
    """For how long recordings are kept."""

    days: Days


class BandwidthEntry(Entry):
    """What a recorder has to spare."""

    headroom_pct: Percent = 0.0


class ResolutionEntry(Entry):
    """How many pixels a picture has at least."""

    width_px: Pixels
    height_px: Pixels


class FrameRateEntry(Entry):
    """How many frames a second at least."""

    fps: Rate


class NetworkingEntry(Entry):
    """What share of the cameras is connected."""

    least_pct: Percent = 100.0


class BackupPowerEntry(Entry):
    """For how long all goes on without mains."""

    minutes: Minutes


class DevicesEntry(Entry):
    """How many devices each zone has."""

    device: DeviceKind
    least: int = Field(default=1, ge=1, le=1000)


class WalkEntry(Entry):
    """How far one walks to a device at most."""

    device: DeviceKind
    walk_m: Walk


class NothingEntry(Entry):
    """A rule that has no numbers: ``{}``."""


class GateWidthEntry(Entry):
    """How wide gates are at least."""

    m_per_100_pupils: GateClearance
    least_m: GateClearance = 0.01


RULES: dict[str, tuple[Callable[[Any], Demand], str]] = {
    "retention": (lambda e: Retention(e.days), "may"),
    "bandwidth": (lambda e: Bandwidth(e.headroom_pct), "none"),
    "resolution": (lambda e: Resolution(e.width_px, e.height_px), "may"),
    "frame_rate": (lambda e: FrameRate(e.fps), "may"),
    "networking": (lambda e: Networking(e.least_pct), "may"),
    "backup_power": (lambda e: BackupPower(e.minutes), "none"),
    "devices": (lambda e: DevicePresence(e.device, e.least), "must"),
    "walking_distance": (lambda e: WalkingDistance(e.device, e.walk_m), "must"),
    "intrusion_detection": (lambda e: IntrusionDetection(), "must"),
    "gate_width": (lambda e: GateWidth(e.m_per_100_pupils, e.least_m), "none"),
    "not_only_the_gate": (lambda e: NotOnlyTheGate(), "none"),
    "camera_list": (lambda e: CameraList(), "none"),
}
"""The noun of each rule, and whether its clause may, must or cannot name kinds of zone."""
