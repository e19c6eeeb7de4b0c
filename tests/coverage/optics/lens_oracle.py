"""An independent camera: where points of space fall in its picture, by the lens formulas alone.

Densities are lengths in the picture between projected pairs of points. Nothing here is shared
with the product but the nouns.
"""

import math

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.camera import Camera

Points = NDArray[np.float64]
Flags = NDArray[np.bool_]
APART_M = 1e-5

RADII = {
    "rectilinear": np.tan,
    "equidistant": lambda a: a,
    "stereographic": lambda a: 2.0 * np.tan(a / 2.0),
    "equisolid": lambda a: 2.0 * np.sin(a / 2.0),
}
WIDEST_DEG = {"rectilinear": 90.0, "equidistant": 140.0, "stereographic": 140.0, "equisolid": 140.0}


def axes(camera: Camera) -> Points:
    """Return the unit vectors right, down and ahead of a camera, as rows."""
    pan, tilt, roll = np.radians([camera.pan_deg, camera.tilt_deg, camera.roll_deg])
    ahead = np.array([np.cos(tilt) * np.cos(pan), np.cos(tilt) * np.sin(pan), -np.sin(tilt)])
    right = np.array([np.sin(pan), -np.cos(pan), 0.0])
    down = np.cross(ahead, right)
    rolled = right * np.cos(roll) + down * np.sin(roll)
    return np.stack((rolled, np.cross(ahead, rolled), ahead))


def focal_px(camera: Camera) -> float:
    half = math.radians(camera.lens.hfov_deg / 2.0)
    across_px = camera.lens.circle_px or camera.width_px
    return across_px / 2.0 / float(RADII[camera.lens.projection](half))


def projected(camera: Camera, points: Points) -> tuple[Points, Points]:
    """Return places right of and below the picture's centre (n, 2), and angles off the axis."""
    rays = points - np.array([camera.x_m, camera.y_m, camera.height_m])
    right, down, ahead = (rays @ axes(camera).T).T
    aside = np.hypot(right, down)
    angle = np.arctan2(aside, ahead)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        off_px = focal_px(camera) * RADII[camera.lens.projection](angle)
        share = np.where(aside > 0.0, off_px / aside, focal_px(camera) / np.abs(ahead))
        return np.column_stack((share * right, share * down)), angle


def falls_inside(camera: Camera, places: Points, plane_m: float, spare_px: float = 0.0) -> Flags:
    """Tell which places (n, 2) of a plane fall inside the picture, by so many pixels."""
    picture, angle = projected(camera, raised(places, plane_m))
    half = np.array([camera.width_px, camera.height_px]) / 2.0 - spare_px
    inside = (np.abs(picture) <= half).all(axis=1)
    if camera.lens.circle_px:
        inside &= np.hypot(*picture.T) <= camera.lens.circle_px / 2.0 - spare_px
    known: Flags = angle < math.radians(WIDEST_DEG[camera.lens.projection])
    return inside & known


def densities(camera: Camera, places: Points, plane_m: float) -> Points:
    """Return px/m of a target's width and height (n, 2), by finite differences.

    The target stands upright at each place and faces the camera.
    """
    points = raised(places, plane_m)
    away = places - np.array([camera.x_m, camera.y_m])
    away = away / np.linalg.norm(away, axis=1)[:, None]
    across = np.stack((-away[:, 1], away[:, 0], np.zeros(len(away))), axis=1)
    upward = np.broadcast_to([0.0, 0.0, 1.0], across.shape)
    pairs = (
        projected(camera, points + step)[0] - projected(camera, points - step)[0]
        for step in (APART_M * across, APART_M * upward)
    )
    return np.column_stack([np.hypot(*pair.T) / (2.0 * APART_M) for pair in pairs])


def density(camera: Camera, places: Points, plane_m: float) -> NDArray[np.float64]:
    """Return the smaller density of width and height at each place."""
    least: NDArray[np.float64] = densities(camera, places, plane_m).min(axis=1)
    return least


def raised(places: Points, plane_m: float) -> Points:
    return np.column_stack((places, np.full(len(places), plane_m)))
