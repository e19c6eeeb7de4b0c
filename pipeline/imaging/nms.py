"""Which of many overlapping boxes stand for the same person, and which one is kept.

Two ways to the same boxes: with numpy, or in loops that are compiled where numba is installed.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.compiler import Function, Payback, machine_code
from pipeline.imaging.overlap import (
    SLACK,
    Indices,
    Overlaps,
    Table,
    overlaps_between,
    overlaps_within,
    table,
)

AT_ONCE = 512
"""So many boxes are compared with each other at once. Of more, the best part goes first and clears
away most of the others …"""
FIRST_PART = 4
"""… one box in so many, which is quickest by trial …"""
MOST_FIRST = 512
"""… but never more than this."""
MOST_PAIRS = 1_000_000
"""So many pairs are looked at together at most, lest a broken model take all memory."""

_PAYBACK = Payback(1_000_000)
"""Boxes, of each of which machine code saves about half a microsecond."""


def kept(
    boxes: NDArray[np.float32],
    scores: NDArray[np.float32],
    iou: float,
    *,
    compiled: bool | None = None,
) -> Indices:
    """Return the indices of the boxes that stay, best score first.

    Greedy non-maximum suppression of (n, 4) x1, y1, x2, y2: the best box stays and removes all
    that overlap it by more than `iou` (intersection over union, from 0 to 1), then the next best;
    of equal scores the earlier box is the better. There is no upper limit: a cap would make every
    crowd beyond it look the same. All boxes are of one class: families give people alone.

    `compiled` None runs machine code once it is worth it and where numba is installed; False runs
    numpy, True raises UnavailableError without numba.

    >>> boxes = np.float32([[0, 0, 10, 10], [0, 0, 10, 9], [20, 0, 30, 10]])
    >>> kept(boxes, np.float32([0.5, 0.9, 0.7]), 0.6).tolist()
    [1, 2]
    """
    order = (-scores).argsort(kind="stable")
    if _PAYBACK.is_due(len(order)) if compiled is None else compiled:
        stay: Indices = _compiled()(boxes, order, boxes[:, 0].argsort(), iou, SLACK)
        return stay
    return order.take(_staying(table(boxes.take(order, 0), iou), iou))


def _staying(rows: Table, iou: float) -> Indices:
    """Return which boxes stay of these, which are in the order of their scores, with numpy."""
    if rows.shape[1] <= AT_ONCE:
        return _best(rows, iou)
    order, stay = np.arange(rows.shape[1]), []
    while len(order) > AT_ONCE:
        first = min(len(order) // FIRST_PART, MOST_FIRST)
        best = _best(rows[:, :first], iou)
        stay.append(order.take(best))
        left = first + _left(rows[:, first:], rows.take(best, 1), iou)
        order, rows = order.take(left), rows.take(left, 1)
    return np.concatenate((*stay, order.take(_best(rows, iou))))


def _best(rows: Table, iou: float) -> Indices:
    """Return which boxes stay of these, which are in the order of their scores."""
    one, other = _doubles(rows, rows, overlaps_within(rows), iou)
    better, worse = np.minimum(one, other), np.maximum(one, other)
    gone = np.zeros(rows.shape[1], np.bool_)
    # All at once: whom nobody better overlaps stays, and whom it overlaps goes; then again.
    while len(better):
        doubted = np.zeros(rows.shape[1], np.bool_)
        doubted[worse] = True
        gone[worse.compress(~doubted.take(better))] = True
        open_pairs = (~(gone.take(better) | gone.take(worse))).nonzero()[0]
        better, worse = better.take(open_pairs), worse.take(open_pairs)
    return (~gone).nonzero()[0]


def _left(rows: Table, best: Table, iou: float) -> Indices:
    """Return which boxes none of the best removes."""
    left = np.ones(rows.shape[1], np.bool_)
    parts = 1 + best.shape[1] * rows.shape[1] // MOST_PAIRS
    for part in np.array_split(best, parts, axis=1) if parts > 1 else (best,):
        _, doubles = _doubles(part, rows, overlaps_between(part, rows), iou)
        left[doubles] = False
    return left.nonzero()[0]


def _doubles(first: Table, second: Table, pairs: Overlaps, iou: float) -> tuple[Indices, Indices]:
    """Return the pairs that overlap by more than `iou`."""
    i, j, shared = pairs
    # As a product, not a quotient: boxes without area overlap by nothing, not by 0/0.
    union = first[4].take(i) + second[4].take(j) - shared
    over = (shared > iou * union).nonzero()[0]
    return i.take(over), j.take(over)


@cache
def _compiled() -> Function:
    """Return `kept_in_loops`, compiled."""
    nothing, nobody = np.empty((0, 4), np.float32), np.empty(0, np.intp)
    return machine_code(kept_in_loops, lambda keep: keep(nothing, nobody, nobody, 0.5, SLACK))


def kept_in_loops(boxes: Any, order: Any, by_x: Any, iou: Any, slack: Any) -> Any:
    """Return what `kept` returns: the same in loops, to be compiled.

    `order` is that of the scores, `by_x` that of x1. Each box is at its place in the order of x1,
    and looks both ways for as far as others may overlap it.
    """
    count = len(order)
    x1, y1, x2, y2, area, reach = np.empty((6, count))
    places, hidden, stay = np.empty(count, np.intp), np.zeros(count, np.bool_), np.empty_like(order)
    widest = 0.0
    for place in range(count):
        places[by_x[place]] = place
        x1[place], y1[place] = boxes[by_x[place], 0], boxes[by_x[place], 1]
        x2[place], y2[place] = boxes[by_x[place], 2], boxes[by_x[place], 3]
        width = max(x2[place] - x1[place], 0.0)
        area[place] = width * max(y2[place] - y1[place], 0.0)
        reach[place] = x1[place] + (1.0 - iou + slack) * width
        widest = max(widest, reach[place] - x1[place])
    kept_count = 0
    for rank in range(count):
        best = places[order[rank]]
        if hidden[best]:
            continue
        stay[kept_count] = order[rank]
        kept_count += 1
        for step in (-1, 1):
            place = best + step
            while 0 <= place < count:
                if (step > 0 and x1[place] > reach[best]) or x1[place] < x1[best] - widest:
                    break
                # Who is better and still there overlaps little, or it would have hidden this one.
                tall = min(y2[best], y2[place]) - max(y1[best], y1[place])
                wide = min(x2[best], x2[place]) - max(x1[best], x1[place])
                if tall > 0.0 and wide > 0.0:
                    shared = wide * tall
                    if shared > iou * (area[best] + area[place] - shared):
                        hidden[place] = True
                place += step
    return stay[:kept_count]
