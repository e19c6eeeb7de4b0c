"""Which of the boxes found is whose: sure ones first, then the rest among who is still missing.

After ByteTrack: a person half hidden scores less, but has not gone. Both times the sum of overlaps
(intersection over union) is made as great as it can be.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.compiler import Function, machine_code
from pipeline.geometry.matching import Indices, best_matching, matched, matched_in_turn
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
    """Return `partners` as machine code."""
    nobody, nothing = np.empty((4, 0)), np.empty((6, 0))
    none, empty, sure = np.empty(0, np.intp), np.empty(0), np.empty(0, np.bool_)
    ratios = machine_code(ratios_in_loops, lambda look: look(nobody, nothing, none, 0.1))
    match = machine_code(
        matched_in_turn, lambda match: match(none, none, empty, sure, 0), called=(matched,)
    )

    def quick(
        awaited: NDArray[np.float64], found: Table, sure: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        pairs = ratios(awaited, found, found[0].argsort(), LEAST_OVERLAP)
        chosen: NDArray[np.intp] = match(*pairs, sure, awaited.shape[1])
        return chosen

    return quick
