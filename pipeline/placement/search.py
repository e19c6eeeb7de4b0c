"""The search for one floor as it stands: what is offered, what is known, and its next answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.placement.goal import Goal
from pipeline.placement.pool import Pool
from pipeline.placement.solver.greedy import greedy, repaired, without_useless
from pipeline.placement.solver.instance import FREE, Bools, Instance, Ints, reachable
from pipeline.placement.solver.most import cheapest_share, most_covered
from pipeline.placement.solver.optimum import cheapest
from pipeline.placement.stock import UNITS, Item
from pipeline.placement.task import Task

MOST_LOOKS = 16
"""So often an answer is corrected by what its cameras truly see before it is taken as it is."""

LATE_SLACK = 1000
"""Once the time is over, what still lacks is covered at any price."""

SHARE_FIRST, SHARE_NEXT = 0.5, 0.4
"""Of the time that is left, for the first proof and for each later one."""

Clock = Callable[[], float]


@dataclass
class Search:
    """What is known so far while a floor is closed.

    `loose` are the numbers of cameras that may be changed, `offered` standpoints for others; no
    cover of the points so far costs less than `least`.
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
    solver_s: float = 0.0
    share_pct: float = 0.0

    def left_s(self) -> float:
        """Return how much time is left."""
        return max(0.2, self.goal.seconds - (self.clock() - self.begun))

    def is_late(self) -> bool:
        """Tell whether the time is over."""
        return self.clock() - self.begun > self.goal.seconds

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

    The answer `is_tried` where a proof was tried for it, beyond what was known before; `begun` is
    the one before any of its cameras was looked at exactly.
    """

    chosen: tuple[int, ...]
    cost: int
    bound: int
    greedy: int
    searched: int
    seconds: float
    is_tried: bool = True
    begun: "Solved | None" = None


def solve(search: Search, last: Solved | None = None, slack: int | None = None) -> Solved:
    """Return the next answer, each of whose options was looked at exactly.

    With `slack`, an answer near the last one will do that costs no more than the least by so much;
    without, the best is looked for and a bound is proven.
    """
    begun = search.clock()
    begin: Sequence[int] = last.chosen if last else ()
    simple: Solved | None = None
    for look in range(MOST_LOOKS):
        found = _once(
            search, begin, SHARE_FIRST if last is None and not look else SHARE_NEXT, slack
        )
        simple = simple or found
        search.least = max(search.least, found.bound)
        if not search.pool.examine(found.chosen):
            break
        begin = found.chosen
        if search.is_late():
            slack = LATE_SLACK
            continue
        # What was proven holds still, since options only turn out to see less.
        slack = max(slack or 0, (0, 2, UNITS // 2, UNITS)[min(3, look // 3)])
    search.solver_s += search.clock() - begun
    return replace(found, begun=simple)


def _once(search: Search, begin: Sequence[int], share: float, slack: int | None) -> Solved:
    """Return the answer to the problem as it is estimated now."""
    pool, goal = search.pool, search.goal
    start = search.clock()
    allowed = search.allowed()
    numbers = np.flatnonzero(allowed)
    every = np.ones(len(pool.witnesses), dtype=np.bool_)
    whole = pool.instance(allowed, every)
    within = reachable(whole)
    problem = whole.part(np.ones(len(numbers), dtype=np.bool_), within)
    known = np.flatnonzero(np.isin(numbers, np.array(begin, dtype=np.int64))).tolist()
    seconds = share * search.left_s()
    if goal.budget is not None or goal.target_pct < 100.0:
        share_pct = max(search.share_pct, goal.target_pct)
        taken, bound = _partly(problem, goal, share_pct, whole.weight.sum(), seconds)
        return _solved(numbers, problem, taken, bound, search.clock() - start)
    enough = 0 if slack is None else search.least + slack
    if known and enough:
        again = repaired(problem.even, known)
        if not problem.lacks(again).any() and problem.cost_of(again) <= enough:
            near = _solved(numbers, problem, again, search.least, search.clock() - start)
            return replace(near, is_tried=False)
    covered = _coverable(problem, seconds)
    part = problem.even.part(np.ones(len(numbers), dtype=np.bool_), covered)
    cover = cheapest(part, seconds, search.clock, known, enough)
    return Solved(
        tuple(numbers[list(cover.answer.taken)].tolist()),
        cover.answer.cost,
        max(search.least, cover.answer.bound),
        cover.greedy,
        cover.searched,
        search.clock() - start,
        cover.answer.cost > enough,
    )


def _coverable(problem: Instance, seconds: float) -> Bools:
    """Return which points are to be covered: all, unless cameras that only turn cannot do all."""
    every: Bools = np.ones(len(problem.need), dtype=np.bool_)
    free = problem.sees[problem.group == FREE].sum(axis=0) >= problem.need
    if bool(np.all(free)):
        return every
    lacking = problem.lacks(greedy(problem.even))
    if not lacking.any():
        return ~lacking
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
