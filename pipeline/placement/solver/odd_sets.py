"""Sets of rows that together say more than one by one, as whole options can be taken only.

Added up, halved and rounded up, an odd number of rows asks for half a camera more than the relaxed
problem may give: three points, of which each option sees two at most, need two options, though
three halves would do. (Zero-half cuts; Caprara and Fischetti, Mathematical Programming 74, 1996.)
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.placement.solver.instance import Bools, Floats, Ints

SLACK = 0.2
"""A row that is met with more to spare adds too much to be in a set."""

MOST_PAIRS, MOST_TRIPLES, MOST_GROWN, MOST_ROWS = 1500, 400, 120, 9
MOST_SETS, MOST_USES = 100, 6
"""Sets at a time, and how many of them one row is in: others are found once these are held."""

BRANCHES = 5
BROKEN = 0.97
"""Only a set whose odd mass is below this is broken by enough; one breaks none."""

NEVER = 9.0

Counts = NDArray[np.int16]
Singles = NDArray[np.float32]


class _Rows:
    """Rows as they matter here: which shares they count oddly, and what they have to spare.

    `odd` f4[k, s] is over the options that are taken in part, of which there is `share` f4[s];
    `spare` f4[k], `mass` f4[k] what each counts oddly, with what it spares, `half` whether it asks
    for an odd number.
    """

    def __init__(self, rows: Counts, need: Ints, shares: Floats) -> None:
        spare = rows @ shares - need
        taken = np.flatnonzero(shares > 1e-6)
        near = np.flatnonzero(spare < SLACK)
        odd = (rows[near][:, taken] & 1).astype(np.bool_)
        half = (need[near] & 1).astype(np.bool_)
        # Of rows that are alike among these options, the one that holds fewest of the others.
        order = np.lexsort((rows[near].sum(axis=1), np.round(spare[near], 3)))
        keys = np.column_stack((np.packbits(odd, axis=1), half))[order]
        kept = order[np.unique(keys, axis=0, return_index=True)[1]]
        self.numbers, self.half = near[kept], half[kept]
        self.odd = odd[kept].astype(np.float32)
        self.share = shares[taken].astype(np.float32)
        self.spare = np.maximum(0.0, spare[self.numbers]).astype(np.float32)
        self.weighted = self.odd * self.share
        self.mass = self.weighted.sum(axis=1) + self.spare

    def with_one_more(self, odd: Singles, spare: Singles) -> Singles:
        """Return f4[p, k]: the odd mass of sets, given what each counts oddly, and another row."""
        own = odd @ self.share + spare
        found: Singles = own[:, None] + self.mass - 2.0 * odd @ self.weighted.T
        return found


def odd_sets(rows: Counts, need: Ints, shares: Floats) -> list[Ints]:
    """Return sets of rows, by number, whose rounded half is broken by shares of options.

    `rows` i2[k, n] are how often each option counts, of which `need` i8[k] is asked for.

    >>> rows = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=np.int16)
    >>> [found.tolist() for found in odd_sets(rows, np.ones(3, dtype=np.int64), np.full(3, 0.5))]
    [[0, 1, 2]]
    >>> odd_sets(rows, np.ones(3, dtype=np.int64), np.array([1.0, 1.0, 0.0]))
    []
    """
    some = _Rows(rows, need, shares)
    if len(some.numbers) < 3:
        return []
    found = _triples(some)
    for triple in list(found)[:MOST_GROWN]:
        grown, mass = _grown(some, list(triple), found[triple])
        found.setdefault(grown, mass)
    uses = np.zeros(len(some.numbers), dtype=np.int64)
    chosen: list[Ints] = []
    for members, mass in sorted(found.items(), key=lambda pair: (pair[1], pair[0])):
        if mass > BROKEN or len(chosen) == MOST_SETS:
            break
        if uses[list(members)].max() < MOST_USES:
            uses[list(members)] += 1
            chosen.append(np.sort(some.numbers[list(members)]))
    return chosen


def _triples(some: _Rows) -> dict[tuple[int, ...], float]:
    """Return three rows each that count little oddly, with how much, the least first."""
    count = len(some.numbers)
    masses = some.with_one_more(some.odd, some.spare)
    masses[~some.half] = masses[:, ~some.half] = NEVER
    masses[np.tril_indices(count)] = NEVER
    flat = np.argsort(masses, axis=None, kind="stable")[:MOST_PAIRS]
    one, other = np.divmod(flat[masses.ravel()[flat] < NEVER], count)
    if not one.size:
        return {}
    both = np.abs(some.odd[one] - some.odd[other])
    thirds = some.with_one_more(both, some.spare[one] + some.spare[other])
    thirds[:, ~some.half] = NEVER
    pairs = np.arange(len(one))
    thirds[pairs, one] = thirds[pairs, other] = NEVER
    third = thirds.argmin(axis=1)
    mass = thirds[pairs, third]
    found: dict[tuple[int, ...], float] = {}
    for n in np.argsort(mass, kind="stable")[:MOST_TRIPLES].tolist():
        if mass[n] < NEVER:
            members = tuple(sorted((int(one[n]), int(other[n]), int(third[n]))))
            found.setdefault(members, float(mass[n]))
    return found


def _grown(some: _Rows, members: list[int], mass: float) -> tuple[tuple[int, ...], float]:
    """Return a set with two rows more at a time, as long as that leaves less that counts oddly."""
    while len(members) < MOST_ROWS:
        odd = some.odd[members].sum(axis=0) % 2.0
        spare = some.spare[members].sum()
        singly = some.with_one_more(odd[None], np.array([spare], dtype=np.float32))[0]
        singly[members] = NEVER
        tried = np.argsort(singly, kind="stable")[:BRANCHES]
        masses = some.with_one_more(np.abs(odd - some.odd[tried]), spare + some.spare[tried])
        masses[:, members] = NEVER
        masses[np.arange(len(tried)), tried] = NEVER
        masses[some.half[tried][:, None] != some.half] = NEVER
        first, second = divmod(int(masses.argmin()), masses.shape[1])
        if masses[first, second] > mass - 1e-3:
            break
        mass = float(masses[first, second])
        members += [int(tried[first]), second]
    return tuple(sorted(members)), mass


def rounded(rows: Counts, need: Ints, sets: list[Ints]) -> tuple[Counts, Ints]:
    """Return what sets of rows ask for, halved and rounded up, as rows.

    >>> rows = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=np.int16)
    >>> rounded(rows, np.ones(3, dtype=np.int64), [np.array([0, 1, 2])])
    (array([[1, 1, 1]], dtype=int16), array([2]))
    """
    sums = np.array([rows[members].sum(axis=0, dtype=np.int64) for members in sets])
    asked = np.array([need[members].sum() for members in sets], dtype=np.int64)
    return (-(-sums // 2)).astype(np.int16), -(-asked // 2)


def light(rows: Counts, most: int) -> Bools:
    """Tell which rows count no option more often than this."""
    found: Bools = rows.max(axis=1, initial=0) <= most
    return found
