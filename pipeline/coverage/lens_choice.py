"""Which camera gives a density at a distance: the widest that does is the one to hang."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.coverage.view_cone import dead_zone_m
from pipeline.domain.camera import Camera
from pipeline.domain.camera_class import CameraClass
from pipeline.domain.density_class import DENSITY_CLASSES, DensityClass
from pipeline.domain.label import Label
from pipeline.errors import InputError


@dataclass(frozen=True)
class Aim:
    """What a camera is aimed at: `plane_m` above the ground, so far away on the plan.

    `height_m` is that of the camera.
    """

    distance_m: float
    height_m: float = 3.0
    plane_m: float = 1.5

    def __post_init__(self) -> None:
        """Refuse what lies nowhere."""
        for name, value in (("distance", self.distance_m), ("height", self.height_m)):
            if not 0.0 < value < 1000.0:
                raise InputError(f"the {name} must lie between 0 and 1000 m, got {value:g}")
        if not 0.0 <= self.plane_m <= 10.0:
            raise InputError(f"the plane must lie between 0 and 10 m, got {self.plane_m:g}")


@dataclass(frozen=True)
class Fit:
    """A class of camera aimed straight at a place.

    `width_m` is how wide its picture is there, inf where it sees more than half a turn;
    `reached` are the classes of both editions of IEC 62676-4 by their year, None below them all;
    on the ground, what is nearer than `dead_zone_m` is below the picture.
    """

    camera_class: CameraClass
    width_m: float
    density_px_per_m: float
    reached: dict[int, DensityClass | None]
    dead_zone_m: float
    suffices: bool


def fits(classes: Iterable[CameraClass], aim: Aim, density_px_per_m: float) -> tuple[Fit, ...]:
    """Return all classes aimed at a place: those that suffice first, the cheapest and widest first.

    >>> from pipeline.domain.lens import Lens
    >>> plain = CameraClass("p", Label("p", "p"), "bullet", Lens(90.0), 2000, 1000, 1)
    >>> (fit,) = fits([plain], Aim(8.0, 7.5, 1.5), 60.0)  # f = 1000 px, 10 m through the air
    >>> round(fit.width_m, 6), round(fit.density_px_per_m, 6), fit.reached[2014].name, fit.suffices
    (20.0, 80.0, 'observe', True)
    """
    found = [_fit(each, aim, density_px_per_m) for each in classes]
    return tuple(
        sorted(
            found,
            key=lambda fit: (
                not fit.suffices,
                fit.camera_class.price_band if fit.suffices else 0,
                -fit.width_m if fit.suffices else -fit.density_px_per_m,
                fit.camera_class.id,
            ),
        )
    )


def _fit(each: CameraClass, aim: Aim, density_px_per_m: float) -> Fit:
    drop_m = aim.height_m - aim.plane_m
    range_m = math.hypot(aim.distance_m, drop_m)
    # On the axis all lenses are alike; what stands upright is foreshortened by the tilt.
    focal_px = each.lens.focal_px(each.width_px)
    density = focal_px * aim.distance_m / range_m**2
    half_rad = math.radians(each.lens.hfov_deg) / 2.0
    if each.heads:
        half_rad += math.radians(max(abs(head.pan_deg) for head in each.heads))
    wide = half_rad < math.pi / 2.0 - 1e-9
    return Fit(
        camera_class=each,
        width_m=2.0 * range_m * math.tan(half_rad) if wide else math.inf,
        density_px_per_m=density,
        reached={edition: reached(edition, density) for edition in DENSITY_CLASSES},
        dead_zone_m=_dead_zone_m(each, aim, drop_m),
        suffices=density >= density_px_per_m,
    )


def _dead_zone_m(each: CameraClass, aim: Aim, drop_m: float) -> float:
    """Return how far off the ground below a camera comes into its picture."""
    tilt_deg = math.degrees(math.atan2(drop_m, aim.distance_m))
    pose = (0.0, 0.0, aim.height_m, 0.0, tilt_deg)
    hung = Camera("", Label("", ""), *pose, each.lens, each.width_px, each.height_px)
    return dead_zone_m(hung, 0.0)


def reached(edition: int, density_px_per_m: float) -> DensityClass | None:
    """Return the finest class of an edition that a density reaches, None below the coarsest.

    >>> [found and found.name for found in (reached(2025, 20.0), reached(2014, 12.4))]
    ['overview', None]
    """
    known = DENSITY_CLASSES[edition].values()
    met = [each for each in known if density_px_per_m >= each.density_px_per_m]
    return met[-1] if met else None
