"""A camera where it can look from, and all the places around at which its lens may be instead."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon

from pipeline.coverage.scene import Extent, Scene
from pipeline.coverage.trusted import refuse_camera
from pipeline.domain.camera import Camera
from pipeline.errors import GeometryError
from pipeline.geometry.half_plane import Corners, clipped
from pipeline.geometry.overlay import without
from pipeline.geometry.region import Region, Regions
from pipeline.geometry.snap import CLEARANCE_M, snapped

MOST_CUTS = 200
"""No niche that a camera hangs in has more faces; one that has is refused."""

LATTICE_M = 0.05
"""Between the places of a mount from which prohibited zones are looked at. Past two corners that
line up, a place between them may see a slit more: never more than its neighbours would past walls
thinner by their distance from it."""

MOST_BESIDE = 4
"""So many things below or above parts of a mount make up to sixteen berths."""

CLOSE_M = 0.5
"""All walls are known around a mount that is smaller than this and hangs clear of them."""

NEARLY = 0.99
"""Of the clearance; what was cut by the whole of it is not met again."""


@dataclass(frozen=True, eq=False)
class Berth:
    """Places and heights that a lens may take, in every combination.

    `corners` f8[n, 2] are those of a convex polygon, or a single place.
    """

    corners: NDArray[np.float64]
    low_m: float
    high_m: float


@dataclass(frozen=True, eq=False)
class Mount:
    """A camera at its place in free space, `moved_m` from where it is drawn.

    `corners` f8[n, 2] are those of a convex polygon around all places that its lens may take within
    the camera's tolerance; of an exact camera, its place alone. A camera hangs on its own side of
    whatever is solid at its height: nothing beyond the line across the shortest way to it counts.
    `berths` are those places with the heights that go with them, which something below or above a
    part of them may bound.
    """

    camera: Camera
    moved_m: float
    corners: NDArray[np.float64]
    berths: tuple[Berth, ...]

    @property
    def low_m(self) -> float:
        """The lowest that the lens may hang."""
        return min(berth.low_m for berth in self.berths)

    @property
    def high_m(self) -> float:
        """The highest that the lens may hang."""
        return max(berth.high_m for berth in self.berths)

    @property
    def gap_m(self) -> float:
        """How far two neighbouring corners lie apart: what is broader hides from one of them."""
        sides = np.diff(self.corners, axis=0, append=self.corners[:1])
        return float(np.hypot(*sides.T).max())

    @property
    def foot(self) -> NDArray[np.float64]:
        """The place as drawn, (1, 2)."""
        return np.array([[self.camera.x_m, self.camera.y_m]])

    @cached_property
    def lattice(self) -> NDArray[np.float64]:
        """Places (n, 2) all over the mount, no further than LATTICE_M apart, its corners too."""
        if len(self.corners) < 3:
            return self.foot
        hull, (west, south) = shapely.polygons(self.corners), self.corners.min(axis=0)
        east, north = self.corners.max(axis=0)
        xs, ys = np.arange(west, east, LATTICE_M), np.arange(south, north, LATTICE_M)
        inner = np.column_stack((np.repeat(xs, len(ys)), np.tile(ys, len(xs))))
        return np.vstack((self.eyes, inner[shapely.contains_xy(hull, inner)]))

    @property
    def eyes(self) -> NDArray[np.float64]:
        """The places that views are taken from: as drawn, then the corners if there are any."""
        return self.foot if len(self.corners) == 1 else np.vstack((self.foot, self.corners))


def lattice_of(mount: Mount) -> NDArray[np.float64]:
    """Return places (n, 2) all over a mount, no further than LATTICE_M apart, its corners too."""
    return mount.lattice


def mounted(camera: Camera, scene: Scene) -> Mount:
    """Return a camera where it can look from.

    Raises GeometryError for a camera that cannot be, or that hangs out of free space's reach.
    """
    refuse_camera(camera)
    hung, moved_m, corners = _hung(camera, scene)
    off_m, height_m = hung.tolerance.position_m, hung.height_m
    berth = Berth(corners, height_m - off_m, height_m + off_m)
    near = scene.beside(_hull(corners), height_m, off_m)
    return Mount(hung, moved_m, corners, tuple(_berths(hung, berth, near)))


def _berths(camera: Camera, berth: Berth, near: Sequence[Extent]) -> Iterator[Berth]:
    """Yield the parts of a berth that things below and above the lens leave.

    Beside something convex that is under or over a part of it, the lens may hang as high or low
    as it likes; over or under it, only as far as that. Too many such things are left to hide all.
    """
    if not near or len(near) > MOST_BESIDE:
        yield berth
        return
    (footprint, bottom_m, top_m), others = near[0], near[1:]
    hull = _hull(berth.corners)
    low_m, high_m = berth.low_m, berth.high_m
    if top_m < camera.height_m:
        low_m = min(camera.height_m, max(low_m, top_m + CLEARANCE_M))
    else:
        high_m = max(camera.height_m, min(high_m, bottom_m - CLEARANCE_M))
    if (low_m, high_m) == (berth.low_m, berth.high_m) or not footprint.intersects(hull):
        yield from _berths(camera, berth, others)
        return
    yield from _berths(camera, Berth(berth.corners, low_m, high_m), others)
    for corners in _beside(berth.corners, footprint):
        yield from _berths(camera, Berth(corners, berth.low_m, berth.high_m), others)


def _beside(corners: NDArray[np.float64], footprint: Polygon) -> Iterator[NDArray[np.float64]]:
    """Yield what of a convex polygon lies beyond each side of a convex footprint, clear of it."""
    ring = shapely.get_coordinates(shapely.normalize(footprint).exterior)
    if len(corners) < 3:
        return
    for (ax, ay), (bx, by) in pairwise(ring.tolist()):
        # Normalised rings turn clockwise, so that what is outside lies on the left.
        length_m = math.hypot(bx - ax, by - ay)
        ux, uy = (by - ay) / length_m, (ax - bx) / length_m
        left = clipped(
            [(x, y) for x, y in corners.tolist()], [(ux, uy, ux * ax + uy * ay - CLEARANCE_M)]
        )
        if len(left) > 2:
            yield np.array(left)


def _hung(camera: Camera, scene: Scene) -> tuple[Camera, float, NDArray[np.float64]]:
    """Return a camera in free space, how far it was moved, and the corners of its mount."""
    off_m = camera.tolerance.position_m
    near = scene.solid_near(
        camera.x_m, camera.y_m, camera.height_m, 2.0 * off_m + 2.0 * CLEARANCE_M
    )
    foot = Point(camera.x_m, camera.y_m)
    if not len(near):
        return camera, 0.0, _open_corners(camera)
    if off_m < CLOSE_M and shapely.distance(near, foot).min() > CLEARANCE_M:
        return camera, 0.0, _corners_before(camera, near)
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
    off_m = camera.tolerance.position_m
    if off_m == 0.0:
        return _open_corners(camera)
    around = Polygon(_square(camera, off_m)).buffer(2.0 * off_m)
    return _corners_before(camera, np.array([without(around, room)], dtype=np.object_))


def _corners_before(camera: Camera, solids: Regions) -> NDArray[np.float64]:
    """Return the corners of a mount that solids cut, of which there may be many."""
    off_m = camera.tolerance.position_m
    if off_m == 0.0:
        return _open_corners(camera)
    cut = _cut(camera, np.array(_square(camera, off_m)), solids)
    if len(cut) < 3:
        raise GeometryError(f"camera {camera.id}: walls leave it no room within its tolerance")
    return cut


def _cut(camera: Camera, corners: NDArray[np.float64], solids: Regions) -> NDArray[np.float64]:
    """Return what solids leave of a convex polygon on the camera's side; maybe no corners.

    Nothing is left where the camera itself is in one of them.
    """
    foot, left = Point(camera.x_m, camera.y_m), [(float(x), float(y)) for x, y in corners]
    join: Literal["mitre", "round"] = "mitre"
    for _ in range(MOST_CUTS):
        if len(left) < 3 or shapely.intersects(solids, foot).any():
            break
        around = Polygon(left).buffer(NEARLY * CLEARANCE_M, join_style=join)
        met = shapely.intersection(solids, around)
        met = met[~shapely.is_empty(met)]
        if not len(met):
            return np.array(left)
        ways = shapely.shortest_line(foot, met)
        wall = shapely.get_coordinates(ways[shapely.length(ways).argmin()])[1]
        cut = clipped(left, [_before(foot, wall.tolist())])
        # A wall in the very tip of a mitre may be further away than is asked for.
        join = "round" if cut == left else join
        left = cut
    return np.empty((0, 2))


def _before(foot: Point, wall: Sequence[float]) -> tuple[float, float, float]:
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
    hull: Polygon = shapely.polygons(corners)
    return hull
