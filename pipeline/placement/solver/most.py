"""Where not all can or need be covered: the most for a budget, the least cost for a share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.placement.solver.greedy import greedy
from pipeline.placement.solver.instance import Bools, Floats, Instance, Ints
from pipeline.placement.solver.reduction import packed

ROUNDS = 30
TINY = 1e-7


@dataclass(frozen=True)
class Most:
    """Options taken, the weight that they cover, and the most that any such options could."""

    taken: tuple[int, ...]
    weight: float
    bound: float


def weight_of(problem: Instance, taken: Sequence[int]) -> float:
    """Return the weight of the points that some options cover."""
    return float(problem.weight[~problem.lacks(taken)].sum())


def most_covered(problem: Instance, budget: int | None, seconds: float) -> Most:
    """Return what covers most within a budget, or at all.

    >>> from pipeline.placement.solver.instance import FREE
    >>> sees = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=np.bool_)
    >>> ones, weight = np.ones(3, dtype=np.int64), np.array([1.0, 1.0, 5.0])
    >>> best = most_covered(Instance(sees, ones, ones * FREE, ones, weight), 1, 5.0)
    >>> best.taken, best.weight, best.bound
    ((1,), 6.0, 6.0)
    """
    found = bettered(problem, greedy(problem, budget=budget), budget)
    weight = weight_of(problem, found)
    if weight >= problem.weight.sum() - TINY or seconds <= 0.0:
        return Most(tuple(sorted(found)), weight, float(problem.weight.sum()))
    return _proven(problem, found, budget, seconds)


def bettered(problem: Instance, taken: list[int], budget: int | None) -> list[int]:
    """Return options for none of which a single other one would do better, by weight, then cost."""
    for _ in range(ROUNDS):
        before = (weight_of(problem, taken), -problem.cost_of(taken))
        for option in list(taken):
            if option in taken:
                taken = _swapped(problem, taken, option, budget)
        taken = greedy(problem, taken, budget)
        after = (weight_of(problem, taken), -problem.cost_of(taken))
        if after <= before:
            break
    return taken


def _swapped(problem: Instance, taken: list[int], option: int, budget: int | None) -> list[int]:
    """Return options with one of them replaced by the best there is in its stead."""
    rest = [n for n in taken if n != option]
    counts = problem.covers(rest)
    gains = problem.gains(problem.weight * (counts == problem.need - 1))
    able = problem.group == problem.group[option]
    able[rest] = False
    if budget is not None:
        able &= problem.cost + problem.cost_of(rest) <= budget
    # A cheaper one comes first where none covers more.
    scores = np.where(able, gains - TINY * problem.cost, -np.inf)
    best = int(scores.argmax())
    return [*rest, best] if scores[best] > scores[option] + TINY / 2.0 else taken


def cheapest_share(
    problem: Instance, wanted: float, budget: int | None, seconds: float
) -> tuple[list[int], int]:
    """Return what covers so much weight at the least cost, and a bound on that cost.

    Where a budget does not suffice for it, what covers most for the budget.

    >>> from pipeline.placement.solver.instance import FREE
    >>> sees = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=np.bool_)
    >>> ones, weight = np.ones(3, dtype=np.int64), np.array([1.0, 1.0, 5.0])
    >>> cheapest_share(Instance(sees, ones, ones * FREE, ones, weight), 5.5, None, 5.0)
    ([1], 1)
    """
    found = _enough(problem, greedy(problem, budget=budget), wanted)
    if weight_of(problem, found) < wanted - TINY:
        return list(most_covered(problem, budget, seconds).taken), 0
    answer = _milp(problem, seconds, budget=budget, wanted=wanted)
    cost, bound = problem.cost_of(found), 0
    if answer.mip_dual_bound is not None and np.isfinite(answer.mip_dual_bound):
        bound = problem.step * int(np.ceil(answer.mip_dual_bound / problem.step - 1e-6))
    if answer.x is not None:
        taken = np.flatnonzero(answer.x[: len(problem.cost)] > 0.5).tolist()
        if weight_of(problem, taken) >= wanted - 1e-6 and problem.cost_of(taken) < cost:
            return taken, min(bound, problem.cost_of(taken))
    return found, min(cost, max(0, bound))


def _enough(problem: Instance, taken: list[int], wanted: float) -> list[int]:
    """Return options without those that the weight wanted does not need."""
    rest = {int(problem.group[n]): n for n in problem.at_rest()}
    while True:
        best: tuple[float, list[int]] | None = None
        for option in taken:
            back = rest.get(int(problem.group[option]))
            if back == option:
                continue
            left = [n for n in taken if n != option] + ([] if back is None else [back])
            weight = weight_of(problem, left)
            saved = problem.cost_of(taken) - problem.cost_of(left)
            if weight >= wanted - TINY and (best is None or weight / saved > best[0]):
                best = (weight / max(saved, 1), left)
        if best is None:
            return taken
        taken = best[1]


def _proven(problem: Instance, known: Sequence[int], budget: int | None, seconds: float) -> Most:
    answer = _milp(problem, seconds, budget=budget)
    mine, whole = weight_of(problem, known), float(problem.weight.sum())
    dual = answer.mip_dual_bound
    bound = whole if dual is None or not np.isfinite(dual) else min(whole, -dual)
    best, most = tuple(sorted(int(n) for n in known)), mine
    if answer.x is not None:
        taken = tuple(np.flatnonzero(answer.x[: len(problem.cost)] > 0.5).tolist())
        if weight_of(problem, taken) > mine + TINY:
            best, most = taken, weight_of(problem, taken)
    return Most(best, most, max(most, bound))


def _milp(
    problem: Instance, seconds: float, *, budget: int | None = None, wanted: float | None = None
) -> Any:
    """Return what HiGHS says of the most for a budget, or of the least cost for what is wanted."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    sees, need, weight = _alike(problem)
    options, points = sees.shape
    none, nothing = np.zeros(points), np.zeros(options)
    rows = [hstack([csr_array(sees.T.astype(np.float64)), -eye_array(points) * need])]
    low, high = [none], [np.full(points, np.inf)]

    def limit(row: Floats, least: float, most: float) -> None:
        rows.append(csr_array(row[None]))
        low.append(np.array([least]))
        high.append(np.array([most]))

    for group in problem.groups:
        row = np.zeros(options + points)
        row[group] = 1.0
        limit(row, 1.0, 1.0)
    if budget is not None:
        limit(np.concatenate((problem.cost, none)), -np.inf, float(budget))
    if wanted is not None:
        limit(np.concatenate((nothing, weight)), wanted, np.inf)
    aim = (TINY * problem.cost, -weight) if wanted is None else (problem.cost, none)
    return milp(
        np.concatenate(aim),
        integrality=np.concatenate((np.ones(options), none)),
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(
            vstack(rows).tocsr(), np.concatenate(low), np.concatenate(high)
        ),
        options={"time_limit": max(0.05, seconds), "mip_rel_gap": 1e-6},
    )


def _alike(problem: Instance) -> tuple[Bools, Ints, Floats]:
    """Return points that the same options cover as one, with the sum of their weights."""
    keys = np.column_stack((packed(problem.sees.T), problem.need.astype(np.uint64)))
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    weight: Floats = np.zeros(len(first))
    np.add.at(weight, inverse.ravel(), problem.weight)
    heavy = weight > 0.0
    return problem.sees[:, first[heavy]], problem.need[first[heavy]], weight[heavy]
