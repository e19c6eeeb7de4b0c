"""The exact answer, or a bound on it: the covering problem as an integer programme for HiGHS.

scipy's door to HiGHS takes no answer to begin with and tells none on the way. So the best answer
known enters as one more option, and leaves out all that no better answer can hold, by what the
relaxed problem says of it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.placement.solver.greedy import repaired
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

    `marginal` f8[n] is what each option costs beyond that, `points` those that decide.
    """

    least: float
    bound: int
    marginal: Floats
    points: Ints


def proven(
    problem: Instance, known: Sequence[int], seconds: float, clock: Clock, begun: Relaxed
) -> Proven:
    """Return the best cover found within a time, given one that covers all.

    >>> from pipeline.placement.solver.instance import FREE
    >>> sees = ~np.eye(3, dtype=np.bool_)  # each of three leaves one point out: two are needed
    >>> ones = np.ones(3, dtype=np.int64)
    >>> problem = Instance(sees, ones, ones * FREE, ones, ones * 1.0)
    >>> proven(problem, [0, 1, 2], 5.0, lambda: 0.0, relaxed(problem)).bound
    2
    """
    cost = problem.cost_of(known)
    best = Proven(tuple(int(n) for n in known), cost, min(cost, begun.bound))
    start, points = clock(), begun.points
    while not best.is_optimal:
        left = seconds - (clock() - start)
        if left <= 0.0:
            break
        # What costs so much more in the relaxed problem is in no better answer.
        able = np.flatnonzero(begun.least + begun.marginal <= best.cost - problem.step + 1e-4)
        found = _milp(problem.part(able, points), best.cost, left)
        best = _improved(problem, best, able, found)
        if found.x is None or found.x[-1] > 0.5:
            break
        taken = able[found.x[:-1] > 0.5]
        lacking = np.flatnonzero(problem.lacks(taken))
        if not lacking.size:
            break
        points = np.union1d(points, spread(lacking, MOST_ADDED))
        again = repaired(problem, taken.tolist())
        if problem.cost_of(again) < best.cost and not problem.lacks(again).any():
            best = Proven(tuple(again), problem.cost_of(again), best.bound)
    return best


def _improved(problem: Instance, best: Proven, able: Ints, found: Any) -> Proven:
    """Return an answer, or a better one, with the bound that HiGHS found for fewer points."""
    bound = best.cost if found.status == 2 else _up(found.mip_dual_bound, problem.step)
    bound = min(best.cost, max(best.bound, bound))
    if found.x is None or found.x[-1] > 0.5:
        return Proven(best.taken, best.cost, bound)
    taken = [int(able[n]) for n in np.flatnonzero(found.x[:-1] > 0.5)]
    reached = problem.cost_of(taken)
    if problem.lacks(taken).any() or reached >= best.cost:
        return Proven(best.taken, best.cost, bound)
    return Proven(tuple(taken), reached, min(reached, bound))


def relaxed(problem: Instance) -> Relaxed:
    """Return what a problem costs at least; points are taken up as they turn out to lack."""
    floor = sum(int(problem.cost[group].min()) for group in problem.groups)
    if not len(problem.need):
        return Relaxed(floor, floor, np.zeros(len(problem.cost)), np.empty(0, dtype=np.int64))
    least, marginal, points = _relaxed(problem)
    return Relaxed(least, max(floor, _up(least, problem.step)), marginal, points)


def _relaxed(problem: Instance) -> tuple[float, Floats, Ints]:
    order = np.lexsort((np.arange(len(problem.need)), problem.sees.sum(axis=0)))
    points = np.sort(spread(order, FIRST_POINTS))
    while True:
        least, share, marginal = _linear(problem, points)
        covered = problem.gains_of_points(share)
        lacking = np.flatnonzero(covered < problem.need - 1e-4)
        if not lacking.size:
            # Points that are covered with room to spare are not needed either.
            tight = points[covered[points] < problem.need[points] + SPARE]
            return least, marginal, tight
        worst = lacking[np.argsort(covered[lacking] - problem.need[lacking], kind="stable")]
        more = np.union1d(points, np.concatenate((worst[:MOST_ADDED], spread(lacking, MOST_ADDED))))
        if len(more) == len(points):
            return least, marginal, points
        points = more


def spread(numbers: Ints, most: int) -> Ints:
    """Return so many of some numbers, evenly spread."""
    some: Ints = numbers[np.unique(np.linspace(0, len(numbers) - 1, most).astype(np.int64))]
    return some


def _linear(problem: Instance, points: Ints) -> tuple[float, Floats, Floats]:
    """Return the least cost of covering some points in part, the shares, and the reduced costs."""
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
        return 0.0, np.ones(len(problem.cost)), np.zeros(len(problem.cost))
    return float(found.fun), found.x, np.maximum(0.0, found.lower.marginals)


def _milp(problem: Instance, cost: int, seconds: float) -> Any:
    """Return what HiGHS says of a problem with one option more: the answer known, for its cost.

    With that a first answer is at hand, without which it tells no bound when its time is up.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, vstack

    options, points = len(problem.cost), len(problem.need)
    need = problem.need.astype(np.float64)
    covers = hstack([csr_array(problem.sees.T.astype(np.float64)), csr_array(need[:, None])])
    groups = np.zeros((len(problem.groups), options + 1))
    for row, group in enumerate(problem.groups):
        groups[row, group] = groups[row, -1] = 1.0
    ones = np.ones(len(groups))
    limits = LinearConstraint(
        vstack([covers, csr_array(groups)]).tocsr() if len(groups) else covers.tocsr(),
        np.concatenate((need, ones)),
        np.concatenate((np.full(points, np.inf), ones)),
    )
    return milp(
        np.append(problem.cost, cost).astype(np.float64),
        integrality=np.ones(options + 1),
        bounds=Bounds(0.0, 1.0),
        constraints=limits,
        options={"time_limit": max(0.05, seconds), "mip_rel_gap": 0.0},
    )


def _up(bound: float | None, step: int) -> int:
    """Return a bound rounded up to what costs can be."""
    if bound is None or not math.isfinite(bound):
        return 0
    return step * math.ceil(bound / step - ROUNDING * max(1.0, abs(bound) / step))
