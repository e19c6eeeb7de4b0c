"""Polygons in groups that lie apart, so that each can be worked on by itself."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from pipeline.geometry.region import Regions


def groups_apart(shapes: Regions, most: int) -> list[Regions]:
    """Return the polygons of shapes in up to `most` groups, no two of which meet.

    Groups are about as large as each other where that can be; polygons whose bounds meet stay
    together.

    >>> from shapely import box
    >>> chain = np.array([box(0, 0, 2, 1), box(9, 0, 10, 1), box(1, 0, 3, 1), box(5, 5, 6, 6)])
    >>> [[polygon.bounds[0] for polygon in group] for group in groups_apart(chain, 2)]
    [[0.0, 1.0], [9.0, 5.0]]
    >>> [len(group) for group in groups_apart(chain[:0], 2)]
    [0]
    """
    parts = shapely.get_parts(shapes)
    labels = _connected(len(parts), *STRtree(parts).query(parts))
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    even = ordered[np.arange(1, most) * len(parts) // most] if len(parts) else ordered
    cuts = np.unique(np.searchsorted(ordered, even))
    return np.split(parts[order], cuts[cuts > 0])


def _connected(count: int, ones: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each of `count` things the least number of those that pairs connect it to."""
    labels = np.arange(count)
    while True:
        least = labels.copy()
        np.minimum.at(least, ones, labels[others])
        least = least[least]
        if (least == labels).all():
            return labels
        labels = least
