"""What a watch and its store read at one moment, as numbers: the nouns behind its metrics."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.domain.crowding import Tier
from pipeline.domain.health import FAULT_LABELS, FaultKind

RECORDED_KINDS: tuple[FaultKind, ...] = ("gap", "given_up")
LIVE_KINDS = tuple(kind for kind in FAULT_LABELS if kind not in RECORDED_KINDS)
"""The faults that a watch can find; others are those of recordings."""

CLASSES_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper edges of the classes in which times are counted; longer ones are in one more."""


@dataclass(frozen=True)
class Times:
    """How many times lay in each class, one more than there are edges, and their sum."""

    counts: tuple[int, ...] = (0,) * (len(CLASSES_S) + 1)
    sum_s: float = 0.0


@dataclass(frozen=True)
class CameraReading:
    """A camera since its watch began. `up` says that it delivers pictures worth looking at.

    Each connection but the first is a reconnection, each worker but the first a restart.
    """

    camera_id: str
    up: bool
    decoded: int
    analyzed: int
    dropped: int
    corrupt: int
    connections: int
    workers: int
    latency: Times
    faults: Mapping[FaultKind, int]


@dataclass(frozen=True)
class CoverageReading:
    """Coverage today as areas, and how many blind spots are open that are none of the plan's."""

    required_m2: float
    planned_m2: float
    covered_m2: float
    confirmed_m2: float
    open_spots: int


@dataclass(frozen=True)
class WatchReading:
    """A watch as its supervisor knows it; times of day are Unix seconds, None is not yet.

    `tiers` are by zone, `waiting_moments` and `waiting_changes` are what could not be written yet,
    `dropped` counts of people that never will be.
    """

    began_s: float
    cameras: tuple[CameraReading, ...]
    tiers: Mapping[str, Tier]
    waiting_moments: int
    waiting_changes: int
    dropped: int
    writes: Times
    written_s: float | None
    coverage: CoverageReading | None = None


@dataclass(frozen=True)
class ReceiverReading:
    """How much a receiver is owed, and since when the oldest was due; None where nothing is."""

    receiver_id: str
    waiting: int
    oldest_due_s: float | None


@dataclass(frozen=True)
class StoreReading:
    """A store and its disk; what cannot be read is None."""

    receivers: tuple[ReceiverReading, ...] = ()
    chain_height: int | None = None
    free_bytes: int | None = None
    at_s: float = 0.0
