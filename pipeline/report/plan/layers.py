"""The layers of a plan below its names: zones, what is covered, what is blind, what hides."""

from typing import Any

from matplotlib.axes import Axes
from shapely import MultiPolygon, Polygon, unary_union

from pipeline.domain.coverage import BlindSpot, CoverageMap, Region
from pipeline.domain.site import Floor
from pipeline.report.plan.marks import draw_camera, draw_region

ZONE_TINT = "#e9eef7"
ZONE_EDGE = "#8a97b1"
COVERED_TINT = "#5fb673"
SLIVER_TINT = "#f4b942"
BLIND_TINT = "#e2595c"
COARSE_TINT = "#f8cfcf"
BLIND_EDGE = "#8f0f12"
PROHIBITED_EDGE = "#9a7ab5"
PROHIBITED_INK = "#4f2d6b"
PROHIBITED_TINT = "#f5effa"
VIEW_INK = "#2b6cb0"
OCCLUDER_TINTS = {
    "wall": "#3a3a3a",
    "building": "#4a4a4a",
    "pillar": "#3a3a3a",
    "door": "#9a6a3a",
    "glass": "#7fb4cf",
}
"""Tints of what hides; a kind without an own tint is drawn as a wall."""


def draw_ground(axes: Axes, floor: Floor) -> None:
    """Draw the outline of the floor and its zones."""
    draw_region(axes, floor.outline, facecolor="#fbfbf8", edgecolor="#777777", linewidth=0.8)
    for zone in floor.zones:
        draw_region(
            axes,
            zone.area,
            facecolor=ZONE_TINT,
            edgecolor=ZONE_EDGE,
            linewidth=0.6,
            linestyle=(0, (4, 2)),
            zorder=1.5,
        )


def draw_coverage(axes: Axes, coverage: CoverageMap) -> None:
    """Draw what is covered, the blind spots, and the slivers that are neither."""
    draw_region(axes, coverage.covered, facecolor=COVERED_TINT, alpha=0.38, linewidth=0, zorder=2)
    draw_region(axes, slivers(coverage), facecolor=SLIVER_TINT, alpha=0.75, linewidth=0, zorder=2.1)
    for spot in coverage.blind_spots:
        draw_blind_spot(axes, spot)
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
    coarse = spot.cause == "density"
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
    """Return what must be seen and is not, but is too narrow for a person to stand in."""
    spots = unary_union([spot.region for spot in coverage.blind_spots])
    left_over = coverage.required.difference(coverage.covered).difference(spots)
    parts = getattr(left_over, "geoms", (left_over,))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and not part.is_empty])


def draw_structure(axes: Axes, floor: Floor) -> None:
    """Draw prohibited zones, whatever hides, and the cameras."""
    for prohibited in floor.prohibited:
        draw_region(
            axes,
            prohibited.area,
            facecolor=PROHIBITED_TINT,
            edgecolor=PROHIBITED_EDGE,
            hatch="xxx",
            linewidth=0.6,
            zorder=2.6,
        )
    for occluder in floor.occluders:
        tint = OCCLUDER_TINTS.get(occluder.kind, OCCLUDER_TINTS["wall"])
        draw_region(
            axes, occluder.footprint, facecolor=tint, edgecolor=tint, linewidth=0.4, zorder=4
        )
    for camera in floor.cameras:
        draw_camera(axes, camera)
