"""How fast the network learns at each moment of a run."""

import math

WARM_BATCHES = 300
LEAST = 0.02


def rate(batches: int, done: float, tail: float) -> float:
    """Return the share of the full rate: it rises, stays whole, and falls to a fiftieth.

    `done` is the share of the run that is over, `tail` the share with a falling rate.

    >>> [round(rate(1000, done, 0.5), 3) for done in (0.2, 0.5, 0.75, 1.0)]
    [1.0, 1.0, 0.51, 0.02]
    """
    warm = min(1.0, (batches + 1) / WARM_BATCHES)
    late = min(1.0, max(0.0, (done - 1 + tail) / tail)) if tail else 0.0
    return warm * (LEAST + (1 - LEAST) * 0.5 * (1 + math.cos(math.pi * late)))
