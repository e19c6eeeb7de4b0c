"""How far regions stretch around cameras' feet: distances, and azimuths from the pan."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from pipeline.geometry.region import Region, Regions

FOOT = Point(0.0, 0.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Extents:
    """The least and greatest distance from the foot, and the range of azimuths, of regions (n,)."""

    least_m: Floats
    most_m: Floats
    start_rad: Floats
    end_rad: Floats

    @classmethod
    def around_foot(cls, regions: Sequence[Region] | Regions) -> Self:
        """Return the extents of regions that are not empty; all round of one around the foot.

        >>> from shapely import box
        >>> two = Extents.around_foot([box(3, -3, 4, 3), box(-1, -1, 1, 1)])
        >>> two.least_m.tolist(), two.most_m.round(3).tolist()
        ([3.0, 0.0], [5.0, 1.414])
        >>> two.start_rad.round(3).tolist(), two.end_rad.round(3).tolist()
        ([-0.785, -3.142], [0.785, 3.142])
        """
        each = np.array(regions, dtype=np.object_)
        corners, owners = shapely.get_coordinates(each, return_index=True)
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        least_m = shapely.distance(each, FOOT)
        most_m = np.maximum.reduceat(np.hypot(*corners.T), starts)
        start_rad, end_rad = np.full(len(each), -math.pi), np.full(len(each), math.pi)
        single = (shapely.get_type_id(each) == shapely.GeometryType.POLYGON) & (least_m > 0.0)
        numbers = np.flatnonzero(single)
        if len(numbers):
            first, last, low, high = _unwrapped(shapely.get_exterior_ring(each[numbers]))
            beside = np.abs(last - first) < math.pi
            start_rad[numbers[beside]], end_rad[numbers[beside]] = low[beside], high[beside]
        return cls(least_m, most_m, start_rad, end_rad)


def _unwrapped(rings: NDArray[np.object_]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the first, last, least and greatest azimuth of each ring, followed without a jump."""
    corners, owners = shapely.get_coordinates(rings, return_index=True)
    azimuth = np.arctan2(corners[:, 1], corners[:, 0])
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    turns = -np.rint(np.diff(azimuth, prepend=0.0) / (2.0 * math.pi))
    turns[starts] = 0.0
    around = np.cumsum(turns)
    azimuth = azimuth + 2.0 * math.pi * (around - around[starts][owners])
    lasts = np.append(starts[1:], len(owners)) - 1
    least, most = np.minimum.reduceat(azimuth, starts), np.maximum.reduceat(azimuth, starts)
    return azimuth[starts], azimuth[lasts], least, most
