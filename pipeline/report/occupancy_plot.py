"""How many people stood in each zone over time, with the tiers of crowding below the curve.

It is drawn without matplotlib, which takes longer to load than a minute of footage may cost.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.domain.crowding import TIER_LABELS, TIERS, PictureZone, Tier
from pipeline.domain.label import Language
from pipeline.domain.review import Review
from pipeline.report import review_wording as words
from pipeline.report.clock_face import face_of
from pipeline.report.ink import INK, NAVY
from pipeline.report.occupancy_curve import Curve, Span, curve_of
from pipeline.report.svg_sheet import Point, SvgSheet
from pipeline.report.typeface import legible, text_width_pt

INCH_PT = 72.0
WIDTH_PT = 9.0 * INCH_PT
TITLE_PT, CURVE_PT, STRIP_PT, TICKS_PT, LEGEND_PT = 29.0, 126.0, 19.0, 36.0, 25.0
LEFT_PT, RIGHT_PT = 45.0, 54.0
INSIDE_PT = WIDTH_PT - LEFT_PT - RIGHT_PT
PANEL_PT = TITLE_PT + CURVE_PT + STRIP_PT + TICKS_PT
TICK_PT, NAME_PT, WORD_PT, SMALL_PT = 3.5, 10.5, 7.5, 7.0
BORDER, EDGE = "#999999", "#8a8a8a"
SIGN_PT, GAP_PT = (12.0, 5.3), 9.0
"""Of the legend: its samples of colour, and what is left between its entries."""

TIER_TINTS: dict[Tier, str] = {
    "none": "#dcebdc",
    "blue": "#3f78d0",
    "yellow": "#edc231",
    "orange": "#ec8126",
    "red": "#c62828",
    "unknown": "#ffffff",
    "not_evaluated": "#f0f0f0",
}
HATCH_RISES: dict[Tier, bool] = {"unknown": True, "not_evaluated": False}
DARK_TIERS: tuple[Tier, ...] = ("blue", "red")
"""Tints on which white letters read better than black ones."""

ROUND_TIMES_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200)
DAY_S = 86_400.0
MOST_TICKS, MOST_DATES, MOST_COUNTS = 12, 6, 5


@dataclass(frozen=True)
class Panel:
    """The place of one zone: from when to when, up to which count, and how far down the sheet."""

    begin_s: float
    end_s: float
    highest: float
    top_pt: float

    @property
    def base_pt(self) -> float:
        """Where nobody is, which is also where the strip of tiers begins."""
        return self.top_pt + CURVE_PT

    @property
    def foot_pt(self) -> float:
        """Where the strip of tiers ends."""
        return self.base_pt + STRIP_PT

    def x(self, t_s: float) -> float:
        """Return where a time is, in points from the left."""
        return LEFT_PT + (t_s - self.begin_s) / (self.end_s - self.begin_s) * INSIDE_PT

    def y(self, count: float) -> float:
        """Return where a count is, in points from the top."""
        return self.base_pt - count / self.highest * CURVE_PT


def occupancy_plot(review: Review, language: Language) -> bytes:
    """Return an SVG with a curve and a strip of tiers for each zone; letters are drawn as shapes.

    Nothing is drawn where a count is unknown. Equal reviews give equal bytes.
    """
    sheet = SvgSheet(WIDTH_PT, len(review.zones) * PANEL_PT + LEGEND_PT)
    for place, zone in enumerate(review.zones):
        curve = curve_of(review, zone)
        panel = panel_of(zone, curve, place * PANEL_PT + TITLE_PT)
        name = legible(zone.label.told(language), zone.id)
        sheet.words(name, (LEFT_PT, panel.top_pt - 9.0), NAME_PT)
        draw_curve(sheet, panel, curve)
        draw_tier_starts(sheet, panel, zone, language)
        for span in curve.spans:
            draw_span(sheet, panel, span, language)
        draw_counts(sheet, panel, language)
        draw_times(sheet, panel, review, language)
    draw_legend(sheet, len(review.zones) * PANEL_PT + LEGEND_PT / 2.0, language)
    return sheet.content()


def panel_of(zone: PictureZone, curve: Curve, top_pt: float) -> Panel:
    """Return the place of a zone's curve, at least a second wide."""
    begin_s = curve.times_s[0] if curve.times_s else curve.end_s
    end_s = max(curve.end_s, begin_s + 1.0)
    return Panel(begin_s, end_s, highest_shown(zone, curve), top_pt)


def draw_curve(sheet: SvgSheet, panel: Panel, curve: Curve) -> None:
    """Draw a count as a step line, over a tint of it, as far as it is known."""
    for steps in known_steps(curve):
        line = [(panel.x(t_s), panel.y(count)) for t_s, count in steps]
        foot = [(line[-1][0], panel.base_pt), (line[0][0], panel.base_pt)]
        sheet.path((*line, *foot), closed=True, fill=NAVY, fill_opacity=0.13)
        sheet.path(line, stroke=NAVY, stroke_width=1.2, stroke_linejoin="miter")


def known_steps(curve: Curve) -> Iterator[list[Point]]:
    """Yield the corners, as times and counts, of each stretch of which the count is known."""
    edges = (*curve.times_s, curve.end_s)
    numbers = range(len(curve.counts))
    for unknown, run in groupby(numbers, lambda number: math.isnan(curve.counts[number])):
        if unknown:
            continue
        corners = list[Point]()
        for number in run:
            count = curve.counts[number]
            if corners and corners[-1][1] == count:
                corners.pop()
            else:
                corners.append((edges[number], count))
            corners.append((edges[number + 1], count))
        yield corners


def highest_shown(zone: PictureZone, curve: Curve) -> float:
    """Return the top of the scale: the peak with room above, and the first tier in any case."""
    first_tier = zone.judged_counts[0] if zone.judged_counts else 1
    return max(curve.most, float(first_tier)) * 1.25 + 0.5


def draw_tier_starts(sheet: SvgSheet, panel: Panel, zone: PictureZone, language: Language) -> None:
    """Draw a dashed line at each count where a tier begins, as far as the scale reaches."""
    right_pt = LEFT_PT + INSIDE_PT
    for tier, count in zip(TIERS, zone.judged_counts, strict=False):
        if count > panel.highest:
            return
        y, tint = panel.y(count), TIER_TINTS[tier]
        sheet.path([(LEFT_PT, y), (right_pt, y)], stroke=tint, stroke_dasharray="5 3")
        told = f"{words.TIER_SHORT[tier].told(language)} {count}"
        sheet.words(told, (right_pt + 4.4, y), WORD_PT)


def draw_span(sheet: SvgSheet, panel: Panel, span: Span, language: Language) -> None:
    """Draw one stretch of a tier, lettered where the letters fit."""
    left, right = panel.x(span.start_s), panel.x(span.end_s)
    hatched = span.tier in HATCH_RISES
    edge: dict[str, str | float] = {"stroke": EDGE, "stroke_width": 0.4} if hatched else {}
    size = right - left, STRIP_PT
    sheet.box((left, panel.base_pt), size, fill=paint_of(sheet, span.tier), **edge)
    text = words_that_fit(span.tier, right - left, language)
    if text:
        middle = (left + right) / 2.0, panel.base_pt + STRIP_PT / 2.0
        ink = "#ffffff" if span.tier in DARK_TIERS else INK
        sheet.words(text, middle, SMALL_PT, "middle", fill=ink, halo=hatched)


def paint_of(sheet: SvgSheet, tier: Tier) -> str:
    """Return what a tier is filled with."""
    tint = TIER_TINTS[tier]
    if tier not in HATCH_RISES:
        return tint
    return sheet.hatching(f"hatch-{tier}", tint, EDGE, rising=HATCH_RISES[tier])


def words_that_fit(tier: Tier, room_pt: float, language: Language) -> str:
    """Return a tier's name, or its short name, or nothing: the longest that has room."""
    names = [TIER_LABELS[tier].told(language)]
    if tier in words.TIER_SHORT:
        names.append(words.TIER_SHORT[tier].told(language))
    return next((name for name in names if text_width_pt(name, SMALL_PT) + 3.0 <= room_pt), "")


def draw_counts(sheet: SvgSheet, panel: Panel, language: Language) -> None:
    """Write whole people upwards, and draw the borders of curve and strip."""
    for top_pt, tall_pt in ((panel.top_pt, CURVE_PT), (panel.base_pt, STRIP_PT)):
        size = INSIDE_PT, tall_pt
        sheet.box((LEFT_PT, top_pt), size, stroke=BORDER, stroke_width=0.6)
    for count in range(0, math.floor(panel.highest) + 1, count_step(panel.highest)):
        y = panel.y(count)
        sheet.path([(LEFT_PT - TICK_PT, y), (LEFT_PT, y)], stroke=INK, stroke_width=0.8)
        sheet.words(f"{count}", (LEFT_PT - 2.0 * TICK_PT, y), SMALL_PT, "end")
    middle = 18.0, panel.top_pt + CURVE_PT / 2.0
    sheet.words(words.PEOPLE.told(language), middle, WORD_PT, "middle", upwards=True)


def count_step(highest: float) -> int:
    """Return how far apart counts are written, so that five of them are at most.

    >>> count_step(3.0), count_step(11.75), count_step(62.0)
    (1, 3, 20)
    """
    ten = 1
    while True:
        for step in (1, 2, 3, 4, 5):
            if highest / (step * ten) <= MOST_COUNTS:
                return step * ten
        ten *= 10


def draw_times(sheet: SvgSheet, panel: Panel, review: Review, language: Language) -> None:
    """Write the time of day along the strip, at round times, or else the time of the footage."""
    face, clock = face_of(review), review.clock
    step_s = tick_step_s(panel.end_s - panel.begin_s, is_dated=len(face(0.0)) > len("00:00:00"))
    past_s = 0.0
    if clock is not None:
        past_s = clock.start.hour * 3600 + clock.start.minute * 60 + clock.start.second
    first, last = ((t_s + past_s) / step_s for t_s in (panel.begin_s, panel.end_s))
    for number in range(math.ceil(first), math.floor(last) + 1):
        t_s = number * step_s - past_s
        x, y = panel.x(t_s), panel.foot_pt
        sheet.path([(x, y), (x, y + TICK_PT)], stroke=INK, stroke_width=0.8)
        sheet.words(face(t_s), (x, y + 10.5), SMALL_PT, "middle")
    told = words.FOOTAGE_TIME if clock is None else words.DAY_TIME
    middle = LEFT_PT + INSIDE_PT / 2.0, panel.foot_pt + 21.5
    sheet.words(told.told(language), middle, WORD_PT, "middle")


def tick_step_s(span_s: float, *, is_dated: bool) -> float:
    """Return how far apart times are written, so that they do not touch; with dates, fewer.

    >>> tick_step_s(3600.0, is_dated=False), tick_step_s(400 * 86400.0, is_dated=True) / 86400
    (300, 67.0)
    """
    most = MOST_DATES if is_dated else MOST_TICKS
    round_s = next((step_s for step_s in ROUND_TIMES_S if span_s / step_s <= most), None)
    return round_s or math.ceil(span_s / most / DAY_S) * DAY_S


def draw_legend(sheet: SvgSheet, y_pt: float, language: Language) -> None:
    """Draw what the line and the tints mean, at the foot."""
    named = [words.COUNT_LINE.told(language), *(TIER_LABELS[t].told(language) for t in TIER_TINTS)]
    wide_pt = [SIGN_PT[0] + 5.0 + text_width_pt(name, WORD_PT) for name in named]
    x = (WIDTH_PT - sum(wide_pt) - GAP_PT * (len(named) - 1)) / 2.0
    for tier, name, room_pt in zip((None, *TIER_TINTS), named, wide_pt, strict=True):
        if tier is None:
            sheet.path([(x, y_pt), (x + SIGN_PT[0], y_pt)], stroke=NAVY, stroke_width=1.4)
        else:
            style = {"fill": paint_of(sheet, tier), "stroke": EDGE}
            sheet.box((x, y_pt - SIGN_PT[1] / 2.0), SIGN_PT, **style)
        sheet.words(name, (x + SIGN_PT[0] + 5.0, y_pt), WORD_PT)
        x += room_pt + GAP_PT
