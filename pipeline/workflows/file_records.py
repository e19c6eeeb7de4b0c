"""From a recording to the records of it: what each sampled frame shows, and how the file ends."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.domain.detections import Detections
from pipeline.domain.frame import Frame
from pipeline.domain.shown import Shown
from pipeline.errors import ModelError
from pipeline.jobs.ahead import MOST, ahead
from pipeline.sources.footage import ClockJump, FootageReader
from pipeline.workflows.last_look import LastLook
from pipeline.workflows.picture_health import PictureHealth
from pipeline.workflows.review_job import ReviewJob

MOST_AHEAD, AHEAD_BYTES = 64, 24 << 20
"""How many pictures are read ahead: many, since that is done in bursts, unless they are large."""

FULL_HD = (1920, 1080)
"""What most recordings are; others come to about as many pixels when they are scaled."""


@dataclass(frozen=True)
class Known:
    """What is known of a file: all frames up to an index, and the record of the last look.

    There is none where nothing is carried on from it.
    """

    index: int = -1
    look: Mapping[str, Any] | None = None


NOTHING = Known()


def file_records(
    job: ReviewJob, path: Path, health: PictureHealth, known: Known = NOTHING
) -> Iterator[dict[str, Any]]:
    """Yield what there is to note of a file: each sampled frame that is not known, and the end.

    `health` is to judge each record before the next one is asked for. Raises StalledError when
    nothing comes of the file for as long as the review has patience.
    """
    scaled_size, keyframes = job.seeker.scaled_size, job.options.keyframes
    after = known.index if known.look is None else known.look["frame"] - 1
    reader = FootageReader(path, job.options.sample_fps, scaled_size, after, keyframes)
    looks = LastLook(job, partial(_counted, job), known.look)
    seen_s = -math.inf
    patience_s, sign = job.options.patience_s, partial(_sign, reader)
    for frame in ahead(reader, _most_ahead(job), patience_s, sign):
        # The reader is ahead of this frame, and knows of jumps that lie behind it.
        jumped = _jumped(reader.clock_jumps, seen_s, frame.t_s)
        seen_s = frame.t_s
        if frame.index <= known.index:
            looks.recall(frame)
            continue
        told = {"frame": frame.index, "t_s": frame.t_s, **jumped, **looks.told(frame)}
        yield told | (health.look(frame) if job.options.health else {})
    decoded, corrupt = reader.frames_decoded, reader.corrupt_packets
    jumped = _jumped(reader.clock_jumps, seen_s, math.inf)
    passed = {"passed": reader.frames_passed} if reader.frames_passed else {}
    yield {"end_s": reader.end_s, "decoded": decoded, **passed, "corrupt": corrupt, **jumped}


def _most_ahead(job: ReviewJob) -> int:
    """Return how many pictures may wait, once they are scaled to what the detector takes."""
    width, height = job.seeker.scaled_size(FULL_HD)
    return max(MOST, min(MOST_AHEAD, AHEAD_BYTES // (3 * width * height)))


def _sign(reader: FootageReader) -> tuple[int, int]:
    """Return by what it is told that a reader moves, though it gives nothing."""
    return reader.frames_decoded, reader.corrupt_packets


def _jumped(jumps: Sequence[ClockJump], after_s: float, up_to_s: float) -> dict[str, Any]:
    """Return the largest jump of the clock in a time, if there was one."""
    between = (jump for jump in jumps if after_s < jump.t_s <= up_to_s)
    largest = max(between, key=lambda jump: abs(jump.step_s), default=None)
    return {} if largest is None else {"jump": [largest.t_s, largest.step_s]}


def _counted(job: ReviewJob, frame: Frame) -> dict[str, Any]:
    """Return the people in each zone, or the fault that keeps them from being known."""
    try:
        shown = job.counts.shown(frame)
    except ModelError as error:
        return {"fault": str(error)}
    counted: dict[str, Any] = {"counts": shown.counts}
    if shown.saturated:
        counted["saturated"] = True
    if shown.people is not None:
        counted |= _boxes(shown.people, frame)
    return counted | _on_ground(shown) if job.options.grounds else counted


def _boxes(people: Detections, frame: Frame) -> dict[str, Any]:
    """Return the people's boxes to a hundredth of a pixel, for who is to be followed."""
    rows = np.column_stack((people.boxes, people.scores)).astype(np.float64)
    return {"size": frame.source_size, "boxes": np.round(rows, 2).tolist()}


def _on_ground(shown: Shown) -> dict[str, Any]:
    """Return what a picture shows of the ground of each zone, None where that is not known."""
    told = (s and [s.found, s.overlapping, s.peak_p_m2, s.free, s.suspected] for s in shown.ground)
    return {"ground": list(told)}
