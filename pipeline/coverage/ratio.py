"""Which part of a plane something of limited height hides, as seen from a height above or below.

A sight line from height h to a target at height z, at plan distance d, has height
h - (h - z)·r/d at plan distance r. An occluder from bottom b to top t, met at r, therefore hides
targets with d/r between (h - z)/(h - b) and (h - z)/(h - t): between two homotheties about the
camera. The near end is 1 where the occluder reaches the target's own height, the far end infinite
where it reaches the camera's.
"""

import math
from functools import lru_cache

SAME_M = 1e-6
"""Heights that differ by less are the same; a ratio of 1e15 would be all rounding."""

MOST_KEPT = 4096
"""Answers that are kept: of a school, few heights are different."""

Ratios = tuple[float, float]
"""(near, far): the targets hidden lie between so many times the distance of the occluder."""


@lru_cache(MOST_KEPT)
def ratios(
    low_m: float, high_m: float, plane_m: float, bottom_m: float, top_m: float
) -> Ratios | None:
    """Return between which ratios something hides a plane from some eye between two heights.

    None where it hides nothing: below plane and eye, or above both.

    >>> ratios(3.0, 3.0, 0.0, 0.0, 2.0)  # a fence of 2 m, from 3 m: up to 3 times its distance
    (1.0, 3.0)
    >>> ratios(3.0, 3.0, 0.0, 2.0, math.inf)  # a lintel at 2 m: beyond 3 times its distance
    (3.0, inf)
    >>> ratios(3.0, 3.0, 0.0, 3.5, math.inf) is None
    True
    >>> ratios(4.2 - 0.1, 4.2 + 0.1, 0.0, 0.0, 4.1)  # 4.1000000000000005 is no higher than 4.1
    (1.0, inf)
    >>> ratios(3.0, 4.0, 0.0, 0.0, 3.5)  # from 3 m it is as good as a wall
    (1.0, inf)
    """
    found = []
    if high_m > plane_m:
        found.append(_from_above(max(low_m, plane_m), high_m, plane_m, bottom_m, top_m))
    if low_m < plane_m:
        # Seen from below, the world stands on its head.
        found.append(_from_above(max(-high_m, -plane_m), -low_m, -plane_m, -top_m, -bottom_m))
    if low_m <= plane_m <= high_m and bottom_m < plane_m < top_m:
        found.append((1.0, math.inf))
    hidden = [pair for pair in found if pair]
    if not hidden:
        return None
    return min(near for near, _ in hidden), max(far for _, far in hidden)


def _from_above(
    low_m: float, high_m: float, plane_m: float, bottom_m: float, top_m: float
) -> Ratios | None:
    """Return the ratios for eyes above a plane; both ends fall as the eye rises."""
    if top_m <= plane_m or bottom_m >= high_m:
        return None
    if high_m - bottom_m < SAME_M:
        return None
    near = 1.0 if bottom_m <= plane_m else (high_m - plane_m) / (high_m - bottom_m)
    far = math.inf if low_m - top_m < SAME_M else (low_m - plane_m) / (low_m - top_m)
    return near, far
