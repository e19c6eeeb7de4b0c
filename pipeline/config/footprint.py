"""The ground plan of a wall that is drawn as a line, and of what is drawn as a ring."""

from collections.abc import Sequence
from functools import lru_cache

from shapely import LineString, Polygon

CLOSE_M = 1e-6
MOST_KEPT = 8192
"""Walls and rings whose ground is kept: storeys are drawn alike, and each is asked for twice."""

FEW_CORNERS = 32
"""Of a ring that is worth keeping: most have four."""


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


def ring_footprint(ring: Sequence[Sequence[float]]) -> Polygon:
    """Return the polygon of a ring; the same one again for a ring of few corners alike.

    >>> corners = [[0, 0], [4, 0], [4, 3]]
    >>> ring_footprint(corners).area, ring_footprint(corners) is ring_footprint([*corners])
    (6.0, True)
    """
    return _polygon(tuple(map(tuple, ring))) if len(ring) <= FEW_CORNERS else Polygon(ring)


@lru_cache(MOST_KEPT)
def _polygon(ring: tuple[tuple[float, ...], ...]) -> Polygon:
    return Polygon(ring)


@lru_cache(MOST_KEPT)
def _footprint(line: tuple[tuple[float, ...], ...], thickness_m: float) -> Polygon | None:
    axis = LineString(line)
    wall = axis.buffer(thickness_m / 2, cap_style="flat", join_style="mitre")
    if len(line) == 2:
        # A rectangle around its own axis, which has a length.
        return wall if isinstance(wall, Polygon) and wall.is_valid else None
    whole = isinstance(wall, Polygon) and wall.is_valid and wall.buffer(CLOSE_M).covers(axis)
    return wall if whole else None
