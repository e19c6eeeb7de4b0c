"""Surveyed points as a camera would show them that hangs otherwise than drawn.

A pose is six numbers: by how much x, y, height, pan, tilt and roll differ from how it is drawn.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.ground.place import Floats, pixels_by
from pipeline.crowd.ground.survey import CLICK_PX
from pipeline.domain.camera import Camera
from pipeline.domain.survey import SurveyPoint

STEPS = 60
NUDGES = np.array([1e-4, 1e-4, 1e-4, 1e-3, 1e-3, 1e-3])
"""Of metres and degrees, by which the change of pixels is felt."""
UNSEEN_PX = 1e4
"""A point that a pose cannot show counts as this far off."""
LOOSE = 2.0
"""In clicks: what is further off pulls by its direction only, until outliers are known (Huber)."""
TINY = 1e-12 * np.eye(6)
"""Keeps a step defined where nothing depends on a number, as roll where no point is shown."""


class Marks:
    """Where points are on the floor, `places` (n, 3), and in the picture, `pixels` (n, 2)."""

    def __init__(
        self, points: Sequence[SurveyPoint], camera: Camera, ground_m: float = 0.0
    ) -> None:
        rows = [(p.x_m, p.y_m, ground_m + p.height_m, p.x_px, p.y_px) for p in points]
        numbers = np.array(rows, np.float64).reshape(-1, 5)
        self.places, self.pixels = numbers[:, :3], numbers[:, 3:]
        self.camera, self.ground_m = camera, ground_m
        hung = (camera.x_m, camera.y_m, camera.height_m)
        turned = (camera.pan_deg, camera.tilt_deg, camera.roll_deg)
        self._drawn = np.array((*hung, *turned), np.float64)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.pixels)

    def only(self, numbers: NDArray[np.intp]) -> "Marks":
        """Return some of them."""
        some = Marks((), self.camera, self.ground_m)
        some.places, some.pixels = self.places[numbers], self.pixels[numbers]
        return some

    def off(self, pose: Floats) -> Floats:
        """Return how far pixels are from where a pose shows the points, (n, 2)."""
        return np.asarray(self._offs(pose[None, :])[0], np.float64)

    def _offs(self, poses: Floats) -> Floats:
        """Return the same for each of some poses, (k, n, 2)."""
        hung = self._drawn + poses
        # A point at a fisheye's rim must not vanish while a pose is nudged.
        off = self.pixels - pixels_by(self.places, hung, self.camera, past_rim=True)
        off[hung[:, 2] <= self.ground_m] = np.nan
        return np.clip(np.where(np.isnan(off), UNSEEN_PX, off), -UNSEEN_PX, UNSEEN_PX)

    def off_px(self, pose: Floats) -> NDArray[np.float64]:
        """Return the same as distances, (n,)."""
        distances: NDArray[np.float64] = np.hypot(*self.off(pose).T)
        return distances

    def loss(self, pose: Floats, *, exactly: bool = False) -> float:
        """Return how badly a pose fits: squares of distances, of large ones less unless exactly."""
        far = self.off_px(pose) / (LOOSE * CLICK_PX)
        return float((far**2 if exactly else np.where(far < 1.0, far**2, 2.0 * far - 1.0)).sum())

    def settled(self, pose: Floats, *, exactly: bool = False, steps_most: int = STEPS) -> Floats:
        """Return the pose of least loss near one (Levenberg and Marquardt)."""
        damped, loss = 1e-3, self.loss(pose, exactly=exactly)
        for _ in range(steps_most):
            steps, off = self._steps(pose), self.off(pose)
            weight = np.minimum(1.0, LOOSE * CLICK_PX / np.maximum(np.hypot(*off.T), 1e-12))
            weight = np.ones(2 * self.count) if exactly else np.repeat(weight, 2)
            normal = (steps * weight[:, None]).T @ steps
            pull = steps.T @ (weight * off.reshape(-1))
            while damped < 1e12:
                step = np.linalg.solve(normal + damped * (np.diag(np.diag(normal)) + TINY), pull)
                tried = self.loss(pose + step, exactly=exactly)
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
        spread = np.sqrt(np.maximum(np.diag(self._covariance(pose)), 0.0))
        x_m, y_m, height_m, pan_deg, tilt_deg, roll_deg = spread.tolist()
        return x_m, y_m, height_m, pan_deg, tilt_deg, roll_deg

    def distances(self, pose: Floats, core: "Marks") -> NDArray[np.float64]:
        """Return how far points are off a pose that a core of them made, (n,), in standard errors.

        A pose that is not sure of where it shows a point does not contradict it.
        """
        steps = self._steps(pose).reshape(-1, 2, 6)
        moved = np.einsum("nip,pq,njq->nij", steps, core._covariance(pose), steps)
        spread = core._click_px(pose) ** 2 * np.eye(2) + moved
        off = self.off(pose)
        squares = np.einsum("ni,ni->n", off, np.linalg.solve(spread, off[..., None])[..., 0])
        distances: NDArray[np.float64] = np.sqrt(np.maximum(squares, 0.0))
        return distances

    def _click_px(self, pose: Floats) -> float:
        """Return how well points were clicked, by how well a pose shows them."""
        squares = float((self.off(pose) ** 2).sum())
        return max(CLICK_PX, math.sqrt(squares / (2 * self.count - 6)))

    def _covariance(self, pose: Floats) -> NDArray[np.float64]:
        steps = self._steps(pose)
        spread = np.linalg.pinv(steps.T @ steps, rcond=1e-15, hermitian=True)
        return np.asarray(self._click_px(pose) ** 2 * spread, np.float64)

    def _steps(self, pose: Floats) -> NDArray[np.float64]:
        """Return how pixels move with a pose, (2n, 6)."""
        nudges = np.diag(NUDGES)
        ahead, back = self._offs(pose - nudges), self._offs(pose + nudges)
        moved = (ahead - back).reshape(len(NUDGES), -1) / (2.0 * NUDGES[:, None])
        return np.ascontiguousarray(moved.T)
