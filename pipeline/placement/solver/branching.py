"""The proof: the problem parted again and again, until no part can hold a better answer.

A problem is parted by two points: one option covers both, or none does. Each way the relaxed
problem costs more, mostly on either side, where a single option that is left out would soon be
made up for by one beside it. (Ryan and Foster, 1981.)
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.placement.solver.instance import Bools, Floats, Instance, Ints
from pipeline.placement.solver.relaxation import TIGHT, Part, Relaxation

ROUNDS, ROUNDS_BELOW = 15, 2
"""So often rows are added for the whole, and for each part of it."""

MOST_TRIED = 3
"""Of so many pairs of points, that which raises the bound most parts the problem."""

EVEN, APART = 0.3, 0.2
"""Pairs that are covered together by half an option, give or take; and by others than those
that were tried already, as far as shares go."""

MOST_PAIRS = 400

OTHER_SIDE = 0.2
"""How much the side counts whose bound rises more."""

LITTLE, MOST_LITTLE = 0.3, 2
"""In units of cost: after two rounds that bring less each, no more rows are looked for."""

Asked = tuple[Bools, ...]


@dataclass(order=True)
class _Open:
    """A part that may hold a better answer; the one with the least bound is first."""

    bound: float
    number: int
    part: Part = field(compare=False)
    asked: Asked = field(compare=False)


class Branching:
    """A search through all parts, with the best cover so far and the bound of what is open."""

    def __init__(
        self, problem: Instance, known: Sequence[int], points: Ints, is_late: Callable[[], bool]
    ) -> None:
        self.problem, self.taken = problem, [int(n) for n in known]
        self.cost = problem.cost_of(known)
        self._is_late = is_late
        self._relaxation = Relaxation(problem, points)
        self._open: list[_Open] = []
        self._count = 0
        self._is_lost = False
        every = np.ones(len(problem.cost), dtype=np.bool_)
        self._keep(every, (), ROUNDS)

    @property
    def bound(self) -> float:
        """What every cover costs at least."""
        least = min((each.bound for each in self._open), default=float(self.cost))
        return float(self.cost) if self.is_proven else min(float(self.cost), least)

    @property
    def is_proven(self) -> bool:
        """Whether no part can hold a better answer."""
        return not any(each.bound <= self._most + TIGHT for each in self._open)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done, or to be done in time."""
        return self.is_proven or self._is_lost or self._is_late()

    @property
    def able(self) -> Bools:
        """Which options a better answer may hold."""
        found = np.zeros(len(self.problem.cost), dtype=np.bool_)
        for each in self._open:
            found |= each.part.able
        return found

    def take(self, taken: Sequence[int]) -> None:
        """Take up a cover that may be better."""
        if self.problem.cost_of(taken) < self.cost and not self.problem.lacks(taken).any():
            self.taken, self.cost = [int(n) for n in taken], self.problem.cost_of(taken)

    def step(self) -> None:
        """Part the part with the least bound."""
        first = heapq.heappop(self._open)
        halves = self._halves(first)
        if self._is_late() or not halves:
            heapq.heappush(self._open, first)
            return
        for half, asked in halves:
            if half is not None:
                self._keep(half.able, asked, ROUNDS_BELOW, first.bound)

    @property
    def _most(self) -> float:
        """What a better answer may cost."""
        return float(self.cost - self.problem.step)

    def _halves(self, first: _Open) -> list[tuple[Part | None, Asked]]:
        """Return the two halves of a part whose bounds rise most, of some ways to halve it."""
        able, best, most = first.part.able, list[tuple[Part | None, Asked]](), -np.inf
        for together in self._pairs(first.part):
            with_one = (*first.asked, together)
            halves = [
                (self._relaxation.tried(able & ~together, first.asked, self._most), first.asked),
                (self._relaxation.tried(able, with_one, self._most), with_one),
            ]
            rises = [
                float(self.cost) if half is None else half.bound - first.bound for half, _ in halves
            ]
            worth = min(rises) + OTHER_SIDE * max(rises)
            if worth > most:
                best, most = halves, worth
            if self._is_late() or any(half is None for half, _ in halves):
                break
        return best

    def _keep(self, able: Bools, asked: Asked, rounds: int, least: float = -np.inf) -> None:
        """Bound a part in some rounds, and keep it open where it may hold a better answer."""
        part = self._relaxation.bounded(able, asked, self._most)
        little = 0
        for _ in range(rounds):
            if part is None or part.is_whole or little == MOST_LITTLE or self._is_late():
                break
            before, part = part.bound, self._relaxation.tightened(part, asked, self._most)
            little = little + 1 if part is not None and part.bound - before < LITTLE else 0
        if part is None:
            return
        if part.is_whole:
            taken = np.flatnonzero(part.shares > 0.5)
            self.take(taken.tolist())
            # Where it covers too little the solver was at its wits' end.
            self._is_lost |= bool(self.problem.lacks(taken).any())
            if not self._is_lost:
                return
        self._count += 1
        heapq.heappush(self._open, _Open(max(part.bound, least), self._count, part, asked))

    def _pairs(self, part: Part) -> Iterator[Bools]:
        """Yield the options that cover both of two points, for pairs that are in doubt."""
        problem, shares = self.problem, part.shares
        taken = np.flatnonzero(shares > 1e-6)
        covered = problem.gains_of_points(shares)
        tight = np.flatnonzero(covered < problem.need + 1e-4)
        by_point = problem.sees[taken][:, tight].T.astype(np.float32)
        by_point, first = np.unique(by_point, axis=0, return_index=True)
        tight = tight[first]
        both = (by_point * shares[taken].astype(np.float32)) @ by_point.T
        both[np.tril_indices(len(tight))] = 0.0
        doubt = np.abs(both - 0.5).ravel()
        tried: list[Floats] = []
        for flat in np.argsort(doubt, kind="stable")[:MOST_PAIRS].tolist():
            one, other = divmod(flat, len(tight))
            if doubt[flat] > EVEN or len(tried) == MOST_TRIED:
                break
            pair = by_point[one] * by_point[other]
            if all((np.abs(pair - last) @ shares[taken]) > APART for last in tried):
                tried.append(pair)
                yield problem.sees[:, tight[one]] & problem.sees[:, tight[other]]
        if not tried:
            alone = np.zeros(len(shares), dtype=np.bool_)
            alone[int(np.abs(shares - 0.5).argmin())] = True
            yield alone
