"""Where on earth a plan lies: its metres as longitudes and latitudes.

WGS-84, by way of the earth-centred axes, so that no school is too large for it. The maths is that
of every textbook: the plane that touches the ellipsoid at the origin, and Bowring's formula back.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EQUATOR_M = 6_378_137.0
PLANE_STEPS = 2
"""A place is put onto the plane along its own plumb line; the second step is below a nanometre."""

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

    def plan(self, lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return longitudes and latitudes in degrees, (n, 2), as points of the plan in metres.

        >>> north = Georeference(39.9, 116.4, 12.5, (3.0, 4.0))
        >>> there = north.lon_lat(np.array([[500.0, -250.0]]))
        >>> north.plan(there).round(6).tolist()
        [[500.0, -250.0]]
        """
        east, north = self._on_plane(*np.radians(np.asarray(lon_lat, dtype=np.float64)).T)
        turn = math.radians(self.bearing_deg)
        across = east * math.cos(turn) - north * math.sin(turn)
        up = east * math.sin(turn) + north * math.cos(turn)
        return np.asarray(np.column_stack((across, up)) + np.asarray(self.at), dtype=np.float64)

    def _on_plane(
        self, lons: NDArray[np.float64], lats: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how far east and north on the touching plane places in radians lie below it."""
        lat, lon = math.radians(self.lat_deg), math.radians(self.lon_deg)
        origin = _earth_centred(np.array(lon), np.array(lat), np.array(0.0))
        up = np.array([math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)])
        normal = _earth_centred(lons, lats, np.array(1.0)) - _earth_centred(
            lons, lats, np.array(0.0)
        )
        heights = np.zeros_like(lons)
        for _ in range(PLANE_STEPS):
            away = _earth_centred(lons, lats, heights) - origin
            heights = heights - away @ up / (normal @ up)
        away = _earth_centred(lons, lats, heights) - origin
        east = np.array([-math.sin(lon), math.cos(lon), 0.0])
        return away @ east, away @ np.cross(up, east)

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


def _earth_centred(
    lons: NDArray[np.float64], lats: NDArray[np.float64], heights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return places in radians and metres by the earth-centred axes, (…, 3)."""
    normal = EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY_2 * np.sin(lats) ** 2)
    across = (normal + heights) * np.cos(lats)
    polar = (normal * (1.0 - ECCENTRICITY_2) + heights) * np.sin(lats)
    return np.stack((across * np.cos(lons), across * np.sin(lons), polar), axis=-1)


def _latitude(from_axis: NDArray[np.float64], polar: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return geodetic latitudes in radians by Bowring's formula, exact to nanometres here."""
    pole_m = EQUATOR_M * (1.0 - FLATTENING)
    reduced = np.arctan2(polar * EQUATOR_M, from_axis * pole_m)
    second = ECCENTRICITY_2 / (1.0 - ECCENTRICITY_2)
    return np.arctan2(
        polar + second * pole_m * np.sin(reduced) ** 3,
        from_axis - ECCENTRICITY_2 * EQUATOR_M * np.cos(reduced) ** 3,
    )
