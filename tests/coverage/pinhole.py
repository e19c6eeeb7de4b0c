"""An independent pinhole camera: where points of space fall in the picture, one by one."""

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.camera import Camera

Points = NDArray[np.float64]
APART_M = 1e-5


def projected(camera: Camera, points: Points) -> tuple[Points, NDArray[np.float64]]:
    """Return columns and rows from the picture's centre (n, 2), and the depths (n,)."""
    pan, tilt = np.radians([camera.pan_deg, camera.tilt_deg])
    ahead = np.array([np.cos(tilt) * np.cos(pan), np.cos(tilt) * np.sin(pan), -np.sin(tilt)])
    left = np.array([-np.sin(pan), np.cos(pan), 0.0])
    rays = points - np.array([camera.x_m, camera.y_m, camera.height_m])
    depth = rays @ ahead
    sides = np.stack((rays @ left, rays @ np.cross(ahead, left)), axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # beside the lens, depth is 0
        return camera.focal_px * sides / depth[:, None], depth


def falls_inside(camera: Camera, places: Points, plane_m: float) -> NDArray[np.bool_]:
    """Tell which places (n, 2) of a plane fall inside the picture."""
    picture, depth = projected(camera, _raised(places, plane_m))
    inside = np.abs(picture) <= np.array([camera.width_px, camera.height_px]) / 2.0
    return (depth > 0.0) & inside.all(axis=1)


def densities(camera: Camera, places: Points, plane_m: float) -> tuple[Points, Points]:
    """Return px/m of a target's width and height (n, 2 each: columns, rows), by finite differences.

    The target stands upright at each place and faces the camera.
    """
    points = _raised(places, plane_m)
    away = places - np.array([camera.x_m, camera.y_m])
    away /= np.linalg.norm(away, axis=1)[:, None]
    across = np.stack((-away[:, 1], away[:, 0], np.zeros(len(away))), axis=1)
    upward = np.broadcast_to([0.0, 0.0, 1.0], across.shape)
    width, height = (
        projected(camera, points + step)[0] - projected(camera, points - step)[0]
        for step in (APART_M * across, APART_M * upward)
    )
    return np.abs(width) / (2.0 * APART_M), np.abs(height) / (2.0 * APART_M)


def _raised(places: Points, plane_m: float) -> Points:
    return np.column_stack((places, np.full(len(places), plane_m)))
