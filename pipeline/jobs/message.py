"""What a worker says to its supervisor, one small value at a time."""

from dataclasses import dataclass
from typing import TypeAlias

from pipeline.domain.health import FaultKind
from pipeline.domain.label import Label


@dataclass(frozen=True)
class Alive:
    """The worker is well, and waits: for its stream, or to try again."""


@dataclass(frozen=True)
class Sample:
    """How many people stood in each zone of the camera, in their order; saturated: at least."""

    t_s: float
    counts: tuple[int, ...]
    saturated: bool = False


@dataclass(frozen=True)
class Failed:
    """Nothing can be counted: stream or detector failed. Said anew at each attempt."""

    t_s: float
    kind: FaultKind
    detail: Label


Message: TypeAlias = Alive | Sample | Failed
