"""How people hide each other from a camera: simulated crowds, and who of them is still seen.

A person is an upright board that faces the camera, seen in angles from it. Whoever stands nearer
hides all below the top of their head, so that of each person a skyline cuts off the lower part:
all is a matter of intervals, and nothing is drawn. Pessimistic, since nobody has gaps between the
legs, and for a camera overhead more so, which sees no boards but crowns.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.geometry.region import Region

Floats = NDArray[np.float64]

WIDTH_M = 0.45
"""Of a person, across the shoulders with a bag."""
HEIGHT_M, HEIGHT_SPREAD_M = 1.55, 0.12
"""Of pupils, normally distributed …"""
HEIGHT_LIMITS_M = 1.1, 1.9
"""… within these."""
HEAD_M = 0.25
"""From the top of the head to the chin."""
APART_M, APART_SHARE = 0.42, 0.72
"""Nobody stands nearer to another than the former, nor, in a crowd of ρ people/m², than the latter
over √ρ: loose enough that so many can be placed at random."""
COLUMNS = 24
"""Across a person, in each of which the skyline is looked up."""
MOST_TRIES = 400
"""Places that are tried for each person before a crowd is as dense as it gets."""
LEAST_AWAY_M = 1e-3


@dataclass(frozen=True)
class Eye:
    """Where a camera is: its place on the plan, and how high it hangs above the ground."""

    x_m: float
    y_m: float
    height_m: float


@dataclass(frozen=True, eq=False)
class Seen:
    """Which share of each person is seen, of the whole body and of the head alone: (n,) each."""

    body: Floats
    head: Floats


def crowd_on(region: Region, density_p_m2: float, chance: np.random.Generator) -> Floats:
    """Return where people of a density stand on a region, (n, 2), at random but not in each other.

    Their number is a matter of chance as well (Poisson), and less where no more find room.

    >>> from shapely import box
    >>> crowd_on(box(0, 0, 3, 3), 0.0, np.random.default_rng(0)).shape
    (0, 2)
    """
    wanted = int(chance.poisson(density_p_m2 * region.area))
    if not wanted:
        return np.empty((0, 2))
    apart_m = min(APART_M, APART_SHARE / math.sqrt(density_p_m2))
    found, tries = np.empty((0, 2)), MOST_TRIES * wanted
    while len(found) < wanted and tries > 0:
        batch = thrown(region, 2 * (wanted - len(found)) + 16, chance)
        tries -= len(batch)
        free = np.ones(len(batch), bool)
        if len(found):
            free = _apart(batch, found).min(axis=1) > apart_m
        batch = batch[free]
        found = np.concatenate((found, batch[_kept(batch, apart_m)]))[:wanted]
    return found


def heights_of(count: int, chance: np.random.Generator) -> Floats:
    """Return how tall people are, (n,)."""
    return np.clip(chance.normal(HEIGHT_M, HEIGHT_SPREAD_M, count), *HEIGHT_LIMITS_M)


def seen_from(eye: Eye, places: Floats, heights: Floats) -> Seen:
    """Return which share of people at places (n, 2), so tall (n,), is seen past all others.

    >>> low = Eye(0.0, 0.0, 1.0)
    >>> row = np.array([[4.0, 0.0], [8.0, 0.0], [8.0, 3.0]])
    >>> seen_from(low, row, np.full(3, 1.55)).body.tolist()  # a lower eye sees no head behind one
    [1.0, 0.0, 1.0]
    """
    away = places - np.array([eye.x_m, eye.y_m])
    far = np.maximum(np.hypot(away[:, 0], away[:, 1]), LEAST_AWAY_M)
    aside, half = np.arctan2(away[:, 1], away[:, 0]), np.arctan2(WIDTH_M / 2.0, far)
    top, foot = np.arctan2(heights - eye.height_m, far), np.arctan2(-eye.height_m, far)
    chin = np.arctan2(heights - HEAD_M - eye.height_m, far)
    skyline = _skyline(aside, half, far, top)
    body = (top[:, None] - np.clip(skyline, foot[:, None], top[:, None])) / (top - foot)[:, None]
    head = (top[:, None] - np.clip(skyline, chin[:, None], top[:, None])) / (top - chin)[:, None]
    return Seen(body.mean(axis=1), head.mean(axis=1))


def ground_seen(eye: Eye, points: Floats, places: Floats, heights: Floats) -> NDArray[np.bool_]:
    """Return which points (m, 2) of the ground are seen past all people.

    >>> behind = np.array([[9.5, 0.0], [10.1, 0.0], [9.5, 1.0]])  # 4 m up, over 1.6 m at 6 m
    >>> ground_seen(Eye(0.0, 0.0, 4.0), behind, np.array([[6.0, 0.0]]), np.array([1.6])).tolist()
    [False, True, True]
    """
    foot = np.array([eye.x_m, eye.y_m])
    to, away = points - foot, places - foot
    near = np.maximum(np.hypot(away[:, 0], away[:, 1]), LEAST_AWAY_M)
    far = np.maximum(np.hypot(to[:, 0], to[:, 1]), LEAST_AWAY_M)
    turn = np.arctan2(to[:, 1], to[:, 0])[:, None] - np.arctan2(away[:, 1], away[:, 0])
    aside = np.abs((turn + math.pi) % (2.0 * math.pi) - math.pi)
    # The sight line to the ground passes over people as high as what is left of the way.
    over = eye.height_m * (1.0 - near / far[:, None])
    hidden = (near < far[:, None]) & (aside <= np.arctan2(WIDTH_M / 2.0, near)) & (over <= heights)
    seen: NDArray[np.bool_] = ~hidden.any(axis=1)
    return seen


def _skyline(aside: Floats, half: Floats, far: Floats, top: Floats) -> Floats:
    """Return how high those who stand nearer reach before each column of a person, (n, COLUMNS)."""
    turn = (aside[None, :] - aside[:, None] + math.pi) % (2.0 * math.pi) - math.pi
    hides = (far[None, :] < far[:, None]) & (np.abs(turn) < half[None, :] + half[:, None])
    behind, before = np.nonzero(hides)
    skyline = np.full((len(far), COLUMNS), -math.pi / 2.0)
    columns = half[behind, None] * ((2.0 * np.arange(COLUMNS) + 1.0) / COLUMNS - 1.0)
    within = np.abs(columns - turn[behind, before][:, None]) <= half[before, None]
    reached = np.where(within, top[before, None], -math.pi / 2.0)
    if len(behind):
        starts = np.flatnonzero(np.diff(behind, prepend=-1))
        skyline[behind[starts]] = np.maximum.reduceat(reached, starts, axis=0)
    return skyline


def thrown(region: Region, count: int, chance: np.random.Generator) -> Floats:
    """Return about so many places at random on a region."""
    west, south, east, north = region.bounds
    share = region.area / ((east - west) * (north - south))
    drawn = chance.uniform((west, south), (east, north), (math.ceil(count / share), 2))
    inside = shapely.intersects_xy(region, drawn[:, 0], drawn[:, 1])
    thrown: Floats = drawn[inside]
    return thrown


def _kept(batch: Floats, apart_m: float) -> NDArray[np.bool_]:
    """Return which places of a batch are far enough from all that were kept before them."""
    near = _apart(batch, batch) <= apart_m
    kept = np.ones(len(batch), bool)
    for number in range(len(batch)):
        if kept[number]:
            kept[number + 1 :] &= ~near[number, number + 1 :]
    return kept


def _apart(one: Floats, other: Floats) -> Floats:
    off = one[:, None, :] - other[None, :, :]
    apart: Floats = np.hypot(off[..., 0], off[..., 1])
    return apart
