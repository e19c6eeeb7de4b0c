"""The layers of a plan below its names: zones, what is covered, what is blind, who looks where."""

from typing import Any

from matplotlib.axes import Axes

from pipeline.domain.coverage import BlindSpot, CoverageMap, Leak, Region
from pipeline.domain.site import Floor
from pipeline.geometry.overlay import both, united, without
from pipeline.report.plan.marks import draw_camera, draw_region
from pipeline.report.plan.occluders import draw_occluder
from pipeline.report.plan.underlay import TINT_ALPHA, draw_underlay

ZONE_TINT = "#e9eef7"
ZONE_EDGE = "#8a97b1"
COVERED_TINT = "#5fb673"
COVERED_STYLE: dict[str, Any] = {"facecolor": COVERED_TINT, "alpha": 0.38, "linewidth": 0}
NOMINAL_INK = "#3f9457"
NOMINAL_STYLE: dict[str, Any] = {
    "facecolor": "none",
    "edgecolor": NOMINAL_INK,
    "hatch": "\\\\\\\\",
    "linewidth": 0,
}
SLIVER_STYLE: dict[str, Any] = {"facecolor": "#f4b942", "alpha": 0.75, "linewidth": 0}
BLIND_TINT = "#e2595c"
COARSE_TINT = "#f8cfcf"
BLIND_EDGE = "#8f0f12"
PROHIBITED_EDGE = "#9a7ab5"
PROHIBITED_INK = "#4f2d6b"
PROHIBITED_TINT = "#f5effa"
VIEW_INK = "#2b6cb0"
LEAK_INK = "#c2127f"
LEAK_STYLE: dict[str, Any] = {
    "facecolor": LEAK_INK,
    "edgecolor": LEAK_INK,
    "alpha": 0.55,
    "linewidth": 0.6,
}
LEAK_NOTED_STYLE: dict[str, Any] = LEAK_STYLE | {"alpha": 0.2}
VOID_STYLE: dict[str, Any] = {
    "facecolor": "white",
    "edgecolor": "#8c8c8c",
    "hatch": "....",
    "linewidth": 0.6,
}
LIT_STYLE: dict[str, Any] = {
    "facecolor": "none",
    "edgecolor": "#c98a00",
    "linestyle": (0, (1, 1.5)),
    "linewidth": 1.1,
}


def draw_ground(axes: Axes, floor: Floor) -> None:
    """Draw the outline of the floor, its picture, its zones, and where no ground or light is."""
    draw_region(axes, floor.outline, facecolor="#fbfbf8", edgecolor="#777777", linewidth=0.8)
    if floor.underlay is not None:
        draw_underlay(axes, floor.underlay)
    for zone in floor.zones:
        draw_region(
            axes,
            zone.area,
            facecolor=over_picture(ZONE_TINT, floor),
            edgecolor=ZONE_EDGE,
            linewidth=0.6,
            linestyle=(0, (4, 2)),
            zorder=1.5,
        )
    for void in floor.voids:
        draw_region(axes, void, zorder=1.7, **VOID_STYLE)
    for lit in floor.lit:
        draw_region(axes, lit, zorder=2.9, **LIT_STYLE)


def over_picture(tint: str, floor: Floor) -> str | tuple[str, float]:
    """Return a tint that hides what lies below it, unless that is a picture."""
    if floor.underlay is None or floor.underlay.pixels is None:
        return tint
    return tint, TINT_ALPHA


def draw_coverage(axes: Axes, coverage: CoverageMap) -> None:
    """Draw what is covered, the blind spots, the slivers that are neither, and the views."""
    draw_region(axes, coverage.covered, zorder=2, **COVERED_STYLE)
    draw_region(axes, slivers(coverage), zorder=2.1, **SLIVER_STYLE)
    for spot in coverage.blind_spots:
        draw_blind_spot(axes, spot)
    draw_region(axes, nominal_only(coverage), zorder=2.55, **NOMINAL_STYLE)
    for camera in coverage.cameras:
        draw_region(
            axes,
            camera.view,
            facecolor="none",
            edgecolor=VIEW_INK,
            alpha=0.55,
            linewidth=0.5,
            zorder=3,
        )


def draw_blind_spot(axes: Axes, spot: BlindSpot) -> None:
    """Fill a blind spot: solid where nobody sees, hatched where pixels are too few."""
    coarse = spot.cause.kind == "density"
    draw_region(axes, spot.region, zorder=2.4 if coarse else 2.5, **blind_style(coarse))


def blind_style(coarse: bool) -> dict[str, Any]:
    """Return how a blind spot is filled, on the plan and in the legend."""
    if coarse:
        return {
            "facecolor": COARSE_TINT,
            "edgecolor": BLIND_EDGE,
            "hatch": "////",
            "linewidth": 0.8,
        }
    return {"facecolor": BLIND_TINT, "edgecolor": BLIND_EDGE, "linewidth": 0.8}


def slivers(coverage: CoverageMap) -> Region:
    """Return what nobody sees although it must be seen, but is too narrow for a person."""
    spots = united(spot.region for spot in coverage.blind_spots)
    seen = united([coverage.covered, coverage.nominal])
    return without(without(coverage.required, seen), spots)


def nominal_only(coverage: CoverageMap) -> Region:
    """Return what must be seen and is, but only by cameras that hang exactly as drawn."""
    return without(both(coverage.required, coverage.nominal), coverage.covered)


def draw_leak(axes: Axes, leak: Leak) -> None:
    """Draw what a camera may see of a prohibited zone, and its deepest sight line."""
    draw_region(axes, leak.region, zorder=2.7, **LEAK_NOTED_STYLE)
    draw_region(axes, leak.dense, zorder=2.8, **LEAK_STYLE)
    axes.annotate(
        "",
        xy=leak.line.coords[-1][:2],
        xytext=leak.line.coords[0][:2],
        arrowprops={"arrowstyle": "-|>", "color": LEAK_INK, "linewidth": 0.9, "shrinkA": 0.0},
        zorder=7,
    )


def draw_structure(axes: Axes, floor: Floor) -> None:
    """Draw prohibited zones, whatever hides, and the cameras."""
    for prohibited in floor.prohibited:
        draw_region(
            axes,
            prohibited.area,
            facecolor=over_picture(PROHIBITED_TINT, floor),
            edgecolor=PROHIBITED_EDGE,
            hatch="xxx",
            linewidth=0.6,
            zorder=2.6,
        )
    for occluder in floor.occluders:
        draw_occluder(axes, occluder)
    for camera in floor.cameras:
        draw_camera(axes, camera)
