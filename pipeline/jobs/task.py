"""What one worker is to do, and with what eye it looks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.domain.camera import Stream
from pipeline.domain.crowding import PictureZone
from pipeline.jobs.clock import Clock
from pipeline.jobs.message import Failed, Sample
from pipeline.jobs.patience import Patience


@dataclass(frozen=True)
class CameraTask:
    """One camera to watch. It travels through a pipe, so the URL is on no command line."""

    camera_id: str
    stream: Stream
    zones: tuple[PictureZone, ...]
    sample_fps: float
    patience: Patience
    clock: Clock


Look: TypeAlias = Callable[[], Iterator[Sample | Failed]]
"""Connects to the camera and yields what is seen, until an error says why it ended."""

Eye: TypeAlias = Callable[[CameraTask], Look]
"""Makes ready what all connections of a worker share, such as a detector. It must be importable
by name: it is called in the worker's process."""
