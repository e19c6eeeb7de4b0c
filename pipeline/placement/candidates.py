"""Places on a floor where a camera could be added, and ways to aim it: what is worth a trial."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from pipeline.coverage.scene import Scene
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.site import Floor
from pipeline.errors import GeometryError
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import region_of
from pipeline.geometry.visibility import visibility_polygon

HEIGHT_M = 3.0
AROUND_M = 1.0
"""So near, what is free around a place tells which way is off its walls."""

OFF_WALL_M = 0.15
"""A bracket that clears the tolerance of mounting."""

SPACING_M = 2.5
PRIVATE_M = 0.3
"""Nothing is hung so near to a prohibited zone that it may hang in it."""

WIDTH_PX, HEIGHT_PX = 2592, 1944
"""Of proportions 4:3, which see the ground below better than broad pictures do."""

WIDE_DEG, NARROWER_DEG = 108.0, (84.0, 53.0)
"""Of 2.8, and of 4 and 6 mm on the usual sensor."""

WIDE_TILTS_DEG = (48.0, 30.0)
"""At 48° a picture of 4:3 through a lens of 108° sees from the foot of its wall to the far end."""

ASIDE_DEG = (0.0, -25.0, 25.0)
CORNER_GAIN = 1.15
"""From a corner a lens of 108° sees along both walls."""

MOST_LOOKED_FROM, MOST_CORNERS = 40, 24
MOST_TRIED_FROM, MOST_ELSEWHERE = 6, 8
"""Where something must not be seen, the best places may all be too near to it."""


@dataclass(frozen=True)
class Aim:
    """A place, how far and where what lacks is seen from it, and which way is off its walls."""

    x_m: float
    y_m: float
    bearing_deg: float
    inwards_deg: float
    away_m: float
    seen_m2: float


def candidates(
    id_: str, floor: Floor, scene: Scene, lacking: Region, first: Region, plane_m: float
) -> list[Camera]:
    """Return cameras that might close `first`, a blind spot, and more of what is `lacking`.

    `plane_m` is how high above the floor the spot must be seen.
    """
    aims = sorted(_aims(floor, scene, lacking, first), key=lambda aim: -aim.seen_m2)
    chosen, others = aims[:MOST_TRIED_FROM], aims[MOST_TRIED_FROM:]
    if floor.prohibited:
        chosen += others[:: max(1, len(others) // MOST_ELSEWHERE)][:MOST_ELSEWHERE]
    return [camera for aim in chosen for camera in _aimed(id_, aim, plane_m)]


def _aimed(id_: str, aim: Aim, plane_m: float) -> Iterator[Camera]:
    """Yield a camera at a place in every way that is tried: a wide lens, then longer ones aimed."""
    plain = Camera(
        id_, Label(id_, id_), aim.x_m, aim.y_m, HEIGHT_M, 0.0, 0.0, Lens(1.0), WIDTH_PX, HEIGHT_PX
    )
    asides = [aim.bearing_deg + aside for aside in ASIDE_DEG]
    for tilt_deg in WIDE_TILTS_DEG:
        for pan_deg in (aim.inwards_deg, *asides):
            yield _turned(plain, WIDE_DEG, pan_deg, tilt_deg)
    down_deg = math.degrees(math.atan2(HEIGHT_M - plane_m, aim.away_m))
    for hfov_deg in NARROWER_DEG:
        for pan_deg in asides:
            yield _turned(plain, hfov_deg, pan_deg, down_deg)


def _turned(plain: Camera, hfov_deg: float, pan_deg: float, tilt_deg: float) -> Camera:
    """Return a camera with a lens, turned to whole degrees."""
    return replace(
        plain,
        lens=Lens(hfov_deg),
        pan_deg=float(round(pan_deg) % 360),
        tilt_deg=float(round(tilt_deg)),
    )


def _aims(floor: Floor, scene: Scene, lacking: Region, first: Region) -> Iterator[Aim]:
    """Yield the places near a spot from which something of it is in free sight."""
    walls = scene.walls(scene.solid_from(HEIGHT_M, HEIGHT_M))
    places, corners = _places(floor, scene, first)
    for x_m, y_m in places.tolist():
        try:
            seen = visibility_polygon(walls.mesh, x_m, y_m)
        except GeometryError:
            continue
        of_it = both(seen, first)
        if of_it.area > 0.05 * first.area:
            worth_m2 = of_it.area + 0.2 * both(seen, lacking).area
            around = both(seen, Point(x_m, y_m).buffer(AROUND_M))
            in_corner = (x_m, y_m) in corners
            yield Aim(
                x_m,
                y_m,
                bearing_deg(x_m, y_m, of_it),
                bearing_deg(x_m, y_m, around),
                float(of_it.centroid.distance(Point(x_m, y_m))),
                worth_m2 * (CORNER_GAIN if in_corner else 1.0),
            )


def _places(
    floor: Floor, scene: Scene, first: Region
) -> tuple[NDArray[np.float64], set[tuple[float, float]]]:
    """Return places (n, 2) along walls and edges, the nearest to a spot first, evenly thinned.

    Beside them stand those that are corners of the room.
    """
    free = scene.free_between(scene.solid_from(HEIGHT_M, HEIGHT_M))
    room = region_of(free.buffer(-OFF_WALL_M, join_style="mitre"))
    private = united(zone.area.buffer(PRIVATE_M) for zone in floor.prohibited)
    around = first.buffer(reach_m(first))
    near = both(without(room, private), around)
    edge = shapely.segmentize(room.boundary, SPACING_M)
    corners = np.unique(np.round(shapely.get_coordinates(edge), 2), axis=0)
    shapely.prepare(near)
    inside = corners[shapely.dwithin(near, shapely.points(corners), 0.01)]
    away = shapely.distance(shapely.points(inside), Point(first.centroid.coords[0]))
    ordered = inside[np.argsort(away, kind="stable")]
    turns = {(x, y) for x, y in np.round(shapely.get_coordinates(room.boundary), 2).tolist()}
    is_turn = np.array([(x, y) in turns for x, y in ordered.tolist()], dtype=np.bool_)
    # Corners near by come first, and some of all the others.
    others = ordered[~is_turn]
    step = max(1, math.ceil(len(others) / MOST_LOOKED_FROM))
    return np.vstack((ordered[is_turn][:MOST_CORNERS], others[::step])), turns


def bearing_deg(x_m: float, y_m: float, region: Region) -> float:
    """Return the direction from a place to the middle of a region.

    >>> from shapely import box
    >>> bearing_deg(0.0, 0.0, box(0, 0, 2, 2))
    45.0
    """
    middle = region.centroid
    return math.degrees(math.atan2(middle.y - y_m, middle.x - x_m))


def reach_m(first: Region) -> float:
    """Return how far from a spot places are looked for: as far as it is long, within reason."""
    west, south, east, north = first.bounds
    return float(min(25.0, max(12.0, math.hypot(east - west, north - south))))
