"""Where boxes are and how they move, believed from boxes that jitter: many Kalman filters at once.

Each side of a box has a filter of two states, place and speed, for no side's noise tells of
another's; that is exactly the filter of eight states that trackers use. All noise is in heights of
the box, as near people jitter by more pixels than far ones, so that the four sides share what is
known of the error.

What is believed of n boxes is a table (11, n) of float64: x1, y1, x2, y2 in pixels, the speeds of
the four a second, the variance of a place, its covariance with the speed, and the variance of a
speed, the last three in squared heights.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Beliefs: TypeAlias = NDArray[np.float64]

ROWS = 11
JITTER = 0.05
"""How far found boxes are from the truth, in heights of a person (standard deviation)."""
PUSH = 0.6
"""How much a speed changes at random, in heights a second, each second (standard deviation)."""
FIRST_SPEED = 1.0
"""How fast who was seen once may be, in heights a second: a person of 1.7 m at 1.7 m/s."""


def standing(boxes: NDArray[np.float64]) -> Beliefs:
    """Return what is believed of boxes (4, n) that were seen once."""
    beliefs = np.zeros((ROWS, boxes.shape[1]))
    beliefs[:4] = boxes
    beliefs[8] = JITTER * JITTER
    beliefs[10] = FIRST_SPEED * FIRST_SPEED
    return beliefs


def move(beliefs: Beliefs, passed_s: float) -> None:
    """Make beliefs, in place, those of some seconds later."""
    places, speeds, (value, shared, speed) = beliefs[:4], beliefs[4:8], beliefs[8:ROWS]
    places += passed_s * speeds
    push = PUSH * PUSH * passed_s
    value += passed_s * (2.0 * shared + passed_s * speed)
    value += push * passed_s * passed_s / 3.0
    shared += passed_s * speed
    shared += push * passed_s / 2.0
    speed += push


def correct(beliefs: Beliefs, found: NDArray[np.float64], hit: NDArray[np.bool_]) -> None:
    """Correct beliefs, in place, by boxes (4, n) that were found, where they are a `hit` (n)."""
    places, speeds, spread = beliefs[:4], beliefs[4:8], beliefs[8:ROWS]
    trust = spread[:2] * (hit / (spread[0] + JITTER * JITTER))
    off = found - places
    places += trust[0] * off
    speeds += trust[1] * off
    spread[2] -= trust[1] * spread[1]
    spread[:2] *= 1.0 - trust[0]
