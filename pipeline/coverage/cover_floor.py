"""The coverage of a floor: what must be seen, what is, and what hangs on each camera."""

from collections.abc import Callable, Iterable

from pipeline.coverage.blind_spot import blind_spots
from pipeline.coverage.leak import leaks
from pipeline.coverage.redundancy import Demand, Holding, camera_coverage
from pipeline.coverage.requirement import Requirement, lit_space, requirements, standable_space
from pipeline.coverage.residual import AROUND_M, Residual, residual_of
from pipeline.coverage.scene import scene_of
from pipeline.coverage.sighting import sightings
from pipeline.coverage.trial import Trials
from pipeline.domain.coverage import CoverageMap, Region, ZoneCoverage
from pipeline.domain.requirement import Clause, Look, Profile
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
    scene = scene_of(floor)
    standable = standable_space(floor, scene)
    required = requirements(floor, profile, standable)
    lit = lit_space(floor)
    seen_by = sightings(floor.cameras, scene, _looks(required, profile), lit)
    holding = _held(required, standable, Trials(scene, lit, seen_by))
    return CoverageMap(
        floor_id=floor.id,
        required=united(holding.required.values()),
        covered=_on_every_clause(holding, lambda residual: residual.covered),
        nominal=_on_every_clause(holding, lambda residual: residual.nominal),
        twice_covered=_on_every_clause(holding, lambda residual: residual.layers[1]),
        zones=holding.zones,
        cameras=tuple(
            camera_coverage(number, sighting, holding, scene)
            for number, sighting in enumerate(seen_by)
        ),
        leaks=leaks(floor, seen_by),
    )


def _looks(required: Iterable[Requirement], profile: Profile) -> list[Look]:
    """Return every look that is asked for, and that of each clause which finds no zone."""
    asked = {requirement.clause.id: requirement.look for requirement in required}
    idle = [
        Look(clause.plane_m, clause.density_px_per_m, clause.max_elevation_deg)
        for clause in profile.clauses
        if clause.id not in asked
    ]
    return list(dict.fromkeys([requirement.look for requirement in required] + idle))


def _held(required: tuple[Requirement, ...], standable: Region, trials: Trials) -> Holding:
    """Return the requirements of a floor beside what its cameras make of them."""
    residuals: dict[Demand, Residual] = {}
    regions: dict[Demand, Region] = {}
    for demand in dict.fromkeys(Demand.of(r) for r in required):
        regions[demand] = united(r.region for r in required if Demand.of(r) == demand)
        near = both(standable, regions[demand].buffer(AROUND_M))
        cones = [sighting.cones[demand.look] for sighting in trials.seen_by]
        residuals[demand] = residual_of(near, cones, demand.min_cameras)
    zones = [_zone_coverage(r, residuals[Demand.of(r)], trials) for r in required]
    return Holding(required, tuple(zones), residuals, regions)


def _zone_coverage(requirement: Requirement, residual: Residual, trials: Trials) -> ZoneCoverage:
    """Return one zone under one clause."""
    spots = blind_spots(requirement, residual, trials)
    return ZoneCoverage(
        zone_id=requirement.zone_id,
        clause_id=requirement.clause.id,
        required=requirement.region,
        covered=both(requirement.region, residual.covered),
        nominal=both(requirement.region, residual.nominal),
        folds_m2=tuple(float(both(requirement.region, layer).area) for layer in residual.layers),
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
