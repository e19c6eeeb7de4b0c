"""How a camera really hangs, by surveyed points and its known lens, whatever lens that is.

The pose of least squares, in pixels, from several turns of the drawn one, so that a camera that was
hung facing the wrong way is found too.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.ground.place import Floats, pixels_of, pose_over
from pipeline.crowd.ground.survey import CLICK_PX, LEAST, LEAST_FOR_ERROR, MAJORITY, OUTLYING
from pipeline.domain.camera import Camera
from pipeline.domain.survey import Hanging, SurveyPoint
from pipeline.errors import InputError

TURNS_DEG = (0.0, 60.0, -60.0, 120.0, -120.0, 180.0)
"""From the drawn pan, for a first guess."""
STEPS = 60
NUDGES = np.array([1e-4, 1e-4, 1e-4, 1e-3, 1e-3, 1e-3])
"""Of metres and degrees, by which the change of pixels is felt."""
MOST_PX = 50.0
"""Points that lie further off than this are not those of the pose (assumption)."""
UNSEEN_PX = 1e4
"""A point that a pose cannot show counts as this far off."""
LOOSE = 2.0
"""In clicks: what is further off pulls by its direction only, until outliers are known (Huber)."""


def hung(points: Sequence[SurveyPoint], camera: Camera, ground_m: float = 0.0) -> Hanging:
    """Return how a camera hangs by points on the ground of a height, less how it is drawn.

    From six points on, those that no pose explains are named as outliers and left out. Raises
    InputError for fewer than four points, and where no pose can be found.
    """
    pose_over(camera, ground_m)
    if len(points) < LEAST:
        raise InputError(f"camera {camera.id}: a pose needs {LEAST} points, got {len(points)}")
    scene = _Marks(points, camera, ground_m)
    guesses = (scene.settled(np.array([0, 0, 0, turn, 0, 0], np.float64)) for turn in TURNS_DEG)
    pose = min(guesses, key=scene.loss)
    off_px = np.hypot(*scene.off(pose).T)
    trusted = np.ones(len(points), bool)
    if len(points) >= LEAST_FOR_ERROR:
        usual_px = max(CLICK_PX, 1.4826 * float(np.median(off_px)))
        trusted = off_px <= OUTLYING * usual_px
        scene = _Marks([points[n] for n in np.flatnonzero(trusted).tolist()], camera, ground_m)
        pose = scene.settled(pose)
    if scene.count < MAJORITY * len(points) or scene.error_px(pose) > MOST_PX:
        raise InputError(
            f"camera {camera.id}: no pose shows the surveyed points where they were clicked;"
            " points are mixed up, or the lens is another"
        )
    return Hanging(
        *_signed(pose),
        doubt=scene.doubt(pose),
        error_px=scene.error_px(pose),
        outliers=tuple(points[n].id for n in np.flatnonzero(~trusted).tolist()),
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


def _signed(pose: Floats) -> tuple[float, float, float, float, float, float]:
    """Return a pose whose angles lie from -180 up to 180."""
    x_m, y_m, height_m, *angles = pose.tolist()
    pan, tilt, roll = ((angle + 180.0) % 360.0 - 180.0 for angle in angles)
    return x_m, y_m, height_m, pan, tilt, roll


class _Marks:
    """Points on the ground as a camera would show them that hangs otherwise than drawn.

    A pose is six numbers: by how much x, y, height, pan, tilt and roll differ.
    """

    def __init__(self, points: Sequence[SurveyPoint], camera: Camera, ground_m: float) -> None:
        self.count = len(points)
        self._places = np.array([(p.x_m, p.y_m) for p in points], np.float64).reshape(-1, 2)
        self._pixels = np.array([(p.x_px, p.y_px) for p in points], np.float64).reshape(-1, 2)
        self._camera, self._ground_m = camera, ground_m

    def off(self, pose: Floats) -> Floats:
        """Return how far pixels are from where a pose shows the points, (n, 2)."""
        x_m, y_m, height_m, pan, tilt, roll = pose.tolist()
        hanging = Hanging(x_m, y_m, height_m, pan, tilt, roll, NO_DOUBT, 0.0)
        eye = as_hung(self._camera, hanging)
        if eye.height_m <= self._ground_m:
            return np.full((self.count, 2), UNSEEN_PX)
        off = self._pixels - pixels_of(self._places, eye, self._ground_m)
        return np.clip(np.where(np.isnan(off), UNSEEN_PX, off), -UNSEEN_PX, UNSEEN_PX)

    def loss(self, pose: Floats) -> float:
        """Return how badly a pose fits: squares of small distances, and large ones as they are."""
        far = np.hypot(*self.off(pose).T) / (LOOSE * CLICK_PX)
        return float(np.where(far < 1.0, far**2, 2.0 * far - 1.0).sum())

    def settled(self, pose: Floats) -> Floats:
        """Return the pose of least loss near one (Levenberg and Marquardt)."""
        damped, loss = 1e-3, self.loss(pose)
        for _ in range(STEPS):
            steps, off = self._steps(pose), self.off(pose)
            weight = np.minimum(1.0, LOOSE * CLICK_PX / np.maximum(np.hypot(*off.T), 1e-12))
            weight = np.repeat(weight, 2)
            normal = (steps * weight[:, None]).T @ steps
            pull = steps.T @ (weight * off.reshape(-1))
            while damped < 1e12:
                step = np.linalg.solve(normal + damped * (np.diag(np.diag(normal)) + TINY), pull)
                tried = self.loss(pose + step)
                if tried < loss:
                    break
                damped *= 10.0
            else:
                break
            pose, gained, loss = pose + step, loss - tried, tried
            damped = max(damped / 30.0, 1e-12)
            if gained < 1e-12 * (1.0 + loss):
                break
        return pose

    def error_px(self, pose: Floats) -> float:
        """Return the distance of a point from where a pose shows it, root mean square."""
        return math.sqrt(float((self.off(pose) ** 2).sum()) / max(self.count, 1))

    def doubt(self, pose: Floats) -> tuple[float, float, float, float, float, float]:
        """Return the standard errors of a pose, of clicks that are no better than CLICK_PX."""
        squares = float((self.off(pose) ** 2).sum())
        error_px = max(CLICK_PX, math.sqrt(squares / (2 * self.count - 6)))
        steps = self._steps(pose)
        spread = np.sqrt(np.diag(np.linalg.pinv(steps.T @ steps, rcond=1e-15, hermitian=True)))
        x_m, y_m, height_m, pan_deg, tilt_deg, roll_deg = (error_px * spread).tolist()
        return x_m, y_m, height_m, pan_deg, tilt_deg, roll_deg

    def _steps(self, pose: Floats) -> NDArray[np.float64]:
        """Return how pixels move with a pose, (2n, 6)."""
        columns = []
        for number, by in enumerate(NUDGES.tolist()):
            nudge = np.zeros(6)
            nudge[number] = by
            ahead, back = self.off(pose - nudge), self.off(pose + nudge)
            columns.append(((ahead - back) / (2.0 * by)).reshape(-1))
        return np.stack(columns, axis=1)


NO_DOUBT = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

TINY = 1e-12 * np.eye(6)
"""Keeps a step defined where nothing depends on a number, as roll where no point is shown."""
