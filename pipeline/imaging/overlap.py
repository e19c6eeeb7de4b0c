"""Which boxes of a picture overlap, and by how much, without asking every pair.

Boxes are a table (6, n) of float64, a row each for x1, y1, x2, y2, the area, and the reach: up to
where, in x, another box may begin. Rows are what numpy is quick with. Boxes are taken in the order
of x1, and of the pairs that reach each other only those that also meet in y are looked at closely.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SLACK = 1e-6
"""Boxes reach further by this share of their width. A box of float32 that has a width has one of
6e-8 of its coordinates or more, so rounding is far less; what this lets in is tested exactly."""

Table = NDArray[np.float64]
Indices = NDArray[np.intp]


class Overlaps(NamedTuple):
    """Pairs of boxes, `first` and `second` by index, and the area that they share.

    The boxes of a pair meet in y; where they do not meet in x, the area is not above 0.
    """

    first: Indices
    second: Indices
    shared: NDArray[np.float64]


class Ratios(NamedTuple):
    """Pairs of boxes by index, in the order of `first`, and their intersection over union."""

    first: Indices
    second: Indices
    ratio: NDArray[np.float64]


def table(boxes: NDArray[Any], share: float = 0.0) -> Table:
    """Return boxes (n, 4) as a table in which pairs are found that overlap by more than a share.

    Every pair whose intersection over union is more than `share` (from 0 to 1) will be found. A
    box turned inside out has no area.

    >>> table(np.float32([[0, 0, 4, 3], [5, 5, 5, 9]]))[4].tolist()
    [12.0, 0.0]
    """
    rows = np.empty((6, len(boxes)))
    rows[:4] = boxes.T
    sides = np.maximum(rows[2:4] - rows[:2], 0.0)
    np.multiply(sides[0], sides[1], out=rows[4])
    # Who overlaps a box by more than a share covers more than that share of its width.
    np.add(rows[0], (1.0 - share + SLACK) * sides[0], out=rows[5])
    return rows


def overlaps_within(boxes: Table) -> Overlaps:
    """Return the pairs of boxes of one table, each once."""
    by_x = boxes[0].argsort()
    boxes = boxes.take(by_x, 1)
    ends = boxes[0].searchsorted(boxes[5], "right")
    pairs = _meeting(boxes, boxes, _runs(np.arange(1, len(by_x) + 1), ends))
    return Overlaps(by_x.take(pairs.first), by_x.take(pairs.second), pairs.shared)


def overlaps_between(first: Table, second: Table) -> Overlaps:
    """Return the pairs of a box of one table with a box of another."""
    if not second.shape[1]:
        nothing = np.empty(0, np.intp)
        return Overlaps(nothing, nothing, np.empty(0))
    by_x = second[0].argsort()
    second = second.take(by_x, 1)
    widest = (second[5] - second[0]).max()
    begins = second[0].searchsorted(first[0] - widest)
    ends = second[0].searchsorted(first[5], "right")
    pairs = _meeting(first, second, _runs(begins, ends))
    return Overlaps(pairs.first, by_x.take(pairs.second), pairs.shared)


def ratios_between(first: Table, second: Table, least: float) -> Ratios:
    """Return all pairs whose intersection over union is at least so much (above 0)."""
    i, j, shared = overlaps_between(first, second)
    union = first[4].take(i) + second[4].take(j) - shared
    near = ((shared > 0.0) & (shared >= least * union)).nonzero()[0]
    return Ratios(i.take(near), j.take(near), shared.take(near) / union.take(near))


def ratios_in_loops(first: Any, second: Any, by_x: Any, least: Any) -> Any:
    """Return the three arrays of `ratios_between`: the same in loops, to be compiled.

    Only x1, y1, x2, y2 of `first` and `second` are looked at; `by_x` is the order of x1 of the
    second boxes.
    """
    widest = 0.0
    for number in range(len(by_x)):
        widest = max(widest, second[2, number] - second[0, number])
    starts = second[0][by_x]
    room = 4 * (first.shape[1] + len(by_x))
    who, which, ratios = np.empty(room, np.intp), np.empty(room, np.intp), np.empty(room)
    count = 0
    for one in range(first.shape[1]):
        x1, y1, x2, y2 = first[0, one], first[1, one], first[2, one], first[3, one]
        area = max(x2 - x1, 0.0) * max(y2 - y1, 0.0)
        for place in range(np.searchsorted(starts, x1 - widest * (1.0 + SLACK)), len(by_x)):
            if starts[place] >= x2:
                break
            other = by_x[place]
            tall = min(y2, second[3, other]) - max(y1, second[1, other])
            wide = min(x2, second[2, other]) - max(x1, second[0, other])
            if tall <= 0.0 or wide <= 0.0:
                continue
            shared = wide * tall
            whole = (second[2, other] - second[0, other]) * (second[3, other] - second[1, other])
            union = area + whole - shared
            if shared > 0.0 and shared >= least * union:
                if count == room:
                    room *= 2
                    who = np.concatenate((who, np.empty(count, np.intp)))
                    which = np.concatenate((which, np.empty(count, np.intp)))
                    ratios = np.concatenate((ratios, np.empty(count)))
                who[count], which[count], ratios[count] = one, other, shared / union
                count += 1
    return who[:count], which[:count], ratios[:count]


def _runs(begins: Indices, ends: Indices) -> tuple[Indices, Indices]:
    """Return the pairs of each run's number with the numbers from its begin up to its end.

    >>> [each.tolist() for each in _runs(np.array([1, 2, 3]), np.array([3, 2, 4]))]
    [[0, 0, 2], [1, 2, 3]]
    """
    lengths = np.maximum(ends - begins, 0)
    upto = lengths.cumsum()
    owners = np.arange(len(lengths)).repeat(lengths)
    members = np.arange(len(owners))
    members += (ends - upto).repeat(lengths)
    return owners, members


def _meeting(first: Table, second: Table, pairs: tuple[Indices, Indices]) -> Overlaps:
    """Return those pairs that meet in y, with the areas they share."""
    i, j = pairs
    tall = np.minimum(first[3].take(i), second[3].take(j))
    tall -= np.maximum(first[1].take(i), second[1].take(j))
    near = (tall > 0.0).nonzero()[0]
    i, j, tall = i.take(near), j.take(near), tall.take(near)
    wide = np.minimum(first[2].take(i), second[2].take(j))
    wide -= np.maximum(first[0].take(i), second[0].take(j))
    return Overlaps(i, j, tall * wide)
