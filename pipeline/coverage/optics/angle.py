"""Where on a plane a camera is neither too steep above a face nor too far aside of it."""

import math

import numpy as np
from shapely import Polygon

STEP_RAD = math.radians(20.0)
"""Between the corners at the wide end of a wedge."""


def steep_m(drop_m: float, max_elevation_deg: float | None) -> float:
    """Return how near to its foot a camera looks more steeply than allowed; 0 where it may.

    The elevation of a camera Δ above (or below) a face at plan distance d is atan(Δ/d).

    >>> round(steep_m(1.5, 45.0), 9), steep_m(1.5, None)
    (1.5, 0.0)
    """
    if max_elevation_deg is None or max_elevation_deg >= 90.0:
        return 0.0
    slope = math.tan(math.radians(max(max_elevation_deg, 0.0)))
    return abs(drop_m) / slope if slope > 0.0 else math.inf


def facing_wedge(
    pan_deg: float, facing_deg: float | None, max_facing_deg: float | None, far_m: float
) -> Polygon | None:
    """Return where people who face one way have a camera no further aside than allowed.

    In the frame of its pan: seen from the foot they stand where they come from, within the angle
    on either side. The wedge reaches beyond `far_m`; None where there is no limit.

    >>> facing_wedge(0.0, 180.0, 45.0, 10.0).bounds[0]  # who looks west has the camera in the west
    0.0
    >>> facing_wedge(0.0, 180.0, 180.0, 10.0) is None
    True
    """
    if facing_deg is None or max_facing_deg is None or max_facing_deg >= 180.0:
        return None
    middle, half = math.radians(facing_deg + 180.0 - pan_deg), math.radians(max_facing_deg)
    turns = middle + half * np.linspace(-1.0, 1.0, math.ceil(2.0 * half / STEP_RAD) + 1)
    wide = 2.0 * far_m * np.column_stack((np.cos(turns), np.sin(turns)))
    return Polygon([(0.0, 0.0), *wide]) if half > 0.0 else Polygon()
