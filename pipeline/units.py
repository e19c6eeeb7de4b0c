"""The units of every number in Sightline, and the few conversions between them.

Lengths are metres, y points up, angles are degrees counter-clockwise from +x, tilt is positive
downwards, time is seconds, pixel density is pixels per metre. Names carry the unit.
"""

import math

MAX_COORDINATE_M = 1e6
"""No school lies further from its own origin; beyond it, doubles lose the millimetre."""


def normalized_deg(angle_deg: float) -> float:
    """Return the same direction as an angle from 0 up to, but not including, 360 degrees.

    >>> normalized_deg(-90.0)
    270.0
    """
    return angle_deg % 360.0


def is_coordinate(value: float) -> bool:
    """Tell whether a number is finite and small enough to be a place in metres.

    >>> is_coordinate(12.5), is_coordinate(float("nan")), is_coordinate(1e7)
    (True, False, False)
    """
    return math.isfinite(value) and abs(value) <= MAX_COORDINATE_M
