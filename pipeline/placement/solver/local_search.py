"""Better answers near by: drop one, cover what then lacks by others, and learn what is hard.

The weighting search for set cover (Lin 2020 and before): a point that is left uncovered weighs
more each time, and what was just dropped may not come back at once. Two options that one could
replace are found by dropping both.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.placement.solver.greedy import without_useless
from pipeline.placement.solver.instance import FREE, Bools, Instance

PATIENCE = 3


def searched(problem: Instance, taken: list[int], steps: int, seed: int = 0) -> list[int]:
    """Return the cheapest cover that so many steps find, beginning from one.

    >>> sees = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 0]], dtype=np.bool_)
    >>> ones, four = np.ones(3, dtype=np.int64), np.ones(4, dtype=np.int64)
    >>> sorted(searched(Instance(sees, ones, ones * FREE, four, four * 1.0), [2, 0, 1], 10))
    [0, 1]
    """
    best = without_useless(problem, taken)
    if problem.lacks(best).any() or not len(problem.need):
        return best
    state = _State(problem, best, np.random.default_rng(seed))
    for _ in range(steps):
        if not state.lacking.any():
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

    `scores` are what each option would add, if it is not taken, or what would be lost without it.
    """

    def __init__(self, problem: Instance, taken: list[int], chance: np.random.Generator) -> None:
        self.problem, self._chance = problem, chance
        self._weights = np.ones(len(problem.need), dtype=np.float32)
        self._rest = {int(problem.group[n]): n for n in problem.at_rest()}
        self._by_point = np.ascontiguousarray(problem.plain.T)
        self._barred = np.zeros(len(problem.cost), dtype=np.int64)
        self._now = 0
        self.begin(taken)

    def begin(self, taken: list[int]) -> None:
        """Go on from other options."""
        self.taken = list(taken)
        self.counts = self.problem.covers(self.taken)
        self._gains = self._worth(self.counts < self.problem.need)
        self._losses = self._worth(self.counts <= self.problem.need)

    def _worth(self, which: Bools) -> NDArray[np.float32]:
        found: NDArray[np.float32] = (self._weights * which) @ self._by_point
        return found

    @property
    def lacking(self) -> Bools:
        """Which points have less than they need."""
        return self.counts < self.problem.need

    def drop(self) -> bool:
        """Take away what is needed least for its cost; a group falls back to its cheapest."""
        self._now += 1
        problem = self.problem
        able = [n for n in self.taken if self._rest.get(int(problem.group[n])) != n]
        if not able:
            return False
        scores = self._losses[able] / np.maximum(problem.cost[able], 0.5)
        self._remove(able[int((scores + self._chance.random(len(able)) * 1e-4).argmin())])
        return True

    def fill(self, bar: int) -> None:
        """Cover one point that lacks, by the best option for all, as long as that stays cheap."""
        problem = self.problem
        spent = problem.cost_of(self.taken)
        while (lacking := np.flatnonzero(self.lacking)).size:
            point = int(lacking[self._chance.integers(lacking.size)])
            able = np.flatnonzero(problem.sees[:, point] & (self._barred < self._now))
            able = np.setdiff1d(able, self.taken)
            if not able.size:
                break
            scores = self._gains[able] / np.maximum(problem.cost[able], 0.5)
            option = int(able[int((scores + self._chance.random(able.size) * 1e-4).argmax())])
            spent += self._add(option)
            if spent >= bar:
                break
        lacking = np.flatnonzero(self.lacking)
        self._weights[lacking] += 1.0
        more = self._by_point[lacking].sum(axis=0)
        self._gains += more
        self._losses += more

    def _count(self, option: int, step: int) -> None:
        """Have an option cover its points once more, or once less."""
        points, need = np.flatnonzero(self.problem.sees[option]), self.problem.need
        before = self.counts[points]
        after = before + step
        self.counts[points] = after
        for scores, bar in ((self._gains, need[points]), (self._losses, need[points] + 1)):
            changed = (after < bar).astype(np.float32) - (before < bar)
            some = points[changed != 0.0]
            scores += (self._weights[some] * changed[changed != 0.0]) @ self._by_point[some]

    def _remove(self, option: int) -> None:
        self.taken.remove(option)
        self._count(option, -1)
        self._barred[option] = self._now + PATIENCE
        back = self._rest.get(int(self.problem.group[option]))
        if back is not None:
            self.taken.append(back)
            self._count(back, 1)

    def _add(self, option: int) -> int:
        """Take an option, in the place of its group's; neither is looked at again this time."""
        group, problem = int(self.problem.group[option]), self.problem
        more = int(problem.cost[option])
        if group != FREE:
            gone = next(n for n in self.taken if problem.group[n] == group)
            self.taken.remove(gone)
            self._count(gone, -1)
            self._barred[problem.group == group] = self._now
            more -= int(problem.cost[gone])
        self._barred[option] = self._now
        self.taken.append(option)
        self._count(option, 1)
        return more
