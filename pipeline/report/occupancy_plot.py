"""How many people stood in each zone over time, with the tiers of crowding below the curve."""

from math import ceil

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, MultipleLocator

from pipeline.domain.crowding import TIER_LABELS, TIERS, PictureZone, Tier
from pipeline.domain.label import Language
from pipeline.domain.review import Review
from pipeline.report import review_wording as words
from pipeline.report.clock_face import face_of
from pipeline.report.drawing import (
    INK,
    NAVY,
    drawing_settings,
    font,
    halo,
    picture_bytes,
    text_width_pt,
)
from pipeline.report.occupancy_curve import Curve, Span, curve_of
from pipeline.report.typeface import legible

WIDTH_IN = 9.0
TITLE_IN, CURVE_IN, STRIP_IN, TICKS_IN, LEGEND_IN = 0.4, 1.75, 0.26, 0.5, 0.35
LEFT_IN, RIGHT_IN = 0.62, 0.75
STRIP_PT = 7.0
TIER_TINTS: dict[Tier, str] = {
    "none": "#dcebdc",
    "blue": "#3f78d0",
    "yellow": "#edc231",
    "orange": "#ec8126",
    "red": "#c62828",
    "unknown": "#ffffff",
    "not_evaluated": "#f0f0f0",
}
TIER_HATCHES: dict[Tier, str] = {"unknown": "////", "not_evaluated": "\\\\\\\\"}
DARK_TIERS: tuple[Tier, ...] = ("blue", "red")
"""Tints on which white letters read better than black ones."""

ROUND_TIMES_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200)
DAY_S = 86_400.0
MOST_TICKS, MOST_DATES = 12, 6


def occupancy_plot(review: Review, language: Language) -> bytes:
    """Return an SVG with a curve and a strip of tiers for each zone; letters are drawn as shapes.

    Nothing is drawn where a count is unknown. Equal reviews give equal bytes.
    """
    with drawing_settings("occupancy"):
        panel_in = TITLE_IN + CURVE_IN + STRIP_IN + TICKS_IN
        figure = Figure(figsize=(WIDTH_IN, len(review.zones) * panel_in + LEGEND_IN))
        for place, zone in enumerate(review.zones):
            curve_axes, strip_axes = panel(figure, LEGEND_IN + place * panel_in)
            draw_zone(curve_axes, strip_axes, zone, curve_of(review, zone), language)
            draw_times(strip_axes, review, language)
        draw_legend(figure, language)
        return picture_bytes(figure, "svg")


def panel(figure: Figure, legend_and_above_in: float) -> tuple[Axes, Axes]:
    """Return the axes of one zone's curve and of the strip below it, counted from the top."""
    tall_in = figure.get_figheight()
    top_in = tall_in - legend_and_above_in + LEGEND_IN - TITLE_IN
    width = (WIDTH_IN - LEFT_IN - RIGHT_IN) / WIDTH_IN
    low_in = top_in - CURVE_IN
    curve = figure.add_axes((LEFT_IN / WIDTH_IN, low_in / tall_in, width, CURVE_IN / tall_in))
    strip_low_in = low_in - STRIP_IN
    strip = figure.add_axes(
        (LEFT_IN / WIDTH_IN, strip_low_in / tall_in, width, STRIP_IN / tall_in), sharex=curve
    )
    return curve, strip


def draw_zone(
    curve_axes: Axes, strip_axes: Axes, zone: PictureZone, curve: Curve, language: Language
) -> None:
    """Draw one zone: its count as a step line, and its tiers as coloured, lettered spans."""
    name = legible(zone.label.told(language), zone.id)
    curve_axes.set_title(name, fontproperties=font(10.5), color=INK, loc="left")
    edges = [*curve.times_s, curve.end_s]
    curve_axes.stairs(curve.counts, edges, fill=True, color=NAVY, alpha=0.13, linewidth=0)
    curve_axes.stairs(curve.counts, edges, baseline=None, color=NAVY, linewidth=1.2)
    curve_axes.set(
        xlim=(edges[0], max(edges[-1], edges[0] + 1.0)), ylim=(0, highest_shown(zone, curve))
    )
    draw_tier_starts(curve_axes, zone, language)
    for span in curve.spans:
        draw_span(strip_axes, span, language)
    draw_scales(curve_axes, strip_axes, language)


def highest_shown(zone: PictureZone, curve: Curve) -> float:
    """Return the top of the scale: the peak with room above, and the first tier in any case."""
    first_tier = zone.judged_counts[0] if zone.judged_counts else 1
    return max(curve.most, float(first_tier)) * 1.25 + 0.5


def draw_tier_starts(axes: Axes, zone: PictureZone, language: Language) -> None:
    """Draw a dashed line at each count where a tier begins, as far as the scale reaches."""
    top = axes.get_ylim()[1]
    for tier, count in zip(TIERS, zone.judged_counts, strict=False):
        if count > top:
            return
        axes.axhline(count, color=TIER_TINTS[tier], linewidth=1.0, linestyle=(0, (5, 3)))
        axes.annotate(
            f"{words.TIER_SHORT[tier].told(language)} {count}",
            (1.008, count),
            xycoords=("axes fraction", "data"),
            va="center",
            fontproperties=font(7.5),
            color=INK,
        )


def draw_span(axes: Axes, span: Span, language: Language) -> None:
    """Draw one stretch of a tier, lettered where the letters fit."""
    axes.axvspan(
        span.start_s,
        span.end_s,
        facecolor=TIER_TINTS[span.tier],
        edgecolor="#8a8a8a" if span.tier in TIER_HATCHES else "none",
        hatch=TIER_HATCHES.get(span.tier),
        linewidth=0.4,
    )
    left, right = axes.get_xlim()
    room_pt = (span.end_s - span.start_s) / (right - left) * (WIDTH_IN - LEFT_IN - RIGHT_IN) * 72.0
    text = words_that_fit(span.tier, room_pt, language)
    axes.text(
        (span.start_s + span.end_s) / 2.0,
        0.5,
        text,
        ha="center",
        va="center_baseline",
        fontproperties=font(STRIP_PT),
        color="white" if span.tier in DARK_TIERS else INK,
        path_effects=halo() if span.tier in TIER_HATCHES else None,
    )


def words_that_fit(tier: Tier, room_pt: float, language: Language) -> str:
    """Return a tier's name, or its short name, or nothing: the longest that has room."""
    names = [TIER_LABELS[tier].told(language)]
    if tier in words.TIER_SHORT:
        names.append(words.TIER_SHORT[tier].told(language))
    return next((name for name in names if text_width_pt(name, STRIP_PT) + 3.0 <= room_pt), "")


def draw_scales(curve_axes: Axes, strip_axes: Axes, language: Language) -> None:
    """Write whole people upwards, and draw the borders of both axes."""
    strip_axes.set(yticks=[], ylim=(0, 1))
    curve_axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    curve_axes.yaxis.set_major_formatter(lambda count, _: f"{count:g}")
    curve_axes.tick_params(axis="x", length=0, labelbottom=False)
    curve_axes.set_ylabel(words.PEOPLE.told(language), fontproperties=font(7.5))
    for axes in (curve_axes, strip_axes):
        for label in axes.get_yticklabels():
            label.set_fontproperties(font(7.0))
        for spine in axes.spines.values():
            spine.set(linewidth=0.6, color="#999999")


def draw_times(axes: Axes, review: Review, language: Language) -> None:
    """Write the time of day along the strip, at round times, or else the time of the footage."""
    left, right = axes.get_xlim()
    step_s = tick_step_s(right - left, is_dated=len(face_of(review)(0.0)) > len("00:00:00"))
    face, past_round_s = face_of(review), 0.0
    if review.clock is not None:
        start = review.clock.start
        past_round_s = start.hour * 3600 + start.minute * 60 + start.second
    axes.xaxis.set_major_locator(MultipleLocator(step_s, offset=-(past_round_s % step_s)))
    axes.xaxis.set_major_formatter(lambda t_s, _: face(max(t_s, 0.0)))
    told = words.FOOTAGE_TIME if review.clock is None else words.DAY_TIME
    axes.set_xlabel(told.told(language), fontproperties=font(7.5))
    for label in axes.get_xticklabels():
        label.set_fontproperties(font(7.0))


def tick_step_s(span_s: float, *, is_dated: bool) -> float:
    """Return how far apart times are written, so that they do not touch; with dates, fewer.

    >>> tick_step_s(3600.0, is_dated=False), tick_step_s(400 * 86400.0, is_dated=True) / 86400
    (300, 67.0)
    """
    most = MOST_DATES if is_dated else MOST_TICKS
    round_s = next((step_s for step_s in ROUND_TIMES_S if span_s / step_s <= most), None)
    return round_s or ceil(span_s / most / DAY_S) * DAY_S


def draw_legend(figure: Figure, language: Language) -> None:
    """Draw what the line and the tints mean, at the foot."""
    signs: list[Artist] = [Line2D([], [], color=NAVY, linewidth=1.4)]
    named = [words.COUNT_LINE.told(language)]
    for tier, tint in TIER_TINTS.items():
        signs.append(Patch(facecolor=tint, edgecolor="#8a8a8a", hatch=TIER_HATCHES.get(tier)))
        named.append(TIER_LABELS[tier].told(language))
    figure.legend(
        signs,
        named,
        loc="lower center",
        ncols=len(signs),
        frameon=False,
        prop=font(7.5),
        handlelength=1.6,
        columnspacing=1.2,
        borderaxespad=0.2,
    )
