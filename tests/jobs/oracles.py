"""Models that are none: what they answer is known, and some of them hang or die."""

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.health import model_fault_detail
from pipeline.domain.shown import Shown
from pipeline.errors import ModelError
from pipeline.jobs.message import Failed, Sample
from pipeline.jobs.shared_model.client import ModelClient, Way
from pipeline.jobs.shared_model.server import Answer
from pipeline.jobs.task import CameraTask, Look
from pipeline.sources.live import LiveStream
from tests.jobs.lamps import CELL_PX

HANG, DIE, REFUSE = 31, 30, 29
"""So many lamps in a picture do that to the model."""


def lamp_model() -> Answer:
    """Return what counts the lamps of a picture, each by the middle of its cell."""

    def answer(asked: Any, picture: NDArray[np.uint8] | None) -> Any:
        if picture is None:
            return asked
        cells = picture[CELL_PX // 2 :: CELL_PX, CELL_PX // 2 :: CELL_PX, 0]
        lit = int((cells > 128).sum())
        if lit == HANG:
            threading.Event().wait()
        if lit == DIE:
            os.kill(os.getpid(), signal.SIGKILL)
        if lit == REFUSE:
            raise ModelError("lamps: the model gives numbers that are not finite")
        return lit

    return answer


def no_model() -> Answer:
    """Find no file."""
    raise ModelError("lamps: the file is gone")


def count_by_model(ways: Mapping[str, Way], task: CameraTask) -> Look:
    """Return a look that lets the shared model count lamps."""
    client = ModelClient(ways[task.camera_id])
    client.wait_until_open(task.patience.first_picture_s)

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
                try:
                    counts = (client.ask("lamps", frame.image),) * len(task.zones)
                except ModelError as error:
                    yield Failed(frame.t_s, "model_fault", model_fault_detail(str(error)))
                else:
                    yield Sample(frame.t_s, Shown(counts), None, stream.pace, stream.intake)

    return look
