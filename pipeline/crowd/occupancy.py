"""How many people stand in each zone of the picture, by an exact test of their feet."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.compiler import Function, Payback, machine_code
from pipeline.domain.crowding import PictureZone
from pipeline.errors import GeometryError

Ring: TypeAlias = tuple[tuple[float, float], ...]

Edges: TypeAlias = tuple[NDArray[np.intp], NDArray[np.float64]]

LAST = float(np.nextafter(1.0, 0.0))
"""The last number before 1."""

_LATEST: list[tuple[Sequence[PictureZone] | None, Edges]] = [
    (None, (np.empty(0, np.intp), np.empty((4, 0, 1))))
]
"""The zones of the last frame with their edges, lest eight rings be hashed for every frame."""

_PAYBACK = Payback(200_000)
"""Feet, of each of which machine code saves some microseconds."""


def zone_counts(
    feet: NDArray[np.float32],
    source_size: tuple[int, int],
    zones: Sequence[PictureZone],
    *,
    compiled: bool | None = None,
) -> tuple[int, ...]:
    """Return how many of the feet (n, 2), in pixels of the source picture, stand in each zone.

    Raises GeometryError for feet that are not numbers; `feet_inside` says what inside means.
    `compiled` is as in `imaging.nms.kept`.

    >>> from pipeline.domain.label import Label
    >>> left = PictureZone("a", Label("左", "left"), ((0, 0), (0.5, 0), (0.5, 1), (0, 1)))
    >>> right = PictureZone("b", Label("右", "right"), ((0.5, 0), (1, 0), (1, 1), (0.5, 1)))
    >>> feet = np.array([[10, 50], [50, 50], [90, 100]], np.float32)
    >>> zone_counts(feet, (100, 100), (left, right))
    (1, 2)
    >>> zone_counts(feet[:0], (100, 100), (left, right))
    (0, 0)
    """
    if zones and (_PAYBACK.is_due(len(feet)) if compiled is None else compiled):
        counts = _compiled()(feet, *map(float, source_size), *_edges_of(zones)).tolist()
        return tuple(counts) if counts[0] >= 0 else zone_counts(_sound(feet), source_size, zones)
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
    starts, edges = _edges_of(zones)
    feet = _sound(feet)
    crossed = _crossed(_in_picture(feet, source_size), edges)
    inside: NDArray[np.bool_] = np.logical_xor.reduceat(crossed, starts, 0).T
    return inside


def _sound(feet: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return feet that are numbers."""
    if not np.logical_and.reduce(np.isfinite(feet), axis=None):
        raise GeometryError(f"feet must be numbers, got {feet[~np.isfinite(feet).all(axis=1)][0]}")
    return feet


def _edges_of(zones: Sequence[PictureZone]) -> Edges:
    latest = _LATEST[0]
    if latest[0] is zones:
        return latest[1]
    edges = _edges(tuple(zone.ring for zone in zones))
    if isinstance(zones, tuple):
        _LATEST[0] = (zones, edges)
    return edges


def _in_picture(feet: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the feet (2, n) as fractions of the picture, from 0 up to, but not including, 1."""
    fractions = feet.T / np.array(((size[0],), (size[1],)), np.float64)
    np.maximum(fractions, 0.0, out=fractions)
    return np.minimum(fractions, LAST, out=fractions)


@lru_cache(maxsize=64)
def _edges(rings: tuple[Ring, ...]) -> Edges:
    """Return where each ring's edges begin, and all edges (4, m, 1) as x1, y1, x2, y2 downwards.

    Two zones then see a shared edge from the same end, and round it alike.
    """
    starts = np.cumsum([0, *map(len, rings)])[:-1]
    pairs = [(a, b) for ring in rings for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)]
    down = [(*a, *b) if a[1] <= b[1] else (*b, *a) for a, b in pairs]
    return starts, np.array(down, np.float64).T[:, :, None].copy()


def _crossed(feet: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which edges (m) are crossed by rays to the right from which feet (n), as (m, n)."""
    x, y = feet
    x1, y1, x2, y2 = edges
    crossed: NDArray[np.bool_] = (x - x1) * (y2 - y1) < (x2 - x1) * (y - y1)
    crossed &= y1 <= y
    crossed &= y < y2
    return crossed


@cache
def _compiled() -> Function:
    """Return `counts_in_loops`, compiled."""
    nobody, nothing = np.empty((0, 2), np.float32), np.empty((4, 0, 1))
    starts = np.zeros(1, np.intp)
    return machine_code(counts_in_loops, lambda count: count(nobody, 1.0, 1.0, starts, nothing))


def counts_in_loops(feet: Any, width: Any, height: Any, starts: Any, edges: Any) -> Any:
    """Return how many feet each zone holds: what `feet_inside` does, in loops, to be compiled.

    Where a foot is no number, every count is -1.
    """
    counts = np.zeros(len(starts), np.intp)
    for foot in range(len(feet)):
        if not (np.isfinite(feet[foot, 0]) and np.isfinite(feet[foot, 1])):
            return np.full(len(starts), -1, np.intp)
        x = min(max(feet[foot, 0] / width, 0.0), LAST)
        y = min(max(feet[foot, 1] / height, 0.0), LAST)
        for zone in range(len(starts)):
            inside = False
            end = starts[zone + 1] if zone + 1 < len(starts) else edges.shape[1]
            for edge in range(starts[zone], end):
                y1, y2 = edges[1, edge, 0], edges[3, edge, 0]
                if y1 <= y and y < y2:
                    x1, x2 = edges[0, edge, 0], edges[2, edge, 0]
                    if (x - x1) * (y2 - y1) < (x2 - x1) * (y - y1):
                        inside = not inside
            counts[zone] += inside
    return counts
