"""Points that stand for all that must be seen: where a person may stand, and by which look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.coverage.requirement import Requirement
from pipeline.coverage.residual import PERSON_RADIUS_M
from pipeline.domain.coverage import Region
from pipeline.domain.requirement import Look
from pipeline.geometry.opening import eroded
from pipeline.geometry.region import polygons

STEP_M, LEAST_STEP_M = 0.45, 0.3
WEIGHED_STEP_M = 0.8
MOST_POINTS, MOST_WEIGHED = 100_000, 7000
"""Where all must be seen many points cost little: those that decide are few. Where each is weighed
against all others, as for a budget, fewer are taken."""

SPOT_STEP_M = 0.7
MOST_IN_SPOT = 40
"""Of a blind spot, so many points make the next answer close it."""

LEAST_WEIGHT_M2 = 0.02
"""Of a point of a blind spot, beside those that stand for its area already."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Witnesses:
    """Points `at` f8[n, 2], the number of the `look` each is asked for by, and how many it needs.

    `weight` is the area in m² that a point stands for.
    """

    at: Floats
    look: Ints
    need: Ints
    weight: Floats

    def __len__(self) -> int:
        return len(self.at)

    def and_(self, more: "Witnesses") -> "Witnesses":
        """Return these with more of them."""
        return Witnesses(
            np.vstack((self.at, more.at)),
            np.concatenate((self.look, more.look)),
            np.concatenate((self.need, more.need)),
            np.concatenate((self.weight, more.weight)),
        )

    def some(self, which: NDArray[np.bool_] | Ints) -> "Witnesses":
        """Return some of them."""
        return Witnesses(self.at[which], self.look[which], self.need[which], self.weight[which])


def witnesses_of(
    required: Sequence[Requirement], looks: Sequence[Look], *, weighed: bool = False
) -> Witnesses:
    """Return points all over what must be seen, STEP_M apart, or more where that is too many."""
    numbers = {look: n for n, look in enumerate(looks)}
    total_m2 = sum(each.region.area for each in required)
    least_m, most = (WEIGHED_STEP_M, MOST_WEIGHED) if weighed else (STEP_M, MOST_POINTS)
    step_m = max(least_m, (total_m2 / most) ** 0.5)
    found = [
        _points(_standing(each), min(step_m, _fine(each.region)), numbers[each.look], each)
        for each in required
        if not each.region.is_empty
    ]
    return joined(found)


def witnesses_in(
    spots: Iterable[Region], look: int, need: int, step_m: float = SPOT_STEP_M
) -> Witnesses:
    """Return points in blind spots where a person can stand: the middle of each part, and more."""
    rows: list[tuple[float, float]] = []
    for spot in spots:
        for part in polygons(_roomy(spot)):
            circle = shapely.maximum_inscribed_circle(part, tolerance=0.02)
            x_m, y_m = circle.coords[0]
            inner = _grid(part, max(step_m, (part.area / MOST_IN_SPOT) ** 0.5))
            rows += [(x_m, y_m), *map(tuple, inner.tolist())]
    at = np.array(rows).reshape(-1, 2)
    ones = np.ones(len(at), dtype=np.int64)
    return Witnesses(at, ones * look, ones * need, np.full(len(at), LEAST_WEIGHT_M2))


def joined(found: Iterable[Witnesses]) -> Witnesses:
    """Return all witnesses of some lots as one."""
    empty = np.empty(0, dtype=np.int64)
    whole = Witnesses(np.empty((0, 2)), empty, empty, np.empty(0))
    for each in found:
        whole = whole.and_(each)
    return whole


def _standing(requirement: Requirement) -> Region:
    """Return where the middle of a person may be in what must be seen."""
    inner = eroded(requirement.region, PERSON_RADIUS_M)
    return requirement.region if requirement.narrow or inner.is_empty else inner


def _roomy(spot: Region) -> Region:
    inner = eroded(spot, PERSON_RADIUS_M)
    return spot if inner.is_empty else inner


def _fine(region: Region) -> float:
    """Return a step by which a small or slender region gets its points too."""
    breadth_m = 2.0 * float(region.area) / max(float(region.length), 1e-9)
    return max(LEAST_STEP_M, breadth_m / 2.0)


def _points(region: Region, step_m: float, look: int, requirement: Requirement) -> Witnesses:
    at = _grid(region, step_m)
    middles = [part.representative_point() for part in polygons(region)]
    at = np.vstack((at, [(middle.x, middle.y) for middle in middles])) if not len(at) else at
    ones = np.ones(len(at), dtype=np.int64)
    weight = np.full(len(at), requirement.region.area / max(1, len(at)))
    return Witnesses(at, ones * look, ones * requirement.clause.min_cameras, weight)


def _grid(region: Region, step_m: float) -> Floats:
    west, south, east, north = region.bounds
    columns = max(1, round((east - west) / step_m))
    rows = max(1, round((north - south) / step_m))
    xs = west + (np.arange(columns) + 0.5) * (east - west) / columns
    ys = south + (np.arange(rows) + 0.5) * (north - south) / rows
    at = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    shapely.prepare(region)
    kept: Floats = at[shapely.contains_xy(region, *at.T)]
    return kept
