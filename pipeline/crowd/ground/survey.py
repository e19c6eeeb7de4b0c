"""The homography that surveyed points make of a picture, how sure it is, and which of them lie.

The plan is fitted to the picture, since most of the error is made by whoever clicks there, and
turned round in the end. From six points on, those are found that the others agree on: of many sets
of four, the one whose homography puts most of the points nearest to their pixels. What that
majority then contradicts is an outlier.
"""

import math
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.ground.homography import Floats, fitted, inverse, mapped, minimal, spread_of
from pipeline.domain.survey import Survey, SurveyPoint
from pipeline.errors import InputError

LEAST = 4
"""Points that a homography needs …"""
LEAST_FOR_ERROR = 6
"""… and those from which on it can be told how sure it is."""
CLICK_PX = 2.0
"""Nobody clicks a mark more exactly than this (assumption); it keeps a lucky fit from calling
points of usual care outliers."""
OUTLYING = 4.0
"""In standard errors of what the others say of a point; fewer than one honest point in a thousand
is this far off, by the normal distribution in two dimensions."""
MAJORITY = 0.7
"""Of the points must agree, and no fewer than five."""
SAME_PX, SAME_M = 0.5, 0.01
"""Two points that are nearer than this are one."""
FLAT = 0.01
"""Three points lie on one line if the height of their triangle is less than this part of how far
all points reach."""
MOST_SETS = 2_000


def surveyed(points: Sequence[SurveyPoint]) -> Survey:
    """Return the homography of a rectilinear picture to the ground, by points seen on both.

    Four points give one of unknown error; six or more the one of least squares, its error and the
    names of outliers. Raises InputError for fewer, for points that are one, that lie on one line,
    or that no camera above the ground can see together.

    >>> marks = [(0, 0, 0, 2), (2, 0, 2, 2), (2, 2, 2, 0), (0, 2, 0, 0)]
    >>> survey = surveyed([SurveyPoint(f"p{n}", *mark) for n, mark in enumerate(marks)])
    >>> (survey.matrix @ [1, 1, 1]).round(6).tolist(), survey.error_m
    ([1.0, 1.0, 1.0], None)
    """
    points = tuple(points)
    _refuse_repeated(points)
    if raised := [point.id for point in points if point.height_m]:
        raise InputError(f"a homography is of points on the ground; {raised[0]} lies above it")
    pixels, places = _arrays(points)
    sets = _sets_of_four(points, pixels, places)
    trusted = np.ones(len(points), bool)
    if len(points) >= LEAST_FOR_ERROR:
        trusted = _trusted(pixels, places, sets)
    to_picture = fitted(places[trusted], pixels[trusted])
    named = [point for point, is_trusted in zip(points, trusted, strict=True) if is_trusted]
    error_known = len(points) >= LEAST_FOR_ERROR
    return Survey(
        matrix=_to_ground(to_picture, named),
        points=points,
        error_m=_left_out_m(pixels[trusted], places[trusted]) if error_known else None,
        outliers=tuple(points[n].id for n in np.flatnonzero(~trusted).tolist()),
    )


def _arrays(points: Sequence[SurveyPoint]) -> tuple[Floats, Floats]:
    numbers = np.array([(p.x_px, p.y_px, p.x_m, p.y_m) for p in points], np.float64)
    return numbers[:, :2], numbers[:, 2:]


def _refuse_repeated(points: tuple[SurveyPoint, ...]) -> None:
    if len(points) < LEAST:
        raise InputError(f"a homography needs {LEAST} surveyed points, got {len(points)}")
    names = sorted(point.id for point in points)
    if twice := [one for one, other in pairwise(names) if one == other]:
        raise InputError(f"two surveyed points are called {twice[0]}")
    for one, other in combinations(points, 2):
        apart_px = math.hypot(one.x_px - other.x_px, one.y_px - other.y_px)
        apart_m = math.hypot(one.x_m - other.x_m, one.y_m - other.y_m)
        if apart_px < SAME_PX or apart_m < SAME_M:
            raise InputError(
                f"surveyed points {one.id} and {other.id} lie {apart_px:g} px and {apart_m:g} m"
                f" apart; at least {SAME_PX:g} px and {SAME_M:g} m are needed"
            )


def _sets_of_four(
    points: tuple[SurveyPoint, ...], pixels: Floats, places: Floats
) -> NDArray[np.intp]:
    """Return sets of four points (k, 4) of which no three lie on one line, not too many of them."""
    numbers = np.arange(len(points))
    if math.comb(len(points), LEAST) <= MOST_SETS:
        sets = np.array(list(combinations(numbers.tolist(), LEAST)))
    else:
        rows = np.tile(numbers, (MOST_SETS, 1))
        drawn = np.random.default_rng(len(points)).permuted(rows, axis=1)[:, :LEAST]
        sets = np.unique(np.sort(drawn, axis=1), axis=0)
    wide = (_flatness(pixels, sets) > FLAT) & (_flatness(places, sets) > FLAT)
    if not wide.any():
        names = ", ".join(point.id for point in points)
        raise InputError(
            f"of the surveyed points {names} no four can be taken of which no three lie on one"
            " line, in the picture and on the plan"
        )
    chosen: NDArray[np.intp] = sets[wide]
    return chosen


def _flatness(at: Floats, sets: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the least height of a triangle in each set, over how far all points reach."""
    reach = float(np.ptp(at, axis=0).max())
    heights = []
    for three in combinations(range(LEAST), 3):
        a, b, c = (at[sets[:, corner]] for corner in three)
        one, other, last = b - a, c - a, c - b
        doubled = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
        longest = np.max([np.hypot(*side.T) for side in (one, other, last)], axis=0)
        heights.append(doubled / longest)
    least: NDArray[np.float64] = np.min(heights, axis=0) / reach
    return least


def _trusted(pixels: Floats, places: Floats, sets: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which points (n,) the majority does not contradict."""
    agreed = max(LEAST + 1, math.ceil(MAJORITY * len(pixels)))
    off_px = np.hypot(*np.moveaxis(mapped(minimal(places, pixels, sets), places) - pixels, -1, 0))
    chosen = int(np.argmin(np.sort(off_px, axis=1)[:, agreed - 1]))
    best = off_px[chosen].copy()
    # Without the four themselves, a majority that lies on one line would tell nothing.
    best[sets[chosen]] = -1.0
    inner = np.argsort(best)[:agreed]
    core = fitted(places[inner], pixels[inner])
    spread = spread_of(core, places[inner], pixels[inner], CLICK_PX)
    trusted: NDArray[np.bool_] = spread.distances(places, pixels) <= OUTLYING
    trusted[inner] = True
    return trusted


def _to_ground(to_picture: Floats, points: Sequence[SurveyPoint]) -> Floats:
    """Return a homography turned round, its w above 0 at the points; refuses an impossible one."""
    pixels, places = _arrays(points)
    scales = to_picture[2, :2] @ places.T + to_picture[2, 2]
    fewer = min(scales > 0.0, scales < 0.0, key=np.count_nonzero)
    if fewer.any():
        names = ", ".join(points[n].id for n in np.flatnonzero(fewer).tolist())
        raise InputError(
            f"surveyed points: {names} would lie behind the camera that sees the others;"
            " a pixel or a place of these points is wrong or mixed up"
        )
    upright = to_picture * np.sign(scales[0])
    # Pixels count downwards, so that ground seen from above is turned over.
    if np.linalg.det(upright) > 0.0:
        raise InputError(
            "surveyed points show the ground mirrored, as if seen from below;"
            " two of them are mixed up, or the picture is"
        )
    matrix = inverse(upright)
    scaled: Floats = matrix / abs(float(matrix[2, :2] @ pixels[0] + matrix[2, 2]))
    return scaled


def _left_out_m(pixels: Floats, places: Floats) -> float:
    """Return how far each point lies from where the others put it, root mean square."""
    squares = []
    for n in range(len(pixels)):
        others = np.arange(len(pixels)) != n
        to_ground = inverse(fitted(places[others], pixels[others]))
        squares.append(float(((mapped(to_ground, pixels[n : n + 1]) - places[n]) ** 2).sum()))
    return math.sqrt(sum(squares) / len(squares))
