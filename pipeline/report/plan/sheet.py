"""The sheet of paper for one floor: how large it is, and how many metres a point of it spans."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from shapely import Polygon, box

from pipeline.domain.site import Floor
from pipeline.report.drawing import font
from pipeline.report.ink import INK

WIDTH_IN = 9.0
LEFT_IN, RIGHT_IN = 0.62, 0.12
TITLE_IN, TICKS_IN, STRIP_IN, LEGEND_IN = 0.42, 0.5, 0.42, 0.72
TALLEST_PLAN_IN = 10.0
FLATTEST = 0.25
"""A corridor that is flatter than this gets room above and below, so that names have a place."""

POINTS_PER_IN = 72.0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A figure with the plan's axes, a strip for the scale below, and room for a legend."""

    figure: Figure
    plan: Axes
    strip: Axes
    metres_per_point: float

    @property
    def bounds(self) -> Polygon:
        """The part of the plan that the sheet shows."""
        (left, right), (low, high) = self.plan.get_xlim(), self.plan.get_ylim()
        return box(left, low, right, high)


def shown_bounds(outline: Polygon) -> tuple[float, float, float, float]:
    """Return left, low, right, high of what is shown: the outline with a margin of 2 %.

    >>> shown_bounds(box(0, 0, 100, 50))
    (-2.0, -2.0, 102.0, 52.0)
    """
    left, low, right, high = outline.bounds
    margin = 0.02 * max(right - left, high - low)
    lacking = max(0.0, FLATTEST * (right - left) - (high - low)) / 2.0
    return left - margin, low - margin - lacking, right + margin, high + margin + lacking


def blank_sheet(floor: Floor, legend_in: float = LEGEND_IN) -> Sheet:
    """Return an empty sheet that fits a floor and a legend, both axes to the same scale."""
    left, low, right, high = shown_bounds(floor.outline)
    aspect = (high - low) / (right - left)
    plan_w = min(WIDTH_IN - LEFT_IN - RIGHT_IN, TALLEST_PLAN_IN / aspect)
    plan_h = plan_w * aspect
    below = TICKS_IN + STRIP_IN + legend_in
    tall = TITLE_IN + plan_h + below
    figure = Figure(figsize=(WIDTH_IN, tall), facecolor="white")
    middle = (WIDTH_IN + LEFT_IN - RIGHT_IN - plan_w) / 2.0 / WIDTH_IN
    plan = figure.add_axes((middle, below / tall, plan_w / WIDTH_IN, plan_h / tall))
    strip = figure.add_axes((middle, legend_in / tall, plan_w / WIDTH_IN, STRIP_IN / tall))
    plan.set(xlim=(left, right), ylim=(low, high), aspect="equal")
    strip.set(xlim=(left, right), ylim=(0.0, 1.0))
    strip.set_axis_off()
    return Sheet(figure, plan, strip, (right - left) / (plan_w * POINTS_PER_IN))


def draw_ruler(axes: Axes, x_words: str, y_words: str) -> None:
    """Write metres on the edges of the plan, so that places in tables can be found."""
    for axis, words in ((axes.xaxis, x_words), (axes.yaxis, y_words)):
        # An own formatter, because the usual one writes a minus that the font may lack.
        axis.set_major_formatter(lambda at_m, _: f"{at_m:g}")
        axis.set_label_text(words, fontproperties=font(7.5), color=INK)
        for label in axis.get_ticklabels():
            label.set_fontproperties(font(7.0))
    axes.tick_params(length=2.5, width=0.6, colors="#555555")
    for spine in axes.spines.values():
        spine.set(linewidth=0.6, color="#999999")
