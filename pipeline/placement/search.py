"""The search for one floor as it stands: what is offered, what is known, and its next answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.placement.goal import Goal
from pipeline.placement.pool import Pool
from pipeline.placement.solver.greedy import greedy, repaired, without_useless
from pipeline.placement.solver.instance import FREE, Bools, Instance, Ints, reachable
from pipeline.placement.solver.most import bettered, cheapest_share, most_covered
from pipeline.placement.solver.optimum import STEPS_NEAR, cheapest, near
from pipeline.placement.solver.proof import relaxed
from pipeline.placement.solver.reduction import reduced
from pipeline.placement.stock import UNITS, Item
from pipeline.placement.task import Task

MOST_LOOKS = 16
"""So often an answer is corrected by what its cameras truly see before it is taken as it is."""

SHARE_OF_TIME, SHARE_OF_PROOF = 0.5, 0.35
"""Of the time that is left, for each answer, and for each proof that all is covered for the least.
What is not proven soon takes very long, and an answer that is corrected and sought again gains
more."""

OVERTIME_S = 30.0
"""Nothing that can be seen shall be left blind for the sake of some seconds, but neither shall who
asks for an answer in seconds wait for minutes."""

Clock = Callable[[], float]


@dataclass
class Search:
    """What is known so far while a floor is closed.

    `loose` are the numbers of cameras that may be changed, `offered` standpoints for others; no
    cover of the points so far costs less than `least`, which so far hangs on those of `deciding`.
    """

    task: Task
    pool: Pool
    goal: Goal
    clock: Clock
    begun: float
    items: tuple[Item, ...]
    loose: list[int] = field(default_factory=list)
    offered: list[int] = field(default_factory=list)
    aimed: set[tuple[float, ...]] = field(default_factory=set)
    tried: int = 0
    least: int = 0
    deciding: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    solver_s: float = 0.0
    share_pct: float = 0.0

    def left_s(self) -> float:
        """Return how much time is left."""
        return max(0.2, self.goal.seconds - (self.clock() - self.begun))

    def is_late(self) -> bool:
        """Tell whether the time is over."""
        return self.clock() - self.begun > self.goal.seconds

    def is_over(self) -> bool:
        """Tell whether as much time again has gone by, in which what is blind was looked after."""
        seconds = self.goal.seconds
        return self.clock() - self.begun > seconds + max(seconds, OVERTIME_S)

    def allowed(self) -> Bools:
        """Return which options may be taken: none that intrudes, but what must stay as it is."""
        barred = self.pool.barred.copy()
        for group in range(len(self.task.floor.cameras)):
            others = (
                [
                    n
                    for n, option in enumerate(self.pool.options)
                    if option.group == group and option.kind != "keep"
                ]
                if barred[group]
                else []
            )
            if not any(not barred[n] for n in others):
                barred[group] = False
        return ~barred


@dataclass(frozen=True)
class Solved:
    """Chosen options with cost and bound; costs of the simpler answers; the seconds it took.

    `begun` is the answer before any of its cameras was looked at exactly.
    """

    chosen: tuple[int, ...]
    cost: int
    bound: int
    greedy: int
    searched: int
    seconds: float
    begun: "Solved | None" = None


def solve(search: Search, last: Solved | None = None, *, is_near: bool = False) -> Solved:
    """Return the next answer, each of whose options was looked at exactly.

    An answer that `is_near` the last one changes little of it, and proves nothing; else the best
    is looked for, and a bound is proven. What turns out to see less than it was taken for is made
    up for near by in any case: a bound that was proven holds still.
    """
    begun = search.clock()
    begin: Sequence[int] = last.chosen if last else ()
    simple: Solved | None = None
    for _ in range(MOST_LOOKS):
        found = _once(search, begin, is_near=is_near)
        simple = simple or found
        search.least = max(search.least, found.bound)
        if not search.pool.examine(found.chosen) or search.is_over():
            break
        begin, is_near = found.chosen, True
    search.solver_s += search.clock() - begun
    return replace(found, begun=simple)


def bound_again(search: Search) -> None:
    """Find quickly what all points cost at least by all options, once there are more of these."""
    problem, _, _ = _problem(search)
    small = reduced(problem.even.part(every_option(problem), _coverable(problem, 0.0)))
    search.least = max(search.least, relaxed(small.problem).bound)


def every_option(problem: Instance) -> Bools:
    """Return that every option is meant."""
    return np.ones(len(problem.cost), dtype=np.bool_)


def _problem(search: Search) -> tuple[Instance, Ints, Ints]:
    """Return the problem as it is estimated now, its options and its points: those within reach."""
    allowed = search.allowed()
    whole = search.pool.instance(allowed, np.ones(len(search.pool.witnesses), dtype=np.bool_))
    within = reachable(whole)
    problem = whole if within.all() else whole.part(every_option(whole), within)
    return problem, np.flatnonzero(allowed), np.flatnonzero(within)


def _once(search: Search, begin: Sequence[int], *, is_near: bool) -> Solved:
    """Return the answer to the problem as it is estimated now."""
    goal, start = search.goal, search.clock()
    problem, numbers, points = _problem(search)
    known = np.flatnonzero(np.isin(numbers, np.array(begin, dtype=np.int64))).tolist()
    seconds = SHARE_OF_TIME * search.left_s()
    if goal.budget is not None or goal.target_pct < 100.0:
        share_pct = max(search.share_pct, goal.target_pct)
        whole = float(search.pool.witnesses.weight.sum())
        taken, bound = _partly(problem, goal, share_pct, whole, seconds)
        return _solved(numbers, problem, taken, bound, search.clock() - start)
    covered = _coverable(problem, seconds, known if is_near else ())
    part = problem.even
    if not covered.all():
        part = part.part(every_option(problem), covered)
    if is_near and known:
        deciding = np.flatnonzero(np.isin(points[covered], search.deciding))
        steps = 0 if search.is_late() else STEPS_NEAR
        again = near(part, deciding, [repaired(part, known)], steps, search.least)
        return _solved(numbers, part, again, search.least, search.clock() - start)
    cover = cheapest(part, SHARE_OF_PROOF * search.left_s(), search.clock, known)
    search.deciding = np.union1d(search.deciding, points[covered][cover.deciding])
    return Solved(
        tuple(numbers[list(cover.answer.taken)].tolist()),
        cover.answer.cost,
        max(search.least, cover.answer.bound),
        cover.greedy,
        cover.searched,
        search.clock() - start,
    )


def _coverable(problem: Instance, seconds: float, known: Sequence[int] = ()) -> Bools:
    """Return which points are to be covered: all, unless cameras that only turn cannot do all.

    Then it is those that most can be covered of, or that can be, going on from what is known.
    """
    every: Bools = np.ones(len(problem.need), dtype=np.bool_)
    free = problem.sees[problem.group == FREE].sum(axis=0) >= problem.need
    if bool(np.all(free)):
        return every
    lacking = problem.lacks(greedy(problem.even))
    if not lacking.any():
        return ~lacking
    if known:
        near_by: Bools = ~problem.lacks(bettered(problem, greedy(problem, list(known)), None))
        return near_by
    best = most_covered(problem, None, seconds / 2.0)
    covered: Bools = ~problem.lacks(best.taken)
    return covered


def _partly(
    problem: Instance, goal: Goal, share_pct: float, whole: float, seconds: float
) -> tuple[list[int], int]:
    """Return what to take for a budget or a share, and the least that it must cost."""
    budget = None if goal.budget is None else round(goal.budget * UNITS)
    if goal.target_pct >= 100.0:
        best = most_covered(problem, budget, seconds)
        return _lean(problem, list(best.taken)), 0
    wanted = min(share_pct / 100.0 * whole, problem.weight.sum())
    return cheapest_share(problem, wanted, budget, seconds)


def _lean(problem: Instance, taken: list[int]) -> list[int]:
    """Return options without those that nothing needs that is covered."""
    covered = ~problem.lacks(taken)
    part = problem.part(np.ones(len(problem.cost), dtype=np.bool_), covered)
    return without_useless(part, taken)


def _solved(
    numbers: Ints, problem: Instance, taken: list[int], bound: int, seconds: float
) -> Solved:
    cost = problem.cost_of(taken)
    chosen = tuple(sorted(numbers[taken].tolist()))
    return Solved(chosen, cost, bound, cost, cost, seconds)
