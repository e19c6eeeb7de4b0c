"""The ground plan of a wall that is drawn as a line."""

from collections.abc import Sequence

from shapely import LineString, Polygon

CLOSE_M = 1e-6


def wall_footprint(line: Sequence[Sequence[float]], thickness_m: float) -> Polygon | None:
    """Return the wall with flat ends and mitred corners, or None where it is too thick to bend.

    Buffering goes wrong without a word where a segment is much shorter than the wall is thick: the
    result may fall apart or miss its own line, so both are looked at.

    >>> wall_footprint([[0, 0], [4, 0]], 0.5).area
    2.0
    >>> wall_footprint([[0, 0], [4, 0], [4, 3]], 0.5).area
    3.5
    """
    axis = LineString(line)
    wall = axis.buffer(thickness_m / 2, cap_style="flat", join_style="mitre")
    whole = isinstance(wall, Polygon) and wall.is_valid and wall.buffer(CLOSE_M).covers(axis)
    return wall if whole else None
