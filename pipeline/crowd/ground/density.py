"""People per square metre of visible ground: over all of it, and where they stand most densely.

The densest disc is looked for among all that matter: of any disc, the same feet lie in one that is
centred on one of them or has two of them on its rim. It is divided by what of it is visible ground,
so that a crowd against a wall or in a corner is not thinned by ground on which nobody can stand;
but never by less than LEAST_SHARE of it, lest one person in a sliver be a crowd.
"""

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.domain.people_density import DensestDisc, GroundDensity
from pipeline.geometry.disc import disc_areas
from pipeline.geometry.region import Region

Floats = NDArray[np.float64]

PEAK_RADIUS_M = 1.5
"""Of the disc over which a peak is taken: 7.1 m², of which one person is 0.14 people/m². Studies
of crowds average over one to two metres; less is a matter of who stands beside whom."""
LEAST_SHARE = 0.25
"""Of the disc, as in a square corner: no disc is divided by less."""
LEAST_M2 = 2.0
"""On less visible ground there is no density (assumption)."""
TOUCHING = 1e-9
"""Metres, or of a turn, by which rounding may put a foot outside the disc on whose rim it lies."""
TURN = 2.0 * math.pi
WELL = 1.05
"""Of the radius from the border, so that no rounded corner of what is drawn in cuts a disc."""


def ground_density(
    places: Floats, visible: Region, radius_m: float = PEAK_RADIUS_M
) -> GroundDensity | None:
    """Return how densely people at places (n, 2) stand on visible ground; None of too little.

    Places beside it, and those that are NaN, count for nothing.

    >>> from shapely import box
    >>> crowd = ground_density(np.array([[1.0, 1.0], [2.0, 1.0], [9.0, 9.0]]), box(0, 0, 10, 10))
    >>> crowd.count, crowd.mean_p_m2, crowd.peak.count
    (3, 0.03, 2)
    >>> ground_density(np.empty((0, 2)), box(0, 0, 1, 1)) is None
    True
    """
    if visible.area < LEAST_M2:
        return None
    within = places[standing_on(places, visible)]
    peak = densest_disc(within, visible, radius_m) if len(within) else None
    return GroundDensity(len(within), float(visible.area), peak)


def standing_on(places: Floats, visible: Region) -> NDArray[np.bool_]:
    """Return which places (n, 2) lie on a region, its border included."""
    shapely.prepare(visible)
    stands: NDArray[np.bool_] = shapely.intersects_xy(visible, places[:, 0], places[:, 1])
    return stands


def densest_disc(feet: Floats, visible: Region, radius_m: float = PEAK_RADIUS_M) -> DensestDisc:
    """Return the disc in which people per square metre of visible ground are most, of one foot on.

    Of several, the one that holds most people, and of these the first of their feet.
    """
    centres, counts = discs(feet, radius_m)
    whole_m2 = math.pi * radius_m**2
    # Nothing divided by a whole disc beats this; what cannot beat it cut as small as may be, goes.
    hopeful = np.flatnonzero(counts >= LEAST_SHARE * counts.max())
    centres, counts = centres[hopeful], counts[hopeful]
    areas = np.full(len(counts), whole_m2)
    # Those well inside are whole; of the others some are, and get as much to the last digit.
    cut = ~standing_on(centres, visible.buffer(-WELL * radius_m))
    areas[cut] = np.maximum(disc_areas(visible, centres[cut], radius_m), LEAST_SHARE * whole_m2)
    best = np.lexsort((-counts, -counts / areas))[0]
    x_m, y_m = centres[best].tolist()
    return DensestDisc(x_m, y_m, int(counts[best]), float(areas[best]))


def discs(feet: Floats, radius_m: float) -> tuple[Floats, NDArray[np.int64]]:
    """Return the centres (m, 2) of all discs that matter, and how many feet lie in each.

    One about each foot, and both that have two feet on their rim. Of the latter, those that go
    through a foot are counted at once, by the turns about it at which others come in and go out.

    >>> feet = np.array([[0.0, 0.0], [2.0, 0.0], [9.0, 0.0]])
    >>> [(round(x, 6), round(y), n) for (x, y), n in zip(*map(np.ndarray.tolist, discs(feet, 1.0)))]
    [(0.0, 0, 1), (2.0, 0, 1), (9.0, 0, 1), (1.0, 0, 2), (1.0, 0, 2)]
    """
    one, other = _pairs_within(feet, 2.0 * radius_m)
    away = feet[other] - feet[one]
    apart = np.hypot(away[:, 0], away[:, 1])
    about = 1 + np.bincount(one[apart <= radius_m + TOUCHING], minlength=len(feet))
    on_spot = np.bincount(one[apart <= TOUCHING], minlength=len(feet))
    beside = apart > TOUCHING
    one, away = one[beside], away[beside]
    middle = np.arctan2(away[:, 1], away[:, 0])
    half = np.arccos(np.minimum(apart[beside] / (2.0 * radius_m), 1.0)) + TOUCHING
    enters = (middle - half) % TURN
    leaves = (middle + half) % TURN
    counts = 1 + on_spot[one] + _present(one, enters, leaves, len(feet))
    turn = enters + TOUCHING
    rims = feet[one] + radius_m * np.column_stack((np.cos(turn), np.sin(turn)))
    return np.concatenate((feet, rims)), np.concatenate((about, counts))


def _present(
    rows: NDArray[np.intp], enters: Floats, leaves: Floats, count: int
) -> NDArray[np.int64]:
    """Return how many stays of its row on a circle last when each begins, itself among them."""
    stays = len(rows)
    turns, kinds = np.concatenate((enters, leaves)), np.repeat([0, 1], stays)
    order = np.lexsort((kinds, turns, np.concatenate((rows, rows))))
    # A row's stays all end, but those that last over the turn's end began before its beginning.
    over = np.bincount(rows[enters > leaves], minlength=count)
    lasting = np.empty(2 * stays, np.int64)
    lasting[order] = np.cumsum(np.where(order < stays, 1, -1))
    present: NDArray[np.int64] = lasting[:stays] + over[rows]
    return present


def _pairs_within(feet: Floats, distance_m: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the numbers of all pairs of feet no further apart than a distance, both ways round."""
    off = feet[:, None, :] - feet[None, :, :]
    near = (off**2).sum(axis=2) <= distance_m**2
    np.fill_diagonal(near, False)
    one, other = np.nonzero(near)
    return one, other
