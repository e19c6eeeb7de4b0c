"""A first answer: what covers most of what lacks for its cost, again and again."""

from collections.abc import Sequence

import numpy as np

from pipeline.placement.solver.instance import FREE, Bools, Floats, Instance, Ints

MOST_REPAIRS = 4
LEAST_GAIN = 1e-3
"""Less is rounding: points weigh more, or one each."""


def greedy(
    problem: Instance, taken: list[int] | None = None, budget: int | None = None
) -> list[int]:
    """Return options that cover all that can be, going on from some; of a group always one.

    `budget` is what they may cost together. An option of a group takes the place of the one that
    was there, and what that one alone covered is lost.

    >>> sees = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=np.bool_)
    >>> ones = np.ones(3, dtype=np.int64)
    >>> greedy(Instance(sees, ones, ones * FREE, ones, ones * 1.0))
    [0, 1]
    """
    taken = problem.at_rest() if taken is None else list(taken)
    counts = problem.covers(taken)
    holder = {int(problem.group[n]): n for n in taken if problem.group[n] != FREE}
    spent = problem.cost_of(taken)
    worth = problem.weight * (counts < problem.need)
    open_gains = problem.gains(worth)
    while True:
        gains, extra = open_gains.copy(), problem.cost.copy()
        for group, now in holder.items():
            own = np.flatnonzero(problem.group == group)
            # What the present one covers, another way to hang it covers no more often.
            held = np.flatnonzero(problem.sees[now] & (worth > 0.0))
            gains[own] -= problem.sees[np.ix_(own, held)] @ worth[held]
            needed = np.flatnonzero(problem.sees[now] & (counts <= problem.need))
            gains[own] -= _lost(problem, own, needed)
            extra[own] -= problem.cost[now]
        gains[np.asarray(taken, dtype=np.int64)] = 0.0
        if budget is not None:
            gains[spent + extra > budget] = 0.0
        ratio = gains / np.maximum(extra, 0.5)
        best = int(ratio.argmax()) if len(ratio) else 0
        if not len(ratio) or gains[best] <= LEAST_GAIN:
            return taken
        group = int(problem.group[best])
        if group in holder:
            gone = holder[group]
            taken.remove(gone)
            counts = counts - problem.sees[gone]
            holder[group] = best
        taken.append(best)
        spent += int(extra[best])
        counts = counts + problem.sees[best]
        left = problem.weight * (counts < problem.need)
        changed = np.flatnonzero(left != worth)
        step = (left - worth)[changed].astype(np.float32)
        open_gains += problem.plain[:, changed] @ step
        worth = left


def _lost(problem: Instance, own: Ints, needed: Ints) -> Floats:
    """Return what each option of a group loses of what the present one is needed for."""
    lost: Floats = (~problem.sees[np.ix_(own, needed)]) @ problem.weight[needed]
    return lost


def without_useless(problem: Instance, taken: list[int]) -> list[int]:
    """Return options without those that nothing lacks for, the dearest first; groups fall back.

    >>> sees = np.array([[1, 1], [0, 1], [1, 0]], dtype=np.bool_)
    >>> ones = np.ones(3, dtype=np.int64)
    >>> two = np.ones(2, dtype=np.int64)
    >>> without_useless(Instance(sees, ones, ones * FREE, two, two * 1.0), [1, 0])
    [0]
    """
    rest = {int(problem.group[n]): n for n in problem.at_rest()}
    kept, counts = list(taken), problem.covers(taken)
    for option in sorted(taken, key=lambda n: (-problem.cost[n], problem.sees[n].sum())):
        group = int(problem.group[option])
        back = rest.get(group)
        if back == option:
            continue
        after = counts - problem.sees[option] + (problem.sees[back] if back is not None else 0)
        if not ((after < problem.need) & (after < counts)).any():
            kept.remove(option)
            kept += [] if back is None else [back]
            counts = after
    return kept


def repaired(problem: Instance, begin: Sequence[int]) -> list[int]:
    """Return options gone on with from some, by what covers what these lack, searched a little.

    What is turned for that may open other points, which are seen to in their turn.
    """
    taken = _gone_on(problem, begin)
    for _ in range(MOST_REPAIRS):
        if not problem.lacks(taken).any():
            break
        taken = _gone_on(problem, taken)
    return taken


def _gone_on(problem: Instance, begin: Sequence[int]) -> list[int]:
    held = {int(problem.group[n]) for n in begin}
    begin = [*begin, *(n for n in problem.at_rest() if int(problem.group[n]) not in held)]
    lacking = problem.lacks(begin)
    able: Bools = np.any(problem.sees[:, lacking], axis=1)
    able[np.asarray(begin, dtype=np.int64)] = True
    able[problem.at_rest()] = True
    numbers = np.flatnonzero(able)
    # Of the others, what is covered by one that may be hung otherwise can come to lack.
    turning = np.array([n for n in begin if problem.group[n] != FREE], dtype=np.int64)
    part = problem.part(numbers, lacking | problem.sees[turning].any(axis=0))
    first = numbers[greedy(part, inside(numbers, begin))]
    few = np.union1d(first, np.array(problem.at_rest(), dtype=np.int64))
    whole = problem.part(few, np.ones(len(problem.need), dtype=np.bool_))
    return [int(n) for n in few[without_useless(whole, inside(few, first.tolist()))]]


def inside(options: Ints, taken: Sequence[int]) -> list[int]:
    """Return which of some options are taken, by their numbers among them."""
    return np.flatnonzero(np.isin(options, np.asarray(taken, dtype=np.int64))).tolist()
