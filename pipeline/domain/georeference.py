"""Where on earth a plan lies: its metres as longitudes and latitudes.

WGS-84, by way of the earth-centred axes, so that no school is too large for it. The maths is that
of every textbook: the plane that touches the ellipsoid at the origin, and Bowring's formula back.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EQUATOR_M = 6_378_137.0
FLATTENING = 1.0 / 298.257223563
ECCENTRICITY_2 = FLATTENING * (2.0 - FLATTENING)


@dataclass(frozen=True)
class Georeference:
    """The place of one point of the plan, and to where its +y points.

    `at` is that point in metres on the plan. `bearing_deg` is the direction of the plan's +y,
    clockwise from true north: 0 where the plan's north is the real one.
    """

    lat_deg: float
    lon_deg: float
    bearing_deg: float = 0.0
    at: tuple[float, float] = (0.0, 0.0)

    def lon_lat(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points of the plan, (n, 2) in metres, as longitudes and latitudes in degrees.

        >>> north = Georeference(0.0, 10.0)
        >>> (north.lon_lat(np.array([[0.0, 0.0], [0.0, 110.574]])) - [10.0, 0.0]).round(5).tolist()
        [[0.0, 0.0], [0.0, 0.001]]
        """
        turn = math.radians(self.bearing_deg)
        across, up = (points - np.asarray(self.at)).T
        east = across * math.cos(turn) + up * math.sin(turn)
        north = up * math.cos(turn) - across * math.sin(turn)
        return self._on_ellipsoid(east, north)

    def _on_ellipsoid(
        self, east: NDArray[np.float64], north: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return what lies so far east and north on the plane that touches at the origin."""
        lat = math.radians(self.lat_deg)
        sin_lat, cos_lat = math.sin(lat), math.cos(lat)
        normal = EQUATOR_M / math.sqrt(1.0 - ECCENTRICITY_2 * sin_lat**2)
        # Axes that turn with the origin's meridian: outward, east of it, and to the pole.
        outward = normal * cos_lat - north * sin_lat
        polar = normal * (1.0 - ECCENTRICITY_2) * sin_lat + north * cos_lat
        lons = self.lon_deg + np.degrees(np.arctan2(east, outward))
        return np.column_stack((lons, np.degrees(_latitude(np.hypot(outward, east), polar))))

    def told(self) -> str:
        """Return the origin as people write it: latitude, longitude, and the turn if there is one.

        >>> Georeference(39.9, 116.4, 12.5).told()
        '39.900000°N, 116.400000°E, 12.5°'
        """
        north, east = "NS"[self.lat_deg < 0.0], "EW"[self.lon_deg < 0.0]
        place = f"{abs(self.lat_deg):.6f}°{north}, {abs(self.lon_deg):.6f}°{east}"
        return f"{place}, {self.bearing_deg:g}°" if self.bearing_deg else place


def _latitude(from_axis: NDArray[np.float64], polar: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return geodetic latitudes in radians by Bowring's formula, exact to nanometres here."""
    pole_m = EQUATOR_M * (1.0 - FLATTENING)
    reduced = np.arctan2(polar * EQUATOR_M, from_axis * pole_m)
    second = ECCENTRICITY_2 / (1.0 - ECCENTRICITY_2)
    return np.arctan2(
        polar + second * pole_m * np.sin(reduced) ** 3,
        from_axis - ECCENTRICITY_2 * EQUATOR_M * np.cos(reduced) ** 3,
    )
