"""Pictures or recordings, and what they truly show → how well people are found and counted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.crowd.calibration import ScoredCount, calibrated
from pipeline.crowd.count_match import count_pairs
from pipeline.crowd.count_score import count_score
from pipeline.crowd.event_score import event_score
from pipeline.crowd.occupancy import feet_inside
from pipeline.detect.average_precision import average_precision, judged
from pipeline.detect.detector import Detector
from pipeline.domain.crowding import Occupancy, PictureZone, whole_picture
from pipeline.domain.detections import Detections
from pipeline.domain.detector import DetectorManifest, untested_words
from pipeline.domain.evaluation import Evaluation
from pipeline.domain.frame import Frame
from pipeline.domain.label import Label
from pipeline.domain.truth import LabelledFrame, Truth
from pipeline.errors import InputError, UsageError
from pipeline.sources.labelled import labelled_frames
from pipeline.sources.picture import is_picture
from pipeline.workflows.open_detector import open_detector
from pipeline.workflows.review_footage import review_footage
from pipeline.workflows.review_options import ReviewOptions

LEAST_SCORE = 0.01
"""From here on a box takes part in average precision; counts go by the manifest's threshold."""

Progress = Callable[[float, float | None], None]


def _nobody(*_: object) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class EvaluateOptions:
    """How a detector is evaluated.

    `model` and `threshold` are as for a review. `area_m2` is the ground that the one zone shows,
    by which errors are told by density; `calibrate` looks for a better threshold. `notice` is
    told what is passed over.
    """

    model: str | None = None
    threshold: float | None = None
    sample_fps: float = 5.0
    providers: tuple[str, ...] = ("CPUExecutionProvider",)
    area_m2: float | None = None
    calibrate: bool = False
    notice: Callable[[Label], None] = _nobody


def evaluate(
    paths: Sequence[Path],
    truth: Truth,
    zones: Sequence[PictureZone],
    options: EvaluateOptions,
    progress: Progress | None = None,
) -> Evaluation:
    """Return how well a detector finds and counts people, as far as the truth can say.

    `paths` are still pictures, or one camera's recordings in the order of time. Labelled boxes
    are held against what is found in each picture; counts and episodes against a review of the
    recordings. Raises UsageError where truth and material do not belong together, and what
    opening them raises.
    """
    zones = zones or (whole_picture(),)
    _refuse_misfits(paths, truth, zones, options)
    if truth.frames is not None:
        return _by_boxes(paths, truth.frames, zones, options, progress or _nobody)
    return _by_review(paths, truth, zones, options, progress or _nobody)


def _refuse_misfits(
    paths: Sequence[Path], truth: Truth, zones: Sequence[PictureZone], options: EvaluateOptions
) -> None:
    """Raise UsageError for what is asked in vain."""
    if options.area_m2 is not None and len(zones) > 1:
        raise UsageError(f"an area belongs to one zone, got {len(zones)} zones")
    if options.area_m2 is not None and not 0.0 < options.area_m2 < 1e6:
        raise UsageError(f"an area must lie between 0 and 1e6 m², got {options.area_m2:g}")
    if truth.frames is None and is_picture(paths[0]):
        raise UsageError("counts and episodes over time need a recording, got pictures")
    if truth.frames is None and options.calibrate:
        raise UsageError("a threshold is calibrated on labelled boxes (COCO or MOT)")
    if truth.episodes is not None and not any(zone.counts for zone in zones):
        raise UsageError("episodes are judged only where --counts says what is crowded")


def _by_review(
    paths: Sequence[Path],
    truth: Truth,
    zones: Sequence[PictureZone],
    options: EvaluateOptions,
    progress: Progress,
) -> Evaluation:
    """Return what a review of recordings comes to against true counts and episodes."""
    occupancy: list[Occupancy] = []
    with TemporaryDirectory(prefix="sightline-") as folder:
        asked = ReviewOptions(
            out=Path(folder),
            model=options.model,
            threshold=options.threshold,
            sample_fps=options.sample_fps,
            providers=options.providers,
            # What is labelled was seen by somebody, whatever the camera's health.
            health=False,
            hear=lambda entry, _: occupancy.append(entry),
        )
        review = review_footage(paths, zones, asked, progress)
    _doubt(review.detector, options)
    counts, episodes = truth.counts or (), truth.episodes
    area_m2, footage_s = options.area_m2, review.footage_s
    if area_m2 is not None:
        counts = tuple(replace(count, density_p_m2=count.count / area_m2) for count in counts)
    times = {entry.t_s for entry in occupancy}
    return Evaluation(
        model=review.detector.name,
        threshold=review.detector.threshold,
        frames=len({count.t_s for count in counts}) if truth.counts is not None else len(times),
        counts=count_score(count_pairs(occupancy, counts, options.sample_fps)),
        events=None if episodes is None else event_score(review.events, episodes, footage_s),
        availability=1.0 - review.tally.uncounted_s / footage_s if footage_s else None,
    )


def _by_boxes(
    paths: Sequence[Path],
    labels: Sequence[LabelledFrame],
    zones: Sequence[PictureZone],
    options: EvaluateOptions,
    progress: Progress,
) -> Evaluation:
    """Return what a detector comes to against labelled boxes."""
    detector = open_detector(
        options.model, providers=options.providers, threshold=options.threshold
    )
    _doubt(detector.manifest, options)
    eager, threshold = detector.at(LEAST_SCORE), detector.manifest.threshold
    found, true, scored = list[Detections](), list[LabelledFrame](), list[ScoredCount]()
    for frame, label in _labelled(paths, labels, detector, options.notice):
        found.append(eager.detect(frame))
        true.append(label)
        scored += _scored(found[-1], label, frame.source_size, zones, options.area_m2)
        progress(len(true), len(labels))
    return Evaluation(
        model=detector.manifest.name,
        threshold=threshold,
        frames=len(true),
        ap50=average_precision(found, true),
        counts=count_score([count.at(threshold) for count in scored]),
        calibration=calibrated(scored) if options.calibrate else None,
    )


def _doubt(manifest: DetectorManifest, options: EvaluateOptions) -> None:
    """Say that a decoder was never tried on a real model, if that is so."""
    if manifest.untested:
        options.notice(untested_words(manifest.name))


def _scored(
    found: Detections,
    label: LabelledFrame,
    size: tuple[int, int],
    zones: Sequence[PictureZone],
    area_m2: float | None,
) -> Iterator[ScoredCount]:
    """Yield the true count and the scores found in each zone, without what is passed over."""
    # A box is judged before all that score less, so that no threshold changes its verdict.
    counted = judged(found, label) >= 0
    there = feet_inside(found.feet, size, zones) & counted[:, None]
    people = feet_inside(label.feet, size, zones).sum(axis=0).tolist()
    for n, true in enumerate(people):
        density_p_m2 = None if area_m2 is None else true / area_m2
        yield ScoredCount(true, found.scores[there[:, n]], density_p_m2)


def _labelled(
    paths: Sequence[Path],
    labels: Sequence[LabelledFrame],
    detector: Detector,
    notice: Callable[[Label], None],
) -> Iterator[tuple[Frame, LabelledFrame]]:
    """Yield each picture that has a label, with it; InputError where none has."""
    looked = 0
    for pair in labelled_frames(paths, labels, detector.scaled_size):
        looked += 1
        yield pair
    if not looked:
        raise InputError(f"none of {len(labels)} labels is of a picture in {paths[0].parent}")
    if looked < len(labels):
        left = len(labels) - looked
        notice(
            Label(
                f"{left} 条标注没有对应的画面，已跳过",
                f"{left} labels are of pictures that are not there; passed over",
            )
        )
