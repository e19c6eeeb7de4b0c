"""Better answers near by: drop some, cover what then lacks by others, and learn what is hard.

The weighting search for set cover (Gao 2015, Lin 2020): a point that is left uncovered weighs more
each time, what was just dropped may not come back at once, and what is taken never costs as much
as the best cover known. Only what changes of a score is reckoned anew.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.placement.solver.greedy import without_useless
from pipeline.placement.solver.instance import FREE, Bools, Floats, Instance, Ints

PATIENCE = 3
"""So many turns what was dropped stays out."""

CHANCE = 1e-4
"""Among options of the same score, chance decides."""


def searched(
    problem: Instance, taken: Sequence[int], steps: int, least: int = 0, seed: int = 0
) -> list[int]:
    """Return the cheapest cover that so many steps find, beginning from one.

    One that costs no more than what is known to be the `least` ends the search.

    >>> sees = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0]], dtype=np.bool_)
    >>> ones, four = np.ones(3, dtype=np.int64), np.ones(4, dtype=np.int64)
    >>> sorted(searched(Instance(sees, ones, ones * FREE, four, four * 1.0), [2, 0, 1], 10))
    [0, 1]
    """
    best = without_useless(problem, list(taken))
    if problem.lacks(best).any() or not len(problem.need):
        return best
    state = _State(problem, best, np.random.default_rng(seed))
    for _ in range(steps):
        if problem.cost_of(best) <= least:
            break
        if not state.lacking.size:
            found = without_useless(problem, state.taken)
            if problem.cost_of(found) < problem.cost_of(best):
                best = found
            state.begin(found)
            if not state.drop():
                break
        state.drop()
        state.fill(problem.cost_of(best))
    return best


class _State:
    """What is taken now, how often each point is covered, and how hard it has proven.

    `_gains` are what each option would add, `_losses` what would be lost without it.
    """

    def __init__(self, problem: Instance, taken: list[int], chance: np.random.Generator) -> None:
        self.problem, self._chance = problem, chance
        self._weights = np.ones(len(problem.need))
        self._rest = {int(problem.group[n]): n for n in problem.at_rest()}
        self._points_of = [np.flatnonzero(row) for row in problem.sees]
        self._options_of = [np.flatnonzero(column) for column in problem.sees.T]
        self._per_cost = 1.0 / np.maximum(problem.cost, 0.5)
        self._barred = np.zeros(len(problem.cost), dtype=np.int64)
        self._is_taken = np.zeros(len(problem.cost), dtype=np.bool_)
        self._now = 0
        self.begin(taken)

    def begin(self, taken: list[int]) -> None:
        """Go on from other options."""
        self.taken = list(taken)
        self._is_taken[:] = False
        self._is_taken[self.taken] = True
        self._spent = self.problem.cost_of(taken)
        self._counts = self.problem.covers(self.taken)
        self._gains = self._worth(self._counts < self.problem.need)
        self._losses = self._worth(self._counts <= self.problem.need)

    @property
    def lacking(self) -> Ints:
        """The points that have less than they need."""
        return np.flatnonzero(self._counts < self.problem.need)

    def drop(self) -> bool:
        """Take away what is needed least for its cost; a group falls back to its cheapest."""
        self._now += 1
        group = self.problem.group
        able = [n for n in self.taken if self._rest.get(int(group[n])) != n]
        if not able:
            return False
        self._remove(able[int(self._blurred(self._losses, able).argmin())])
        return True

    def fill(self, bar: int) -> None:
        """Cover points that lack, by the best option for all, as long as that stays cheaper."""
        while (lacking := self.lacking).size:
            point = int(lacking[self._chance.integers(lacking.size)])
            able = self._options_of[point]
            able = able[(self._barred[able] < self._now) & ~self._is_taken[able]]
            if not able.size:
                break
            option = int(able[int(self._blurred(self._gains, able).argmax())])
            if self._spent + self._more(option) >= bar:
                break
            self._add(option)
        lacking = self.lacking
        self._weights[lacking] += 1.0
        more = self._of_options(lacking, np.ones(lacking.size))
        self._gains += more
        self._losses += more

    def _blurred(self, scores: Floats, able: Sequence[int] | Ints) -> Floats:
        """Return scores of some options for their cost, with a little chance."""
        found: Floats = scores[able] * self._per_cost[able]
        return found + self._chance.random(len(able)) * CHANCE

    def _worth(self, which: Bools) -> Floats:
        points = np.flatnonzero(which)
        return self._of_options(points, self._weights[points])

    def _of_options(self, points: Ints, worth: Floats) -> Floats:
        """Return for each option the sum of what some points are worth that it covers."""
        options = len(self.problem.cost)
        if not points.size:
            return np.zeros(options)
        lists = [self._options_of[point] for point in points.tolist()]
        each = np.repeat(worth, [len(one) for one in lists])
        return np.bincount(np.concatenate(lists), each, options).astype(np.float64)

    def _count(self, option: int, step: int) -> None:
        """Have an option cover its points once more, or once less."""
        self._is_taken[option] = step > 0
        self._spent += step * int(self.problem.cost[option])
        points, need = self._points_of[option], self.problem.need
        before = self._counts[points]
        after = before + step
        self._counts[points] = after
        for scores, bar in ((self._gains, need[points]), (self._losses, need[points] + 1)):
            changed = (after < bar) != (before < bar)
            some = points[changed]
            scores -= step * self._of_options(some, self._weights[some])

    def _remove(self, option: int) -> None:
        self.taken.remove(option)
        self._count(option, -1)
        self._barred[option] = self._now + PATIENCE
        back = self._rest.get(int(self.problem.group[option]))
        if back is not None:
            self.taken.append(back)
            self._count(back, 1)

    def _held(self, option: int) -> int | None:
        """Return what is taken of an option's group."""
        group = self.problem.group
        if group[option] == FREE:
            return None
        return next(n for n in self.taken if group[n] == group[option])

    def _more(self, option: int) -> int:
        """Return what an option costs beyond the one whose place it takes."""
        gone = self._held(option)
        return int(self.problem.cost[option]) - (
            0 if gone is None else int(self.problem.cost[gone])
        )

    def _add(self, option: int) -> None:
        """Take an option, in the place of its group's; neither is looked at again this time."""
        gone = self._held(option)
        if gone is not None:
            self.taken.remove(gone)
            self._count(gone, -1)
            self._barred[self.problem.group == self.problem.group[option]] = self._now
        self._barred[option] = self._now
        self.taken.append(option)
        self._count(option, 1)
