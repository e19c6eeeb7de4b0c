"""What of a covering problem need not be looked at: points implied by others, options outdone.

A point is implied by one that needs no less and is covered by fewer options, all of which cover
it too. An option is outdone by one that costs no more and covers all that it does. Both keep the
least cost as it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.placement.solver.instance import FREE, Bools, Instance, Ints

MOST_ROUNDS = 4
Words = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Reduced:
    """A smaller problem of the same least cost, with its options and points in the whole one."""

    problem: Instance
    options: Ints
    points: Ints


def reduced(problem: Instance) -> Reduced:
    """Return a problem without implied points and options that are outdone.

    >>> sees = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=np.bool_)
    >>> ones = np.ones(3, dtype=np.int64)
    >>> small = reduced(Instance(sees, ones, ones * FREE, ones, ones * 1.0))
    >>> small.problem.sees.shape, small.options.tolist()
    ((2, 2), [0, 2])
    """
    options, points = np.arange(len(problem.cost)), np.arange(len(problem.need))
    for _ in range(MOST_ROUNDS):
        before = problem.sees.shape
        every = np.ones(len(problem.cost), dtype=np.bool_)
        leading = _leading_points(problem)
        problem, points = problem.part(every, leading), points[leading]
        kept = _best_options(problem)
        problem, options = (
            problem.part(kept, np.ones(len(problem.need), dtype=np.bool_)),
            options[kept],
        )
        if problem.sees.shape == before:
            break
    return Reduced(problem, options, points)


def packed(rows: Bools) -> Words:
    """Return each row of truths as words of 64 bits."""
    bits = np.packbits(rows, axis=1)
    lacking = -bits.shape[1] % 8
    return np.ascontiguousarray(np.pad(bits, ((0, 0), (0, lacking)))).view(np.uint64)


def _leading_points(problem: Instance) -> Ints:
    """Return the points that are not implied by another one."""
    columns = packed(problem.sees.T)
    _, first = np.unique(
        np.column_stack((columns, problem.need.astype(np.uint64))), axis=0, return_index=True
    )
    first = np.sort(first)
    words, need = columns[first], problem.need[first]
    counts = np.bitwise_count(words).sum(axis=1)
    alive = np.ones(len(first), dtype=np.bool_)
    by_option = np.ascontiguousarray(problem.sees[:, first])
    by_point = np.ascontiguousarray(by_option.T)
    popularity = by_option.sum(axis=1)
    for n in np.argsort(counts, kind="stable"):
        if not alive[n] or not counts[n]:
            continue
        sharing = np.flatnonzero(by_point[n])
        rarest = sharing[popularity[sharing].argmin()]
        others = np.flatnonzero(
            by_option[rarest] & alive & (need <= need[n]) & (counts >= counts[n])
        )
        others = others[others != n]
        implied = ~((words[n] & ~words[others]).any(axis=1))
        alive[others[implied]] = False
    return first[alive]


def _best_options(problem: Instance) -> Ints:
    """Return the options that no other one outdoes; all, where a point needs several."""
    if (problem.need > 1).any():
        return np.flatnonzero(problem.sees.any(axis=1) | (problem.group != FREE))
    words = packed(problem.sees)
    counts = np.bitwise_count(words).sum(axis=1)
    popularity = problem.sees.sum(axis=0)
    by_point = np.ascontiguousarray(problem.sees.T)
    alive = counts > 0
    alive |= problem.group != FREE
    for n in np.lexsort((problem.cost, counts)):
        if not alive[n]:
            continue
        same = alive & (problem.group == problem.group[n]) & (problem.cost <= problem.cost[n])
        if counts[n]:
            points = np.flatnonzero(problem.sees[n])
            same &= by_point[points[popularity[points].argmin()]]
        same[n] = False
        others = np.flatnonzero(same)
        if len(others) and (~(words[n] & ~words[others]).any(axis=1)).any():
            alive[n] = False
    return np.flatnonzero(alive)
