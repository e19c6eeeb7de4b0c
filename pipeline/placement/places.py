"""Where a camera may hang on a floor: along walls, in corners, on poles, under ceilings."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.coverage.scene import Scene
from pipeline.domain.coverage import Region
from pipeline.domain.site import Floor
from pipeline.geometry.overlay import united, without
from pipeline.geometry.region import region_of

INDOORS = frozenset(
    {
        "corridor",
        "stairs",
        "canteen",
        "library",
        "classroom",
        "laboratory",
        "office",
        "storage",
        "kitchen",
        "hall",
        "dormitory_entrance",
        "guard_room",
        "lift",
        "garage",
    }
)
"""Kinds of zone above which there is a ceiling, as a rule (assumption)."""

OFF_WALL_M = 0.15
"""A bracket that clears the tolerance of mounting, whichever way the camera is turned."""

AROUND_M = 0.5
"""So near, what is free around a place tells which way is off its walls."""

PRIVATE_M = 0.3
"""Nothing is hung so near to a prohibited zone that it may hang in it."""

SPACING_M, POLE_SPACING_M, CEILING_SPACING_M = 2.5, 10.0, 4.0
MOST_PLACES = 90
"""With more, finer answers are found later, and in a minute worse ones (measured)."""
HOLD_M = 1.5
"""So far below a camera a wall may end that its bracket stands on (assumption)."""

DIRECTIONS = 24
FROM_WALLS_M = 4.0
"""A pole stands where no wall is near that would do as well."""

NEAR_SPACING_M, NEAR_M, MOST_NEAR = 1.0, 12.0, 60
"""Around a spot that usual places do not see."""

REACH_M = 40.0
"""No further from what must be seen than this are places looked for."""

Places = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spots:
    """Places (n, 2) with their heights; `pole` and `ceiling` tell which are no walls.

    `inwards_rad` is which way is off the walls around; nan where all ways are.
    """

    at: Places
    height_m: NDArray[np.float64]
    pole: NDArray[np.bool_]
    ceiling: NDArray[np.bool_]
    inwards_rad: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.at)


def spots_of(floor: Floor, scene: Scene, wanted: Places, spacing_m: float = SPACING_M) -> Spots:
    """Return places from which one of the points wanted, (n, 2), may be seen, evenly spread.

    Where there would be too many, they are spread more thinly.
    """
    found = _spots(floor, scene, wanted, spacing_m)
    while len(found) > MOST_PLACES and spacing_m < 30.0:
        spacing_m *= max(1.15, math.sqrt(len(found) / MOST_PLACES))
        found = _spots(floor, scene, wanted, spacing_m)
    return found


def no_spots() -> Spots:
    """Return no places."""
    none, nothing = np.empty(0), np.zeros(0, dtype=np.bool_)
    return Spots(np.empty((0, 2)), none, nothing, nothing, none)


def near_spots(places: Spots, scene: Scene, spot: Region) -> Spots:
    """Return those of a floor's places, close together, that are near a blind spot."""
    away_m = shapely.distance(shapely.points(places.at), spot) if len(places) else np.empty(0)
    near = np.flatnonzero((away_m < NEAR_M) & ~places.ceiling)
    return _some(places, near[np.argsort(away_m[near], kind="stable")][:MOST_NEAR], scene)


def _spots(floor: Floor, scene: Scene, wanted: Places, spacing_m: float) -> Spots:
    found = places_of(floor, scene, spacing_m)
    tree = shapely.STRtree(shapely.points(wanted))
    points = shapely.points(found.at)
    reach = tree.query_nearest(points, max_distance=REACH_M, all_matches=False)[0]
    return _some(found, np.unique(reach), scene)


def _some(spots: Spots, numbers: NDArray[np.int64], scene: Scene) -> Spots:
    at, height_m = spots.at[numbers], spots.height_m[numbers]
    inwards_rad = _inwards(at, height_m, scene)
    return Spots(at, height_m, spots.pole[numbers], spots.ceiling[numbers], inwards_rad)


def places_of(floor: Floor, scene: Scene, spacing_m: float = NEAR_SPACING_M) -> Spots:
    """Return all places of a floor, so far from one another; which way is off is not asked."""
    inside = _indoors(floor)
    rows: list[tuple[float, ...]] = []
    for height_m, indoors in zip(floor.mounting.heights_m, (True, False), strict=True):
        room = _room(floor, scene, height_m)
        if room.is_empty:
            continue
        edge = _under(_along(room, spacing_m), inside, indoors=indoors)
        posts = _stands_alone(edge, floor, scene, height_m)
        rows += [
            (x, y, height_m, post, False) for (x, y), post in zip(edge.tolist(), posts, strict=True)
        ]
        if indoors:
            ceilings = _grid(_ceilings(floor, inside), CEILING_SPACING_M * spacing_m / SPACING_M)
            rows += [(x, y, height_m, False, True) for x, y in _kept(ceilings, room).tolist()]
        else:
            poles = _poles(floor, room, inside, spacing_m)
            rows += [(x, y, height_m, True, False) for x, y in _kept(poles, room).tolist()]
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    pole, ceiling = table[:, 3].astype(np.bool_), table[:, 4].astype(np.bool_)
    return Spots(table[:, :2], table[:, 2], pole, ceiling, np.full(len(table), np.nan))


def _room(floor: Floor, scene: Scene, height_m: float) -> Region:
    """Return where a lens may be at a height: clear of what is solid or private, and allowed."""
    free = scene.free_between(scene.solid_from(height_m, height_m))
    room = region_of(free.buffer(-OFF_WALL_M, join_style="mitre"))
    barred = united(
        [zone.area.buffer(PRIVATE_M) for zone in floor.prohibited] + list(floor.mounting.forbidden)
    )
    room = without(room, barred) if not barred.is_empty else room
    return (
        region_of(room.intersection(united(floor.mounting.allowed)))
        if floor.mounting.allowed
        else room
    )


def _indoors(floor: Floor) -> Region:
    """Return where there is a ceiling."""
    return united(
        [zone.area for zone in floor.zones if zone.kind in INDOORS] + list(floor.mounting.ceilings)
    )


def _ceilings(floor: Floor, inside: Region) -> Region:
    return united(floor.mounting.ceilings) if floor.mounting.ceilings else inside


def _along(room: Region, spacing_m: float) -> Places:
    """Return places along the edges of a room: its corners, and evenly between them."""
    edge = shapely.segmentize(shapely.simplify(room.boundary, 0.02), spacing_m)
    corners: Places = np.unique(np.round(shapely.get_coordinates(edge), 2), axis=0)
    return _thinned(corners, 0.4 * spacing_m)


def _stands_alone(places: Places, floor: Floor, scene: Scene, height_m: float) -> list[bool]:
    """Tell which places have nothing to hang on: the edge of the drawing is no wall."""
    held = scene.free_between(scene.solid_from(height_m - HOLD_M, height_m - HOLD_M))
    inner = region_of(floor.outline.buffer(-AROUND_M, join_style="mitre"))
    solid = without(inner, held)
    by_edge = shapely.distance(shapely.points(places), floor.outline.exterior) < AROUND_M
    off_m = shapely.distance(shapely.points(places), solid) if not solid.is_empty else np.inf
    found: list[bool] = (by_edge & (off_m > 1.5 * AROUND_M)).tolist()
    return found


def _thinned(places: Places, apart_m: float) -> Places:
    """Return places of which no two are nearer than this, the first ones first."""
    if not len(places):
        return places
    kept = np.ones(len(places), dtype=np.bool_)
    tree = shapely.STRtree(shapely.points(places))
    one, other = tree.query(shapely.points(places), predicate="dwithin", distance=apart_m)
    beside: dict[int, list[int]] = {}
    for n, near in zip(one.tolist(), other.tolist(), strict=True):
        beside.setdefault(n, []).append(near)
    for n in range(len(places)):
        if kept[n]:
            kept[[near for near in beside.get(n, ()) if near > n]] = False
    return places[kept]


def _under(places: Places, inside: Region, *, indoors: bool) -> Places:
    """Return the places that are under a ceiling, or those that are not."""
    if not len(places):
        return places
    shapely.prepare(inside)
    under = shapely.dwithin(inside, shapely.points(places), AROUND_M)
    kept: Places = places[under] if indoors else places[~under]
    return kept


def _kept(places: Places, allowed: Region) -> Places:
    if not len(places) or allowed.is_empty:
        return places[:0]
    shapely.prepare(allowed)
    kept: Places = places[shapely.dwithin(allowed, shapely.points(places), 0.01)]
    return kept


def _poles(floor: Floor, room: Region, inside: Region, spacing_m: float) -> Places:
    """Return where poles stand, or could: in the open, on ground, away from walls."""
    if floor.mounting.poles:
        return np.array([(pole.x, pole.y) for pole in floor.mounting.poles])
    open_ground = without(region_of(room.buffer(-FROM_WALLS_M)), united([inside, *floor.voids]))
    return _grid(open_ground, POLE_SPACING_M * spacing_m / SPACING_M)


def _grid(region: Region, step_m: float) -> Places:
    """Return a grid of places inside a region."""
    if region.is_empty:
        return np.empty((0, 2))
    west, south, east, north = region.bounds
    xs, ys = (
        np.arange(west + step_m / 2, east, step_m),
        np.arange(south + step_m / 2, north, step_m),
    )
    at = np.round(np.array([(x, y) for x in xs for y in ys]).reshape(-1, 2), 2)
    if not len(at):
        middle = region.representative_point()
        return np.array([[round(middle.x, 2), round(middle.y, 2)]])
    kept: Places = at[shapely.contains_xy(region, *at.T)]
    return kept


def _inwards(at: Places, heights_m: NDArray[np.float64], scene: Scene) -> NDArray[np.float64]:
    """Return for each place which way is off the walls near it, nan where none is near."""
    found = np.full(len(at), np.nan)
    turn_rad = np.linspace(0.0, 2.0 * np.pi, DIRECTIONS, endpoint=False)
    around = np.column_stack((np.cos(turn_rad), np.sin(turn_rad)))
    for height_m in np.unique(heights_m):
        some = np.flatnonzero(heights_m == height_m)
        free = scene.free_between(scene.solid_from(float(height_m), float(height_m)))
        shapely.prepare(free)
        tried = (at[some][:, None] + AROUND_M * around).reshape(-1, 2)
        open_to = shapely.contains_xy(free, *tried.T).reshape(len(some), DIRECTIONS)
        middle = open_to @ around
        is_near = ~open_to.all(axis=1) & (np.hypot(*middle.T) > 0.5)
        found[some[is_near]] = np.arctan2(middle[is_near, 1], middle[is_near, 0])
    return found
