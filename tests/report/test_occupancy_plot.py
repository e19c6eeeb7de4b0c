"""The curve of counts: nothing is lost by thinning, nothing is drawn that nobody knows."""

import math
import re
from dataclasses import replace
from datetime import datetime

import pytest

from pipeline.crowd.thinning import MOST_COLUMNS
from pipeline.domain.crowding import Occupancy, Tier
from pipeline.domain.review import Review
from pipeline.domain.wall_clock import WallClock
from pipeline.report.occupancy_curve import Span, curve_of
from pipeline.report.occupancy_plot import highest_shown, occupancy_plot, words_that_fit
from tests.report.samples import GATE, PAVEMENT, reviewed_gate


def long_review(samples: int) -> Review:
    """Return a review in which one sample of very many has 50 people and one is unknown."""
    counts: list[int | None] = [1] * samples
    counts[samples // 3], counts[2 * samples // 3] = 50, None
    occupancy = tuple(Occupancy(float(t), "gate", count) for t, count in enumerate(counts))
    tiers: tuple[Tier, ...] = tuple("unknown" if count is None else "none" for count in counts)
    return reviewed_gate(occupancy, tiers, (GATE,))


def test_spans_fill_the_time_by_tier() -> None:
    assert curve_of(reviewed_gate(), GATE).spans == (
        Span(0, 30, "none"),
        Span(30, 50, "blue"),
        Span(50, 80, "yellow"),
        Span(80, 100, "blue"),
        Span(100, 110, "none"),
        Span(110, 115, "unknown"),
        Span(115, 120, "none"),
    )


def test_unknown_count_is_a_gap_and_not_zero() -> None:
    curve = curve_of(reviewed_gate(), GATE)
    assert math.isnan(curve.counts[112])
    assert curve.counts[116] == 1
    assert curve.most == 9


def test_peak_and_unknown_survive_thinning() -> None:
    curve = curve_of(long_review(100 * MOST_COLUMNS), GATE)
    # A column holds a power of two of samples, and two columns at least are the half of one.
    assert MOST_COLUMNS / 2 < len(curve.counts) <= MOST_COLUMNS
    assert curve.most == 50
    assert [span.tier for span in curve.spans] == ["none", "unknown", "none"]


def test_zone_without_samples_is_an_empty_curve() -> None:
    nothing = reviewed_gate((), ())
    curve = curve_of(nothing, GATE)
    assert (curve.counts, curve.spans, curve.most) == ((), (), 0.0)
    assert occupancy_plot(nothing, "zh").startswith(b"<?xml")


def test_first_tier_is_always_on_the_scale() -> None:
    quiet = curve_of(reviewed_gate((), ()), GATE)
    assert highest_shown(GATE, quiet) > 4
    assert highest_shown(PAVEMENT, quiet) > 1


def test_tier_is_named_as_far_as_there_is_room() -> None:
    assert words_that_fit("yellow", 100.0, "zh") == "黄色预警"
    assert words_that_fit("yellow", 12.0, "zh") == "黄"
    assert words_that_fit("yellow", 3.0, "zh") == ""


@pytest.mark.parametrize("text", ["黄 8", "蓝 4", "未评估", "1:30"])
def test_plot_says_tiers_times_and_what_was_not_evaluated(text: str) -> None:
    picture = occupancy_plot(reviewed_gate(), "zh").decode("utf-8")
    assert text in re.findall(r"<!-- (.*?) -->", picture)


def test_equal_reviews_give_equal_plots() -> None:
    assert occupancy_plot(reviewed_gate(), "en") == occupancy_plot(reviewed_gate(), "en")


def with_gap(days: float) -> Review:
    """Return half an hour of a sample a second, a gap of days, and as much again."""
    first = [Occupancy(float(t), "gate", 3) for t in range(1800)]
    gap_s = days * 86_400.0
    occupancy = (
        *first,
        Occupancy(1800.0, "gate", None, "fault"),
        *(replace(entry, t_s=entry.t_s + 1800.0 + gap_s) for entry in first),
    )
    tiers: tuple[Tier, ...] = ("none",) * 1800 + ("unknown",) + ("none",) * 1800
    return replace(
        reviewed_gate(occupancy, tiers, (GATE,), 3600.0 + gap_s),
        footage_s=3600.0,
        paused_s=gap_s,
        clock=WallClock((datetime(2026, 11, 30, 6, 50, 23),), "start"),
    )


def test_what_was_not_recorded_stays_open_however_much_is_thinned() -> None:
    curve = curve_of(with_gap(2.0), GATE)
    assert len(curve.counts) < 3601
    assert [span.tier for span in curve.spans] == ["none", "unknown", "none"]
    assert curve.spans[1] == Span(1800.0, 1800.0 + 2 * 86_400.0, "unknown")


@pytest.mark.parametrize(
    ("days", "text"), [(0.01, "07:00:00"), (2.0, "12-01 00:00:00"), (700.0, "2027-03-27 00:00:00")]
)
def test_times_of_day_are_written_at_round_times_and_not_too_many(days: float, text: str) -> None:
    picture = occupancy_plot(with_gap(days), "en").decode("utf-8")
    times = re.findall(r"<!-- ((?:(?:2\d{3}-)?\d\d-\d\d )?\d\d:\d\d:\d\d) -->", picture)
    # A few that lie beyond the axes are made, too.
    assert text in times and len(set(times)) <= 14
