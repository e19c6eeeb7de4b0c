"""A camera where it can look from, and all the places around at which its lens may be instead."""

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon

from pipeline.coverage.scene import Scene
from pipeline.coverage.trusted import refuse_camera
from pipeline.domain.camera import Camera
from pipeline.errors import GeometryError
from pipeline.geometry.half_plane import Corners, clipped
from pipeline.geometry.overlay import without
from pipeline.geometry.region import Region
from pipeline.geometry.snap import CLEARANCE_M, snapped

MOST_CUTS = 24
"""A niche with more faces than this holds a camera so tightly that it cannot be off its place."""

NEARLY = 0.99
"""Of the clearance; what was cut by the whole of it is not met again."""


@dataclass(frozen=True, eq=False)
class Mount:
    """A camera at its place in free space, `moved_m` from where it is drawn.

    `corners` f8[n, 2] are those of a convex polygon that holds every place of the lens within the
    camera's tolerance on its own side of the walls around; of an exact camera, its place alone.
    `low_m` and `high_m` bound its height.
    """

    camera: Camera
    moved_m: float
    corners: NDArray[np.float64]
    low_m: float
    high_m: float

    @property
    def gap_m(self) -> float:
        """How far two neighbouring corners lie apart: what is broader hides from one of them."""
        sides = np.diff(self.corners, axis=0, append=self.corners[:1])
        return float(np.hypot(*sides.T).max())

    @property
    def foot(self) -> NDArray[np.float64]:
        """The place as drawn, (1, 2)."""
        return np.array([[self.camera.x_m, self.camera.y_m]])

    @property
    def eyes(self) -> NDArray[np.float64]:
        """The places that views are taken from: as drawn, then the corners if there are any."""
        return self.foot if len(self.corners) == 1 else np.vstack((self.foot, self.corners))


def mounted(camera: Camera, scene: Scene) -> Mount:
    """Return a camera where it can look from.

    Raises GeometryError for a camera that cannot be, or that hangs out of free space's reach.
    """
    refuse_camera(camera)
    hung, moved_m, corners = _hung(camera, scene)
    below_m, above_m = scene.headroom(_hull(corners), hung.height_m)
    off_m = hung.tolerance.position_m
    low_m = min(hung.height_m, max(hung.height_m - off_m, below_m + CLEARANCE_M))
    high_m = max(hung.height_m, min(hung.height_m + off_m, above_m - CLEARANCE_M))
    return Mount(hung, moved_m, corners, low_m, high_m)


def _hung(camera: Camera, scene: Scene) -> tuple[Camera, float, NDArray[np.float64]]:
    """Return a camera in free space, how far it was moved, and the corners of its mount."""
    off_m = camera.tolerance.position_m
    if scene.is_open(camera.x_m, camera.y_m, camera.height_m, 2.0 * off_m + 2.0 * CLEARANCE_M):
        return camera, 0.0, _open_corners(camera)
    room = scene.room_around(camera.x_m, camera.y_m, camera.height_m)
    try:
        place = snapped(room, camera.x_m, camera.y_m, camera.pan_deg)
    except GeometryError as error:
        raise GeometryError(f"camera {camera.id}: {error}") from error
    hung = replace(camera, x_m=place.x_m, y_m=place.y_m)
    return hung, place.moved_m, mount_corners(hung, room)


def _open_corners(camera: Camera) -> NDArray[np.float64]:
    """Return the corners of a mount that nothing cuts."""
    if camera.tolerance.position_m == 0.0:
        return np.array([[camera.x_m, camera.y_m]])
    return np.array(_square(camera, camera.tolerance.position_m))


def mount_corners(camera: Camera, room: Region) -> NDArray[np.float64]:
    """Return the corners (n, 2) of where a camera may hang within its tolerance.

    A square around the circle of the tolerance, turned with the camera, is cut off at the nearest
    wall, then at the nearest of what is left: across the shortest way to it, so that the rest is
    convex, holds the camera, and is clear of walls.
    """
    foot = Point(camera.x_m, camera.y_m)
    off_m = camera.tolerance.position_m
    if off_m == 0.0:
        return np.array(foot.coords)
    square = _square(camera, off_m)
    walls = without(Polygon(square).buffer(2.0 * off_m), room)
    for _ in range(MOST_CUTS):
        hull = _hull(np.array(square))
        met = walls.intersection(hull.buffer(NEARLY * CLEARANCE_M, join_style="mitre"))
        if met.is_empty:
            return np.array(square)
        wall = shapely.shortest_line(foot, met).coords[1]
        square = clipped(square, [_before(foot, wall)])
        if len(square) < 3:
            break
    return np.array(foot.coords)


def _before(foot: Point, wall: tuple[float, ...]) -> tuple[float, float, float]:
    """Return the half-plane on the camera's side of a point of a wall, clear of it."""
    dx, dy = wall[0] - foot.x, wall[1] - foot.y
    away_m = math.hypot(dx, dy)
    ux, uy = dx / away_m, dy / away_m
    return ux, uy, ux * foot.x + uy * foot.y + max(0.0, away_m - CLEARANCE_M)


def _square(camera: Camera, off_m: float) -> Corners:
    """Return a square around the circle of the tolerance, turned with the camera."""
    ux = off_m * math.cos(math.radians(camera.pan_deg))
    uy = off_m * math.sin(math.radians(camera.pan_deg))
    return [
        (camera.x_m + a * ux - b * uy, camera.y_m + a * uy + b * ux)
        for a, b in ((1, -1), (1, 1), (-1, 1), (-1, -1))
    ]


def _hull(corners: NDArray[np.float64]) -> Polygon:
    """Return the polygon of corners, or a dot around a single place."""
    if len(corners) < 3:
        return Point(corners[0]).buffer(CLEARANCE_M, quad_segs=1)
    return Polygon(corners)
