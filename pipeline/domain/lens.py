"""How a lens turns directions into places of the picture: its projection and its field of view."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError

Angles = NDArray[np.float64]
ProjectionName = Literal["rectilinear", "equidistant", "stereographic", "equisolid"]


@dataclass(frozen=True)
class Projection:
    """One lens model, for a focal length of 1: angles off the axis in rad, lengths in focal lengths.

    `radius` is how far from the picture's centre a direction falls, `angle` its inverse, `slope`
    the derivative of `radius`; a small object gains `slope` away from the centre, and
    radius / sin(angle) around it. Source: the usual definitions (Kannala and Brandt 2006).
    """

    radius: Callable[[Angles], Angles]
    slope: Callable[[Angles], Angles]
    angle: Callable[[Angles], Angles]
    widest_rad: float
    """No lens of this kind shows a direction that is this far off its axis or further."""


PROJECTIONS: dict[ProjectionName, Projection] = {
    "rectilinear": Projection(np.tan, lambda a: 1.0 / np.cos(a) ** 2, np.arctan, math.pi / 2.0),
    "equidistant": Projection(lambda a: a, np.ones_like, lambda r: r, math.pi),
    "stereographic": Projection(
        lambda a: 2.0 * np.tan(a / 2.0),
        lambda a: 1.0 / np.cos(a / 2.0) ** 2,
        lambda r: 2.0 * np.arctan(r / 2.0),
        math.pi,
    ),
    "equisolid": Projection(
        lambda a: 2.0 * np.sin(a / 2.0),
        lambda a: np.cos(a / 2.0),
        lambda r: 2.0 * np.arcsin(r / 2.0),
        math.pi,
    ),
}

SHORT_MM = 6.0
"""Below this focal length a lens is taken as f·θ where its datasheet states no field of view: the
pinhole formula is 21° off a published chart at 2.8 mm and 9° at 4 mm, f·θ within 3° (measured)."""


@dataclass(frozen=True)
class Lens:
    """A lens by the field of view of its datasheet.

    `hfov_deg` spans the picture's width; where `circle_px` is given, the picture of a fisheye is
    a disc of that diameter in the middle of the sensor, and `hfov_deg` spans the disc.
    """

    hfov_deg: float
    projection: ProjectionName = "rectilinear"
    circle_px: float | None = None

    def __post_init__(self) -> None:
        """Refuse a field of view that no lens of this projection has."""
        widest_deg = 2.0 * math.degrees(PROJECTIONS[self.projection].widest_rad)
        if not 0.0 < self.hfov_deg < widest_deg:
            raise InputError(
                f"hfov_deg of a {self.projection} lens must be between 0 and {widest_deg:g},"
                f" got {self.hfov_deg:g}"
            )
        if self.circle_px is not None and not 0.0 < self.circle_px < math.inf:
            raise InputError(f"circle_px must be above 0, got {self.circle_px:g}")

    @property
    def model(self) -> Projection:
        """The projection's formulas."""
        return PROJECTIONS[self.projection]

    def focal_px(self, width_px: int) -> float:
        """Return the focal length in pixels of a picture that is `width_px` wide.

        >>> round(Lens(90.0).focal_px(1920), 6)
        960.0
        >>> round(Lens(180.0, "equidistant").focal_px(2048), 1)  # 1024 px in π/2
        651.9
        """
        half = np.float64(math.radians(self.hfov_deg) / 2.0)
        return (self.circle_px or width_px) / 2.0 / float(self.model.radius(half))


def lens_of_focal_length(
    focal_mm: float, sensor_width_mm: float, projection: ProjectionName | None = None
) -> Lens:
    """Return the lens of a focal length on a sensor: f·θ below SHORT_MM, else rectilinear.

    >>> round(lens_of_focal_length(2.8, 5.57).hfov_deg), round(lens_of_focal_length(12, 5.57).hfov_deg)
    (114, 26)
    """
    name = projection or ("equidistant" if focal_mm < SHORT_MM else "rectilinear")
    half = PROJECTIONS[name].angle(np.float64(sensor_width_mm / (2.0 * focal_mm)))
    return Lens(2.0 * math.degrees(float(half)), name)
