"""A review whose recordings are analysed side by side, by processes or on a cluster.

Each recording is a job, whose result is a segment: kept under all on which its counts depend, so
that a worker that dies loses and doubles nothing. When all segments are there, the review goes
through them in the order of time, to the same bytes as if it had looked at one after another.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.crowd.replay import unheard
from pipeline.detect.detector import Detector
from pipeline.detect.tiled import TiledDetector
from pipeline.domain.crowding import PictureZone
from pipeline.domain.review import Review
from pipeline.errors import FootageError, InterruptedRunError, ModelError, StalledError
from pipeline.health.view import View
from pipeline.jobs.ahead import answered
from pipeline.jobs.crew import Crew, shared_out
from pipeline.store.journal import file_digest
from pipeline.store.segments import Segments, SegmentWriter
from pipeline.workflows.file_records import file_records
from pipeline.workflows.picture_health import PictureHealth
from pipeline.workflows.review_footage import review_footage
from pipeline.workflows.review_job import ReviewJob, detectors
from pipeline.workflows.review_options import ReviewOptions, silent
from pipeline.workflows.review_work import Progress, Work

THREADS = 1
"""More of them for one model wait for each other; ``benchmarks/review_scaling.py`` measures it."""

GIVEN_UP = "given up: whoever looked at it died, again and again"


def review_at_scale(
    footage: Sequence[Path],
    zones: Sequence[PictureZone],
    options: ReviewOptions,
    crew: Crew,
    progress: Progress | None = None,
    threads: int = THREADS,
) -> Review:
    """Return what `review_footage` returns, and leave the same files, by the work of a crew.

    `threads` are those of the model in each worker; beside it the next pictures are decoded.
    A recording that kills its workers is given up: a fault of the kind `given_up` names it, and
    for as long as it lasts nobody knows. Raises what `review_footage` raises.
    """
    return review_footage(footage, zones, options, progress, partial(_fill, crew, threads))


@dataclass(frozen=True)
class SegmentTask:
    """One recording to analyse, and everything that its counts depend on."""

    path: Path
    key: dict[str, Any]
    zones: tuple[PictureZone, ...]
    options: ReviewOptions
    view: View | None
    threads: int
    folder: Path | None
    """Where the segment goes; None where the worker may have another disk, and hands it over."""


@dataclass(frozen=True)
class SegmentDone:
    """What a task has cost, in seconds of the worker's processor, and its segment if handed over.

    Where a worker does several tasks at once, each has cost what all of them did meanwhile.
    """

    cpu_s: float
    content: bytes | None
    lost: str | None = None
    """Why nobody knows what is in the recording."""


def analysed(task: SegmentTask) -> SegmentDone:
    """Analyse one recording, in a worker.

    Raises ModelError where the worker's own detector or version is another, FootageError where
    the file is.
    """
    began_s = time.process_time()
    job = ReviewJob((task.path,), (), task.zones, task.options, *_own_detectors(task), task.view)
    digest, health = str(task.key["footage"]), PictureHealth(job.camera_id, task.view)
    if not job.settings.items() <= task.key.items():
        raise ModelError(f"{task.path.name}: a worker has another detector or version of Sightline")
    writer = SegmentWriter(task.key)
    try:
        for record in file_records(job, task.path, health):
            writer.add(record)
            health.judged(record, 0.0)
        now = answered(partial(file_digest, task.path), task.options.patience_s)
    except StalledError as error:
        return SegmentDone(time.process_time() - began_s, None, f"given up: {error}")
    if now != digest:
        raise FootageError(
            f"{task.path}: the recording is another than when the review began;"
            " wait until it is complete"
        )
    content = writer.finish()
    if task.folder is not None:
        Segments(task.folder).keep(task.key, content)
    handed_over = content if task.folder is None else None
    return SegmentDone(time.process_time() - began_s, handed_over)


_own = threading.local()


def _own_detectors(task: SegmentTask) -> tuple[Detector, Detector | TiledDetector]:
    """Return what this thread of this worker looks with, opened once."""
    asked = task.options
    model = asked.model, asked.providers, asked.threshold, bool(asked.lines)
    wanted = (*model, asked.tiles, task.zones, task.threads)
    if getattr(_own, "wanted", None) != wanted:
        _own.detectors, _own.wanted = detectors(asked, task.zones, task.threads), wanted
    found: tuple[Detector, Detector | TiledDetector] = _own.detectors
    return found


def _fill(
    crew: Crew, threads: int, job: ReviewJob, work: Work, progress: Progress
) -> Mapping[str, str]:
    """Have all segments made that are missing; returns why some will be, by the file's digest."""
    tasks, lengths_s = _missing(crew, threads, job, work)
    there = sum(lengths_s.values()) - sum(lengths_s[str(task.key["footage"])] for task in tasks)
    lost: dict[str, str] = {}
    done = 0
    try:
        for task, result in shared_out(crew, analysed, tasks):
            digest = str(task.key["footage"])
            if result is None:
                lost[digest] = GIVEN_UP
            else:
                lost |= {digest: result.lost} if result.lost else {}
                _take_in(work, task, result)
            done, there = done + 1, there + lengths_s[digest]
            progress(there, job.total_s)
        work.segments.sweep()
    except KeyboardInterrupt:
        raise InterruptedRunError(
            f"interrupted after {done} of {len(tasks)} recordings, which are kept;"
            " the same command goes on from there"
        ) from None
    finally:
        work.secure()
    return lost


def _missing(
    crew: Crew, threads: int, job: ReviewJob, work: Work
) -> tuple[list[SegmentTask], dict[str, float]]:
    """Return a task for each content that is not known, and how long the recordings of each are."""
    model = _found_anywhere(job.options.model)
    quiet = replace(job.options, notice=silent, hear=unheard)
    options = replace(quiet, model=model, clock=None, calendar=None)
    folder = job.options.segments_path if crew.here else None
    tasks: dict[str, SegmentTask] = {}
    lengths_s: dict[str, float] = {}
    for path, facts, digest in job.files[work.replay.files :]:
        lengths_s[digest] = lengths_s.get(digest, 0.0) + (facts.duration_s or 0.0)
        key = job.segment_key(digest)
        if digest in job.unanswered:
            continue
        if digest not in tasks and work.segments.read(key) is None:
            tasks[digest] = SegmentTask(
                path.absolute(), key, job.zones, options, job.view, threads, folder
            )
    return list(tasks.values()), lengths_s


def _found_anywhere(model: str | None) -> str | None:
    """Return a model's name so that it means the same in whatever folder a worker was begun."""
    return str(Path(model).absolute()) if model is not None and Path(model).suffix else model


def _take_in(work: Work, task: SegmentTask, result: SegmentDone) -> None:
    """Keep what a worker has handed over, and note what it has cost."""
    if result.content is not None:
        work.segments.keep(task.key, result.content)
    work.note({"spent": (0.0, result.cpu_s)})
    if work.meter.is_due():
        work.secure()
