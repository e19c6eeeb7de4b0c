"""The live streams of a site → people at its gates → episodes and faults in a store."""

import math
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cores import usable_cores
from pipeline.detect.fitting import Fitting
from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.detector import DetectorManifest, untested_words
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.domain.reach import Tiles
from pipeline.domain.requirement import Profile
from pipeline.domain.retention import Jurisdiction
from pipeline.errors import UsageError
from pipeline.jobs.patience import Patience
from pipeline.jobs.service import Service
from pipeline.jobs.shared_model.posts import SharedModel, shared_model
from pipeline.jobs.stop_signals import stop_signals
from pipeline.jobs.supervisor import Replaced, Supervisor
from pipeline.jobs.task import CameraTask, Eye
from pipeline.store.database import Store, open_store, sole_writer
from pipeline.store.event_store import (
    close_what_was_left_open,
    record_grounds,
    record_zones,
)
from pipeline.store.export import record_watch
from pipeline.store.room import Ladder
from pipeline.workflows.camera_tasks import (
    camera_tasks,
    doubtful_gates,
    looked_at_closely,
    tiles_not_chosen,
)
from pipeline.workflows.count_live import count_people
from pipeline.workflows.deliver import Delivery
from pipeline.workflows.evidence_wish import EvidenceWish
from pipeline.workflows.gate_reach import Eyesight, TilePolicy
from pipeline.workflows.keeping import Keeping, keeping
from pipeline.workflows.renewal import (
    Mark,
    Plan,
    Renewed,
    Sources,
    files_of,
    hash_of,
    mark_of,
    renewing,
)
from pipeline.workflows.shared_detector import open_shared
from pipeline.workflows.tend_coverage import Told
from pipeline.workflows.tend_store import Tending
from pipeline.workflows.watch_beside import Beside, beside_watch, listened, standing
from pipeline.workflows.watch_facts import watch_facts
from pipeline.workflows.watch_notices import beginning, kept_pictures, not_judged, not_seen

if TYPE_CHECKING:
    from pipeline.domain.site import Site

Tell = Callable[[CrowdingEvent | HealthFault], None]


def _nobody(*_: object) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class WatchOptions:
    """How streams are watched, and where the store is.

    Coverage today is held against a `profile`, and told to `hear`; without one it is not. What
    failing cameras open for `outage_s` or more is kept in a `ledger`. `metrics` is a host and port
    to serve them at.

    `model` is a manifest, a bare model, or None for the embedded detector. `calendar` tells when
    gates may be full, where the site does not, and `empty` shows by camera the ground with nobody
    there. With `by_counts` tiers begin at the counts of the site file even where the ground is
    known. The watch ends after `for_s` seconds, or when SIGINT or SIGTERM asks for it. `notice` is
    told in a sentence that the watch has begun, and in others what it does not judge. Of each
    episode `snapshots` keep the peak, heads pixelated, and `clips` the camera's own video, where
    the `rules` allow it. With `load` the `site_file` is read again when it, or the file of an
    address, was changed, and on SIGHUP; `renewed` is told a site that is watched from then on.
    `fast_decode` leaves out the deblocking filter of the streams. Zones are looked at closely, too,
    with `tiles`, or with those that the `tile_policy` chooses for each camera.
    """

    store: Path
    model: str | None = None
    providers: tuple[str, ...] = ("CPUExecutionProvider",)
    sample_fps: float = 5.0
    for_s: float | None = None
    calendar: SchoolCalendar | None = None
    empty: Mapping[str, Path] = field(default_factory=dict)
    by_counts: bool = False
    fast_decode: bool = False
    tiles: Tiles | None = None
    tile_policy: TilePolicy = "none"
    patience: Patience = field(default_factory=Patience)
    notice: Callable[[Notice], None] = _nobody
    site_file: Path | None = None
    rules: Jurisdiction | None = None
    ladder: Ladder = field(default_factory=Ladder)
    snapshots: bool = False
    clips: bool = False
    profile: Profile | None = None
    ledger: Path | None = None
    outage_s: float = 60.0
    hear: Callable[[Told], None] = _nobody
    metrics: tuple[str, int] | None = None
    load: "Callable[[], Site] | None" = None
    renewed: "Callable[[Site], None]" = _nobody

    def __post_init__(self) -> None:
        """Refuse a rate at which no frame would be taken, and a watch that is over at once."""
        if not (math.isfinite(self.sample_fps) and self.sample_fps > 0.0):
            raise UsageError(f"frames a second must be more than 0, got {self.sample_fps:g}")
        if self.for_s is not None and not self.for_s > 0.0:
            raise UsageError(f"a watch must last more than 0 seconds, got {self.for_s:g}")
        if self.clips and (self.rules is None or self.rules.clips is None):
            whose = f"the jurisdiction {self.rules.id} does not" if self.rules else "none was given"
            raise UsageError(
                "clips are unblurred, and are kept only where a jurisdiction allows it with a"
                f" reason and for so many days; {whose}: add clips to its file"
            )
        if not (math.isfinite(self.outage_s) and self.outage_s >= 0.0):
            raise UsageError(f"an outage must last 0 seconds or more, got {self.outage_s:g}")


def watch_gates(site: "Site", options: WatchOptions, tell: Tell = _nobody) -> None:
    """Watch every camera of a site that has a stream, until asked to stop.

    Each camera has a process of its own; occupancy, episodes of crowding and faults go to the
    store, and `tell` is called with each event and fault that changed, once it is there. Raises
    UsageError when there is nothing to watch, ModelError when there is no detector, and
    StorageError; a camera that cannot be reached is a fault, which is recorded, not an error.
    """
    service = Service()  # Before any process is begun that would inherit who is to be told.
    with listened(options.metrics) as listener:
        _watch_gates(site, options, tell, listener, service)


def _watch_gates(
    site: "Site",
    options: WatchOptions,
    tell: Tell,
    listener: socket.socket | None,
    service: Service,
) -> None:
    # Opened here once to be refused early; what it pins, the workers' own must be.
    _check_ledger(options.ledger)
    mark = _mark(site, options)
    site_sha256 = hash_of(options.site_file) if options.site_file else ""
    manifest, picture_bytes, fitting = open_pinned(options)
    eyesight = Eyesight(manifest.recall_table, fitting) if manifest.recall_table else None
    plan = partial(
        camera_tasks,
        options=options,
        sure=manifest.threshold,
        iou=manifest.iou,
        eyesight=eyesight,
    )
    tasks = plan(site)
    sessions, threads = _sessions(options.providers, len(tasks))
    open_model = partial(open_shared, manifest, options.providers, threads)
    with (
        stop_signals(rereads=options.load is not None) as stop,
        closing(open_store(options.store)) as store,
        sole_writer(options.store),
        keeping(store, _tending(site, options), options.notice) as kept,
        shared_model(
            open_model, sessions, picture_bytes, options.patience, options.notice
        ) as model,
        beside_watch(site, options, listener, service) as company,
    ):
        watch = _Watch(options, manifest, store, kept, model, company)
        first = Renewed(site, tasks, site_sha256)
        watch.record(first)
        close_what_was_left_open(store, kept.address)
        watch.tell_beginning(tasks)
        eye, write = watch.eye(first), company.pulse.timed(kept.write)
        supervisor = Supervisor(tasks, eye, write, tell, options.notice, company.pulse)
        company.pulse.ready(standing(len(tasks)))
        renew, sources = partial(watch.renew, supervisor), _sources(options, plan, mark)
        with renewing(sources, site, renew, options.notice) as look:

            def beside() -> None:
                model.look_after()
                look(stop)

            supervisor.run(stop, options.for_s, beside)
        for label in not_seen(supervisor):
            options.notice(label)
    options.notice(noticed(Label("监测已结束", "the watch has ended"), "watch.stopped"))


@dataclass(eq=False)
class _Watch:
    """A watch at work: what of it follows a site file, at first and whenever it is saved anew."""

    options: WatchOptions
    manifest: DetectorManifest
    store: Store
    kept: Keeping
    model: SharedModel
    company: Beside
    not_judged: tuple[Notice, ...] = ()

    def record(self, read: Renewed) -> None:
        """Write down what is watched from now on."""
        _record(self.store, read.site, read.tasks, self._facts(read))

    def eye(self, read: Renewed) -> Eye:
        """Return what looks at each camera."""
        ways = self.model.provide(task.camera_id for task in read.tasks)
        wish = _wish(read.site, self.options, self._facts(read))
        return partial(count_people, ways, wish=wish)

    def tell_beginning(self, tasks: Sequence[CameraTask]) -> None:
        """Say what is watched, what is not judged and what is kept."""
        self.not_judged = (*not_judged(tasks), *doubtful_gates(tasks))
        begun = beginning(len(tasks), self.options.store)
        closely = (*looked_at_closely(tasks), *tiles_not_chosen(tasks, self.options))
        for label in (begun, *closely, *self.not_judged, *kept_pictures(self.options)):
            self.options.notice(label)
        if self.manifest.untested:
            self.options.notice(noticed(untested_words(self.manifest.name), "model.untested"))

    def renew(self, supervisor: Supervisor, read: Renewed) -> Replaced:
        """Watch by another site file; first it is recorded, lest a full disk leave half of it."""
        self.record(read)
        self.kept.tend(_tending(read.site, self.options))
        replaced = supervisor.replace(read.tasks, self.eye(read))
        self.company.follow(read.site, len(read.tasks))
        self.options.renewed(read.site)
        for label in (*not_judged(read.tasks), *doubtful_gates(read.tasks)):
            if label not in self.not_judged:
                self.options.notice(label)
        return replaced

    def _facts(self, read: Renewed) -> dict[str, str]:
        return watch_facts(self.manifest, self.options, read.sha256)


def _check_ledger(ledger: Path | None) -> None:
    """Refuse a ledger that cannot be opened: who tends coverage would only try again."""
    if ledger is not None:
        from pipeline.store.ledger import open_ledger

        open_ledger(ledger).close()


def _mark(site: "Site", options: WatchOptions) -> Mark:
    """Return how the files of a watch are."""
    return mark_of(files_of(site, options.site_file)) if options.site_file else ()


def _sources(options: WatchOptions, plan: Plan, mark: Mark) -> Sources | None:
    """Return how the site file is read again; None where nobody says how."""
    if options.load is None or options.site_file is None:
        return None
    return Sources(options.site_file, options.load, plan, mark)


def _record(
    store: Store, site: "Site", tasks: Sequence[CameraTask], facts: Mapping[str, str]
) -> None:
    """Write down what is watched from now on."""
    labels = {camera.id: camera.label for camera in site.cameras()}
    zones = {task.camera_id: task.zones for task in tasks}
    record_zones(store, site.id, {camera_id: labels[camera_id] for camera_id in zones}, zones)
    record_grounds(store, [ground.known for task in tasks for ground in task.grounds])
    record_watch(store, facts)


def _wish(site: "Site", options: WatchOptions, facts: dict[str, str]) -> EvidenceWish | None:
    if not (options.snapshots or options.clips):
        return None
    return EvidenceWish(
        options.store,
        site.id,
        options.snapshots,
        options.rules.clips if options.rules and options.clips else None,
        options.rules.id if options.rules else "",
        facts,
        options.ladder,
    )


def _tending(site: "Site", options: WatchOptions) -> Tending:
    zone = site.calendar.zone if site.calendar else None
    delivery = Delivery(options.store, site.id, site.label, site.receivers, zone)
    return Tending(delivery, options.rules, options.ladder, options.snapshots or options.clips)


def open_pinned(options: WatchOptions) -> tuple[DetectorManifest, int, Fitting]:
    """Return the manifest of a detector that was opened and found to work, its file pinned.

    And how many bytes a picture may have that it looks at, and how that is fitted into its input.
    """
    # Reading manifests costs an import of half a second, which no worker should pay.
    from pipeline.workflows.open_detector import open_detector

    detector = open_detector(options.model, providers=options.providers)
    width, height = detector.input_size
    return detector.manifest, 3 * width * height, detector.fitting


def _sessions(providers: Sequence[str], cameras: int) -> tuple[int, int]:
    """Return how many processes hold the model, and how many threads each has for it.

    On processors one for each core, with one thread: two threads for one picture gain little
    (`benchmarks/sessions.py`). What holds its model elsewhere, as a graphics card does,
    has one.
    """
    cores = usable_cores()
    if providers[0].lower().removesuffix("executionprovider") != "cpu":
        return 1, 0
    sessions = min(cores, cameras)
    return sessions, max(1, cores // sessions)
