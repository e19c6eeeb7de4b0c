"""The cheapest cover: parted, searched, and proven as far as time goes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.placement.solver.greedy import greedy, inside, repaired, without_useless
from pipeline.placement.solver.instance import FREE, Instance, Ints
from pipeline.placement.solver.local_search import searched
from pipeline.placement.solver.proof import Clock, Proven, proven
from pipeline.placement.solver.reduction import reduced

STEPS = 300
"""Of the local search on each part; more finds little that the proof would not."""


@dataclass(frozen=True)
class Cover:
    """A cover with its bound; `greedy` and `searched` are the costs of the two first answers.

    `points` and `options` say how large the problem was once reduced, in `parts`.
    """

    answer: Proven
    greedy: int
    searched: int
    points: int
    options: int
    parts: int


def cheapest(
    problem: Instance,
    seconds: float,
    clock: Clock,
    begin: Sequence[int] | None = None,
    enough: int = 0,
) -> Cover:
    """Return the cheapest cover of all points within a time, and a bound on every cover.

    There must be a cover. `begin` are options to search around; a cover that costs no more than
    what is `enough` is taken without a proof, and has no bound.
    """
    start = clock()
    small = reduced(problem)
    parts = [small.problem.part(*each) for each in _parts(small.problem)]
    names = [small.options[options] for options, _ in _parts(small.problem)]
    simple = [without_useless(part, greedy(part)) for part in parts]
    known = [
        _searched(part, first, inside(own, begin or ()))
        for part, own, first in zip(parts, names, simple, strict=True)
    ]
    reached = sum(part.cost_of(one) for part, one in zip(parts, known, strict=True))
    taken: list[int] = []
    bound = 0
    for n in sorted(range(len(parts)), key=lambda n: parts[n].sees.size):
        last = parts[n].sees.size == max(part.sees.size for part in parts)
        left = max(0.2, seconds - (clock() - start))
        left = 0.0 if reached <= enough else left if last else left / 2.0
        best = proven(parts[n], known[n], left, clock)
        taken += names[n][np.array(best.taken, dtype=np.int64)].tolist()
        bound += best.bound
    return Cover(
        Proven(tuple(sorted(taken)), problem.cost_of(taken), bound),
        sum(part.cost_of(one) for part, one in zip(parts, simple, strict=True)),
        reached,
        len(small.problem.need),
        len(small.options),
        len(parts),
    )


def _searched(part: Instance, simple: list[int], begun: list[int]) -> list[int]:
    """Return the best of what is found around a simple answer and around one of before."""
    found = [searched(part, simple, STEPS)]
    if begun:
        again = repaired(part, begun)
        if not part.lacks(again).any():
            found.append(searched(part, again, STEPS))
    return min(found, key=part.cost_of)


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
