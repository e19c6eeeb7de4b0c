"""What one worker is to do, and with what eye it looks."""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.camera import Stream
from pipeline.domain.crowding import PictureZone
from pipeline.domain.flow import GateLine
from pipeline.jobs.clock import Clock
from pipeline.jobs.message import Failed, Sample, Usual
from pipeline.jobs.patience import Patience

if TYPE_CHECKING:
    # Only a worker whose camera has a ground pays for what knows about it.
    from pipeline.crowd.ground.measure import WatchedGround
    from pipeline.health.view import View


@dataclass(frozen=True, eq=False)
class CameraTask:
    """One camera to watch. It travels through a pipe, so the URL is on no command line.

    `grounds` are of the zones whose ground is known, `lines` where people are counted in and out,
    of those who score `sure` once. With `tiles` the zones are looked at closely as well; boxes that
    overlap by `iou` are one person's. `calendar` tells when gates may be full, and `fps` and
    `picture` (width and height) what the camera delivers, where the plan says so. One that `turns`
    has no place that it is meant to show; of any other the `view` is that, once it is known. Who
    does not `deblock` decodes in less time, to pictures that are not quite the camera's. `phase` is
    when in turn with other cameras it is looked at, as a share of the time between two samples.
    """

    camera_id: str
    stream: Stream
    zones: tuple[PictureZone, ...]
    sample_fps: float
    patience: Patience
    clock: Clock
    grounds: "tuple[WatchedGround, ...]" = ()
    lines: tuple[GateLine, ...] = ()
    sure: float = 0.5
    tiles: tuple[int, int] | None = None
    iou: float = 0.5
    calendar: SchoolCalendar | None = None
    fps: float | None = None
    picture: tuple[int, int] | None = None
    turns: bool = False
    deblock: bool = True
    phase: float = 0.0
    view: "View | None" = None


Look: TypeAlias = Callable[[], Iterator[Sample | Usual | Failed]]
"""Connects to the camera and yields what is seen, until an error says why it ended."""

Eye: TypeAlias = Callable[[CameraTask], Look]
"""Makes ready what all connections of a worker share, such as a detector. It must be importable
by name: it is called in the worker's process."""


def same_task(one: CameraTask, other: CameraTask) -> bool:
    """Tell whether two tasks are the same, whatever was learnt of the camera, whoever is beside it.

    >>> from pipeline.jobs.clock import started_clock
    >>> task = CameraTask("c", Stream("rtsp://a/"), (), 5.0, Patience(), started_clock())
    >>> same_task(task, replace(task, view=None)), same_task(task, replace(task, fps=25.0))
    (True, False)
    """
    return _bytes_of(one) == _bytes_of(other)


def _bytes_of(task: CameraTask) -> bytes:
    # Arrays and shapes have no plain way to be compared; as bytes they do, but for what pickle
    # remembers of values that are one and the same, which a copy of all forgets.
    plain = replace(task, view=None, clock=Clock(0.0), phase=0.0)
    return pickle.dumps(pickle.loads(pickle.dumps(plain)))
