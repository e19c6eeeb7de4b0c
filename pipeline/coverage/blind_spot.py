"""The blind spots of a zone under a clause: where they are, how large, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import shapely
from shapely import Point, Polygon

from pipeline.coverage.diagnosis.case import Case, Stake
from pipeline.coverage.diagnosis.cause import causes_of
from pipeline.coverage.diagnosis.remedy import remedy_of
from pipeline.coverage.diagnosis.trial import Trials
from pipeline.coverage.requirement import Requirement
from pipeline.coverage.residual import PERSON_RADIUS_M, Residual
from pipeline.domain.coverage import BlindSpot, Cause, Region, Remedy, ZoneCoverage
from pipeline.geometry.opening import eroded, fits, largest_first
from pipeline.geometry.overlay import both, without
from pipeline.geometry.region import polygons

NARROW_SHARE = 0.05
"""A zone too narrow for a person fails when more than this share of it is uncovered."""

DUST_M2 = 1e-4
"""A square centimetre; what overlays leave along shared edges is smaller."""

MOST_KEPT = 32
"""Required regions whose blind spots are kept: a Residual may be that of several floors."""

CENTRE_M = 0.01
"""How exactly the largest inscribed circle of a blind spot is found."""


@lru_cache(MOST_KEPT)
def blind_regions(zone: int, residual: Residual, narrow: bool) -> tuple[Polygon, ...]:
    """Return the blind spots of the zone of this number in its Residual, the largest first.

    They are the connected parts, within what of it must be seen, of the gaps that have room for a
    person, where a person can stand in that part: what only leans in from beside the region is a
    sliver. Of a region too narrow for a person they are all that is uncovered, once it exceeds
    NARROW_SHARE.

    >>> from pipeline.coverage.residual import residual_of
    >>> from pipeline.domain.coverage import ViewCone
    >>> from shapely import box
    >>> seen = box(0, 0, 6, 4)
    >>> cone = ViewCone("c", 0.0, 25.0, seen, seen, 0.0)
    >>> residual = residual_of(box(0, 0, 10, 4), [box(0, 0, 10, 2)], [cone])
    >>> [round(spot.area, 1) for spot in blind_regions(0, residual, narrow=False)]
    [8.0]
    """
    uncovered = residual.uncovered_in(zone)
    if uncovered.area <= DUST_M2:
        return ()
    if narrow and _is_too_much(uncovered, residual.required_in(zone)):
        return _parts(uncovered)
    parts = _parts(residual.gaps_in(zone))
    shapely.prepare(residual.stands)
    return tuple(part for part in parts if shapely.intersects(residual.stands, part))


@dataclass(frozen=True, eq=False)
class Gaps:
    """Where a person fits once something is lost, asked of by zone after zone."""

    region: Region

    @cached_property
    def stands(self) -> Region:
        """Where a person can stand in it, by the middle of their disc."""
        return eroded(self.region, PERSON_RADIUS_M)


def opens_blind_spot(
    requirement: Requirement, zone: ZoneCoverage, today: Region, lost: Region, gaps: Gaps
) -> bool:
    """Tell whether a zone gets a new blind spot when `lost` goes and leaves `gaps` around it.

    `today` are its blind spots as one region.

    Where a gap meets a spot of today, what it adds must have room for a person by itself;
    otherwise the spot only grows a fringe.
    """
    if requirement.narrow and not zone.fails:
        left = both(zone.required, without(zone.covered, lost))
        if _is_too_much(without(zone.required, left), zone.required):
            return True
    new = both(zone.required, gaps.region)
    return any(True for _ in added_parts(new, today, gaps))


def added_parts(new: Region, today: Region, gaps: Gaps) -> Iterator[Polygon]:
    """Yield what of a region within gaps is no blind spot of today, part by part.

    Left out is what only adds a fringe to a spot of today, too narrow for a person.
    """
    if new.is_empty:
        return
    for part in _parts(without(new, today)):
        touches = part.intersects(today)
        if fits(part, PERSON_RADIUS_M) if touches else part.intersects(gaps.stands):
            yield part


def _is_too_much(uncovered: Region, required: Region) -> bool:
    """Tell whether more of a narrow region is uncovered than may be."""
    return bool(uncovered.area > NARROW_SHARE * required.area)


def _parts(region: Region) -> tuple[Polygon, ...]:
    """Return the connected parts of a region that are more than dust, the largest first."""
    return tuple(part for part in largest_first(region) if part.area > DUST_M2)


def blind_spots(
    requirement: Requirement,
    zone: int,
    residual: Residual,
    trials: Trials,
    stakes: Sequence[Stake],
    *,
    diagnosed: bool = True,
) -> tuple[BlindSpot, ...]:
    """Return the blind spots of a zone under a clause, numbered by size, each with its cause.

    It is the `zone` of this number in its Residual.
    What is not to be `diagnosed` is found all the same, and takes a tenth of the time.
    """
    trials.heed()
    parts = enumerate(blind_regions(zone, residual, requirement.narrow), start=1)
    if not diagnosed:
        return tuple(_found(requirement, number, part) for number, part in parts)
    return tuple(
        _described(requirement, number, Case(part, requirement.look, trials, residual, stakes))
        for number, part in parts
    )


def _found(requirement: Requirement, number: int, spot: Polygon) -> BlindSpot:
    """Return one blind spot of which nobody asks more than whether it is there."""
    clause = requirement.clause
    return BlindSpot(
        id=f"{requirement.floor_id}.{requirement.zone_id}.{clause.id}.{number}",
        floor_id=requirement.floor_id,
        zone_id=requirement.zone_id,
        clause_id=clause.id,
        region=spot,
        centre=spot.point_on_surface(),
        radius_m=0.0,
        cause=Cause("unasked", None, float(spot.area)),
        remedy=Remedy("unasked"),
    )


def _described(requirement: Requirement, number: int, case: Case) -> BlindSpot:
    """Return one blind spot with its largest inscribed circle, its causes and its remedy."""
    case.trials.heed()
    centre, radius_m = _widest(case.spot)
    leading, *others = causes_of(case)
    return replace(
        _found(requirement, number, case.spot),
        centre=centre,
        radius_m=radius_m,
        cause=leading,
        runners_up=tuple(others),
        remedy=remedy_of(case, leading),
    )


def _widest(spot: Polygon) -> tuple[Point, float]:
    """Return a place in the middle of where a spot is widest, and the radius of its circle there.

    Where it is as wide, within CENTRE_M, in several places, that is the one furthest to the left,
    then down; along a strip, about half way. So it is the same wherever the spot's corners begin.

    >>> from shapely import box
    >>> two_rooms = box(0, 0, 4, 4) | box(4, 1, 10, 2) | box(10, 0, 14, 4)
    >>> for spot in (two_rooms, two_rooms.reverse(), box(0, 0, 2, 30)):
    ...     centre, radius_m = _widest(spot)
    ...     print(round(centre.x, 1), round(centre.y, 1), round(radius_m, 1))
    2.0 2.0 2.0
    2.0 2.0 2.0
    1.0 15.0 1.0
    """
    circle = shapely.maximum_inscribed_circle(spot, tolerance=CENTRE_M)
    places = polygons(eroded(spot, max(float(circle.length) - CENTRE_M, 0.0)))
    middles = [place.point_on_surface() for place in places] or [Point(circle.coords[0])]
    middle = min(middles, key=lambda at: (round(at.x, 1), round(at.y, 1)))
    return middle, float(spot.boundary.distance(middle))
