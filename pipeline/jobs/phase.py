"""When in turn with others a camera is looked at, so that none waits for all of them."""

import math
from collections.abc import Collection
from itertools import count

GOLDEN_RATIO = (math.sqrt(5.0) - 1.0) / 2.0


def phase(number: int) -> float:
    """Return when the camera of a number is looked at, as a share of the time between two samples.

    If all were looked at at once, each would wait for all others, and be late for its next picture
    while the processor still has time to spare. Multiples of the golden ratio fall into the largest
    gap that earlier ones left (Knuth, The Art of Computer Programming, vol. 3, 6.4, theorem S).

    >>> [round(phase(number), 2) for number in range(5)]
    [0.0, 0.62, 0.24, 0.85, 0.47]
    """
    return number * GOLDEN_RATIO % 1.0


def free_phase(taken: Collection[float]) -> float:
    """Return the first phase that no other camera has.

    >>> round(free_phase([phase(0), phase(2)]), 2)
    0.62
    """
    return next(found for found in map(phase, count()) if found not in taken)
