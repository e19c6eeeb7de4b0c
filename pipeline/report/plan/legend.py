"""The legend of a plan: only what the plan shows, each sign with its words."""

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch

from pipeline.domain.coverage import CoverageMap
from pipeline.domain.label import Label, Language
from pipeline.domain.site import Floor
from pipeline.report import wording
from pipeline.report.drawing import NAVY, font
from pipeline.report.plan import layers
from pipeline.report.plan.marks import camera_path

COLUMNS = 4
SMALLEST_SLIVER_M2 = 0.5
"""What is smaller all together cannot be made out on the plan."""


def draw_legend(figure: Figure, floor: Floor, coverage: CoverageMap, language: Language) -> None:
    """Draw the legend at the foot of the sheet."""
    entries = legend_entries(floor, coverage)
    legend = figure.legend(
        [sign for sign, _ in entries],
        [words.told(language) for _, words in entries],
        loc="lower center",
        ncols=COLUMNS,
        frameon=False,
        prop=font(8.0),
        handlelength=1.9,
        columnspacing=1.6,
        borderaxespad=0.3,
    )
    legend.set_in_layout(False)


def legend_entries(floor: Floor, coverage: CoverageMap) -> list[tuple[Artist, Label]]:
    """Return signs and their words, without what does not occur on the plan."""
    coarse = any(spot.cause == "density" for spot in coverage.blind_spots)
    unseen = any(spot.cause != "density" for spot in coverage.blind_spots)
    entries = [
        (True, Patch(facecolor=layers.COVERED_TINT, alpha=0.45), wording.COVERED),
        (unseen, Patch(**layers.blind_style(coarse=False)), wording.BLIND_SPOT),
        (coarse, Patch(**layers.blind_style(coarse=True)), wording.BLIND_SPOT_COARSE),
        (
            layers.slivers(coverage).area > SMALLEST_SLIVER_M2,
            Patch(facecolor=layers.SLIVER_TINT),
            wording.UNCOVERED_SLIVER,
        ),
        (bool(floor.cameras), _camera_sign(), wording.CAMERA),
        (bool(floor.cameras), Line2D([], [], color=layers.VIEW_INK, lw=0.8), wording.VIEW_EDGE),
        (bool(floor.zones), _zone_sign(), wording.ZONE),
        (bool(floor.prohibited), _prohibited_sign(), wording.PROHIBITED_ZONE),
        (bool(floor.occluders), Patch(facecolor=layers.OCCLUDER_TINTS["wall"]), wording.OCCLUDER),
    ]
    return [(sign, words) for shown, sign, words in entries if shown]


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
