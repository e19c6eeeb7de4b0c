"""Points that were surveyed both in a camera's picture and on the plan, and what they tell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.units import is_coordinate


@dataclass(frozen=True)
class SurveyPoint:
    """A mark: its pixel in the camera's picture, and its place on the plan.

    It lies on the ground, or `height_m` above it, as the top of a post does.
    """

    id: str
    x_px: float
    y_px: float
    x_m: float
    y_m: float
    height_m: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no pixel and no place."""
        numbers = (self.x_px, self.y_px, self.x_m, self.y_m, self.height_m)
        if not all(map(is_coordinate, numbers)):
            raise InputError(
                f"surveyed point {self.id}: pixels and metres must be finite numbers of a usual"
                f" size, got {', '.join(f'{number:g}' for number in numbers)}"
            )


@dataclass(frozen=True, eq=False)
class Survey:
    """What surveyed points make of a picture: its homography to the ground, and how sure it is.

    Of (x, y, w) = `matrix` (3, 3) · (pixel, 1) the place is (x, y) / w, below the horizon where w
    is above 0. `error_m` is how far a point lies, root mean square, from where all others put it;
    None of fewer than six points. `outliers` are ids of points that the others contradict; the
    homography is made without them.
    """

    matrix: NDArray[np.float64]
    points: tuple[SurveyPoint, ...]
    error_m: float | None
    outliers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hanging:
    """How a camera hangs by surveyed points, less how it is drawn; angles in degrees.

    `doubt` is the standard error of each, in the same order: x, y, height, pan, tilt, roll.
    `error_m` is how far a point lies, root mean square, from where the pose of all others puts it;
    None of fewer than six points, of which nobody can tell how sure they are.
    """

    x_m: float
    y_m: float
    height_m: float
    pan_deg: float
    tilt_deg: float
    roll_deg: float
    doubt: tuple[float, float, float, float, float, float]
    error_px: float
    outliers: tuple[str, ...] = ()
    error_m: float | None = None
