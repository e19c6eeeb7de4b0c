"""The signs on a plan: camera symbols, scale bar, north arrow, outlines of regions."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.markers import MarkerStyle
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from shapely import Polygon, orient_polygons

from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.report.drawing import font
from pipeline.report.ink import INK, NAVY

CAMERA_MARK_PT = 11.0

CAMERA_OUTLINE = (
    (-1.0, -0.5),
    (0.3, -0.5),
    (0.3, -0.2),
    (1.0, -0.55),
    (1.0, 0.55),
    (0.3, 0.2),
    (0.3, 0.5),
    (-1.0, 0.5),
)
"""A body and a lens hood from above, one unit to each side of where the camera hangs."""


def region_path(region: Region) -> Path:
    """Return a region, holes and all, as one path; an empty region is an empty path.

    Outer edges run counter-clockwise and holes clockwise, since what is filled depends on it.

    >>> len(region_path(Polygon([(0, 0), (1, 0), (1, 1)])))
    4
    """
    turned = orient_polygons(region)
    parts = [turned] if isinstance(turned, Polygon) else list(turned.geoms)
    rings = [
        ring for part in parts if not part.is_empty for ring in (part.exterior, *part.interiors)
    ]
    if not rings:
        return Path(np.empty((0, 2)))
    return Path.make_compound_path(*(Path(np.asarray(ring.coords), closed=True) for ring in rings))


def draw_region(axes: Axes, region: Region, **style: Any) -> None:
    """Fill or outline a region; nothing happens for an empty one."""
    if not region.is_empty:
        axes.add_patch(PathPatch(region_path(region), **style))


def camera_path() -> Path:
    """Return the outline of a camera that looks along +x."""
    return Path([*CAMERA_OUTLINE, CAMERA_OUTLINE[0]], closed=True)


def draw_camera(axes: Axes, camera: Camera) -> None:
    """Put the camera's symbol where it hangs, turned to where it looks."""
    shape = MarkerStyle(camera_path(), transform=Affine2D().rotate_deg(camera.pan_deg))
    axes.plot(
        [camera.x_m],
        [camera.y_m],
        marker=shape,
        markersize=CAMERA_MARK_PT,
        markerfacecolor=NAVY,
        markeredgecolor="white",
        markeredgewidth=0.8,
        linestyle="none",
        zorder=8,
    )


def scale_bar_m(width_m: float) -> float:
    """Return the length of a scale bar, about a fifth of a width: 1, 2 or 5 times a power of ten.

    >>> scale_bar_m(120.0), scale_bar_m(12.0), scale_bar_m(300.0)
    (20.0, 2.0, 50.0)
    """
    wanted = width_m / 5.0
    decade = 10.0 ** math.floor(math.log10(wanted))
    return max(step * decade for step in (1.0, 2.0, 5.0) if step * decade <= wanted)


def draw_scale_bar(axes: Axes) -> None:
    """Draw the scale bar at the left edge of a strip that spans as many metres as the plan."""
    left, right = axes.get_xlim()
    length_m = scale_bar_m(right - left)
    half_m = length_m / 2.0
    for start, tint in ((left, INK), (left + half_m, "white")):
        axes.add_patch(Rectangle((start, 0.3), half_m, 0.3, fc=tint, ec=INK, linewidth=0.8))
    for at_m in (0.0, half_m, length_m):
        words = f"{at_m:g} m" if at_m == length_m else f"{at_m:g}"
        axes.text(left + at_m, 0.75, words, ha="center", va="bottom", fontproperties=font(7.5))


def draw_north(axes: Axes, words: str) -> None:
    """Draw the arrow of the plan's own north, +y, at the right end of the strip."""
    axes.annotate(
        "",
        xy=(0.985, 1.0),
        xytext=(0.985, 0.0),
        xycoords="axes fraction",
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.2},
    )
    axes.text(
        0.97, 0.5, words, transform=axes.transAxes, ha="right", va="center", fontproperties=font(8)
    )
