"""Polygons that do not overlap, indexed: what of them lies in a region or near it."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from pipeline.geometry.overlay import both, merged, united
from pipeline.geometry.region import EMPTY, Region


class Patches:
    """Polygons (n,) that share edges at most.

    >>> from shapely import box
    >>> two = Patches(np.array([box(0, 0, 1, 1), box(1, 0, 2, 1)], dtype=object))
    >>> two.within(box(0.5, 0, 9, 1)).area, two.near(box(3, 0, 4, 1), 1.5).area
    (1.5, 1.0)
    >>> Patches(np.array([], dtype=object)).within(box(0, 0, 1, 1)).is_empty
    True
    """

    def __init__(self, polygons: NDArray[np.object_]) -> None:
        self._polygons = polygons
        self._tree = STRtree(polygons)

    def within(self, region: Region) -> Region:
        """Return what of the patches lies in a region."""
        if region.is_empty or not len(self._polygons):
            return EMPTY
        met = self._tree.query(region, predicate="intersects")
        if not len(met):
            return EMPTY
        shapely.prepare(region)
        covered = shapely.covers(region, self._polygons[met])
        whole, cut = self._polygons[met[covered]], self._polygons[met[~covered]]
        parts = [both(patch, region) for patch in cut]
        return united([*whole, *[part for part in parts if not part.is_empty]])

    def near(self, region: Region, distance_m: float) -> Region:
        """Return the whole patches that lie no further than this from a region."""
        if region.is_empty or not len(self._polygons):
            return EMPTY
        return merged(
            self._polygons[self._tree.query(region, predicate="dwithin", distance=distance_m)]
        )
