"""The cheapest cover: parted, searched, and proven as far as time goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.placement.solver.branching import Branching
from pipeline.placement.solver.greedy import greedy, inside, repaired, without_useless
from pipeline.placement.solver.instance import FREE, Instance, Ints
from pipeline.placement.solver.local_search import searched
from pipeline.placement.solver.proof import MOST_ADDED, Clock, Proven, Relaxed, relaxed, spread, up
from pipeline.placement.solver.reduction import reduced

STEPS, STEPS_NEAR, STEPS_EACH = 5000, 4000, 10
"""Of the local search on each part, and around an answer to nearly the same problem; for each
option no more than a few."""

STARTS = 2
"""So often it begins anew before a proof is begun."""

STEPS_ALONE = 4
"""So soon a proof is near, or far off: from then on a search is made beside each of its steps,
among what may still be in an answer, from the best one or anew. Answers gain more than bounds lose.
"""

MOST_TRIES = 4


@dataclass(frozen=True)
class Cover:
    """A cover with its bound; `greedy` and `searched` are the costs of the two first answers.

    `deciding` are the points that a proof and a search need look at.
    """

    answer: Proven
    greedy: int
    searched: int
    deciding: Ints


def cheapest(
    problem: Instance, seconds: float, clock: Clock, begin: Sequence[int] | None = None
) -> Cover:
    """Return the cheapest cover of all points within a time, and a bound on every cover.

    There must be a cover. `begin` are options to search around.
    """
    start = clock()
    small = reduced(problem)
    pairs = sorted(_parts(small.problem), key=lambda pair: len(pair[0]) * len(pair[1]))
    taken: list[int] = []
    deciding: list[Ints] = []
    simple = reached = bound = 0
    for n, (options, points) in enumerate(pairs):
        part, names = small.problem.part(options, points), small.options[options]
        first = without_useless(part, greedy(part))
        least = relaxed(part)
        begun = [first]
        if around := inside(names, begin or ()):
            again = repaired(part, around)
            begun += [] if part.lacks(again).any() else [again]
        known = min(begun, key=part.cost_of)
        for seed in range(STARTS):
            if part.cost_of(known) > least.bound:
                # What was known may be a dead end: others begin at the first answer.
                start_at = [begun[(seed + 1) % len(begun)]]
                found = near(part, least.points, start_at, STEPS, least.bound, seed)
                known = min(known, found, key=part.cost_of)
        left = max(0.2, seconds - (clock() - start))
        share_s = left if n == len(pairs) - 1 else left / 2.0
        best = _proven(part, known, least, _late_in(share_s, clock))
        taken += names[np.array(best.taken, dtype=np.int64)].tolist()
        deciding.append(small.points[points[least.points]])
        simple += part.cost_of(first)
        reached += part.cost_of(known)
        bound += best.bound
    return Cover(
        Proven(tuple(sorted(taken)), problem.cost_of(taken), bound),
        simple,
        reached,
        np.concatenate([np.empty(0, dtype=np.int64), *deciding]),
    )


def _late_in(seconds: float, clock: Clock) -> Callable[[], bool]:
    """Return what tells whether so much time has passed from now on."""
    ends = clock() + seconds
    return lambda: clock() > ends


def _proven(
    problem: Instance, known: Sequence[int], least: Relaxed, is_late: Callable[[], bool]
) -> Proven:
    """Return the best cover found from one on, and what is proven of it until it is late."""
    cost = problem.cost_of(known)
    if least.bound >= cost:
        return Proven(tuple(int(n) for n in known), cost, cost)
    search = Branching(problem, known, least.points, is_late)
    steps = 0
    while not search.is_over:
        if steps == 0 or steps >= STEPS_ALONE:
            able = search.able
            able[search.taken] = True
            numbers = np.flatnonzero(able)
            every = np.ones(len(problem.need), dtype=np.bool_)
            part = problem.part(numbers, every)
            begun = inside(numbers, search.taken)
            if steps % 2:
                begun = without_useless(part, greedy(part))
            found = near(part, least.points, [begun], STEPS, least.bound, STARTS + steps)
            search.take(numbers[found].tolist())
            if search.is_over:
                break
        search.step()
        steps += 1
    bound = min(search.cost, max(least.bound, up(search.bound, problem.step)))
    return Proven(tuple(search.taken), search.cost, bound)


def near(
    problem: Instance,
    points: Ints,
    begun: Sequence[list[int]],
    steps: int,
    least: int = 0,
    seed: int = 0,
) -> list[int]:
    """Return the best cover that a search finds, going on from the best of some covers.

    It looks at some points only, and at those that then lack.
    """
    best = min(begun, key=lambda one: (bool(problem.lacks(one).any()), problem.cost_of(one)))
    if problem.lacks(best).any():
        best = without_useless(problem, greedy(problem))
    steps = min(steps, STEPS_EACH * len(problem.cost))
    every = np.ones(len(problem.cost), dtype=np.bool_)
    for _ in range(MOST_TRIES):
        if problem.cost_of(best) <= least:
            break
        found = searched(problem.part(every, points), best, steps, least, seed)
        lacking = np.flatnonzero(problem.lacks(found))
        whole = repaired(problem, found) if lacking.size else found
        if problem.cost_of(whole) < problem.cost_of(best) and not problem.lacks(whole).any():
            best = whole
        if not lacking.size:
            break
        points, steps = np.union1d(points, spread(lacking, MOST_ADDED)), steps // 2
    return best


def _parts(problem: Instance) -> list[tuple[Ints, Ints]]:
    """Return the options and points of each part that has nothing to do with the others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    options, points = problem.sees.shape
    option, point = np.nonzero(problem.sees)
    heads = [np.full(len(group), group[0]) for group in problem.groups]
    one = np.concatenate([option, *problem.groups])
    other = np.concatenate([point + options, *heads])
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(options + points,) * 2)
    count, labels = connected_components(graph, directed=False)
    found = []
    for label in range(count):
        inside = np.flatnonzero(labels == label)
        part = (inside[inside < options], inside[inside >= options] - options)
        if len(part[1]) or (problem.group[part[0]] != FREE).any():
            found.append(part)
    return found
