"""Every rule beyond coverage, and what it finds."""

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.audit.rules.backup_power import backup_power
from pipeline.audit.rules.bandwidth import bandwidth
from pipeline.audit.rules.camera_list import camera_list
from pipeline.audit.rules.device_presence import device_presence
from pipeline.audit.rules.frame_rate import frame_rate
from pipeline.audit.rules.gate_width import gate_width
from pipeline.audit.rules.held import Held
from pipeline.audit.rules.intrusion import intrusion
from pipeline.audit.rules.networking import networking
from pipeline.audit.rules.one_gate_camera import one_gate_camera
from pipeline.audit.rules.picture_size import picture_size
from pipeline.audit.rules.retention import retention
from pipeline.audit.rules.walking import walking
from pipeline.domain.finding import Finding
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
    RuleClause,
    WalkingDistance,
)

RULES: dict[type[Demand], Callable[[RuleClause, Any, Held], Iterator[Finding]]] = {
    Retention: retention,
    Bandwidth: bandwidth,
    Resolution: picture_size,
    FrameRate: frame_rate,
    Networking: networking,
    BackupPower: backup_power,
    DevicePresence: device_presence,
    WalkingDistance: walking,
    IntrusionDetection: intrusion,
    GateWidth: gate_width,
    NotOnlyTheGate: one_gate_camera,
    CameraList: camera_list,
}


def broken_rules(clause: RuleClause, held: Held) -> Iterator[Finding]:
    """Yield what one clause beyond coverage finds: violations, and what it could not evaluate."""
    yield from RULES[type(clause.demand)](clause, clause.demand, held)
