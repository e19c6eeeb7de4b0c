"""The relaxed problem, drawn tighter: a bound on each part of a search, by rows that are kept.

Options may be taken in part, so the relaxed problem costs less than any cover. Rows that round up
what odd sets of others ask for bring it nearer; they hold for every cover, and stay from one part
to the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.placement.solver.instance import Bools, Floats, Instance, Ints
from pipeline.placement.solver.odd_sets import Counts, light, odd_sets, rounded

MOST_TIMES = 3
"""So often points that lack are taken up, before a bound is taken as it is."""

MOST_LACKING = 40
KEPT_SPARE = 0.03
"""Rows that are met with more to spare go: small programmes are solved in a fifth of the time."""

MOST_COUNTED = 20
TIGHT = 1e-4
"""By so much a cost may be off through rounding."""


@dataclass(frozen=True, eq=False)
class Part:
    """What is known of a part of a search: its `bound`, in which `shares` f8[n] options are taken.

    `able` bool[n] are the options that a better answer of this part may hold.
    """

    bound: float
    shares: Floats
    able: Bools

    @property
    def is_whole(self) -> bool:
        """Whether no option is taken in part."""
        return not bool(((self.shares > 1e-6) & (self.shares < 1.0 - 1e-6)).any())


class Relaxation:
    """The relaxed problem with the rows that matter, of which there are more as time goes."""

    def __init__(self, problem: Instance, points: Ints) -> None:
        self._problem, self._points = problem, points
        self._of_points = np.ascontiguousarray(problem.sees.T)
        self._sums = np.zeros((0, len(problem.cost)), dtype=np.int16)
        self._asked = np.zeros(0, dtype=np.int64)
        groups = np.zeros((len(problem.groups), len(problem.cost)))
        for row, group in enumerate(problem.groups):
            groups[row, group] = 1.0
        self._groups = groups

    def bounded(self, able: Bools, asked: Sequence[Bools], most: float) -> Part | None:
        """Return what a part costs at least; None where that is more than `most`, or impossible.

        The part has `able` options only, and one or more of each set that is `asked` for.
        """
        turn = 0
        while True:
            turn += 1
            part = self.tried(able, asked, most)
            if part is None or not self._take_up(part.shares):
                return part
            if turn >= MOST_TIMES and not part.is_whole:
                return part

    def tightened(self, part: Part, asked: Sequence[Bools], most: float) -> Part | None:
        """Return a part with the bound that more rows give it, or None as above."""
        if part.is_whole or not self._tighten(part.shares):
            return part
        return self.bounded(part.able, asked, most)

    def _tighten(self, shares: Floats) -> bool:
        """Keep the rows that matter, and add what odd sets of them ask for; tell whether any do."""
        rows, need = self._rows()
        sums, asked = rounded(rows, need, odd_sets(rows, need, shares))
        kept = rows @ shares - need < KEPT_SPARE
        points = len(self._points)
        self._sums, self._asked = self._sums[kept[points:]], self._asked[kept[points:]]
        self._points = self._points[kept[:points]]
        if not len(asked):
            return False
        fit = light(sums, MOST_COUNTED)
        self._sums = np.vstack((self._sums, sums[fit]))
        self._asked = np.concatenate((self._asked, asked[fit]))
        return bool(fit.any())

    def _rows(self) -> tuple[Counts, Ints]:
        """Return the rows that hold for every cover: of points, and of odd sets."""
        points = self._of_points[self._points].astype(np.int16)
        need = np.concatenate((self._problem.need[self._points], self._asked))
        return np.vstack((points, self._sums)), need

    def _take_up(self, shares: Floats) -> bool:
        """Take up points that lack; tell whether any do."""
        problem = self._problem
        covered = problem.gains_of_points(shares)
        lacking = np.flatnonzero(covered < problem.need - 1e-3)
        if lacking.size:
            worst = lacking[np.argsort(covered[lacking] - problem.need[lacking], kind="stable")]
            apart = np.unique(np.linspace(0, len(lacking) - 1, MOST_LACKING).astype(np.int64))
            more = np.union1d(worst[:MOST_LACKING], lacking[apart])
            self._points = np.union1d(self._points, more)
        return bool(lacking.size)

    def tried(self, able: Bools, asked: Sequence[Bools], most: float) -> Part | None:
        """Return a bound of a part by the rows that are kept alone, or None as above.

        It is reckoned anew from what HiGHS says that each row is worth, so that it holds however
        exactly that was found.
        """
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        problem, numbers = self._problem, np.flatnonzero(able)
        rows, need = self._rows()
        rows = np.vstack((rows[:, numbers], *(one[None, numbers] for one in asked)))
        need = np.concatenate((need, np.ones(len(asked), dtype=np.int64)))
        cost, groups = problem.cost[numbers].astype(np.float64), self._groups[:, numbers]
        if (rows.sum(axis=1) < need).any() or (groups.sum(axis=1) < 1.0).any():
            return None
        found = linprog(
            cost,
            A_ub=-csr_array(rows.astype(np.float64)),
            b_ub=-need.astype(np.float64),
            A_eq=csr_array(groups) if len(groups) else None,
            b_eq=np.ones(len(groups)) if len(groups) else None,
            bounds=(0.0, 1.0),
            method="highs",
        )
        if found.status == 2:
            return None
        if found.x is None:
            return Part(-np.inf, np.zeros(len(able)), able)
        worth = np.maximum(0.0, -found.ineqlin.marginals)
        worth_of_groups = found.eqlin.marginals if len(groups) else np.zeros(0)
        over = cost - worth @ rows - worth_of_groups @ groups
        bound = float(worth @ need + worth_of_groups.sum() + np.minimum(0.0, over).sum())
        if bound > most + TIGHT:
            return None
        shares, left = np.zeros(len(able)), able.copy()
        shares[numbers] = found.x
        left[numbers] = bound + np.maximum(0.0, over) <= most + TIGHT
        return Part(bound, shares, left)
