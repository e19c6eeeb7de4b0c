"""A review of recordings as a page: who stood where and when, how sure that is, what went wrong."""

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.domain.calendar import PeakWindow
from pipeline.domain.crowding import (
    KIND_LABELS,
    STATUS_LABELS,
    TIER_LABELS,
    TIERS,
    CrowdingEvent,
    PictureZone,
)
from pipeline.domain.detector import UNTESTED
from pipeline.domain.gathering import OBSTACLE_LABELS, OutsideWatch
from pipeline.domain.health import FAULT_LABELS
from pipeline.domain.label import Label, Language
from pipeline.domain.review import Review
from pipeline.domain.wall_clock import SOURCE_LABELS
from pipeline.report import archive_wording
from pipeline.report import review_wording as words
from pipeline.report.archive_rows import archive_rows
from pipeline.report.clock_face import face_of, shown_start
from pipeline.report.inline_svg import inline_svg
from pipeline.report.numerals import metres
from pipeline.report.occupancy_plot import occupancy_plot
from pipeline.report.page import rendered, whole_page
from pipeline.report.reach_wording import measured_told, reach_told
from pipeline.report.wording import LIST_COMMA


@dataclass(frozen=True)
class EventRow:
    """An event, the name of its zone, and how long it lasted as far as anyone saw."""

    event: CrowdingEvent
    zone: Label
    lasted_s: float


@dataclass(frozen=True)
class ZoneRow:
    """A zone with its counts; `doubt` says what is not known of its crowding, if anything."""

    zone: PictureZone
    points: str
    most: int | None
    mean: float | None
    doubt: Label | None
    saturated_s: float


@dataclass(frozen=True)
class DensityRow:
    """A zone whose ground is known: what is seen of it, and how densely people stood there.

    `mean` and `most` are None where no density was ever known, `unknown_s` is for how long it was
    too crowded to be counted.
    """

    zone: Label
    visible_m2: float
    mean: float | None
    most: float | None
    measurable: float
    unknown_s: float


@dataclass(frozen=True)
class ReachRow:
    """A zone of which it is known whom the detector finds there, and how far it is believed."""

    zone: Label
    words: Label
    doubtful: bool


@dataclass(frozen=True)
class OutsideRow:
    """A zone, the windows in which it is expected to be full, and how long the rest was watched."""

    zone: Label
    watch: OutsideWatch
    windows: tuple[PeakWindow, ...]


def review_page(review: Review, language: Language) -> str:
    """Return the review as one self-contained HTML document."""
    return whole_page(words.TITLE.told(language), review_body(review, language), language)


def review_body(review: Review, language: Language, level: int = 1) -> Markup:
    """Return the review without the frame of a page, its first heading of the given level."""
    zones = [zone_row(review, zone) for zone in review.zones]
    answer, reaches = review.answer, reach_rows(review)
    return rendered(
        "review.html.j2",
        language,
        level=level,
        text=words,
        list_comma=LIST_COMMA[language],
        status_labels=STATUS_LABELS,
        kind_labels=KIND_LABELS,
        obstacles=[OBSTACLE_LABELS[obstacle].told(language) for obstacle in review.obstacles],
        outside=[outside_row(review, watch) for watch in review.outside],
        tier_labels=TIER_LABELS,
        fault_labels=FAULT_LABELS,
        review=review,
        face=face_of(review),
        recorded=review.clock and shown_start(review.clock),
        clock_source=review.clock and SOURCE_LABELS[review.clock.source],
        headline=headline(review, language),
        mood=mood(review),
        counted_events=len(review.crowding) if answer in ("crowded", "calm") else "—",
        no_events=words.EVENTS_WITHOUT.get(answer),
        uncounted_s=review.tally.uncounted_s,
        untested=UNTESTED,
        most=max((row.most for row in zones if row.most is not None), default="—"),
        speed=review.footage_s / review.wall_s if review.wall_s > 0.0 else None,
        picture=plot_element(review, language),
        events=[event_row(review, event) for event in review.events],
        zones=zones,
        reaches=reaches,
        measured=measured_told(table) if (table := review.detector.recall_table) else None,
        knows_all=len(reaches) == len(zones),
        densities=[row for zone in review.zones if (row := density_row(review, zone))],
        archive=review.archive and archive_rows(review.archive, language),
        kept_words=archive_wording,
        method=_method(review),
    )


def mood(review: Review) -> str:
    """Return how the answer is coloured: orange and red tiers as a failure, milder ones less so."""
    if not review.crowding:
        calm = "pass" if review.answer == "calm" else "unknown"
        return "warn" if review.unexpected else calm
    return "fail" if {"orange", "red"} & {event.peak_tier for event in review.crowding} else "warn"


def headline(review: Review, language: Language) -> str:
    """Return the one sentence that answers whether there was crowding."""
    answer = review.answer
    said = words.HEADLINES[answer].told(language)
    if answer == "crowded":
        worst = max((event.peak_tier for event in review.crowding), key=TIERS.index)
        tier = TIER_LABELS[worst].told(language)
        told = said.format(events=len(review.crowding), tier=tier)
    else:
        told = said.format(seconds=metres(review.tally.unanswered_s))
    return told + gatherings_told(review, language)


def gatherings_told(review: Review, language: Language) -> str:
    """Return the sentence on unexpected gatherings, to follow another; nothing without any."""
    if not review.unexpected:
        return ""
    space = "" if language == "zh" else " "
    return space + words.GATHERED.told(language).format(events=len(review.unexpected))


def plot_element(review: Review, language: Language) -> Markup:
    """Return the curves as an element of the page."""
    title = words.PLOT_TITLE.told(language).format(zones=len(review.zones))
    element = inline_svg(occupancy_plot(review, language), "occupancy", title)
    return Markup(element)


def zone_row(review: Review, zone: PictureZone) -> ZoneRow:
    """Return one zone with its highest and mean count, and what is not known of its crowding."""
    tally = review.tally_of(zone.id)
    return ZoneRow(
        zone=zone,
        points=" ".join(f"{x:g},{y:g}" for x, y in zone.ring),
        most=tally.most,
        mean=tally.mean,
        doubt=doubt(review, zone),
        saturated_s=tally.saturated_s,
    )


def density_row(review: Review, zone: PictureZone) -> DensityRow | None:
    """Return how densely people stood in a zone; None where its ground is not known."""
    ground = review.ground(zone.id)
    if ground is None:
        return None
    tally = review.tally_of(zone.id)
    return DensityRow(
        zone=zone.label,
        visible_m2=ground.visible_m2,
        mean=tally.mean_p_m2,
        most=tally.densest_p_m2,
        measurable=ground.curve.max_measurable_p_m2,
        unknown_s=tally.saturated_s,
    )


def reach_rows(review: Review) -> list[ReachRow]:
    """Return how far to believe the zones of which that is known."""
    return [
        ReachRow(zone.label, reach_told(reach, tally), review.is_doubtful(zone.id))
        for zone in review.zones
        for tally in [review.tally_of(zone.id)]
        for ground in [review.ground(zone.id)]
        if ground is not None
        for reach in [ground.reach]
        if reach is not None
    ]


def doubt(review: Review, zone: PictureZone) -> Label | None:
    """Return why a zone's tiers do not always answer; None where they do."""
    said = review.tally_of(zone.id).tiers
    if not said:
        return words.NO_SAMPLES
    if said == {"not_evaluated"}:
        return words.TOO_SPARSE if zone.bars else words.NO_COUNTS
    if said <= {"unknown", "not_evaluated"}:
        return words.EVALUATED_UNKNOWN
    return words.EVALUATED_PARTLY if said & {"unknown", "not_evaluated"} else None


def event_row(review: Review, event: CrowdingEvent) -> EventRow:
    """Return an event with its zone's name; one without an end lasted to the last sample."""
    label = next(zone.label for zone in review.zones if zone.id == event.zone_id)
    end_s = (review.tally.last_s or 0.0) if event.end_s is None else event.end_s
    return EventRow(event, label, end_s - event.start_s)


def _method(review: Review) -> tuple[Label, ...]:
    """Return how people were counted, and what was not done."""
    corrects = any(ground.reach and ground.reach.is_enough for ground in review.grounds)
    grounded = words.METHOD_CORRECTED if corrects else words.METHOD_WITH_GROUND
    *points, privacy = grounded if review.grounds else words.METHOD_POINTS
    return (*points, *([words.METHOD_OF_HEALTH] if review.health else []), privacy)


def outside_row(review: Review, watch: OutsideWatch) -> OutsideRow:
    """Return a zone with its peak windows, and how long it was watched outside them."""
    label = next(zone.label for zone in review.zones if zone.id == watch.zone_id)
    peaks = review.calendar.peaks if review.calendar else ()
    return OutsideRow(label, watch, tuple(peak for peak in peaks if peak.is_for(watch.zone_id)))
