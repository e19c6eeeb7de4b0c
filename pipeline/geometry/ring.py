"""Regions within rings of corners, many at once."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.geometry.region import EMPTY, Regions, region_of


def regions_within(rings: Sequence[NDArray[np.float64]]) -> Regions:
    """Return the valid region within each ring (corners, 2); one of fewer than three is empty.

    Neighbours that lie a rounding apart may have changed places, and a ring may cross itself.

    >>> square, line = np.array([[0, 0], [2, 0], [2, 1.0], [0, 1]]), np.array([[0, 0], [2, 0.0]])
    >>> [region.area for region in regions_within([square, line, square[[0, 2, 1, 3]]])]
    [2.0, 0.0, 1.0]
    """
    found = np.full(len(rings), EMPTY, dtype=np.object_)
    some = [n for n, ring in enumerate(rings) if len(ring) > 2]
    if not some:
        return found
    indices = np.repeat(np.arange(len(some)), [len(rings[n]) for n in some])
    lines = shapely.linearrings(np.concatenate([rings[n] for n in some]), indices=indices)
    found[some] = shapely.polygons(lines)
    for n in np.flatnonzero(~shapely.is_valid(found)):
        found[n] = region_of(shapely.make_valid(found[n]))
    return found
