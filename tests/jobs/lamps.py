"""A scene whose people are lamps in a dark room, and an eye that counts them without a model."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.shown import Shown
from pipeline.errors import ModelError
from pipeline.jobs.leaving import before_leaving
from pipeline.jobs.message import Failed, Sample
from pipeline.jobs.task import CameraTask, Eye, Look
from pipeline.sources.clip import encoded_clip
from pipeline.sources.live import LiveStream

CELL_PX = 32
COLUMNS, ROWS = 8, 4


def lamp_picture(lit: int) -> NDArray[np.uint8]:
    """Return a picture (128, 256, 3) with so many of its 32 cells lit."""
    cells = (np.arange(COLUMNS * ROWS) < lit).reshape(ROWS, COLUMNS)
    grey = np.kron(cells, np.full((CELL_PX, CELL_PX), 255)).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def lamp_clip(lit: int = 5, seconds: float = 2.0, fps: float = 20.0) -> bytes:
    """Return a clip in which so many lamps burn."""
    return encoded_clip([lamp_picture(lit)] * round(seconds * fps), fps)


def count_lamps(task: CameraTask) -> Look:
    """Return a look that yields the number of lit cells of each frame, for each zone."""

    def look() -> Iterator[Sample | Failed]:
        patience = task.patience
        with LiveStream(
            task.stream,
            open_timeout_s=patience.open_timeout_s,
            read_timeout_s=patience.read_timeout_s,
            now_s=task.clock.now_s,
            supervised=True,
        ) as stream:
            for frame in stream.frames(task.sample_fps):
                cells = frame.image[CELL_PX // 2 :: CELL_PX, CELL_PX // 2 :: CELL_PX, 0]
                counts = (int((cells > 128).sum()),) * len(task.zones)
                yield Sample(frame.t_s, Shown(counts), pace=stream.pace, intake=stream.intake)

    return look


def stumble(task: CameraTask) -> Look:
    """Return a look that fails as only a bug does, with the camera's secret in its words."""

    def look() -> Iterator[Sample | Failed]:
        raise KeyError(task.stream.url)

    return look


def broken_model(task: CameraTask) -> Look:
    """Find no detector, as when its file was replaced while the watch ran."""
    raise ModelError(f"no model for {task.camera_id}")


def dream(task: CameraTask) -> Look:
    """Take for ever to make ready, as a driver that hangs does."""
    threading.Event().wait()
    raise AssertionError(task.camera_id)


def promise(task: CameraTask) -> Look:
    """Hang as well, with two files to write beside each other: one now, one before it leaves.

    Of what else it promised one thing fails, and another hangs, too.
    """
    place = Path(task.stream.url)
    before_leaving(partial(int, "no number"))
    before_leaving(place.with_suffix(".kept").touch)
    before_leaving(threading.Event().wait)
    place.with_suffix(".made").touch()
    return dream(task)


def eye_by_name(task: CameraTask) -> Look:
    """Return the look that the camera's name asks for."""
    eyes: dict[str, Eye] = {"bug": stumble, "model": broken_model}
    eyes |= {"dream": dream, "promise": promise}
    return eyes.get(task.camera_id, count_lamps)(task)
