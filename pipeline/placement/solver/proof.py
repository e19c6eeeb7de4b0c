"""What a covering problem costs at least: relaxed, as if options could be taken in part.

Few points decide that; a search for a better answer begins with those.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipeline.placement.solver.instance import Floats, Instance, Ints

FIRST_POINTS, MOST_ADDED, SPARE = 250, 120, 0.5
"""Few points decide: a proof for them holds for all, and others are taken up as they lack."""

Clock = Callable[[], float]

ROUNDING = 1e-6
"""What the solver's arithmetic may add to a bound, as a share of it or of one unit."""


@dataclass(frozen=True)
class Proven:
    """An answer, and the least cost that any answer has as far as that is known."""

    taken: tuple[int, ...]
    cost: int
    bound: int

    @property
    def is_optimal(self) -> bool:
        """Whether nothing cheaper exists."""
        return self.bound >= self.cost

    @property
    def gap(self) -> float:
        """How much dearer it may be than the best, as a share of it."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What a problem costs at least if options could be taken in part, and `bound` as a whole cost.

    `points` are those that decide.
    """

    least: float
    bound: int
    points: Ints


def relaxed(problem: Instance) -> Relaxed:
    """Return what a problem costs at least; points are taken up as they turn out to lack."""
    floor = sum(int(problem.cost[group].min()) for group in problem.groups)
    if not len(problem.need):
        return Relaxed(floor, floor, np.empty(0, dtype=np.int64))
    least, points = _relaxed(problem)
    return Relaxed(least, max(floor, up(least, problem.step)), points)


def _relaxed(problem: Instance) -> tuple[float, Ints]:
    order = np.lexsort((np.arange(len(problem.need)), problem.sees.sum(axis=0)))
    points = np.sort(spread(order, FIRST_POINTS))
    while True:
        least, share = _linear(problem, points)
        covered = problem.gains_of_points(share)
        lacking = np.flatnonzero(covered < problem.need - 1e-4)
        if not lacking.size:
            # Points that are covered with room to spare are not needed either.
            tight = points[covered[points] < problem.need[points] + SPARE]
            return least, tight
        worst = lacking[np.argsort(covered[lacking] - problem.need[lacking], kind="stable")]
        more = np.union1d(points, np.concatenate((worst[:MOST_ADDED], spread(lacking, MOST_ADDED))))
        if len(more) == len(points):
            return least, points
        points = more


def spread(numbers: Ints, most: int) -> Ints:
    """Return so many of some numbers, evenly spread."""
    some: Ints = numbers[np.unique(np.linspace(0, len(numbers) - 1, most).astype(np.int64))]
    return some


def _linear(problem: Instance, points: Ints) -> tuple[float, Floats]:
    """Return the least cost of covering some points in part, and the shares."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    groups = np.zeros((len(problem.groups), len(problem.cost)))
    for row, group in enumerate(problem.groups):
        groups[row, group] = 1.0
    found = linprog(
        problem.cost.astype(np.float64),
        A_ub=-csr_array(problem.sees[:, points].T.astype(np.float64)),
        b_ub=-problem.need[points].astype(np.float64),
        A_eq=csr_array(groups) if len(groups) else None,
        b_eq=np.ones(len(groups)) if len(groups) else None,
        bounds=(0.0, 1.0),
        method="highs",
    )
    if found.x is None:
        return 0.0, np.ones(len(problem.cost))
    return float(found.fun), found.x


def up(bound: float, step: int) -> int:
    """Return a bound rounded up to what costs can be."""
    if not math.isfinite(bound):
        return 0
    return step * math.ceil(bound / step - ROUNDING * max(1.0, abs(bound) / step))
