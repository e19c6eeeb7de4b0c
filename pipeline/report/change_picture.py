"""What a placement changes on a floor: what was blind, who is turned, moved or added."""

import math
from collections.abc import Sequence
from typing import Any, Literal

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from pipeline.domain.camera import Camera
from pipeline.domain.label import Label, Language
from pipeline.domain.placement import FloorPlacement
from pipeline.geometry.overlay import united
from pipeline.report import placement_wording, wording
from pipeline.report.drawing import PNG_DPI, drawing_settings, font, picture_bytes
from pipeline.report.ink import INK
from pipeline.report.plan.layers import draw_coverage, draw_ground, draw_leak, draw_structure
from pipeline.report.plan.legend import draw_legend, legend_entries, legend_in
from pipeline.report.plan.marks import draw_north, draw_region, draw_scale_bar
from pipeline.report.plan.names import Scribe
from pipeline.report.plan.sheet import Sheet, blank_sheet, draw_ruler
from pipeline.report.typeface import legible

INKS = {"add": "#0a7d3c", "turn": "#c05600", "move": "#6b2fa0"}
WAS_BLIND_STYLE: dict[str, Any] = {
    "facecolor": "none",
    "edgecolor": "#b3252a",
    "hatch": "////",
    "linewidth": 0.7,
    "linestyle": (0, (3, 2)),
}
BEFORE_INK = "#8a8a8a"
RING_PT, ARROW_PT = 17.0, 26.0
WORDS = {
    "add": placement_wording.ADDED,
    "turn": placement_wording.TURNED,
    "move": placement_wording.MOVED,
}


def change_picture(
    floor: FloorPlacement,
    language: Language,
    file_format: Literal["svg", "png"] = "png",
    first_number: int = 1,
    dpi: int = PNG_DPI,
) -> bytes:
    """Return a floor as it is to be, with what is changed on it; equal input, equal bytes."""
    kinds = list(dict.fromkeys(stage.change.kind for stage in floor.stages))
    with drawing_settings(floor.after.id):
        entries = [*legend_entries(floor.after, floor.coverage_after), *_entries(floor, kinds)]
        sheet = blank_sheet(floor.after, legend_in(len(entries)))
        draw_ground(sheet.plan, floor.after)
        draw_coverage(sheet.plan, floor.coverage_after)
        was_blind = united(spot.region for spot in floor.coverage_before.blind_spots)
        draw_region(sheet.plan, was_blind, zorder=2.6, **WAS_BLIND_STYLE)
        draw_structure(sheet.plan, floor.after)
        for leak in floor.coverage_after.leaks:
            draw_leak(sheet.plan, leak)
        for stage in floor.stages:
            _draw_change(sheet, stage.change.kind, stage.change.before, stage.change.after)
        spots = dict(enumerate(floor.coverage_after.blind_spots, start=first_number))
        Scribe(sheet).write_all(floor.after, spots, language)
        _draw_margins(sheet, floor, language)
        draw_legend(sheet.figure, entries, language)
        return picture_bytes(sheet.figure, file_format, dpi)


def _entries(floor: FloorPlacement, kinds: Sequence[str]) -> list[tuple[Any, Label]]:
    """Return the signs of changes that the legend of a plan does not have."""
    signs: list[tuple[Any, Label]] = [(_ring_sign(INKS[kind]), WORDS[kind]) for kind in kinds]
    if floor.coverage_before.blind_spots:
        signs.append((Patch(**WAS_BLIND_STYLE), placement_wording.WAS_BLIND))
    return signs


def _ring_sign(ink: str) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="none",
        marker="o",
        markersize=10,
        markerfacecolor="none",
        markeredgecolor=ink,
        markeredgewidth=1.6,
    )


def _draw_change(sheet: Sheet, kind: str, before: Camera | None, after: Camera | None) -> None:
    """Ring a camera that is changed; show grey how it was."""
    if after is None:
        return
    axes, ink = sheet.plan, INKS[kind]
    if before is not None:
        if kind == "move":
            axes.plot(
                [before.x_m, after.x_m],
                [before.y_m, after.y_m],
                color=BEFORE_INK,
                lw=1.0,
                ls=(0, (3, 2)),
                zorder=7.4,
            )
            axes.plot([before.x_m], [before.y_m], "x", color=BEFORE_INK, ms=6, zorder=7.5)
        _draw_arrow(sheet, before, BEFORE_INK)
    _draw_arrow(sheet, after, ink)
    axes.plot(
        [after.x_m],
        [after.y_m],
        marker="o",
        markersize=RING_PT,
        markerfacecolor="none",
        markeredgecolor=ink,
        markeredgewidth=1.6,
        linestyle="none",
        zorder=8.5,
    )


def _draw_arrow(sheet: Sheet, camera: Camera, ink: str) -> None:
    """Draw where a camera looks as an arrow of one length on paper."""
    turn, length_m = math.radians(camera.pan_deg), ARROW_PT * sheet.metres_per_point
    tip = (camera.x_m + length_m * math.cos(turn), camera.y_m + length_m * math.sin(turn))
    sheet.plan.annotate(
        "",
        xy=tip,
        xytext=(camera.x_m, camera.y_m),
        arrowprops={"arrowstyle": "-|>", "color": ink, "linewidth": 1.4},
        zorder=7.8,
    )


def _draw_margins(sheet: Sheet, floor: FloorPlacement, language: Language) -> None:
    name = legible(floor.after.label.told(language), floor.after.id)
    title = placement_wording.TITLE.told(language).format(floor=name)
    sheet.plan.set_title(title, fontproperties=font(11.5), color=INK, pad=8)
    draw_ruler(sheet.plan, wording.METRES_X.told(language), wording.METRES_Y.told(language))
    draw_scale_bar(sheet.strip)
    draw_north(sheet.strip, wording.PLAN_NORTH.told(language))
