"""What a camera sees densely and not too steeply, in the frame of its pan: a star of rays."""

import math
from dataclasses import dataclass

import numpy as np

from pipeline.coverage.optics.angle import steep_m
from pipeline.coverage.optics.density import Band, Floats, Rays, dense_band
from pipeline.coverage.optics.extent import Extent
from pipeline.coverage.optics.footprint import LEAST_DROP_M
from pipeline.coverage.optics.picture import border_of
from pipeline.coverage.optics.star import Bands, azimuths, star
from pipeline.domain.camera import Camera
from pipeline.domain.lens import Projection
from pipeline.geometry.overlay import both
from pipeline.geometry.region import EMPTY, Region

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
    """Return what a camera's rays need of its lens: model, focal length in pixels, least cosine."""
    border = border_of(camera.lens, camera.width_px, camera.height_px, 1.0)
    outermost = math.acos(border.least_cos)
    known = math.pi / 2.0 if camera.lens.projection == "rectilinear" else math.pi
    furthest = min(outermost + ASIDE_RAD, (outermost + known) / 2.0)
    return camera.lens.model, camera.focal_px, math.cos(furthest)


def densely_seen(camera: Camera, asked: Asked, picture: Region) -> Region:
    """Return what of its picture a camera sees as is asked for, walls aside.

    The picture is one that is not empty, in the frame of the pan.
    """
    extent, drop_m = Extent.around_foot(picture), camera.height_m - asked.plane_m
    near_m, least_m, most_m = limits(extent, drop_m)
    if max(least_m, steep_m(drop_m, asked.max_elevation_deg)) >= most_m:
        return EMPTY
    bands = _bands(camera, asked, least_m, most_m)
    angles = azimuths(extent.start_rad, extent.end_rad, STEP_RAD)
    band = bands(angles)
    rough = star(angles, band, near_m, bands, picture.area)
    seen = both(picture, rough)
    if 0.0 < seen.area < LITTLE * min(rough.area, picture.area):
        # What matters little for so large a star may matter for the little that is left of it.
        seen = both(picture, star(angles, band, near_m, bands, seen.area))
    return seen


def _bands(camera: Camera, asked: Asked, least_m: float, most_m: float) -> Bands:
    """Return what tells for azimuths where a camera sees as is asked for."""
    gain, tilt_rad = gain_of(camera), math.radians(camera.tilt_deg)
    drop_m = camera.height_m - asked.plane_m
    too_steep_m = steep_m(drop_m, asked.max_elevation_deg)

    def bands(azimuth_rad: Floats) -> Band:
        if asked.density_px_per_m <= 0.0:
            near_m = np.full(len(azimuth_rad), max(least_m, too_steep_m))
            return Band(near_m, np.full(len(azimuth_rad), most_m))
        tilts, drops_m = np.full_like(azimuth_rad, tilt_rad), np.full_like(azimuth_rad, drop_m)
        rays = Rays.over(gain, tilts, drops_m, azimuth_rad)
        band = dense_band(rays, asked.density_px_per_m, least_m, most_m)
        return Band(np.maximum(band.near_m, too_steep_m), band.far_m)

    return bands


def limits(extent: Extent, drop_m: float) -> tuple[float, float, float]:
    """Return up to where bands may be said to begin at the foot, and where to look for them.

    They are looked for from well before the extent begins, so that what chords need on the way
    there takes nothing from it.
    """
    nearest_m = max(NEAREST * abs(drop_m), LEAST_DROP_M)
    near_m = extent.least_m if extent.least_m > nearest_m else 0.0
    return near_m, max(extent.least_m / 2.0, nearest_m), BEYOND * extent.most_m
