"""What the last picture that was looked at has shown, and whether the next one shows the same."""

from collections.abc import Callable, Mapping
from typing import Any

from pipeline.detect.motion_gate import MotionGate
from pipeline.domain.crowding import whole_picture
from pipeline.domain.frame import Frame
from pipeline.imaging.glance import glance_at
from pipeline.workflows.review_job import ReviewJob

SHOWN = ("counts", "saturated", "size", "boxes", "ground")
"""What of a record is carried on; a fault is not."""

Look = Callable[[Frame], dict[str, Any]]


class LastLook:
    """Looks at frame after frame of a file, or carries on what the last look has shown.

    `last` is the record of the last frame that an interrupted run has looked at. That frame, and
    those behind it that are known, are to be given to `recall` first.
    """

    def __init__(self, job: ReviewJob, look: Look, last: Mapping[str, Any] | None = None) -> None:
        self._look = look
        self._shown = _shown_by(last or {})
        self._last_index = last["frame"] if last else -1
        # People who are followed to a line may walk anywhere.
        areas = (whole_picture(),) if job.options.lines else job.zones
        self._gate = MotionGate([zone.ring for zone in areas]) if job.options.motion_gate else None

    def recall(self, frame: Frame) -> None:
        """Take a frame that is known already."""
        if self._gate is None:
            return
        glance = glance_at(frame.image)
        if frame.index == self._last_index and self._shown:
            self._gate.look(glance, frame.t_s)
        else:
            self._gate.stands(glance, frame.t_s)

    def told(self, frame: Frame) -> dict[str, Any]:
        """Return what a frame shows, as a part of its record."""
        if self._gate is None:
            return self._look(frame)
        glance = glance_at(frame.image)
        if self._gate.stands(glance, frame.t_s):
            return {**self._shown, "carried": True}
        told = self._look(frame)
        self._shown = _shown_by(told)
        if self._shown:
            self._gate.look(glance, frame.t_s)
        else:
            self._gate.forget()
        return told


def _shown_by(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in SHOWN if name in record}
