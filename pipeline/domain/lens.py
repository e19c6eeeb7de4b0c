"""How a lens turns directions into places of the picture: its projection and its field of view."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.units import numeral

Angles = NDArray[np.float64]
ProjectionName = Literal["rectilinear", "equidistant", "stereographic", "equisolid"]


@dataclass(frozen=True)
class Projection:
    """One lens model, for a focal length of 1: angles off the axis in rad, lengths without unit.

    `radius` is how far from the picture's centre a direction falls, `angle` its inverse. Across
    a ray at angle θ off the axis the picture stretches by radius'(θ) away from its centre, and by
    radius(θ) / sin θ around it. Of the cosine of θ, `around_sq` is the square of the latter, and
    `skew` is what the square of the former has more, by sin²θ: a small thing across the ray, of
    length l, of which the part a·sin θ points away from the centre, takes the length
    √(around_sq·l² + skew·(a·sin²θ)²) in the picture.
    Source: the usual definitions (Kannala and Brandt 2006).
    """

    radius: Callable[[Angles], Angles]
    angle: Callable[[Angles], Angles]
    around_sq: Callable[[Angles], Angles]
    skew: Callable[[Angles], Angles]
    widest_rad: float
    """No lens of this kind shows a direction that is further off its axis."""


def _arc_around_sq(cos: Angles) -> Angles:
    """Return (θ / sin θ)²; near the axis by its series, where the quotient loses its digits."""
    sin_sq = 1.0 - cos * cos
    series = 1.0 + sin_sq / 3.0 + sin_sq**2 * 8.0 / 45.0
    exact = np.arccos(np.clip(cos, -1.0, 1.0)) ** 2 / np.maximum(sin_sq, NEAR_AXIS / 2.0)
    return np.where((sin_sq < NEAR_AXIS) & (cos > 0.0), series, exact)


def _arc_skew(cos: Angles) -> Angles:
    """Return (1 - (θ / sin θ)²) / sin²θ."""
    sin_sq = 1.0 - cos * cos
    exact = (1.0 - _arc_around_sq(cos)) / np.maximum(sin_sq, NEAR_AXIS / 2.0)
    return np.where((sin_sq < NEAR_AXIS) & (cos > 0.0), -1.0 / 3.0 - sin_sq * 8.0 / 45.0, exact)


FISHEYE_RAD = math.radians(140.0)
"""The widest fisheye that is made sees 280° (recalled, not checked)."""

NEAR_AXIS = 1e-4
"""The square of the sine of an angle that is small enough for three terms of a series."""

PROJECTIONS: dict[ProjectionName, Projection] = {
    "rectilinear": Projection(
        np.tan, np.arctan, lambda c: 1.0 / c**2, lambda c: 1.0 / c**4, math.pi / 2.0
    ),
    "equidistant": Projection(lambda a: a, lambda r: r, _arc_around_sq, _arc_skew, FISHEYE_RAD),
    "stereographic": Projection(
        lambda a: 2.0 * np.tan(a / 2.0),
        lambda r: 2.0 * np.arctan(r / 2.0),
        lambda c: 4.0 / (1.0 + c) ** 2,
        np.zeros_like,
        FISHEYE_RAD,
    ),
    "equisolid": Projection(
        lambda a: 2.0 * np.sin(a / 2.0),
        lambda r: 2.0 * np.arcsin(np.minimum(r / 2.0, 1.0)),
        lambda c: 2.0 / (1.0 + c),
        lambda c: -(3.0 + c) / (2.0 * (1.0 + c) ** 2),
        FISHEYE_RAD,
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
                f" got {numeral(self.hfov_deg)}"
            )
        if self.circle_px is not None and not 0.0 < self.circle_px < math.inf:
            raise InputError(f"circle_px must be above 0, got {numeral(self.circle_px)}")

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
        half = np.array(math.radians(self.hfov_deg) / 2.0)
        return (self.circle_px or width_px) / 2.0 / float(self.model.radius(half))


def lens_of_focal_length(
    focal_mm: float, sensor_width_mm: float, projection: ProjectionName | None = None
) -> Lens:
    """Return the lens of a focal length on a sensor: f·θ below SHORT_MM, else rectilinear.

    >>> [round(lens_of_focal_length(focal_mm, 5.57).hfov_deg) for focal_mm in (2.8, 12.0)]
    [114, 26]
    """
    name = projection or ("equidistant" if focal_mm < SHORT_MM else "rectilinear")
    half = PROJECTIONS[name].angle(np.array(sensor_width_mm / (2.0 * focal_mm)))
    return Lens(2.0 * math.degrees(float(half)), name)
