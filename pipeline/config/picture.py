"""Rings in a picture."""

from collections.abc import Sequence

from pipeline.domain.camera import PictureRing


def corners(points: Sequence[Sequence[float]]) -> PictureRing:
    """Return the corners once each; a ring that repeats its first point at the end is opened.

    >>> corners([[0, 0], [1, 0], [1, 1], [0, 0]])
    ((0, 0), (1, 0), (1, 1))
    """
    ring = [(x, y) for x, y in points]
    return tuple(ring[:-1] if ring[0] == ring[-1] else ring)


def ends(points: Sequence[Sequence[float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the two ends of a line."""
    (x1, y1), (x2, y2) = points
    return (x1, y1), (x2, y2)
