"""How many people stand in each zone of the picture, by an exact test of their feet."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.crowding import PictureZone
from pipeline.errors import GeometryError

Ring: TypeAlias = tuple[tuple[float, float], ...]


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
    return tuple(feet_inside(feet, source_size, zones).sum(axis=0).tolist())


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
    if not np.isfinite(feet).all():
        raise GeometryError(f"feet must be numbers, got {feet[~np.isfinite(feet).all(axis=1)][0]}")
    starts, edges = _edges(tuple(zone.ring for zone in zones))
    crossed = _crossed(_in_picture(feet, source_size), edges)
    return np.logical_xor.reduceat(crossed, starts, axis=1)


def _in_picture(feet: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the feet as fractions of the picture, from 0 up to, but not including, 1."""
    return np.clip(feet / np.array(size, np.float64), 0.0, np.nextafter(1.0, 0.0))


@lru_cache(maxsize=64)
def _edges(rings: tuple[Ring, ...]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return where each ring's edges begin, and all edges (4, m) as x1, y1, x2, y2 downwards.

    Two zones then see a shared edge from the same end, and round it alike.
    """
    starts = np.cumsum([0, *map(len, rings)])[:-1]
    pairs = [(a, b) for ring in rings for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)]
    down = [(*a, *b) if a[1] <= b[1] else (*b, *a) for a, b in pairs]
    return starts, np.array(down, np.float64).T


def _crossed(feet: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which rays to the right (n) cross which edges (m)."""
    x, y = feet[:, :1], feet[:, 1:]
    x1, y1, x2, y2 = edges
    beside = (y1 <= y) & (y < y2)
    crossed: NDArray[np.bool_] = beside & ((x - x1) * (y2 - y1) < (x2 - x1) * (y - y1))
    return crossed
