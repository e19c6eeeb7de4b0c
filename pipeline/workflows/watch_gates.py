"""The live streams of a site → people at its gates → episodes and faults in a store."""

import math
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.crowd.occupancy import zone_counts
from pipeline.crowd.watch import LEAST_FPS
from pipeline.domain.crowding import CrowdingEvent, PictureZone, whole_picture
from pipeline.domain.detector import DetectorManifest, untested_words
from pipeline.domain.health import HealthFault, model_fault_detail
from pipeline.domain.label import Label
from pipeline.errors import ModelError, UsageError
from pipeline.jobs.clock import started_clock
from pipeline.jobs.message import Failed, Sample
from pipeline.jobs.patience import Patience
from pipeline.jobs.stop_signals import stop_signals
from pipeline.jobs.supervisor import Supervisor
from pipeline.jobs.task import CameraTask, Look
from pipeline.store.database import open_store, sole_writer
from pipeline.store.event_store import close_what_was_left_open, record_batch, record_zones

if TYPE_CHECKING:
    # Workers import this module, and have no use for plans and what these import.
    from pipeline.domain.camera import Stream
    from pipeline.domain.site import Site

Tell = Callable[[CrowdingEvent | HealthFault], None]


def _nobody(*_: object) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class WatchOptions:
    """How streams are watched, and where the store is.

    `model` is a manifest, a bare model, or None for the embedded detector. The watch ends after
    `for_s` seconds, or when SIGINT or SIGTERM asks for it. `notice` is told in a sentence that
    the watch has begun.
    """

    store: Path
    model: str | None = None
    providers: tuple[str, ...] = ("CPUExecutionProvider",)
    sample_fps: float = 5.0
    for_s: float | None = None
    patience: Patience = field(default_factory=Patience)
    notice: Callable[[Label], None] = _nobody

    def __post_init__(self) -> None:
        """Refuse a rate at which no frame would be taken, and a watch that is over at once."""
        if not (math.isfinite(self.sample_fps) and self.sample_fps > 0.0):
            raise UsageError(f"frames a second must be more than 0, got {self.sample_fps:g}")
        if self.for_s is not None and not self.for_s > 0.0:
            raise UsageError(f"a watch must last more than 0 seconds, got {self.for_s:g}")


def watch_gates(site: "Site", options: WatchOptions, tell: Tell = _nobody) -> None:
    """Watch every camera of a site that has a stream, until asked to stop.

    Each camera has a process of its own; occupancy, episodes of crowding and faults go to the
    store, and `tell` is called with each event and fault that changed, once it is there. Raises
    UsageError when there is nothing to watch, ModelError when there is no detector, and
    StorageError; a camera that cannot be reached is a fault, which is recorded, not an error.
    """
    tasks = camera_tasks(site, options)
    # Opened here once to be refused early; what it pins, the workers' own must be.
    manifest = open_pinned(options)
    threads = max(1, (os.cpu_count() or 1) // len(tasks))
    eye = partial(count_people, manifest, options.providers, threads)
    with (
        stop_signals() as stop,
        closing(open_store(options.store)) as store,
        sole_writer(options.store),
    ):
        labels = {camera.id: camera.label for camera in site.cameras()}
        zones = {task.camera_id: task.zones for task in tasks}
        record_zones(store, site.id, {camera_id: labels[camera_id] for camera_id in zones}, zones)
        close_what_was_left_open(store)
        options.notice(_beginning(len(tasks), options.store))
        if manifest.untested:
            options.notice(untested_words(manifest.name))
        supervisor = Supervisor(tasks, eye, partial(record_batch, store), tell)
        supervisor.run(stop, options.for_s)


def _beginning(streams: int, store: Path) -> Label:
    return Label(
        f"正在监测 {streams} 路视频，记录于 {store}；按 Ctrl-C 停止",
        f"watching {streams} streams into {store}; stop with Ctrl-C",
    )


def camera_tasks(site: "Site", options: WatchOptions) -> tuple[CameraTask, ...]:
    """Return what to do for each camera that has a stream, all by one clock."""
    clock = started_clock()
    streams = {camera.id: camera.stream for camera in site.cameras() if camera.stream is not None}
    if not streams:
        raise UsageError(
            f"{site.id}: no camera has a stream to watch; give one a stream with a url"
        )
    for camera_id, stream in streams.items():
        _check_address(camera_id, stream)
    zones = watched_zones(site, tuple(streams))
    _refuse_too_slow(zones, options.sample_fps)
    return tuple(
        CameraTask(camera_id, stream, zones[camera_id], options.sample_fps, options.patience, clock)
        for camera_id, stream in streams.items()
    )


def _check_address(camera_id: str, stream: "Stream") -> None:
    """Refuse a URL that no camera has; it may hold a password, so the refusal does not show it."""
    source = f"the environment variable {stream.url_env}" if stream.url_env else "its url"
    if not stream.url:
        raise UsageError(f"the stream of {camera_id} has no URL: set {source}")
    if not re.match(r"rtsps?://[^\s/]\S*\Z", stream.url):
        raise UsageError(
            f"the stream of {camera_id}: {source} must begin with rtsp:// or rtsps://,"
            " in small letters, followed by a host and no blanks"
        )


def _refuse_too_slow(zones: dict[str, tuple[PictureZone, ...]], sample_fps: float) -> None:
    """Refuse a rate at which no gate's crowding could be told."""
    judged = [zone.id for watched in zones.values() for zone in watched if zone.counts is not None]
    if judged and sample_fps < LEAST_FPS:
        raise UsageError(
            f"tiers of crowding need at least {LEAST_FPS:g} frame a second,"
            f" got {sample_fps:g}; the counts of {', '.join(judged)} could not be judged"
        )


def watched_zones(site: "Site", camera_ids: tuple[str, ...]) -> dict[str, tuple[PictureZone, ...]]:
    """Return the gates that each camera watches, or all of its picture where it has none.

    Two cameras may watch one gate from two sides. Their counts are two different things, so
    the zone is then called ``GATE@CAMERA``, which no id of a site file can be.
    """
    zones = {camera_id: site.watched_zones(camera_id) for camera_id in camera_ids}
    watchers = Counter(zone.id for watched in zones.values() for zone in watched)
    labels = {camera.id: camera.label for camera in site.cameras()}
    return {
        camera_id: tuple(
            replace(zone, id=f"{zone.id}@{camera_id}") if watchers[zone.id] > 1 else zone
            for zone in watched
        )
        or (whole_picture(None, camera_id, labels[camera_id]),)
        for camera_id, watched in zones.items()
    }


def open_pinned(options: WatchOptions) -> DetectorManifest:
    """Return the manifest of a detector that was opened and found to work, its file pinned."""
    # Reading manifests costs an import of half a second, which no worker should pay.
    from pipeline.workflows.open_detector import open_detector

    return open_detector(options.model, providers=options.providers).manifest


def count_people(
    manifest: DetectorManifest, providers: tuple[str, ...], threads: int, task: CameraTask
) -> Look:
    """Open the detector, in a worker's process, and return a look that counts with it."""
    from pipeline.detect.detector import Detector
    from pipeline.runtime.session import Session
    from pipeline.sources.live import LiveStream

    detector = Detector(manifest, Session(manifest, providers, threads))
    patience = task.patience

    def look() -> Iterator[Sample | Failed]:
        with LiveStream(
            task.stream.url,
            open_timeout_s=patience.open_timeout_s,
            read_timeout_s=patience.read_timeout_s,
            now_s=task.clock.now_s,
        ) as stream:
            for frame in stream.frames(task.sample_fps, detector.scaled_size):
                try:
                    people = detector.detect(frame)
                except ModelError as error:
                    yield Failed(frame.t_s, "model_fault", model_fault_detail(str(error)))
                else:
                    counts = zone_counts(people.feet, frame.source_size, task.zones)
                    yield Sample(frame.t_s, counts, people.saturated)

    return look
