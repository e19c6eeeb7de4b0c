"""How many people stand in each zone of the picture, by an exact test of their feet."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.crowding import PictureZone
from pipeline.errors import GeometryError

Ring: TypeAlias = tuple[tuple[float, float], ...]

LAST = float(np.nextafter(1.0, 0.0))
"""The last number before 1."""


def zone_counts(
    feet: NDArray[np.float32], source_size: tuple[int, int], zones: Sequence[PictureZone]
) -> tuple[int, ...]:
    """Return how many of the feet (n, 2), in pixels of the source picture, stand in each zone.

    Raises GeometryError for feet that are not numbers; `feet_inside` says what inside means.

    >>> from pipeline.domain.label import Label
    >>> left = PictureZone("a", Label("左", "left"), ((0, 0), (0.5, 0), (0.5, 1), (0, 1)))
    >>> right = PictureZone("b", Label("右", "right"), ((0.5, 0), (1, 0), (1, 1), (0.5, 1)))
    >>> feet = np.array([[10, 50], [50, 50], [90, 100]], np.float32)
    >>> zone_counts(feet, (100, 100), (left, right))
    (1, 2)
    >>> zone_counts(feet[:0], (100, 100), (left, right))
    (0, 0)
    """
    return tuple(np.add.reduce(feet_inside(feet, source_size, zones), 0, np.intp).tolist())


def feet_inside(
    feet: NDArray[np.float32], source_size: tuple[int, int], zones: Sequence[PictureZone]
) -> NDArray[np.bool_]:
    """Return which feet (n) stand in which zones (m), as (n, m).

    A foot is inside when a ray from it to the right crosses the zone's ring an odd number of
    times, so a ring that crosses itself leaves out what it encloses twice. A foot on a border
    belongs to the side to its right, and where that does not decide (a level border) to the
    side below it: of two zones that share a border, exactly one counts it. A foot outside the
    picture, where its edge cuts a person off, is first moved to just within that edge.
    """
    if not len(zones):
        return np.zeros((len(feet), 0), np.bool_)
    if not np.logical_and.reduce(np.isfinite(feet), axis=None):
        raise GeometryError(f"feet must be numbers, got {feet[~np.isfinite(feet).all(axis=1)][0]}")
    starts, edges = _edges(tuple(zone.ring for zone in zones))
    crossed = _crossed(*_in_picture(feet, source_size), edges)
    inside: NDArray[np.bool_] = np.logical_xor.reduceat(crossed, starts, 0).T
    return inside


def _in_picture(feet: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the feet (2, n) as fractions of the picture, from 0 up to, but not including, 1."""
    fractions = feet.T / np.array(((size[0],), (size[1],)), np.float64)
    np.maximum(fractions, 0.0, out=fractions)
    return np.minimum(fractions, LAST, out=fractions)


@lru_cache(maxsize=64)
def _edges(rings: tuple[Ring, ...]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return where each ring's edges begin, and all edges (4, m, 1) as x1, y1, x2, y2 downwards.

    Two zones then see a shared edge from the same end, and round it alike.
    """
    starts = np.cumsum([0, *map(len, rings)])[:-1]
    pairs = [(a, b) for ring in rings for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)]
    down = [(*a, *b) if a[1] <= b[1] else (*b, *a) for a, b in pairs]
    return starts, np.array(down, np.float64).T[:, :, None].copy()


def _crossed(
    x: NDArray[np.float64], y: NDArray[np.float64], edges: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which edges (m) are crossed by rays to the right from which places (n), (m, n)."""
    x1, y1, x2, y2 = edges
    crossed: NDArray[np.bool_] = (x - x1) * (y2 - y1) < (x2 - x1) * (y - y1)
    crossed &= y1 <= y
    crossed &= y < y2
    return crossed
