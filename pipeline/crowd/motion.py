"""Where boxes are and how they move, believed from boxes that jitter: many Kalman filters at once.

Each side of a box has a filter of two states, place and speed, for no side's noise tells of
another's; that is exactly the filter of eight states that trackers use. All noise is in heights of
the box, as near people jitter by more pixels than far ones, so that the four sides share what is
known of the error.

What is believed of n boxes is a table (11, n) of float64: x1, y1, x2, y2 in pixels, the speeds of
the four a second, the variance of a place, its covariance with the speed, and the variance of a
speed, the last three in squared heights.
"""

from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.compiler import Function, machine_code

Beliefs: TypeAlias = NDArray[np.float64]

ROWS = 11
JITTER = 0.1
"""How far found boxes are from the truth, in heights of a person (standard deviation): feet behind
somebody else are found much too high."""
PUSH = 1.0
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
    value, shared, speed = beliefs[8], beliefs[9], beliefs[10]
    push = PUSH * PUSH * passed_s
    beliefs[:4] += passed_s * beliefs[4:8]
    value += passed_s * (2.0 * shared + passed_s * speed) + push * passed_s * passed_s / 3.0
    shared += passed_s * speed + push * passed_s / 2.0
    speed += push


def correct(beliefs: Beliefs, found: NDArray[np.float64], hit: NDArray[np.bool_]) -> None:
    """Correct beliefs, in place, by boxes (4, n) that were found, where they are a `hit` (n)."""
    value, shared, speed = beliefs[8], beliefs[9], beliefs[10]
    trust = hit / (value + JITTER * JITTER)
    by_value, by_speed = value * trust, shared * trust
    off = found - beliefs[:4]
    beliefs[:4] += by_value * off
    beliefs[4:8] += by_speed * off
    speed -= by_speed * shared
    beliefs[8:10] *= 1.0 - by_value


@cache
def compiled() -> tuple[Function, Function]:
    """Return `move` and `correct` as machine code."""
    beliefs, found, hit = np.empty((14, 0)), np.empty((4, 0)), np.empty(0, np.bool_)
    return (
        machine_code(move, lambda moving: moving(beliefs, 0.0)),
        machine_code(correct, lambda correcting: correcting(beliefs, found, hit)),
    )
