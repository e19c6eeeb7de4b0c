"""How the edges of right-angled shapes part one another, exactly and without GEOS.

Most walls are drawn along the axes. There each crossing has the x of one edge and the y of another,
so that nothing is to be rounded, and all crossings are found by comparing numbers.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.geometry.region import DIGITS, Regions

MOST_PAIRS = 4_000_000
"""Pairs of edges that are compared at once: 2,000 along each axis, in some ten megabytes."""

Edges = NDArray[np.float64]
"""Edges along one axis, (n, 3): where they lie across it, where they begin and end along it."""


def parted(shapes: Regions) -> NDArray[np.object_] | None:
    """Return the edges of shapes, parted where they meet, each piece once.

    None where an edge runs along no axis, where a corner lies off the grid of DIGITS, or where
    there are too many.

    >>> cross = np.array([shapely.box(0, 1, 3, 2), shapely.box(1, 0, 2, 3)], dtype=object)
    >>> pieces = parted(cross)
    >>> len(pieces), float(shapely.length(pieces).sum())
    (16, 16.0)
    >>> parted(np.array([shapely.Polygon([(0, 0), (2, 0), (1, 1)])])) is None
    True
    """
    corners, owners = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(shapes)), return_index=True
    )
    if (np.round(corners, DIGITS) != corners).any():
        return None
    along = owners[:-1] == owners[1:]
    tails, heads = corners[:-1][along], corners[1:][along]
    level, upright = (tails[:, axis] == heads[:, axis] for axis in (1, 0))
    if not (level | upright).all() or level.sum() * upright.sum() > MOST_PAIRS:
        return None
    low, high = np.minimum(tails, heads), np.maximum(tails, heads)
    rows = np.column_stack((low[level, 1], low[level, 0], high[level, 0]))
    columns = np.column_stack((low[upright, 0], low[upright, 1], high[upright, 1]))
    rows, columns = _with_bends(rows, columns), _with_bends(columns, rows)
    across, up = _pieces(rows, columns), _pieces(columns, rows)
    ends = np.concatenate((across[:, [1, 0, 2, 0]], up[:, [0, 1, 0, 2]])).reshape(-1, 2, 2)
    lines: NDArray[np.object_] = shapely.linestrings(ends)
    return lines


def _with_bends(edges: Edges, others: Edges) -> Edges:
    """Return edges, and one without length at each end of another that meets none of them.

    A ring may have a corner in the middle of a side, where nothing turns.
    """
    mine = np.concatenate((edges[:, 0] + 1j * edges[:, 1], edges[:, 0] + 1j * edges[:, 2]))
    theirs = np.concatenate((others[:, 1] + 1j * others[:, 0], others[:, 2] + 1j * others[:, 0]))
    lone = theirs[~np.isin(theirs, mine)]
    return np.concatenate((edges, np.column_stack((lone.real, lone.imag, lone.imag))))


def _pieces(edges: Edges, others: Edges) -> Edges:
    """Return the pieces into which edges along one axis are parted by those along the other."""
    others = others[np.argsort(others[:, 0], kind="stable")]
    at, begin, end = edges.T[:, :, None]
    place, low, high = others.T
    edge, other = np.nonzero((begin <= place) & (place <= end) & (low <= at) & (at <= high))
    # Where a piece begins tells where it ends: what parts an edge parts all that lie upon it.
    apart = (edge[1:] == edge[:-1]) & (place[other[1:]] > place[other[:-1]])
    first, last = other[:-1][apart], other[1:][apart]
    pieces = np.column_stack((edges[edge[:-1][apart], 0], place[first], place[last]))
    _, once = np.unique(pieces[:, 0] + 1j * pieces[:, 1], return_index=True)
    return pieces[once]
