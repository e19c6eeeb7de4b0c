"""Recordings → people in each zone → episodes of crowding; goes on where it was stopped."""

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.crowd.document import events_jsonl, occupancy_csv, summary_json
from pipeline.crowd.ground.measure import WatchedGround, sampled
from pipeline.crowd.occupancy import zone_counts
from pipeline.crowd.replay import Replay
from pipeline.detect.detector import Detector
from pipeline.detect.tiled import TiledDetector, Tiling, around
from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.crowding import PictureZone, whole_picture
from pipeline.domain.detections import Detections
from pipeline.domain.flow import GateLine
from pipeline.domain.frame import Frame
from pipeline.domain.label import Label, Language
from pipeline.domain.review import Review
from pipeline.domain.wall_clock import WallClock
from pipeline.errors import InterruptedRunError, ModelError, UsageError
from pipeline.health.view import View
from pipeline.jobs.ahead import ahead
from pipeline.jobs.threads import in_threads
from pipeline.sources.footage import (
    ClockJump,
    FootageFacts,
    FootageReader,
    keyframe_fps,
)
from pipeline.store.atomic import atomic_write
from pipeline.store.journal import Journal, file_digest
from pipeline.store.removal import remove_files
from pipeline.version import VERSION
from pipeline.workflows.archive_tally import NOTHING_ASKED, ArchiveAsk, believed
from pipeline.workflows.open_detector import open_detector
from pipeline.workflows.picture_health import PictureHealth, reference_view
from pipeline.workflows.probe_recordings import probed
from pipeline.workflows.review_work import Fill, Meter, Progress, Work
from pipeline.workflows.watched_grounds import ground_key

RESULTS = ("summary.json", "occupancy.csv", "events.jsonl", "report.html")
"""What a review leaves. An earlier run's are taken away, lest they stand as this one's."""

INFERENCE_THREADS = max(1, (os.cpu_count() or 1) // 2)
"""The other cores decode meanwhile. On two cores, two threads for the model take more than twice
the processor time for each picture, since they wait for each other in a loop."""

UNSURE = 0.5
"""Who is followed through a gate is looked for down to this share of the detector's threshold."""


def silent(*_: object) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class ReviewOptions:
    """How recordings are reviewed, and where the results go.

    `model` is a manifest, a bare model, or None for the embedded detector; `threshold` replaces
    the manifest's. `grounds` are of the zones whose ground is known, which then have densities.
    `keyframes` decodes only pictures that stand alone: many times as fast, and as
    a rule one every few seconds, too few to tell how long a crowd stays. At `lines` people are
    followed and counted in and out; the journal then keeps their boxes. With `tiles` (columns,
    rows) the part of the picture where the zones are is looked at closely, too. With `health`
    pictures are looked at for faults of the camera, during which nobody is counted; one that
    `turns` has no place that it is meant to show. `camera_id` is whose faults are reported,
    `clock` when it recorded, `calendar` when its gates may be full, `archive` what all recordings
    together are held against. `notice` is told in a sentence
    whether an earlier run is taken up.
    """

    out: Path
    model: str | None = None
    threshold: float | None = None
    sample_fps: float = 5.0
    keyframes: bool = False
    lines: tuple[GateLine, ...] = ()
    providers: tuple[str, ...] = ("CPUExecutionProvider",)
    camera_id: str | None = None
    clock: WallClock | None = None
    calendar: SchoolCalendar | None = None
    archive: ArchiveAsk = NOTHING_ASKED
    language: Language = "en"
    grounds: tuple[WatchedGround, ...] = ()
    tiles: tuple[int, int] | None = None
    health: bool = True
    turns: bool = False
    notice: Callable[[Label], None] = silent

    def __post_init__(self) -> None:
        """Refuse a rate at which no frame would ever be taken."""
        if not (math.isfinite(self.sample_fps) and self.sample_fps > 0):
            raise UsageError(f"frames a second must be more than 0, got {self.sample_fps:g}")

    @property
    def journal_path(self) -> Path:
        """Where the counts are kept, frame by frame, from which a stopped review goes on."""
        return self.out / "review.journal"

    @property
    def segments_path(self) -> Path:
        """Where the counts of each whole recording are kept, for this review and later ones."""
        return self.out / "segments"


def review_footage(
    footage: Sequence[Path],
    zones: Sequence[PictureZone],
    options: ReviewOptions,
    progress: Progress | None = None,
    fill: Fill | None = None,
) -> Review:
    """Return what one camera's recordings show, played one after another, and leave the files.

    No zones mean the whole picture. Into `options.out` go ``summary.json``, ``occupancy.csv``,
    ``events.jsonl`` and ``report.html``, beside the journal by which the same call goes on after
    an interruption, to the same result as if there had been none. A recording of which the
    segment is there is not looked at again; `fill` makes segments beforehand. `progress` is called
    with the seconds done and, where known, the seconds there are. Raises FootageError, ModelError,
    StorageError and, on Ctrl-C, InterruptedRunError.
    """
    meter = Meter()
    job = _prepared(footage, zones or (whole_picture(),), options)
    sure, known = job.detector.manifest.threshold, [ground.known for ground in options.grounds]
    told = job.zones, job.watched_fps, job.camera_id, job.names
    replay = Replay(
        *told,
        lines=options.lines,
        sure=sure,
        grounds=known,
        clock=job.options.clock,
        calendar=options.calendar,
    )
    with Journal(options.journal_path, job.key()) as journal:
        work = Work(journal, replay, meter, job)
        work.segments.sweep()
        for record in journal:
            work.take(record)
        options.notice(_beginning(journal, replay, len(footage)))
        if there := sum(map(work.segments.has, job.segment_keys[replay.files :])):
            options.notice(_taken_over(there))
        if replay.files < len(footage):
            remove_files(options.out / name for name in RESULTS)
            lost = fill(job, work, progress or silent) if fill else {}
            _analyse(job, work, progress or silent, lost)
        replay.note_faults(work.health.finish(replay.end_s))
        replay.note_faults(work.archive.finish(replay.end_s) if options.health else ())
    clock, seen = job.options.clock, options.health
    archive = work.archive.archive(job.names, clock, job.view, seen)
    review = replace(_reviewed(job, replay), archive=archive)
    _leave(review, options)
    return review


@dataclass(frozen=True)
class ReviewJob:
    """What is to be done, checked and opened; the `seeker` also sees whom the detector may miss."""

    footage: tuple[Path, ...]
    facts: tuple[FootageFacts, ...]
    zones: tuple[PictureZone, ...]
    options: ReviewOptions
    detector: Detector
    seeker: Detector | TiledDetector
    view: View | None

    @property
    def camera_id(self) -> str:
        """The name under which faults are reported."""
        return self.options.camera_id or Path(self.names[0]).stem

    @property
    def names(self) -> tuple[str, ...]:
        """The files' names as they can be written; recorders know other encodings than ours."""
        return _names(self.footage)

    @cached_property
    def watched_fps(self) -> float:
        """How often a second people are really counted: a slow recording has no more frames."""
        if self.options.keyframes:
            return min(self.options.sample_fps, *in_threads(keyframe_fps, self.footage))
        return min(self.options.sample_fps, *(facts.fps for facts in self.facts))

    @property
    def total_s(self) -> float | None:
        """How long the recordings say that they are, if each of them does."""
        lengths = [facts.duration_s for facts in self.facts if facts.duration_s is not None]
        return sum(lengths) if len(lengths) == len(self.facts) else None

    @cached_property
    def digests(self) -> list[str]:
        """What is in each file, in a few letters."""
        return in_threads(file_digest, self.footage)

    @property
    def files(self) -> list[tuple[Path, FootageFacts, str]]:
        """Each file, with what it says about itself, and its digest."""
        return list(zip(self.footage, self.facts, self.digests, strict=True))

    def key(self) -> dict[str, Any]:
        """Return all on which the counts of all files depend."""
        return {**self.settings, "view": self.view_digest, "footage": self.digests}

    @property
    def view_digest(self) -> str | None:
        """The recording at whose beginning the camera shows what it is meant to, if it is known."""
        return self.digests[0] if self.view is not None else None

    def segment_key(self, digest: str) -> dict[str, Any]:
        """Return all on which the counts of one file depend."""
        return {**self.settings, "view": self.view_digest, "footage": digest}

    @property
    def segment_keys(self) -> list[dict[str, Any]]:
        """The keys of all files."""
        return [self.segment_key(digest) for digest in self.digests]

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Return on what else counts depend; at which of them a tier begins is applied later."""
        manifest = self.detector.manifest
        grounds = [ground_key(ground) for ground in self.options.grounds]
        return ({"grounds": grounds} if grounds else {}) | {
            "version": VERSION,
            "model": manifest.sha256,
            "family": self.detector.family,
            "person_class": manifest.person_class,
            "threshold": manifest.threshold,
            "iou": manifest.iou,
            "top_k": manifest.top_k,
            "normalisation": manifest.normalisation and asdict(manifest.normalisation),
            "input_size": self.detector.input_size,
            "provider": self.detector.provider,
            "sample_fps": self.options.sample_fps,
            "keyframes": self.options.keyframes,
            "zones": [[zone.id, zone.ring] for zone in self.zones],
            "boxes": bool(self.options.lines),
            "tiles": self.options.tiles,
            "health": [self.options.health, self.options.turns],
        }


def _names(footage: Sequence[Path]) -> tuple[str, ...]:
    return tuple(path.name.encode("utf-8", "replace").decode() for path in footage)


def _prepared(
    footage: Sequence[Path], zones: Sequence[PictureZone], options: ReviewOptions
) -> ReviewJob:
    """Open everything, so that what is wrong is said before the work begins."""
    if not footage:
        raise UsageError("no recording was named")
    if len({zone.id for zone in zones}) < len(zones):
        raise UsageError(f"zones must differ in id, got {', '.join(zone.id for zone in zones)}")
    if len({line.id for line in options.lines}) < len(options.lines):
        raise UsageError(
            f"lines must differ in id, got {', '.join(line.id for line in options.lines)}"
        )
    facts = probed(footage)
    if options.clock is not None:
        lengths_s = [each.duration_s for each in facts]
        clock, ask, doubt = believed(options.clock, options.archive, _names(footage), lengths_s)
        options = replace(options, clock=clock, archive=ask)
        if doubt is not None:
            options.notice(doubt)
    found = detectors(options, zones)
    looked_for = options.health and not options.turns
    view = reference_view(footage[0], found[1].scaled_size) if looked_for else None
    return ReviewJob(tuple(footage), facts, tuple(zones), options, *found, view)


def detectors(
    options: ReviewOptions, zones: Sequence[PictureZone], threads: int = INFERENCE_THREADS
) -> tuple[Detector, Detector | TiledDetector]:
    """Return the detector, and the one that also sees whom it may miss."""
    detector = open_detector(
        options.model, providers=options.providers, threads=threads, threshold=options.threshold
    )
    return detector, _seeker(detector, zones, options)


def _seeker(
    detector: Detector, zones: Sequence[PictureZone], options: ReviewOptions
) -> Detector | TiledDetector:
    """Return what looks for people: less sure ones too for lines, and small ones with tiles."""
    sees = detector.at(UNSURE * detector.manifest.threshold) if options.lines else detector
    if options.tiles is None:
        return sees
    return TiledDetector(sees, Tiling(*options.tiles, around([zone.ring for zone in zones])))


def _beginning(journal: Journal, replay: Replay, files: int) -> Label:
    """Return the sentence on what an earlier run has left to do."""
    frames = replay.frames_analyzed
    if journal.beginning == "other_key":
        return Label(
            "录像、模型、区域或参数已改变，从头开始；"
            f"此前的进度保存为 {journal.aside.name}，改回原名 {journal.path.name} 即可继续",
            "footage, model, zones or settings have changed: starting at frame 0;"
            f" the earlier run is kept as {journal.aside.name}, and goes on under its old name"
            f" {journal.path.name}",
        )
    if replay.files == files:
        return Label(
            f"此前已分析全部 {frames} 帧，只重新生成结果",
            f"all {frames} frames were analysed before, only the results are written anew",
        )
    if frames:
        return Label(f"从第 {frames} 帧起继续", f"resumed at frame {frames} of an earlier run")
    return Label("从头开始", "starting at frame 0")


def _taken_over(files: int) -> Label:
    """Return the sentence on recordings that are known, though the journal lacks them."""
    return Label(
        f"{files} 个录像此前已分析，不再重做",
        f"{files} recordings were analysed before, and are not analysed again",
    )


def _analyse(job: ReviewJob, work: Work, progress: Progress, lost: Mapping[str, str]) -> None:
    """Note what is still missing: a record for each sampled frame, and one for each file's end."""
    begin = work.replay.files
    try:
        for path, facts, digest in job.files[begin:]:
            records = work.segments.read(job.segment_key(digest))
            if records is not None:
                work.take_over(records)
            elif digest in lost:
                work.lose(facts, lost[digest])
            else:
                work.begin_file()
                _analyse_file(job, path, work, progress)
    except KeyboardInterrupt:
        raise InterruptedRunError(
            f"interrupted after {work.replay.frames_analyzed} frames, which are kept;"
            " the same command goes on from there"
        ) from None
    finally:
        work.secure()


def _analyse_file(job: ReviewJob, path: Path, work: Work, progress: Progress) -> None:
    for record in file_records(job, path, work.health, work.replay.last_index):
        work.note(record)
        if "frame" in record:
            done_s = work.replay.end_s - work.replay.paused_s + record["t_s"]
            progress(done_s, job.total_s)
        if work.meter.is_due():
            work.secure()


def file_records(
    job: ReviewJob, path: Path, health: PictureHealth, resumed_at: int = -1
) -> Iterator[dict[str, Any]]:
    """Yield what there is to note of a file: each sampled frame behind an index, and the end.

    `health` is to judge each record before the next one is asked for.
    """
    scaled_size, keyframes = job.seeker.scaled_size, job.options.keyframes
    reader = FootageReader(path, job.options.sample_fps, scaled_size, resumed_at, keyframes)
    seen_s = -math.inf
    for frame in ahead(reader):
        # The reader is ahead of this frame, and knows of jumps that lie behind it.
        jumped = _jumped(reader.clock_jumps, seen_s, frame.t_s)
        seen_s = frame.t_s
        told = {"frame": frame.index, "t_s": frame.t_s, **jumped, **_counted(job, frame)}
        yield told | (health.look(frame) if job.options.health else {})
    decoded, corrupt = reader.frames_decoded, reader.corrupt_packets
    jumped = _jumped(reader.clock_jumps, seen_s, math.inf)
    yield {"end_s": reader.end_s, "decoded": decoded, "corrupt": corrupt, **jumped}


def _jumped(jumps: Sequence[ClockJump], after_s: float, up_to_s: float) -> dict[str, Any]:
    """Return the largest jump of the clock in a time, if there was one."""
    between = (jump for jump in jumps if after_s < jump.t_s <= up_to_s)
    largest = max(between, key=lambda jump: abs(jump.step_s), default=None)
    return {} if largest is None else {"jump": [largest.t_s, largest.step_s]}


def _counted(job: ReviewJob, frame: Frame) -> dict[str, Any]:
    """Return the people in each zone, or the fault that keeps them from being known."""
    try:
        found = job.seeker.detect(frame)
    except ModelError as error:
        return {"fault": str(error)}
    people = _sure(found, job.detector.manifest.threshold)
    counted: dict[str, Any] = {"counts": zone_counts(people.feet, frame.source_size, job.zones)}
    if people.saturated:
        counted["saturated"] = True
    if job.options.lines:
        counted |= _boxes(found, frame)
    return counted | _on_ground(job, people, frame) if job.options.grounds else counted


def _sure(found: Detections, threshold: float) -> Detections:
    """Return who scores enough; who scores less has no say in which of the others stay.

    A list that is full of boxes holds all of these if it holds one that scores less.
    """
    sure = found.scores >= threshold
    return Detections(found.boxes[sure], found.scores[sure], found.saturated and bool(sure.all()))


def _boxes(people: Detections, frame: Frame) -> dict[str, Any]:
    """Return the people's boxes to a hundredth of a pixel, for who is to be followed."""
    rows = np.column_stack((people.boxes, people.scores)).astype(np.float64)
    return {"size": frame.source_size, "boxes": np.round(rows, 2).tolist()}


def _on_ground(job: ReviewJob, people: Detections, frame: Frame) -> dict[str, Any]:
    """Return what a picture shows of the ground of each zone, None where that is not known."""
    shown = {
        ground.known.zone_id: sampled(ground, people, frame.source_size, frame.image)
        for ground in job.options.grounds
    }
    samples = [shown.get(zone.id) for zone in job.zones]
    return {"ground": [s and [s.found, s.overlapping, s.peak_p_m2, s.free] for s in samples]}


def _reviewed(job: ReviewJob, replay: Replay) -> Review:
    return Review(
        footage=job.names,
        detector=job.detector.manifest,
        provider=job.detector.provider,
        zones=job.zones,
        # Key frames come as the camera set them, far below what was asked for.
        sample_fps=round(job.watched_fps, 3) if job.options.keyframes else job.options.sample_fps,
        occupancy=tuple(replay.occupancy),
        tiers=tuple(replay.tiers),
        events=replay.events,
        faults=replay.faults,
        frames_decoded=replay.frames_decoded,
        frames_analyzed=replay.frames_analyzed,
        footage_s=replay.end_s - replay.paused_s,
        wall_s=replay.wall_s,
        cpu_s=replay.cpu_s,
        flows=replay.flows,
        health=job.options.health,
        grounds=tuple(ground.known for ground in job.options.grounds),
        clock=job.options.clock,
        paused_s=replay.paused_s,
        calendar=job.options.calendar,
        outside=replay.outside,
    )


def _leave(review: Review, options: ReviewOptions) -> None:
    """Write the results, the summary last, since it says that the others are there."""
    from pipeline.report.review_page import review_page

    atomic_write(options.out / "occupancy.csv", occupancy_csv(review))
    atomic_write(options.out / "events.jsonl", events_jsonl(review))
    atomic_write(options.out / "report.html", review_page(review, options.language))
    atomic_write(options.out / "summary.json", summary_json(review))
