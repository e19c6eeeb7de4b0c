"""What a clause may ask for beyond coverage: of recordings, networks, devices, signs and gates."""

from dataclasses import dataclass
from typing import TypeAlias

from pipeline.domain.label import Label
from pipeline.domain.source import Source


@dataclass(frozen=True)
class Retention:
    """Recordings are kept for so many days, by bitrate and disk."""

    days: float


@dataclass(frozen=True)
class Bandwidth:
    """A recorder takes in the streams of its cameras, with so much to spare."""

    headroom_pct: float


@dataclass(frozen=True)
class Resolution:
    """Pictures have at least so many pixels."""

    width_px: int
    height_px: int


@dataclass(frozen=True)
class FrameRate:
    """Streams have at least so many frames a second."""

    fps: float


@dataclass(frozen=True)
class Networking:
    """At least such a share of the cameras is connected to the police (联网率)."""

    least_pct: float


@dataclass(frozen=True)
class BackupPower:
    """Cameras and recorders go on for so long without mains."""

    minutes: float


@dataclass(frozen=True)
class DevicePresence:
    """Each zone has at least so many devices of a kind in it."""

    device: str
    least: int


@dataclass(frozen=True)
class WalkingDistance:
    """From anywhere in a zone a device of a kind is within so many metres of walking."""

    device: str
    walk_m: float


@dataclass(frozen=True)
class IntrusionDetection:
    """A zone lies within the range of intrusion detectors."""


@dataclass(frozen=True)
class GateWidth:
    """The gates together are so wide for every hundred pupils, and each so wide at least."""

    m_per_100_pupils: float
    least_m: float


@dataclass(frozen=True)
class NotOnlyTheGate:
    """Some camera looks at something else than the gate: the trap of one camera at the gate."""


@dataclass(frozen=True)
class CameraList:
    """The list of cameras and the plan name the same ones."""


Demand: TypeAlias = (
    Retention
    | Bandwidth
    | Resolution
    | FrameRate
    | Networking
    | BackupPower
    | DevicePresence
    | WalkingDistance
    | IntrusionDetection
    | GateWidth
    | NotOnlyTheGate
    | CameraList
)


@dataclass(frozen=True)
class RuleClause:
    """One clause that is no matter of view cones.

    `kinds` are the zones that it speaks about, or whose cameras it speaks about; without any it
    speaks about the whole school. `priority` is the class of its locations, 1 to 3. Every school
    has what an `expected` clause speaks about. `basis` is where its text stands.
    """

    id: str
    wording: Label
    demand: Demand
    source: Source
    kinds: tuple[str, ...] = ()
    priority: int | None = None
    expected: bool = False
    basis: Label | None = None
