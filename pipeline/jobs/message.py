"""What a worker says to its supervisor, one small value at a time."""

from dataclasses import dataclass
from typing import TypeAlias

from pipeline.domain.health import FaultKind
from pipeline.domain.intake import Intake
from pipeline.domain.label import Label
from pipeline.domain.pace import Pace
from pipeline.domain.shown import Shown
from pipeline.health.signs import Signs
from pipeline.health.view import View


@dataclass(frozen=True)
class Alive:
    """The worker is well, and waits: for its stream, or to try again."""


@dataclass(frozen=True, eq=False)
class Sample:
    """What a picture shows of the camera's zones.

    `signs` are those of its health, of one picture a second; `pace` is how far the stream has come,
    and `intake` what became of its pictures, both since it was connected.
    """

    t_s: float
    shown: Shown
    signs: Signs | None = None
    pace: Pace | None = None
    intake: Intake | None = None


@dataclass(frozen=True, eq=False)
class Usual:
    """What the camera is meant to show, for the workers that come after this one."""

    view: View


@dataclass(frozen=True)
class Failed:
    """Nothing can be counted: stream or detector failed. Said anew at each attempt."""

    t_s: float
    kind: FaultKind
    detail: Label


Message: TypeAlias = Alive | Sample | Usual | Failed
