"""The coverage of a floor: what must be seen, what is, and what hangs on each camera."""

from collections.abc import Callable, Iterable, Sequence

from pipeline.coverage.blind_spot import blind_spots
from pipeline.coverage.redundancy import Holding, camera_coverage, demand_of
from pipeline.coverage.requirement import Requirement, requirements, standable_space
from pipeline.coverage.residual import AROUND_M, Residual, residual_of
from pipeline.coverage.sighting import Sighting, look_of, sightings
from pipeline.domain.coverage import CoverageMap, Region, ZoneCoverage
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.site import Floor
from pipeline.errors import GeometryError
from pipeline.geometry.overlay import both, united, without
from pipeline.units import is_coordinate


def cover_floor(floor: Floor, profile: Profile) -> CoverageMap:
    """Return the coverage of a floor under every clause of a profile, exactly.

    Raises GeometryError for shapes, cameras or clauses whose numbers cannot be trusted: there is
    no coverage of 0 m² by accident.
    """
    _refuse_untrusted(profile.clauses)
    standable = standable_space(floor)
    required = requirements(floor, profile, standable)
    seen_by = sightings(floor.cameras, standable, map(look_of, profile.clauses))
    holding = _held(required, standable, seen_by)
    return CoverageMap(
        floor_id=floor.id,
        required=united(holding.required.values()),
        covered=_on_every_clause(holding, lambda residual: residual.covered),
        twice_covered=_on_every_clause(holding, lambda residual: residual.layers[1]),
        zones=holding.zones,
        cameras=tuple(
            camera_coverage(number, sighting, holding) for number, sighting in enumerate(seen_by)
        ),
    )


def _held(
    required: tuple[Requirement, ...], standable: Region, seen_by: Sequence[Sighting]
) -> Holding:
    """Return the requirements of a floor beside what its cameras make of them."""
    residuals, regions = {}, {}
    for demand in dict.fromkeys(demand_of(r.clause) for r in required):
        look, min_cameras = demand
        regions[demand] = united(r.region for r in required if demand_of(r.clause) == demand)
        near = both(standable, regions[demand].buffer(AROUND_M))
        cones = (sighting.cones[look].region for sighting in seen_by)
        residuals[demand] = residual_of(near, cones, min_cameras)
    zones = [_zone_coverage(r, residuals[demand_of(r.clause)], seen_by) for r in required]
    return Holding(required, tuple(zones), residuals, regions)


def _zone_coverage(
    requirement: Requirement, residual: Residual, seen_by: Sequence[Sighting]
) -> ZoneCoverage:
    """Return one zone under one clause."""
    spots = blind_spots(requirement, residual, seen_by)
    return ZoneCoverage(
        zone_id=requirement.zone_id,
        clause_id=requirement.clause.id,
        required=requirement.region,
        covered=both(requirement.region, residual.covered),
        blind_spots=spots,
        fails=bool(spots),
    )


def _on_every_clause(holding: Holding, seen: Callable[[Residual], Region]) -> Region:
    """Return each required square metre once, where it is seen as every clause on it asks."""
    missed = [
        without(holding.required[demand], seen(residual))
        for demand, residual in holding.residuals.items()
    ]
    return without(united(holding.required.values()), united(missed))


def _refuse_untrusted(clauses: Iterable[Clause]) -> None:
    """Raise GeometryError for clauses that ask for what cannot be computed."""
    for clause in clauses:
        density = clause.density_px_per_m
        if not (is_coordinate(clause.plane_m) and 0.0 <= density < float("inf")):
            raise GeometryError(
                f"clause {clause.id}: plane_m and density_px_per_m must be finite, and density"
                f" not negative, got {clause.plane_m:g} and {density:g}"
            )
        if clause.min_cameras < 1:
            raise GeometryError(
                f"clause {clause.id}: min_cameras must be 1 or more, got {clause.min_cameras}"
            )
