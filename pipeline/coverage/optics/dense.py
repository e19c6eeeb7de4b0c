"""What cameras see densely and not too steeply, in the frames of their pans: stars of rays."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from pipeline.coverage.optics.angle import steep_m
from pipeline.coverage.optics.band_loops import LEAST_DROP_M
from pipeline.coverage.optics.density import Band, Floats, Rays, dense_band
from pipeline.coverage.optics.extent import Extents
from pipeline.coverage.optics.fan import Bands, Numbers, azimuths, fans_of
from pipeline.coverage.optics.picture import border_of
from pipeline.coverage.optics.star import stars
from pipeline.domain.camera import Camera
from pipeline.domain.lens import Projection
from pipeline.geometry.overlay import both_each
from pipeline.geometry.region import EMPTY, Regions

STEP_RAD = math.radians(1.5)
"""Between the corners of a nominal outline; its chords cut off 1.2e-4 of a circle."""

ASIDE_RAD = math.radians(15.0)
"""So far outside the picture density is still taken as it is, where the lens knows any."""

NEAREST = 1e-3
"""Of the drop to the plane; nearer to the foot a person is seen from too far above for anything."""

BEYOND = 1.001
"""Times the furthest place of a picture: what is dense up to there has no far end."""


LITTLE = 0.2
"""Of a star; where no more of it falls into the picture, its curves are taken more finely."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a place: the height of what must be seen, and how it must be seen."""

    plane_m: float
    density_px_per_m: float = 0.0
    max_elevation_deg: float | None = None


def gain_of(camera: Camera) -> tuple[Projection, float, float]:
    """Return what a camera's rays need of its lens."""
    border = border_of(camera.lens, camera.width_px, camera.height_px, 1.0)
    outermost = math.acos(border.least_cos)
    known = math.pi / 2.0 if camera.lens.projection == "rectilinear" else math.pi
    furthest = min(outermost + ASIDE_RAD, (outermost + known) / 2.0)
    return camera.lens.model, camera.focal_px, math.cos(furthest)


def gains_of(cameras: Sequence[Camera]) -> tuple[Projection, Floats, Floats]:
    """Return what the rays of cameras, all of whose lenses are of one model, need of them."""
    models, focal_px, least_cos = zip(*map(gain_of, cameras), strict=True)
    return models[0], np.array(focal_px), np.array(least_cos)


def densely_seen(cameras: Sequence[Camera], asked: Asked, pictures: Regions) -> Regions:
    """Return what of its picture each camera sees as is asked for, walls aside.

    Pictures are not empty, and in the frames of the pans; all lenses are of one model.
    """
    extents = Extents.around_foot(pictures)
    drops_m = np.array([camera.height_m - asked.plane_m for camera in cameras])
    near_m, least_m, most_m = limits(extents, drops_m)
    too_steep_m = np.array([steep_m(drop_m, asked.max_elevation_deg) for drop_m in drops_m])
    seen = np.full(len(cameras), EMPTY, dtype=np.object_)
    owners = np.flatnonzero(np.maximum(least_m, too_steep_m) < most_m)
    if len(owners) == 0:
        return seen
    bands = _bands(cameras, asked, too_steep_m, (least_m, most_m))
    spans_rad = zip(extents.start_rad[owners], extents.end_rad[owners], strict=True)
    fans = fans_of(owners, [azimuths(*span_rad, STEP_RAD) for span_rad in spans_rad], bands)
    areas_m2 = shapely.area(pictures)
    rough = stars(fans, near_m, bands, areas_m2)
    seen[owners] = both_each(pictures[owners], rough[owners])
    seen_m2 = shapely.area(seen)
    little = (seen_m2 > 0.0) & (seen_m2 < LITTLE * np.minimum(shapely.area(rough), areas_m2))
    if little.any():
        # What matters little for so large a star may matter for the little that is left of it.
        close = stars(fans.some(little[fans.owners]), near_m, bands, seen_m2)
        seen[little] = both_each(pictures[little], close[little])
    return seen


def _bands(
    cameras: Sequence[Camera], asked: Asked, too_steep_m: Floats, limits_m: tuple[Floats, Floats]
) -> Bands:
    """Return what tells for rays where their cameras see as is asked for."""
    model, *numbers = gains_of(cameras)
    tilt_rad = np.radians([camera.tilt_deg for camera in cameras])
    drop_m = np.array([camera.height_m - asked.plane_m for camera in cameras])

    def bands(owners: Numbers, azimuths_rad: Floats) -> Band:
        least_m, most_m, steep = (each[owners] for each in (*limits_m, too_steep_m))
        if asked.density_px_per_m <= 0.0:
            return Band(np.maximum(least_m, steep), most_m)
        gain = model, numbers[0][owners], numbers[1][owners]
        rays = Rays.over(gain, tilt_rad[owners], drop_m[owners], azimuths_rad)
        band = dense_band(rays, asked.density_px_per_m, least_m, most_m)
        return Band(np.maximum(band.near_m, steep), band.far_m)

    return bands


def limits(extents: Extents, drops_m: Floats) -> tuple[Floats, Floats, Floats]:
    """Return up to where bands may be said to begin at the foot, and where to look for them.

    They are looked for from well before the extent begins, so that what chords need on the way
    there takes nothing from it.
    """
    nearest_m = np.maximum(NEAREST * np.abs(drops_m), LEAST_DROP_M)
    near_m = np.where(extents.least_m > nearest_m, extents.least_m, 0.0)
    return near_m, np.maximum(extents.least_m / 2.0, nearest_m), BEYOND * extents.most_m
