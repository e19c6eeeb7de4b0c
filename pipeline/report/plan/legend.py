"""The legend of a plan: only what the plan shows, each sign with its words."""

import math
from collections.abc import Iterator

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch

from pipeline.domain.coverage import CoverageMap
from pipeline.domain.label import Label, Language
from pipeline.domain.site import Floor
from pipeline.report import wording
from pipeline.report.drawing import font
from pipeline.report.ink import NAVY
from pipeline.report.plan import layers
from pipeline.report.plan.marks import camera_path
from pipeline.report.plan.occluders import hangs, is_low, occluder_style, tint_of
from pipeline.report.plan.underlay import FRAME

COLUMNS = 4
LETTER_PT = 8.0
ROW_IN = 0.2
"""A row of letters of 8 points with its spacing."""

Entry = tuple[bool, Artist, Label]
"""Whether it occurs on the plan, its sign, its words."""

SMALLEST_SEEN_M2 = 0.01
"""What is smaller all together is dust of the computation, and cannot be made out on the plan."""


def draw_legend(figure: Figure, entries: list[tuple[Artist, Label]], language: Language) -> None:
    """Draw the legend at the foot of the sheet."""
    legend = figure.legend(
        [sign for sign, _ in entries],
        [words.told(language) for _, words in entries],
        loc="lower center",
        ncols=COLUMNS,
        frameon=False,
        prop=font(LETTER_PT),
        handlelength=1.9,
        columnspacing=1.6,
        borderaxespad=0.3,
    )
    legend.set_in_layout(False)


def legend_in(entries: int) -> float:
    """Return how many inches of the sheet a legend takes: a row for every four entries.

    >>> round(legend_in(8), 2), round(legend_in(9), 2)
    (0.65, 0.85)
    """
    return 0.25 + ROW_IN * math.ceil(entries / COLUMNS)


def legend_entries(floor: Floor, coverage: CoverageMap) -> list[tuple[Artist, Label]]:
    """Return signs and their words, without what does not occur on the plan."""
    entries = [
        *_coverage_entries(coverage),
        *_floor_entries(floor),
        *_leak_entries(coverage),
        *_occluder_entries(floor),
    ]
    return [(sign, words) for shown, sign, words in entries if shown]


def _coverage_entries(coverage: CoverageMap) -> Iterator[Entry]:
    coarse = {spot.cause.kind == "density" for spot in coverage.blind_spots}
    nominal_m2 = layers.nominal_only(coverage).area
    slivers_m2 = layers.slivers(coverage).area
    yield True, Patch(**layers.COVERED_STYLE), wording.COVERED
    yield nominal_m2 > SMALLEST_SEEN_M2, Patch(**layers.NOMINAL_STYLE), wording.NOMINAL
    yield False in coarse, Patch(**layers.blind_style(coarse=False)), wording.BLIND_SPOT
    yield True in coarse, Patch(**layers.blind_style(coarse=True)), wording.BLIND_SPOT_COARSE
    yield slivers_m2 > SMALLEST_SEEN_M2, Patch(**layers.SLIVER_STYLE), wording.UNCOVERED_SLIVER


def _floor_entries(floor: Floor) -> Iterator[Entry]:
    edge = Line2D([], [], color=layers.VIEW_INK, lw=0.8)
    yield bool(floor.cameras), _camera_sign(), wording.CAMERA
    yield bool(floor.cameras), edge, wording.VIEW_EDGE
    yield bool(floor.zones), _zone_sign(), wording.ZONE
    yield bool(floor.prohibited), _prohibited_sign(), wording.PROHIBITED_ZONE
    pictured = floor.underlay is not None and floor.underlay.pixels is not None
    yield pictured, Patch(**FRAME), wording.UNDERLAY
    yield bool(floor.voids), Patch(**layers.VOID_STYLE), wording.VOID
    yield bool(floor.lit), Patch(**layers.LIT_STYLE), wording.LIT


def _leak_entries(coverage: CoverageMap) -> Iterator[Entry]:
    dense = any(leak.is_violation for leak in coverage.leaks)
    noted = any(leak.region.area > leak.dense.area + SMALLEST_SEEN_M2 for leak in coverage.leaks)
    line = Line2D([], [], color=layers.LEAK_INK, lw=0.9)
    yield dense, Patch(**layers.LEAK_STYLE), wording.LEAK
    yield noted, Patch(**layers.LEAK_NOTED_STYLE), wording.LEAK_NOTED
    yield bool(coverage.leaks), line, wording.SIGHT_LINE


def _occluder_entries(floor: Floor) -> Iterator[Entry]:
    standing = {tint_of(o.kind) for o in floor.occluders if not hangs(o)}
    low = any(is_low(occluder) for occluder in floor.occluders)
    hanging = any(hangs(occluder) for occluder in floor.occluders)
    for tint, words in wording.OCCLUDERS.items():
        yield tint in standing, Patch(**occluder_style(tint)), words
    yield low, Patch(**occluder_style("wall", low=True)), wording.LOW_OCCLUDER
    yield hanging, Patch(**occluder_style("wall", hanging=True)), wording.HANGING_OCCLUDER


def _zone_sign() -> Patch:
    return Patch(facecolor=layers.ZONE_TINT, edgecolor=layers.ZONE_EDGE, linestyle=(0, (4, 2)))


def _prohibited_sign() -> Patch:
    return Patch(facecolor=layers.PROHIBITED_TINT, edgecolor=layers.PROHIBITED_EDGE, hatch="xxx")


def _camera_sign() -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=MarkerStyle(camera_path()),
        markersize=10,
        markerfacecolor=NAVY,
        markeredgecolor="white",
    )
