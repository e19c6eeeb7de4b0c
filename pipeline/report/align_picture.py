"""A plan with one camera twice: as it is drawn, and as it hangs by surveyed points."""

from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch
from matplotlib.transforms import Affine2D

from pipeline.domain.alignment import Alignment, MarkOff
from pipeline.domain.camera import Camera
from pipeline.domain.label import Label, Language
from pipeline.domain.site import Floor
from pipeline.report import wording
from pipeline.report.drawing import PNG_DPI, drawing_settings, font, halo, picture_bytes
from pipeline.report.ink import INK
from pipeline.report.plan.layers import draw_ground, draw_structure
from pipeline.report.plan.legend import draw_legend, legend_in
from pipeline.report.plan.marks import (
    CAMERA_MARK_PT,
    camera_path,
    draw_north,
    draw_region,
    draw_scale_bar,
)
from pipeline.report.plan.sheet import blank_sheet, draw_ruler
from pipeline.report.typeface import legible

DRAWN, HUNG, WRONG = "#2b6cb0", "#d9730d", "#b3261e"
DRAWN_VIEW: dict[str, Any] = {
    "facecolor": DRAWN,
    "edgecolor": DRAWN,
    "alpha": 0.25,
    "linestyle": (0, (4, 2)),
    "linewidth": 1.0,
}
HUNG_VIEW: dict[str, Any] = {
    "facecolor": HUNG,
    "edgecolor": HUNG,
    "alpha": 0.3,
    "linewidth": 1.0,
}

TITLE = Label("{camera}：图纸与实际安装", "{camera}: as drawn and as hung")
WORDS = {
    "drawn": Label("图纸上的视域（保证）", "view as drawn, guaranteed"),
    "hung": Label("实际的视域（保证）", "view as hung, guaranteed"),
    "camera": Label("探头：蓝为图纸，橙为实际", "camera: blue as drawn, orange as hung"),
    "mark": Label("测量点", "surveyed point"),
    "shift": Label("按图纸它会落在何处", "where it would lie if hung as drawn"),
    "wrong": Label("与其他点矛盾的点", "point that the others contradict"),
}


def align_picture(
    floor: Floor,
    alignment: Alignment,
    language: Language,
    file_format: Literal["svg", "png"] = "png",
    dpi: int = PNG_DPI,
) -> bytes:
    """Return the floor with both views, both cameras and the surveyed points."""
    entries = _entries(alignment)
    with drawing_settings(floor.id):
        sheet = blank_sheet(floor, legend_in(len(entries)))
        axes = sheet.plan
        draw_ground(axes, floor)
        if alignment.views is not None:
            draw_region(axes, alignment.views.drawn, zorder=2.2, **DRAWN_VIEW)
            draw_region(axes, alignment.views.hung, zorder=2.3, **HUNG_VIEW)
        draw_structure(axes, floor)
        for each in alignment.marks:
            _draw_mark(axes, each, wrong=each.point.id in alignment.hanging.outliers)
        _draw_camera(axes, alignment.drawn, DRAWN)
        _draw_camera(axes, alignment.hung, HUNG)
        name = legible(alignment.drawn.label.told(language), alignment.drawn.id)
        title = TITLE.told(language).format(camera=name)
        axes.set_title(title, fontproperties=font(11.5), color=INK, pad=8)
        draw_ruler(axes, wording.METRES_X.told(language), wording.METRES_Y.told(language))
        draw_scale_bar(sheet.strip)
        draw_north(sheet.strip, wording.PLAN_NORTH.told(language))
        draw_legend(sheet.figure, entries, language)
        return picture_bytes(sheet.figure, file_format, dpi)


def _draw_mark(axes: Axes, each: MarkOff, *, wrong: bool) -> None:
    """Draw a point, an arrow to where it would lie by the plan, and its name."""
    place, colour = (each.point.x_m, each.point.y_m), WRONG if wrong else INK
    if each.by_plan is not None:
        axes.annotate(
            "",
            xy=each.by_plan,
            xytext=place,
            arrowprops={"arrowstyle": "-|>", "color": DRAWN, "linewidth": 0.9, "shrinkA": 0.0},
            annotation_clip=True,
            zorder=8.5,
        )
    axes.plot(*place, marker="x" if wrong else "o", markersize=5, color=colour, zorder=9)
    axes.annotate(
        each.point.id,
        place,
        textcoords="offset points",
        xytext=(4, 4),
        color=colour,
        fontproperties=font(7.0),
        path_effects=halo(),
        zorder=9.2,
    )


def _draw_camera(axes: Axes, camera: Camera, colour: str) -> None:
    shape = MarkerStyle(camera_path(), transform=Affine2D().rotate_deg(camera.pan_deg))
    axes.plot(
        [camera.x_m],
        [camera.y_m],
        marker=shape,
        markersize=CAMERA_MARK_PT + 1,
        markerfacecolor=colour,
        markeredgecolor="white",
        markeredgewidth=0.8,
        linestyle="none",
        zorder=10,
    )


def _entries(alignment: Alignment) -> list[tuple[Artist, Label]]:
    mark = Line2D([], [], linestyle="none", marker="o", markersize=5, color=INK)
    wrong = Line2D([], [], linestyle="none", marker="x", markersize=5, color=WRONG)
    camera = Line2D(
        [],
        [],
        linestyle="none",
        marker=MarkerStyle(camera_path()),
        markersize=10,
        markerfacecolor=HUNG,
        markeredgecolor="white",
    )
    entries: list[tuple[bool, Artist, Label]] = [
        (alignment.views is not None, Patch(**DRAWN_VIEW), WORDS["drawn"]),
        (alignment.views is not None, Patch(**HUNG_VIEW), WORDS["hung"]),
        (True, camera, WORDS["camera"]),
        (True, mark, WORDS["mark"]),
        (True, Line2D([], [], color=DRAWN, lw=0.9), WORDS["shift"]),
        (bool(alignment.hanging.outliers), wrong, WORDS["wrong"]),
    ]
    return [(sign, words) for shown, sign, words in entries if shown]
