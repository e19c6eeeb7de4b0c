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
        for n in np.flatnonzero(single):
            ring = corners[starts[n] :][: shapely.get_num_coordinates(each[n].exterior)]
            azimuth = np.unwrap(np.arctan2(ring[:, 1], ring[:, 0]))
            if abs(azimuth[-1] - azimuth[0]) < math.pi:
                start_rad[n], end_rad[n] = azimuth.min(), azimuth.max()
        return cls(least_m, most_m, start_rad, end_rad)
