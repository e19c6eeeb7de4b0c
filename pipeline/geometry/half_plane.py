"""Convex polygons as intersections of half-planes."""

from collections.abc import Iterable

Corners = list[tuple[float, float]]
HalfPlane = tuple[float, float, float]
"""(a, b, k): the points with a·x + b·y <= k."""


def clipped(corners: Corners, half_planes: Iterable[HalfPlane]) -> Corners:
    """Return what half-planes leave of a convex polygon, in the same turning direction.

    Nothing is left of a polygon that lies outside; a corner on the edge of a half-plane stays.

    >>> clipped([(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)], [(1.0, 0.0, 1.0)])
    [(0.0, 0.0), (1.0, 0.0), (1.0, 2.0), (0.0, 2.0)]
    >>> clipped([(0.0, 0.0), (2.0, 0.0), (2.0, 2.0)], [(0.0, 1.0, -1.0)])
    []
    """
    for half_plane in half_planes:
        corners = _cut(corners, half_plane)
    return corners


def _cut(corners: Corners, half_plane: HalfPlane) -> Corners:
    """Return what one half-plane leaves (Sutherland and Hodgman 1974)."""
    a, b, limit = half_plane
    over = [a * x + b * y - limit for x, y in corners]
    if not over or max(over) <= 0.0:
        return corners
    kept: Corners = []
    for n, (x, y) in enumerate(corners):
        before_x, before_y = corners[n - 1]
        if over[n - 1] < 0.0 < over[n] or over[n] < 0.0 < over[n - 1]:
            share = over[n - 1] / (over[n - 1] - over[n])
            kept.append((before_x + share * (x - before_x), before_y + share * (y - before_y)))
        if over[n] <= 0.0:
            kept.append((x, y))
    return kept
