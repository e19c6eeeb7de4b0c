"""Proofs: rows that round up hold for every cover, and parting a problem loses none."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.placement.solver.branching import Branching
from pipeline.placement.solver.instance import FREE, Instance
from pipeline.placement.solver.odd_sets import odd_sets, rounded
from pipeline.placement.solver.proof import relaxed


def ring(points: int) -> Instance:
    """Return as many options as points on a ring, each of which covers two neighbours."""
    sees = np.eye(points, dtype=np.bool_) | np.roll(np.eye(points, dtype=np.bool_), 1, axis=1)
    ones = np.ones(points, dtype=np.int64)
    return Instance(sees, ones, ones * FREE, ones, ones * 1.0)


def drawn(seed: int) -> Instance:
    """Return ten options on twelve points, some of which need two."""
    chance = np.random.default_rng(seed)
    sees = chance.random((10, 12)) < 0.35
    sees[:2] = True
    cost, need = chance.integers(2, 5, 10) * 10, chance.integers(1, 3, 12)
    return Instance(sees, cost, np.full(10, FREE), need, np.ones(12))


def covers(problem: Instance) -> list[tuple[int, ...]]:
    numbers = range(len(problem.cost))
    tried = itertools.chain(*(itertools.combinations(numbers, n) for n in range(len(numbers) + 1)))
    return [taken for taken in tried if not problem.lacks(taken).any()]


def test_half_an_odd_ring_is_rounded_up() -> None:
    """Seven points, two at a time: three and a half options in part, four whole ones."""
    problem = ring(7)
    known = list(range(7))
    assert relaxed(problem).least == 3.5
    search = Branching(problem, known, np.arange(7), lambda: False)
    assert (search.is_proven, search.bound, search.cost) == (True, 4.0, 4)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_every_cover_meets_what_odd_sets_ask_for(seed: int) -> None:
    problem, chance = drawn(seed), np.random.default_rng(seed + 1)
    rows = problem.sees.T.astype(np.int16)
    shares = chance.dirichlet(np.ones(10)) * 5.0
    shares *= (problem.need / np.maximum(rows @ shares, 1e-9)).max()
    sums, asked = rounded(rows, problem.need, odd_sets(rows, problem.need, shares))
    for taken in covers(problem):
        assert len(asked) == 0 or (sums[:, list(taken)].sum(axis=1) >= asked).all()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_parting_finds_the_least_cost_and_its_bound_never_passes_it(seed: int) -> None:
    problem = drawn(seed)
    least = min(problem.cost_of(taken) for taken in covers(problem))
    search = Branching(problem, range(10), np.arange(12), lambda: False)
    while not search.is_over:
        assert search.bound <= least
        search.step()
    assert search.cost == search.bound == least
    assert not problem.lacks(search.taken).any()


def test_a_search_that_is_late_from_the_start_still_has_its_bound() -> None:
    search = Branching(ring(9), range(9), np.arange(9), lambda: True)
    assert search.is_over
    assert search.bound <= 5.0
