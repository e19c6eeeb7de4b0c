"""The cheapest cover: as cheap as trying everything, and bounds that no cover undercuts."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.placement.solver.greedy import repaired
from pipeline.placement.solver.instance import FREE, Instance, reachable
from pipeline.placement.solver.most import cheapest_share, most_covered, weight_of
from pipeline.placement.solver.optimum import cheapest, near
from pipeline.placement.solver.reduction import reduced


def instance(seed: int, *, needs_two: bool = False) -> Instance:
    """Return nine options on eight points; the first three are ways to hang one camera."""
    chance = np.random.default_rng(seed)
    sees = chance.random((9, 8)) < 0.4
    sees[8] = sees[7] = True
    group = np.array([0, 0, 0] + [FREE] * 6)
    cost = np.array([0, 2, 2, 20, 20, 24, 20, 60, 60])
    need = chance.integers(1, 3, 8) if needs_two else np.ones(8, dtype=np.int64)
    return Instance(sees, cost, group, need, chance.uniform(0.5, 2.0, 8))


def every_answer(problem: Instance) -> list[tuple[int, ...]]:
    """Return all ways to take one option of the group and any of the others."""
    free = range(3, 9)
    others = itertools.chain(*(itertools.combinations(free, n) for n in range(7)))
    return [(held, *taken) for taken in others for held in (0, 1, 2)]


def least_cost(problem: Instance) -> int:
    covers = (a for a in every_answer(problem) if not problem.lacks(a).any())
    return min(problem.cost_of(answer) for answer in covers)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), needs_two=st.booleans())
def test_it_is_as_cheap_as_trying_everything(seed: int, needs_two: bool) -> None:
    problem = instance(seed, needs_two=needs_two)
    assert reachable(problem).all()
    cover = cheapest(problem, 10.0, lambda: 0.0)
    assert not problem.lacks(cover.answer.taken).any()
    assert cover.answer.cost == problem.cost_of(cover.answer.taken) == least_cost(problem)
    assert cover.answer.bound == cover.answer.cost <= cover.searched <= cover.greedy


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_a_reduced_problem_has_the_same_least_cost(seed: int) -> None:
    problem = instance(seed)
    small = reduced(problem)
    assert small.problem.sees.size <= problem.sees.size
    taken = small.options[list(cheapest(small.problem, 10.0, lambda: 0.0).answer.taken)]
    assert not problem.lacks(taken).any()
    assert problem.cost_of(taken) == least_cost(problem)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), budget=st.sampled_from([0, 22, 44]))
def test_nothing_covers_more_for_a_budget(seed: int, budget: int) -> None:
    problem = instance(seed)
    best = most_covered(problem, budget, 10.0)
    able = [a for a in every_answer(problem) if problem.cost_of(a) <= budget]
    most = max(weight_of(problem, answer) for answer in able)
    assert problem.cost_of(best.taken) <= budget
    assert abs(best.weight - most) < 1e-3 and best.bound >= most - 1e-6


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.5, 0.8]))
def test_nothing_reaches_a_share_for_less(seed: int, share: float) -> None:
    problem = instance(seed)
    wanted = share * float(problem.weight.sum())
    taken, bound = cheapest_share(problem, wanted, None, 10.0)
    able = [a for a in every_answer(problem) if weight_of(problem, a) >= wanted]
    least = min(problem.cost_of(answer) for answer in able)
    assert weight_of(problem, taken) >= wanted - 1e-6
    assert problem.cost_of(taken) == least and bound <= least


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), needs_two=st.booleans())
def test_a_search_near_an_answer_looks_at_few_points_and_covers_all(
    seed: int, needs_two: bool
) -> None:
    problem = instance(seed, needs_two=needs_two)
    known = repaired(problem, [])
    found = near(problem, np.array([0]), [known], 50)
    assert not problem.lacks(found).any()
    assert least_cost(problem) <= problem.cost_of(found) <= problem.cost_of(known)


def test_what_a_turned_camera_no_longer_sees_is_covered_again() -> None:
    """The one camera sees the first point as it hangs, or both others turned; one more is free."""
    sees = np.array([[1, 0, 0], [0, 1, 1], [1, 0, 0]], dtype=np.bool_)
    cost, group = np.array([0, 2, 20]), np.array([0, 0, FREE])
    ones = np.ones(3, dtype=np.int64)
    problem = Instance(sees, cost, group, ones, ones * 1.0)
    assert sorted(repaired(problem, [0])) == [1, 2]
