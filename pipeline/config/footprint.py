"""The ground plan of a wall that is drawn as a line."""

from collections.abc import Sequence
from functools import lru_cache

from shapely import LineString, Polygon

CLOSE_M = 1e-6
MOST_KEPT = 8192
"""Walls whose ground is kept: storeys are drawn alike, and each wall is asked for twice."""


def wall_footprint(line: Sequence[Sequence[float]], thickness_m: float) -> Polygon | None:
    """Return the wall with flat ends and mitred corners, or None where it is too thick to bend.

    Buffering goes wrong without a word where a segment is much shorter than the wall is thick: the
    result may fall apart or miss its own line, so both are looked at.

    >>> wall_footprint([[0, 0], [4, 0]], 0.5).area
    2.0
    >>> wall_footprint([[0, 0], [4, 0], [4, 3]], 0.5).area
    3.5
    """
    return _footprint(tuple(map(tuple, line)), thickness_m)


@lru_cache(MOST_KEPT)
def _footprint(line: tuple[tuple[float, ...], ...], thickness_m: float) -> Polygon | None:
    axis = LineString(line)
    wall = axis.buffer(thickness_m / 2, cap_style="flat", join_style="mitre")
    if len(line) == 2:
        # A rectangle around its own axis, which has a length.
        return wall if isinstance(wall, Polygon) and wall.is_valid else None
    whole = isinstance(wall, Polygon) and wall.is_valid and wall.buffer(CLOSE_M).covers(axis)
    return wall if whole else None
