"""A review of recordings as a page: who stood where and when, how sure that is, what went wrong."""

from dataclasses import dataclass

from markupsafe import Markup

from pipeline.domain.crowding import STATUS_LABELS, TIER_LABELS, TIERS, CrowdingEvent, PictureZone
from pipeline.domain.health import FAULT_LABELS
from pipeline.domain.label import Label, Language
from pipeline.domain.review import Review
from pipeline.report import review_wording as words
from pipeline.report.inline_svg import inline_svg
from pipeline.report.occupancy_plot import occupancy_plot
from pipeline.report.page import rendered, whole_page
from pipeline.report.wording import LIST_COMMA

FEWEST_SAMPLES_PER_S = 1.0
"""Below it no tier is evaluated: an episode could begin and end between two samples."""


@dataclass(frozen=True)
class EventRow:
    """An event, the name of its zone, and how long it lasted as far as anyone saw."""

    event: CrowdingEvent
    zone: Label
    lasted_s: float


@dataclass(frozen=True)
class ZoneRow:
    """A zone with its counts; `why_not` says why its crowding was not evaluated, if so."""

    zone: PictureZone
    points: str
    most: int | None
    mean: float | None
    why_not: Label | None


def review_page(review: Review, language: Language) -> str:
    """Return the review as one self-contained HTML document."""
    return whole_page(words.TITLE.told(language), review_body(review, language), language)


def review_body(review: Review, language: Language, level: int = 1) -> Markup:
    """Return the review without the frame of a page, its first heading of the given level."""
    zones = [zone_row(review, zone) for zone in review.zones]
    evaluated = any(row.why_not is None for row in zones)
    return rendered(
        "review.html.j2",
        language,
        level=level,
        text=words,
        list_comma=LIST_COMMA[language],
        status_labels=STATUS_LABELS,
        tier_labels=TIER_LABELS,
        fault_labels=FAULT_LABELS,
        review=review,
        headline=headline(review, language),
        mood=mood(review, evaluated),
        evaluated=evaluated,
        unknown_s=unknown_s(review),
        most=max((row.most for row in zones if row.most is not None), default="—"),
        speed=review.footage_s / review.wall_s if review.wall_s > 0.0 else None,
        picture=plot_element(review, language),
        events=[event_row(review, event) for event in review.events],
        zones=zones,
    )


def mood(review: Review, evaluated: bool) -> str:
    """Return how the answer is coloured: orange and red tiers as a failure, milder ones less so."""
    if not review.events:
        return "pass" if evaluated else "unknown"
    return "fail" if {"orange", "red"} & {event.peak_tier for event in review.events} else "warn"


def headline(review: Review, language: Language) -> str:
    """Return the one sentence that answers whether there was crowding."""
    if review.events:
        worst = max((event.peak_tier for event in review.events), key=TIERS.index)
        tier = TIER_LABELS[worst].told(language)
        return words.CROWDED.told(language).format(events=len(review.events), tier=tier)
    evaluated = any(why_not_evaluated(review, zone) is None for zone in review.zones)
    return (words.NOT_CROWDED if evaluated else words.NOT_EVALUATED).told(language)


def unknown_s(review: Review) -> float:
    """Return for how long at least one zone's count was unknown."""
    times = {entry.t_s for entry in review.occupancy if entry.count is None}
    return len(times) / review.sample_fps


def plot_element(review: Review, language: Language) -> Markup:
    """Return the curves as an element of the page."""
    title = words.PLOT_TITLE.told(language).format(zones=len(review.zones))
    element = inline_svg(occupancy_plot(review, language), "occupancy", title)
    return Markup(element)


def zone_row(review: Review, zone: PictureZone) -> ZoneRow:
    """Return one zone with its highest and mean count, and whether tiers were evaluated."""
    counts = review.counts(zone.id)
    return ZoneRow(
        zone=zone,
        points=" ".join(f"{x:g},{y:g}" for x, y in zone.ring),
        most=max(counts, default=None),
        mean=sum(counts) / len(counts) if counts else None,
        why_not=why_not_evaluated(review, zone),
    )


def why_not_evaluated(review: Review, zone: PictureZone) -> Label | None:
    """Return why a zone's tiers say nothing; None where they were evaluated."""
    if zone.counts is None:
        return words.NO_COUNTS
    if review.sample_fps < FEWEST_SAMPLES_PER_S:
        return words.TOO_SPARSE
    if not any(entry.zone_id == zone.id for entry in review.occupancy):
        return words.NO_SAMPLES
    return None


def event_row(review: Review, event: CrowdingEvent) -> EventRow:
    """Return an event with its zone's name; one without an end lasted to the last sample."""
    label = next(zone.label for zone in review.zones if zone.id == event.zone_id)
    end_s = review.occupancy[-1].t_s if event.end_s is None else event.end_s
    return EventRow(event, label, end_s - event.start_s)
