"""The units of every number in Sightline, and the few conversions between them.

Lengths are metres, y points up, angles are degrees counter-clockwise from +x, tilt is positive
downwards, time is seconds, pixel density is pixels per metre. Names carry the unit.
"""

import math

MAX_COORDINATE_M = 1e6
"""No school lies further from its own origin; beyond it, doubles lose the millimetre."""


FLOAT_NOISE_PCT = 1e-7
"""What a ratio of two equal areas may fall short of 100 % by; it is not a gap."""


def floored_pct(share_pct: float) -> float:
    """Return a share to one decimal, rounded down: 100.0 is said of the whole only.

    >>> floored_pct(99.99), floored_pct(100.0)
    (99.9, 100.0)
    """
    return math.floor((share_pct + FLOAT_NOISE_PCT) * 10.0) / 10.0


def is_coordinate(value: float) -> bool:
    """Tell whether a number is finite and small enough to be a place in metres.

    >>> is_coordinate(12.5), is_coordinate(float("nan")), is_coordinate(1e7), is_coordinate(10**400)
    (True, False, False, False)
    """
    # A comparison with nan is False; one with a whole number never overflows.
    return abs(value) <= MAX_COORDINATE_M


def numeral(value: float) -> str:
    """Return a number for a message, whatever it is.

    >>> numeral(2.50), numeral(float("nan")), numeral(10**400)
    ('2.5', 'nan', 'a number beyond 1e308')
    """
    try:
        return f"{value:g}"
    except OverflowError:
        return "a number beyond 1e308"
