"""Which of the boxes found is whose: sure ones first, then the rest among who is still missing.

After ByteTrack: a person half hidden scores less, but has not gone. Both times the sum of overlaps
(intersection over union) is made as great as it can be.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.compiler import Function, machine_code
from pipeline.geometry.matching import Indices, best_matching, matched
from pipeline.imaging.overlap import Ratios, Table, ratios_between, ratios_in_loops, table

LEAST_OVERLAP = 0.1
"""Boxes that overlap less are not the same person's."""


def partners(awaited: NDArray[np.float64], found: Table, sure: NDArray[np.bool_]) -> Indices:
    """Return for each box (4, n) where somebody is awaited its partner of those found, or -1."""
    sizes = awaited.shape[1], found.shape[1]
    pairs = ratios_between(table(awaited.T), found, LEAST_OVERLAP)
    first = sure.take(pairs.second)
    if np.logical_and.reduce(first):
        return best_matching(*pairs, sizes)
    partner = best_matching(*_some(pairs, first), sizes)
    second = ~first & (partner.take(pairs.first) < 0)
    if not np.logical_or.reduce(second):
        return partner
    return np.maximum(partner, best_matching(*_some(pairs, second), sizes))


def _some(pairs: Ratios, which: NDArray[np.bool_]) -> Ratios:
    return Ratios(*(each.compress(which) for each in pairs))


@cache
def compiled() -> Function:
    """Return `partners` as machine code, from `partners_in_loops`."""
    nobody, nothing = np.empty((4, 0)), np.empty((6, 0))
    by_x, sure = np.empty(0, np.intp), np.empty(0, np.bool_)
    found = machine_code(
        partners_in_loops,
        lambda look: look(nobody, nothing, by_x, sure),
        called=(ratios_in_loops, matched),
    )
    return lambda awaited, boxes, sure: found(awaited, boxes, boxes[0].argsort(), sure)


def partners_in_loops(awaited: Any, found: Any, by_x: Any, sure: Any) -> Any:
    """Return what `partners` returns: the same in loops, to be compiled."""
    firsts, seconds = awaited.shape[1], found.shape[1]
    who, which, ratios = ratios_in_loops(awaited, found, by_x, LEAST_OVERLAP)
    partner = np.full(firsts, -1, np.intp)
    for surely in (True, False):
        starts = np.zeros(firsts + 1, np.intp)
        second, gains = np.empty_like(which), np.empty_like(ratios)
        count = pair = 0
        for one in range(firsts):
            while pair < len(who) and who[pair] == one:
                if sure[which[pair]] == surely and partner[one] < 0:
                    second[count], gains[count] = which[pair], ratios[pair]
                    count += 1
                pair += 1
            starts[one + 1] = count
        if count == 0:
            continue
        price, worth, way = np.zeros(firsts), np.zeros(seconds), np.full(seconds, np.inf)
        chosen, loose = np.full(firsts, -1, np.intp), np.full(firsts, -1, np.intp)
        owner, came = np.full(seconds, -1, np.intp), np.full(seconds, -1, np.intp)
        touched = np.full(seconds, -1, np.intp)
        matched(starts, second, gains, price, worth, chosen, loose, owner, came, touched, way)
        for one in range(firsts):
            if chosen[one] >= 0:
                partner[one] = chosen[one]
    return partner
