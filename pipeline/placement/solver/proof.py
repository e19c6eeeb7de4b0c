"""The exact answer, or a bound on it: the covering problem as an integer programme for HiGHS.

scipy's door to HiGHS takes no answer to begin with and tells none on the way. So the best answer
known enters as one more option, and leaves out all that no better answer can hold, by what the
relaxed problem says of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.placement.solver.instance import Floats, Instance

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


def proven(problem: Instance, known: Sequence[int], seconds: float) -> Proven:
    """Return the best cover found within a time, given one that covers all.

    >>> from pipeline.placement.solver.instance import FREE
    >>> sees = ~np.eye(3, dtype=np.bool_)  # each of three leaves one point out: two are needed
    >>> ones = np.ones(3, dtype=np.int64)
    >>> proven(Instance(sees, ones, ones * FREE, ones, ones * 1.0), [0, 1, 2], 5.0).bound
    2
    """
    cost = problem.cost_of(known)
    floor = sum(int(problem.cost[group].min()) for group in problem.groups)
    best = Proven(tuple(int(n) for n in known), cost, floor)
    if best.is_optimal or seconds <= 0.0:
        return best
    relaxed, marginal = _relaxed(problem)
    best = Proven(best.taken, cost, min(cost, max(floor, _up(relaxed, problem.step))))
    if best.is_optimal:
        return best
    # What costs so much more in the relaxed problem is in no better answer.
    able = np.flatnonzero(relaxed + marginal <= cost - problem.step + 1e-4)
    within = problem.part(able, np.arange(len(problem.need)))
    found = _milp(within, cost, seconds)
    picked = () if found.x is None else np.flatnonzero(found.x[:-1] > 0.5)
    taken: list[int] = [int(able[n]) for n in picked]
    bound = cost if found.status == 2 else max(best.bound, _up(found.mip_dual_bound, problem.step))
    if found.x is None or found.x[-1] > 0.5 or problem.lacks(taken).any():
        return Proven(best.taken, cost, min(cost, bound))
    reached = problem.cost_of(taken)
    if reached >= cost:
        return Proven(best.taken, cost, min(cost, bound))
    return Proven(tuple(taken), reached, min(reached, bound))


def _relaxed(problem: Instance) -> tuple[float, Floats]:
    """Return the least cost if options could be taken in part, and what each costs beyond that."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    groups = np.zeros((len(problem.groups), len(problem.cost)))
    for row, group in enumerate(problem.groups):
        groups[row, group] = 1.0
    found = linprog(
        problem.cost.astype(np.float64),
        A_ub=-csr_array(problem.sees.T.astype(np.float64)),
        b_ub=-problem.need.astype(np.float64),
        A_eq=csr_array(groups) if len(groups) else None,
        b_eq=np.ones(len(groups)) if len(groups) else None,
        bounds=(0.0, 1.0),
        method="highs",
    )
    if found.x is None:
        return 0.0, np.zeros(len(problem.cost))
    return float(found.fun), np.maximum(0.0, found.lower.marginals)


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
