"""How far a region stretches around a camera's foot: distances, and azimuths from the pan."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from shapely import Point

from pipeline.geometry.region import Region

FOOT = Point(0.0, 0.0)


@dataclass(frozen=True)
class Extent:
    """The least and greatest distance from the foot, and the range of azimuths, of a region."""

    least_m: float
    most_m: float
    start_rad: float
    end_rad: float

    @classmethod
    def around_foot(cls, region: Region) -> Self:
        """Return the extent of a region that is not empty; all round where it goes around the foot.

        >>> from shapely import box
        >>> Extent.around_foot(box(3, -3, 4, 3))  # doctest: +ELLIPSIS
        Extent(least_m=3.0, most_m=5.0, start_rad=-0.785..., end_rad=0.785...)
        >>> Extent.around_foot(box(-1, -1, 1, 1)).end_rad == math.pi
        True
        """
        corners = shapely.get_coordinates(region)
        least_m, most_m = float(region.distance(FOOT)), float(np.hypot(*corners.T).max())
        if least_m > 0.0 and region.geom_type == "Polygon":
            azimuth = np.arctan2(*shapely.get_coordinates(region.exterior).T[::-1])
            azimuth = np.unwrap(azimuth)
            if abs(azimuth[-1] - azimuth[0]) < math.pi:
                return cls(least_m, most_m, float(azimuth.min()), float(azimuth.max()))
        return cls(least_m, most_m, -math.pi, math.pi)
