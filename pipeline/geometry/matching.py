"""Who goes with whom, so that the sum of what the pairs gain is greatest.

Few of all possible pairs gain anything, so pairs are listed and the rest is never looked at. Each
first takes its favourite second, if that is free; for each that is left, the cheapest chain of
changes is looked for (shortest augmenting paths with prices, after Jonker and Volgenant). Loops
over numbers only: `matched` runs on lists as it stands, and on arrays where it is compiled.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import GeometryError

Indices = NDArray[np.intp]

FAR = float(np.inf)


def best_matching(
    first: Indices,
    second: Indices,
    gains: NDArray[np.float64],
    sizes: tuple[int, int],
) -> Indices:
    """Return for each of `sizes[0]` firsts its partner among `sizes[1]` seconds, or -1.

    The pairs are `first` and `second` by index, in the order of `first`, each pair once, with
    `gains` above 0. No matching of these pairs, nobody in two of them, has a greater sum of gains.
    Raises GeometryError for gains that are not above 0.

    >>> first, second = np.array([0, 0, 1]), np.array([0, 1, 0])
    >>> best_matching(first, second, np.array([0.9, 0.5, 0.8]), (2, 2)).tolist()
    [1, 0]
    >>> best_matching(first[:0], second[:0], np.empty(0), (2, 2)).tolist()
    [-1, -1]
    """
    if len(gains) and not np.minimum.reduce(gains) > 0.0:
        raise GeometryError(f"gains must be above 0, got {gains[~(gains > 0.0)][0]:g}")
    starts = first.searchsorted(np.arange(sizes[0] + 1))
    pairs = starts.tolist(), second.tolist(), gains.tolist()
    return np.array(matched(*pairs, *_blank(*sizes)), np.intp)


def _blank(firsts: int, seconds: int) -> tuple[list[Any], ...]:
    """Return the room that `matched` works in."""
    alone, free = [-1] * firsts, [-1] * seconds
    prices, worths, ways = [0.0] * firsts, [0.0] * seconds, [FAR] * seconds
    return prices, worths, alone, alone.copy(), free, free.copy(), free.copy(), ways


def matched(
    starts: Any,
    second: Any,
    gains: Any,
    price: Any,
    worth: Any,
    partner: Any,
    loose: Any,
    owner: Any,
    came: Any,
    touched: Any,
    way: Any,
) -> Any:
    """Return the partner of each first: the loops of `best_matching`.

    Pairs of first n are those from `starts[n]` to `starts[n + 1]`; the rest is room to work in.
    `price` of firsts and `worth` of seconds together are never less than a pair's gain, and equal
    to it for a match; who is alone has 0. `way` is how far a second is from the loose first at
    hand, in what the sum loses; `came` is from which first one gets there.
    """
    left = 0
    for one in range(len(partner)):
        favourite = -1
        for pair in range(starts[one], starts[one + 1]):
            if gains[pair] > price[one]:
                price[one] = gains[pair]
                favourite = second[pair]
        if favourite >= 0 and owner[favourite] < 0:
            partner[one] = favourite
            owner[favourite] = one
        elif favourite >= 0:
            loose[left] = one
            left += 1
    for turn in range(left):
        root = loose[turn]
        at, reach, known, seen = root, 0.0, 0, 0
        nearest, last, alone = FAR, -1, root
        while True:
            if reach + price[at] < nearest:
                nearest, alone = reach + price[at], at
            for pair in range(starts[at], starts[at + 1]):
                there = second[pair]
                # Rounding may make the step less than nothing.
                step = reach + max(price[at] + worth[there] - gains[pair], 0.0)
                if step < way[there]:
                    if way[there] == FAR:
                        touched[seen] = there
                        seen += 1
                    way[there] = step
                    came[there] = at
            best, low = -1, nearest
            for number in range(known, seen):
                if way[touched[number]] < low:
                    best, low = number, way[touched[number]]
            if best < 0:
                break
            there = touched[best]
            touched[best], touched[known] = touched[known], there
            if owner[there] < 0:
                nearest, last = low, there
                break
            known += 1
            at, reach = owner[there], low
        price[root] -= nearest
        for number in range(known):
            there = touched[number]
            price[owner[there]] -= nearest - way[there]
            worth[there] += nearest - way[there]
        if last < 0 and alone != root:
            last = partner[alone]
            partner[alone] = -1
        while last >= 0:
            at = came[last]
            following = partner[at]
            partner[at] = last
            owner[last] = at
            last = following
        for number in range(seen):
            way[touched[number]] = FAR
    return partner


def matched_in_turn(first: Any, second: Any, gains: Any, early: Any, firsts: Any) -> Any:
    """Return the partner of each first, among the `early` seconds first: loops, to be compiled.

    `early` bool (m,) tells of each second whether it belongs to those; who has found no partner
    among them looks for one among the others. Twice `best_matching`, on arrays.
    """
    seconds = len(early)
    partner = np.full(firsts, -1, np.intp)
    for now in (True, False):
        starts = np.zeros(firsts + 1, np.intp)
        others, values = np.empty_like(second), np.empty_like(gains)
        count = pair = 0
        for one in range(firsts):
            while pair < len(first) and first[pair] == one:
                if early[second[pair]] == now and partner[one] < 0:
                    others[count], values[count] = second[pair], gains[pair]
                    count += 1
                pair += 1
            starts[one + 1] = count
        if count == 0:
            continue
        prices, worths, ways = np.zeros(firsts), np.zeros(seconds), np.full(seconds, FAR)
        chosen, loose = np.full(firsts, -1, np.intp), np.full(firsts, -1, np.intp)
        owner, came = np.full(seconds, -1, np.intp), np.full(seconds, -1, np.intp)
        touched = np.full(seconds, -1, np.intp)
        matched(starts, others, values, prices, worths, chosen, loose, owner, came, touched, ways)
        for one in range(firsts):
            if chosen[one] >= 0:
                partner[one] = chosen[one]
    return partner
