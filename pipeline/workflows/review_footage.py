"""Recordings → people in each zone → episodes of crowding; goes on where it was stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.crowd.document import OccupancyTable, events_jsonl, summary_json
from pipeline.crowd.replay import Hear, Replay
from pipeline.crowd.tallying import Tallying
from pipeline.domain.crowding import Occupancy, PictureZone, Tier, whole_picture
from pipeline.domain.label import Label
from pipeline.domain.review import Review
from pipeline.errors import InterruptedRunError, StalledError
from pipeline.store.atomic import atomic_lines, atomic_write, half_written
from pipeline.store.journal import Journal
from pipeline.store.removal import remove_files
from pipeline.workflows.file_records import Known, file_records
from pipeline.workflows.review_job import ReviewJob, prepared
from pipeline.workflows.review_options import ReviewOptions, silent
from pipeline.workflows.review_work import Fill, Meter, Progress, Work

RESULTS = ("summary.json", "occupancy.csv", "events.jsonl", "report.html")
"""What a review leaves. An earlier run's are taken away, lest they stand as this one's."""


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
    job = prepared(footage, zones or (whole_picture(),), options)
    tallying, table = Tallying(job.zones), options.out / "occupancy.csv"
    with Journal(options.journal_path, job.key()) as journal:
        remove_files(half_written(table))
        with atomic_lines(table) as write:
            listeners = (tallying.take, OccupancyTable(write, job.options.clock).take, options.hear)
            replay = _replay(job, listeners)
            work = Work(journal, replay, Meter(), job)
            _work_off(work, progress or silent, fill)
    archive = work.archive.archive(job.names, job.options.clock, job.view, options.health)
    review = replace(_reviewed(job, replay, tallying), archive=archive)
    _leave(review, options)
    return review


def _replay(job: ReviewJob, listeners: Sequence[Hear]) -> Replay:
    """Return what takes the records, and tells the listeners what each comes to."""

    def hear(entry: Occupancy, tier: Tier) -> None:
        for listener in listeners:
            listener(entry, tier)

    options = job.options
    return Replay(
        job.zones,
        job.watched_fps,
        job.camera_id,
        job.names,
        lines=options.lines,
        sure=job.detector.manifest.threshold,
        grounds=[ground.known for ground in options.grounds],
        clock=options.clock,
        calendar=options.calendar,
        hear=hear,
    )


def _work_off(work: Work, progress: Progress, fill: Fill | None) -> None:
    """Take what an earlier run has noted, and note what is still missing."""
    job, replay, notice = work.job, work.replay, work.job.options.notice
    work.segments.sweep()
    for record in work.journal:
        work.take(record)
    notice(_beginning(work.journal, replay, len(job.footage)))
    if there := sum(map(work.segments.has, job.segment_keys[replay.files :])):
        notice(_taken_over(there))
    if replay.files < len(job.footage):
        remove_files(job.options.out / name for name in RESULTS)
        lost = fill(job, work, progress) if fill else {}
        _analyse(job, work, progress, {**job.unanswered, **lost})
    replay.note_faults(work.health.finish(replay.end_s))
    replay.note_faults(work.archive.finish(replay.end_s) if job.options.health else ())


def _beginning(journal: Journal, replay: Replay, files: int) -> Label:
    """Return the sentence on what an earlier run has left to do."""
    frames = replay.frames_sampled
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
                try:
                    _analyse_file(job, path, work, progress)
                except StalledError as error:
                    work.lose(facts, f"given up: {error}")
    except KeyboardInterrupt:
        raise InterruptedRunError(
            f"interrupted after {work.replay.frames_sampled} frames, which are kept;"
            " the same command goes on from there"
        ) from None
    finally:
        work.secure()


def _analyse_file(job: ReviewJob, path: Path, work: Work, progress: Progress) -> None:
    for record in file_records(job, path, work.health, Known(work.replay.last_index, work.look)):
        work.note(record)
        if "frame" in record:
            done_s = work.replay.end_s - work.replay.paused_s + record["t_s"]
            progress(done_s, job.total_s)
        if work.meter.is_due():
            work.secure()


def _reviewed(job: ReviewJob, replay: Replay, tallying: Tallying) -> Review:
    footage_s = replay.end_s - replay.paused_s
    return Review(
        footage=job.names,
        detector=job.detector.manifest,
        provider=job.detector.provider,
        zones=job.zones,
        # Key frames come as the camera set them, far below what was asked for.
        sample_fps=round(job.watched_fps, 3) if job.options.keyframes else job.options.sample_fps,
        tally=tallying.finish(footage_s + replay.paused_s),
        events=replay.events,
        faults=replay.faults,
        frames_decoded=replay.frames_decoded,
        frames_analyzed=replay.frames_analyzed,
        frames_carried=replay.frames_carried,
        frames_passed=replay.frames_passed,
        footage_s=footage_s,
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
    """Write the other results, the summary last, since it says that all are there."""
    from pipeline.report.review_page import review_page

    atomic_write(options.out / "events.jsonl", events_jsonl(review))
    atomic_write(options.out / "report.html", review_page(review, options.language))
    atomic_write(options.out / "summary.json", summary_json(review))
