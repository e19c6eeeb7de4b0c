"""Where people can stand on a floor, and what of a zone must be seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

import numpy as np
from shapely import Polygon

from pipeline.coverage.residual import PERSON_RADIUS_M
from pipeline.coverage.scene import Scene, scene_of
from pipeline.coverage.sighting import look_of
from pipeline.coverage.trusted import refuse_clause, refuse_zone
from pipeline.domain.coverage import Region
from pipeline.domain.requirement import Clause, Look, Profile
from pipeline.domain.site import Floor
from pipeline.domain.zone import Zone
from pipeline.errors import GeometryError
from pipeline.geometry.opening import fits
from pipeline.geometry.overlay import both, map_between, united, without
from pipeline.geometry.region import Same, checked_polygon, checked_polygons

MOST_KEPT = 64
"""Required parts of zones that are kept, one by one and floor by floor, for storeys that are drawn
alike."""


@dataclass(frozen=True, eq=False)
class Requirement:
    """One zone under one clause; `region` is what of the zone must be seen, and `look` how.

    `ground_m` is how high people stand in it. It is `narrow` when a person's disc has no room in
    it anywhere, though it has an area.
    """

    floor_id: str
    zone_id: str
    clause: Clause
    look: Look
    region: Region
    narrow: bool
    ground_m: float = 0.0


Grounds = Callable[[float], Region]
"""Where people can stand, by the height of the ground."""


def grounds_of(floor: Floor, scene: Scene) -> Grounds:
    """Return where people can stand on a floor, for each height of its ground made once."""
    return cache(partial(standable_space, floor, scene))


def requirements(floor: Floor, profile: Profile, grounds: Grounds) -> tuple[Requirement, ...]:
    """Return what a profile asks of a floor: zone by zone, each under every clause on its kind.

    Raises GeometryError for clauses and shapes whose numbers cannot be trusted.
    """
    for clause in profile.clauses:
        refuse_clause(clause)
    prohibited = prohibited_space(floor)
    for zone in floor.zones:
        refuse_zone(zone)
    kinds = {kind for clause in profile.clauses for kind in clause.kinds}
    asked = [zone for zone in floor.zones if zone.kind in kinds]
    areas = _trusted([zone.area for zone in asked], [f"zone {zone.id}" for zone in asked])
    regions = _regions(areas, Same(grounds(zone.ground_m) for zone in asked), Same((prohibited,)))
    return tuple(
        Requirement(floor.id, zone.id, clause, look_of(clause, zone), *region, zone.ground_m)
        for zone, region in zip(asked, regions, strict=True)
        for clause in profile.clauses
        if zone.kind in clause.kinds
    )


def standable_space(floor: Floor, scene: Scene | None = None, ground_m: float = 0.0) -> Region:
    """Return where people can stand on ground of a height: without what takes room, and voids.

    Raises GeometryError for an outline, occluder or void that cannot be trusted.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.site import Occluder
    >>> from shapely import box
    >>> pillar = Occluder("p", "pillar", box(1, 1, 2, 2))
    >>> sign = Occluder("s", "lintel", box(0, 0, 1, 1), bottom_m=2.2)
    >>> standable_space(Floor("g", Label("g", "g"), box(0, 0, 4, 3), (pillar, sign))).area
    11.0
    """
    scene = scene or scene_of(floor)
    solid = np.array(
        [occluder.takes_room(ground_m) for occluder in scene.occluders], dtype=np.bool_
    )
    voids = [checked_polygon(void, f"floor {floor.id}: a void") for void in floor.voids]
    free = scene.free_between(solid)
    return without(free, united(voids)) if voids else free


def lit_space(floor: Floor) -> Region:
    """Return where lamps burn at night on a floor, trusted."""
    return united(checked_polygon(area, f"floor {floor.id}: a lit area") for area in floor.lit)


def prohibited_space(floor: Floor) -> Region:
    """Return the union of the floor's prohibited zones, trusted."""
    names = [f"floor {floor.id}: prohibited zone {zone.id}" for zone in floor.prohibited]
    return _united(_trusted([zone.area for zone in floor.prohibited], names))


@lru_cache(MOST_KEPT)
def _united(areas: Same) -> Region:
    return united(areas)


def _trusted(areas: Sequence[Polygon], names: Sequence[str]) -> Same:
    """Return areas as `checked_polygons` does; the same objects again of the same ones."""
    try:
        return _trusted_areas(Same(areas))
    except GeometryError:
        return Same(checked_polygons(areas, names))


@lru_cache(MOST_KEPT)
def _trusted_areas(areas: Same) -> Same:
    return Same(checked_polygons(areas, [""] * len(areas)))


def required_region(zone: Zone, standable: Region, prohibited: Region) -> Region:
    """Return what of a zone must be seen: where people can stand and cameras may look.

    >>> from pipeline.domain.label import Label
    >>> from shapely import box
    >>> hall = Zone("h", "corridor", Label("h", "h"), box(0, 0, 4, 3))
    >>> required_region(hall, box(0, 0, 4, 2), box(3, 0, 5, 5)).area
    6.0
    """
    return _required(checked_polygon(zone.area, f"zone {zone.id}"), standable, prohibited)[0]


@lru_cache(MOST_KEPT)
def _regions(areas: Same, standable: Same, prohibited: Same) -> tuple[tuple[Region, bool], ...]:
    """Return what of each area must be seen, and whether it is too narrow for a person."""
    if len(set(map(id, standable))) == 1:
        shapes = [standable[0], *prohibited, *areas]
        found = map_between(np.array(shapes, dtype=np.object_))
        if found is not None:
            may = found.covers[:, 0] & ~found.covers[:, 1]
            each = [found.merged(may & inside) for inside in found.covers[:, 2:].T]
            return tuple((region, _is_narrow(region)) for region in each)
    pairs = zip(areas, standable, strict=True)
    return tuple(_required(area, ground, *prohibited) for area, ground in pairs)


@lru_cache(MOST_KEPT)
def _required(area: Region, standable: Region, prohibited: Region) -> tuple[Region, bool]:
    """Return what of an area must be seen, and whether it is too narrow for a person."""
    region = without(both(area, standable), prohibited)
    return region, _is_narrow(region)


def _is_narrow(region: Region) -> bool:
    """Tell whether a region has an area, but no room for a person."""
    return not region.is_empty and not fits(region, PERSON_RADIUS_M)
