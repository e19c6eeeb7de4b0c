"""A review that is checked and opened, and all on which its counts depend."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from pipeline.cores import usable_cores
from pipeline.detect.detector import Detector
from pipeline.detect.motion_gate import CARRIED_S
from pipeline.detect.tiled import TiledDetector, Tiling, around
from pipeline.domain.crowding import PictureZone
from pipeline.domain.label import Label
from pipeline.errors import StalledError, UsageError
from pipeline.health.view import View
from pipeline.jobs.ahead import answered
from pipeline.jobs.threads import in_threads
from pipeline.report.reach_wording import NOTHING_TO_CHOOSE_BY, tiles_chosen, uncalibrated
from pipeline.sources.decoding import ScaledSize
from pipeline.sources.footage import FootageFacts, keyframe_fps
from pipeline.store.journal import file_digest
from pipeline.version import VERSION
from pipeline.workflows.archive_tally import believed
from pipeline.workflows.gate_reach import Eyesight, grounds_reached
from pipeline.workflows.open_detector import open_detector
from pipeline.workflows.picture_counts import UNSURE, PictureCounts
from pipeline.workflows.picture_health import reference_view
from pipeline.workflows.probe_recordings import probed
from pipeline.workflows.review_options import ReviewOptions
from pipeline.workflows.watched_grounds import ground_key

INFERENCE_THREADS = max(1, usable_cores() // 2)
"""The other cores decode meanwhile. On two cores, two threads for the model take more than twice
the processor time for each picture, since they wait for each other in a loop."""

NO_ANSWER = "no answer: "
"""Stands before the name of a file in place of its digest."""


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

    @cached_property
    def counts(self) -> PictureCounts:
        """What counts the people of a picture."""
        threshold, follows = self.detector.manifest.threshold, bool(self.options.lines)
        return PictureCounts(self.seeker, threshold, self.zones, self.options.grounds, follows)

    @property
    def names(self) -> tuple[str, ...]:
        """The files' names as they can be written; recorders know other encodings than ours."""
        return _names(self.footage)

    @cached_property
    def watched_fps(self) -> float:
        """How often a second people are really counted: a slow recording has no more frames."""
        if self.options.keyframes:
            rates = in_threads(self._keyframe_fps, self.footage)
            return min(self.options.sample_fps, *rates)
        return min(self.options.sample_fps, *(facts.fps for facts in self.facts))

    @property
    def total_s(self) -> float | None:
        """How long the recordings say that they are, if each of them does."""
        lengths = [facts.duration_s for facts in self.facts if facts.duration_s is not None]
        return sum(lengths) if len(lengths) == len(self.facts) else None

    @cached_property
    def digests(self) -> list[str]:
        """What is in each file, in a few letters."""
        return in_threads(self._digest, range(len(self.footage)))

    @cached_property
    def unanswered(self) -> dict[str, str]:
        """Why nobody knows what is in some files, by what stands for their digests."""
        why = f"given up: no answer for {self.options.patience_s:g} s"
        return {digest: why for digest in self.digests if digest.startswith(NO_ANSWER)}

    def _digest(self, number: int) -> str:
        """Return the digest of a file; of one that does not answer, what stands for it."""
        try:
            if self.facts[number].codec:
                digest = partial(file_digest, self.footage[number])
                return answered(digest, self.options.patience_s)
        except StalledError:
            pass
        return f"{NO_ANSWER}{self.names[number]}"

    def _keyframe_fps(self, path: Path) -> float:
        try:
            return answered(partial(keyframe_fps, path), self.options.patience_s)
        except StalledError:
            return math.inf

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
        return next(d for d in self.digests if d not in self.unanswered) if self.view else None

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
        more: dict[str, Any] = {"grounds": grounds} if grounds else {}
        more |= {"motion_gate": CARRIED_S} if self.options.motion_gate else {}
        return more | {
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


def prepared(
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
    facts = probed(footage, options.patience_s)
    if options.clock is not None:
        lengths_s = [each.duration_s for each in facts]
        clock, ask, doubt = believed(options.clock, options.archive, _names(footage), lengths_s)
        options = replace(options, clock=clock, archive=ask)
        if doubt is not None:
            options.notice(doubt)
    detector = _opened(options)
    options = _reaching(options, zones, detector)
    found = detector, _seeker(detector, zones, options)
    looked_for = options.health and not options.turns
    first = next(path for path, each in zip(footage, facts, strict=True) if each.codec)
    view = _view(first, found[1].scaled_size, options.patience_s) if looked_for else None
    return ReviewJob(tuple(footage), facts, tuple(zones), options, *found, view)


def _view(path: Path, scaled_size: ScaledSize, patience_s: float) -> View | None:
    try:
        return answered(partial(reference_view, path, scaled_size), patience_s)
    except StalledError:
        return None


def detectors(
    options: ReviewOptions, zones: Sequence[PictureZone], threads: int = INFERENCE_THREADS
) -> tuple[Detector, Detector | TiledDetector]:
    """Return the detector, and the one that also sees whom it may miss."""
    detector = _opened(options, threads)
    return detector, _seeker(detector, zones, options)


def _opened(options: ReviewOptions, threads: int = INFERENCE_THREADS) -> Detector:
    return open_detector(
        options.model, providers=options.providers, threads=threads, threshold=options.threshold
    )


def _reaching(
    options: ReviewOptions, zones: Sequence[PictureZone], detector: Detector
) -> ReviewOptions:
    """Return the options with whom the detector finds on each ground, and the tiles for that."""
    table = detector.manifest.recall_table
    if table is None or not options.grounds:
        if why := _why_not_reaching(options, detector):
            options.notice(why)
        return options
    eyesight = Eyesight(table, detector.fitting)
    grounds, tiles = grounds_reached(
        options.grounds, zones, eyesight, options.tiles, options.tile_policy
    )
    if tiles != options.tiles and tiles is not None:
        options.notice(tiles_chosen(tiles))
    return replace(options, grounds=grounds, tiles=tiles)


def _why_not_reaching(options: ReviewOptions, detector: Detector) -> Label | None:
    """Return why the detector's calibration is of no use, where one would expect that it is."""
    measured, threshold = detector.manifest.measured, detector.manifest.threshold
    if options.grounds and measured is not None and measured.threshold != threshold:
        return uncalibrated(measured.threshold, threshold)
    return NOTHING_TO_CHOOSE_BY if options.tile_policy == "best" else None


def _seeker(
    detector: Detector, zones: Sequence[PictureZone], options: ReviewOptions
) -> Detector | TiledDetector:
    """Return what looks for people: small ones with tiles, less sure ones for lines and grounds."""
    is_thorough = options.lines or options.grounds
    sees = detector.at(UNSURE * detector.manifest.threshold) if is_thorough else detector
    if options.tiles is None:
        return sees
    tiling = Tiling(*options.tiles, around([zone.ring for zone in zones]))
    return TiledDetector(sees, tiling, detector.manifest.iou)
