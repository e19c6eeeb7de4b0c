"""Whether the camera of a review is well: from recordings a reference, from records faults."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.domain.frame import Frame
from pipeline.domain.health import HealthFault
from pipeline.errors import InputError
from pipeline.health.picture_watch import PictureWatch
from pipeline.health.signs import signs_from, signs_of, signs_record
from pipeline.health.view import View, view_of
from pipeline.imaging.glance import glance_at
from pipeline.sources.decoding import ScaledSize
from pipeline.sources.footage import FootageReader

PICTURES, APART_S, WITHIN_S = 9, 2.0, 60.0
"""Of which a reference is made: so many, so far apart, from the beginning of the first recording.
Of pictures that stand alone, which cost next to nothing to decode."""


def reference_view(path: Path, scaled_size: ScaledSize) -> View | None:
    """Return what a recording shows at its beginning; None where that is too little to go by."""
    reader = FootageReader(path, 1.0 / APART_S, scaled_size, keyframes=True)
    frames = islice(_beginning(iter(reader)), PICTURES)
    try:
        return view_of([glance_at(frame.image) for frame in frames])
    except InputError:
        return None


def _beginning(frames: Iterator[Frame]) -> Iterator[Frame]:
    for frame in frames:
        if frame.t_s > WITHIN_S:
            return
        yield frame


class PictureHealth:
    """Signs of pictures come in with the records of a review, in their order; faults come out.

    One picture of each second is looked at, the first that is sampled in it. Without a `view` it is
    not told whether the camera was moved, or is out of focus.
    """

    def __init__(self, camera_id: str, view: View | None) -> None:
        self._watch = PictureWatch(camera_id)
        self._view = view
        self._second = -1

    def look(self, frame: Frame) -> dict[str, Any]:
        """Return the signs of a frame as a part of its record; nothing where none are wanted."""
        if int(frame.t_s) <= self._second:
            return {}
        return {"signs": signs_record(signs_of(glance_at(frame.image), self._view))}

    def judged(self, record: dict[str, Any], begin_s: float) -> dict[str, Any]:
        """Return a record with the faults that end with it, and whether the camera is unwell.

        `begin_s` is when the file of the record begins.
        """
        if "frame" in record:
            return self._judged_frame(record, begin_s)
        if "end_s" in record:
            self._second = -1
        return record

    def finish(self, end_s: float) -> tuple[HealthFault, ...]:
        """Return the faults that last to the end of all recordings."""
        return self._watch.finish(end_s)

    def _judged_frame(self, record: dict[str, Any], begin_s: float) -> dict[str, Any]:
        ended = list[HealthFault]()
        if "signs" in record:
            self._second = int(record["t_s"])
            told = self._watch.step(begin_s + record["t_s"], signs_from(record["signs"]))
            ended = [fault for fault in told if fault.end_s is not None]
        if self._watch.is_well and not ended:
            return record
        return {**record, "ended": ended, "unwell": not self._watch.is_well}
