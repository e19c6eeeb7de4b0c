"""How a camera really hangs, by surveyed points and its known lens, whatever lens that is.

The pose of least squares, in pixels, from several turns of the drawn one, so that a camera that was
hung facing the wrong way is found too. From six points on, those are found that the others agree
on: of many sets, the one whose pose puts most of the points nearest to their pixels. What that
majority then contradicts is an outlier.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, islice, pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.ground.marks import Marks
from pipeline.crowd.ground.place import Floats, places_of, pose_over
from pipeline.crowd.ground.survey import CLICK_PX, FLAT, LEAST, LEAST_FOR_ERROR, MAJORITY, OUTLYING
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.survey import Hanging, SurveyPoint
from pipeline.errors import InputError

TURNS_DEG = (0.0, 60.0, -60.0, 120.0, -120.0, 180.0)
"""From the drawn pan, for a first guess."""
MOST_PX = 50.0
"""Points that lie further off than this are not those of the pose (assumption)."""
MOST_SETS = 60
FEW_STEPS = 20
"""Of the search for a majority; what it finds is settled afterwards."""
SURE = 2.0
"""Standard errors within which a pose is nearly always (95 %)."""


def hung(points: Sequence[SurveyPoint], camera: Camera, ground_m: float = 0.0) -> Hanging:
    """Return how a camera hangs by points at their heights over ground, less how it is drawn.

    From six points on, those that no pose explains are named as outliers and left out. Raises
    InputError for fewer than four points, for points of which nobody can tell a pose, and where no
    pose can be found.
    """
    pose_over(camera, ground_m)
    points = tuple(points)
    _refuse_useless(points, camera)
    marks = Marks(points, camera, ground_m)
    guesses = (marks.settled(np.array([0, 0, 0, turn, 0, 0], np.float64)) for turn in TURNS_DEG)
    pose = min(guesses, key=marks.loss)
    trusted = np.ones(len(points), bool)
    if len(points) >= LEAST_FOR_ERROR:
        trusted = _trusted(marks, pose)
        marks = marks.only(np.flatnonzero(trusted))
        pose = marks.settled(marks.settled(pose), exactly=True)
    if marks.count < MAJORITY * len(points) or marks.error_px(pose) > MOST_PX:
        raise InputError(
            f"camera {camera.id}: no pose shows the surveyed points where they were clicked;"
            " points are mixed up, or the lens is another"
        )
    return Hanging(
        *_signed(pose, camera.tilt_deg),
        doubt=marks.doubt(pose),
        error_px=marks.error_px(pose),
        outliers=tuple(points[n].id for n in np.flatnonzero(~trusted).tolist()),
        error_m=_left_out_m(marks, pose) if len(points) >= LEAST_FOR_ERROR else None,
    )


def as_hung(camera: Camera, hanging: Hanging) -> Camera:
    """Return a camera as it really hangs, for feet to be put where they stand."""
    return replace(
        camera,
        x_m=camera.x_m + hanging.x_m,
        y_m=camera.y_m + hanging.y_m,
        height_m=camera.height_m + hanging.height_m,
        pan_deg=camera.pan_deg + hanging.pan_deg,
        tilt_deg=camera.tilt_deg + hanging.tilt_deg,
        roll_deg=camera.roll_deg + hanging.roll_deg,
    )


def as_surveyed(camera: Camera, hanging: Hanging) -> Camera:
    """Return a camera as it really hangs, within a tolerance of what is not known of that.

    What is known of fewer than six points is no better than what the plan says.
    """
    real, drawn = as_hung(camera, hanging), camera.tolerance
    if hanging.error_m is None:
        return real
    x_m, y_m, height_m, pan_deg, tilt_deg, roll_deg = (SURE * each for each in hanging.doubt)
    place_m = max(math.hypot(x_m, y_m), height_m)
    loose = Tolerance(
        min(pan_deg, drawn.pan_deg),
        min(tilt_deg, drawn.tilt_deg),
        min(roll_deg, drawn.roll_deg),
        min(place_m, drawn.position_m),
    )
    return replace(real, tolerance=loose)


def _refuse_useless(points: tuple[SurveyPoint, ...], camera: Camera) -> None:
    """Refuse too few points, two of one name, and points by which a pose could be any."""
    if len(points) < LEAST:
        raise InputError(f"camera {camera.id}: a pose needs {LEAST} points, got {len(points)}")
    names = sorted(point.id for point in points)
    if twice := [one for one, other in pairwise(names) if one == other]:
        raise InputError(f"camera {camera.id}: two surveyed points are called {twice[0]}")
    for kind, at in (
        ("on the plan", [(p.x_m, p.y_m, p.height_m) for p in points]),
        ("in the picture", [(p.x_px, p.y_px) for p in points]),
    ):
        spread = np.linalg.svd(np.array(at) - np.mean(at, axis=0), compute_uv=False)
        if not spread[1] > FLAT * spread[0]:
            raise InputError(
                f"camera {camera.id}: the surveyed points lie on one line {kind}, so that its pose"
                " could be any; take some aside of it"
            )


def _trusted(marks: Marks, pose: Floats) -> NDArray[np.bool_]:
    """Return which points (n,) the majority does not contradict."""
    everybody = np.ones(marks.count, bool)
    if marks.off_px(pose).max() <= OUTLYING * CLICK_PX:
        return everybody
    agreed = max(LEAST + 1, math.ceil(MAJORITY * marks.count))
    poses = [
        marks.only(numbers).settled(pose, steps_most=FEW_STEPS)
        for numbers in _sets(marks.count, agreed)
    ]
    best = min(poses, key=lambda one: np.sort(marks.off_px(one))[agreed - 1])
    inner = np.argsort(marks.off_px(best))[:agreed]
    core = marks.only(inner)
    trusted = marks.distances(core.settled(best, exactly=True), core) <= OUTLYING
    trusted[inner] = True
    return trusted


def _sets(count: int, size: int) -> list[NDArray[np.intp]]:
    """Return sets of so many of all points, not too many of them."""
    if math.comb(count, size) <= MOST_SETS:
        return [np.array(chosen) for chosen in combinations(range(count), size)]
    chance = np.random.default_rng(count)
    drawn = (chance.permutation(count)[:size] for _ in range(MOST_SETS))
    return list(islice(drawn, MOST_SETS))


def _left_out_m(marks: Marks, pose: Floats) -> float:
    """Return how far each point lies from where the pose of the others puts it, root mean square.

    One to which the others see only the sky counts for nothing.
    """
    squares = []
    for n in range(marks.count):
        others = marks.only(np.flatnonzero(np.arange(marks.count) != n))
        settled = _signed(others.settled(pose, exactly=True), marks.camera.tilt_deg)
        eye = as_hung(marks.camera, Hanging(*settled, NO_DOUBT, 0.0))
        x_m, y_m, z_m = marks.places[n].tolist()
        if eye.height_m > z_m:
            (place,) = places_of(marks.pixels[n : n + 1], eye, z_m)
            squares.append(float(((place - (x_m, y_m)) ** 2).sum()))
    return math.sqrt(float(np.nanmean(squares)))


def _signed(pose: Floats, tilt_deg: float) -> tuple[float, float, float, float, float, float]:
    """Return a pose as numbers, angles between -180 and 180, of a camera drawn with a tilt.

    A camera that tilts beyond the vertical looks where one does that is turned about and rolled:
    of these two ways to say the same, the one that is nearer to how the camera is drawn.
    """
    x_m, y_m, height_m, pan, tilt, roll = pose.tolist()
    over = (pan + 180.0, 180.0 - 2.0 * tilt_deg - tilt, roll + 180.0)
    both = [
        [(angle + 180.0) % 360.0 - 180.0 for angle in angles]
        for angles in ((pan, tilt, roll), over)
    ]
    pan, tilt, roll = min(both, key=lambda angles: sum(map(abs, angles)))
    return x_m, y_m, height_m, pan, tilt, roll


NO_DOUBT = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
