"""An independent oracle of free sight in space: a sight line against prisms, one by one."""

from collections.abc import Iterable

import shapely
from shapely import LineString, Point

from pipeline.domain.site import Occluder

SKIN_M = 1e-6
"""Sight lines that only graze an occluder are nobody's business."""


def hidden(
    eye: tuple[float, float],
    height_m: float,
    place: tuple[float, float],
    plane_m: float,
    occluders: Iterable[Occluder],
) -> bool:
    """Tell whether some prism lies in the way from an eye to a place of a plane."""
    line = LineString([eye, place])
    return any(_meets(line, height_m, plane_m, occluder) for occluder in occluders)


def _meets(line: LineString, height_m: float, plane_m: float, occluder: Occluder) -> bool:
    inside = line.intersection(occluder.footprint.buffer(-SKIN_M, join_style="mitre"))
    for part in shapely.get_parts(inside):
        if part.geom_type == "LineString" and not part.is_empty:
            shares = [line.project(Point(end)) / line.length for end in part.coords]
            heights = [height_m + (plane_m - height_m) * share for share in shares]
            if min(heights) < occluder.top_m - SKIN_M and max(heights) > occluder.bottom_m + SKIN_M:
                return True
    return False
