"""The coverage of a floor: what must be seen, what is, and what hangs on each camera."""

from collections.abc import Iterable, Iterator

from pipeline.coverage.blind_spot import blind_spots
from pipeline.coverage.diagnosis.case import Stake
from pipeline.coverage.diagnosis.trial import Trials
from pipeline.coverage.leak import Privacy
from pipeline.coverage.redundancy import Demand, Holding, camera_coverage
from pipeline.coverage.requirement import (
    Grounds,
    Requirement,
    grounds_of,
    lit_space,
    requirements,
)
from pipeline.coverage.residual import AROUND_M, Residual, residual_of
from pipeline.coverage.scene import Scene, scene_of
from pipeline.coverage.sighting import sightings
from pipeline.coverage.trusted import refuse_crowd
from pipeline.domain.coverage import BlindSpot, CoverageMap, Region, ZoneCoverage
from pipeline.domain.requirement import Look, Profile
from pipeline.domain.site import Floor
from pipeline.geometry.opening import widened
from pipeline.geometry.overlay import both, united, without

FOLDS_MORE = 1
"""How many cameras more than a clause asks for each zone's folds are told."""


def cover_floor(
    floor: Floor, profile: Profile, scene: Scene | None = None, *, diagnosed: bool = True
) -> CoverageMap:
    """Return the coverage of a floor under every clause of a profile, exactly.

    A `scene` of the same outline and occluders may be given again, so that its meshes are not made
    anew for each change of the cameras. Blind spots that are not to be `diagnosed` are the same,
    but for their cause, remedy and inscribed circle.
    Raises GeometryError for shapes, cameras or clauses whose numbers cannot be trusted: there is
    no coverage of 0 m² by accident.
    """
    refuse_crowd(floor.id, len(floor.cameras))
    scene = scene or scene_of(floor)
    grounds = grounds_of(floor, scene)
    required = requirements(floor, profile, grounds)
    lit = lit_space(floor)
    seen_by = sightings(floor.cameras, scene, looks_asked(required, profile), lit)
    privacy = Privacy(floor)
    holding = _held(required, grounds, Trials(scene, lit, seen_by, privacy), diagnosed)
    return CoverageMap(
        floor_id=floor.id,
        required=holding.required,
        covered=without(holding.required, united(_missed(holding, 0))),
        nominal=without(holding.required, united(_missed_as_drawn(holding))),
        twice_covered=without(holding.required, united(_missed(holding, 1))),
        zones=holding.zones,
        cameras=tuple(
            camera_coverage(number, sighting, holding, scene)
            for number, sighting in enumerate(seen_by)
        ),
        leaks=privacy.leaks([sighting.mount for sighting in seen_by]),
    )


def looks_asked(required: Iterable[Requirement], profile: Profile) -> list[Look]:
    """Return every look that is asked for, and that of each clause which finds no zone."""
    asked = {requirement.clause.id: requirement.look for requirement in required}
    idle = [
        Look(clause.plane_m, clause.density_px_per_m, clause.max_elevation_deg)
        for clause in profile.clauses
        if clause.id not in asked
    ]
    return list(dict.fromkeys([requirement.look for requirement in required] + idle))


def _held(
    required: tuple[Requirement, ...], grounds: Grounds, trials: Trials, diagnosed: bool
) -> Holding:
    """Return the requirements of a floor beside what its cameras make of them."""
    asked: dict[Demand, list[Requirement]] = {}
    for requirement in required:
        asked.setdefault(Demand.of(requirement), []).append(requirement)
    residuals: dict[Demand, Residual] = {}
    for demand, alike in asked.items():
        regions = [requirement.region for requirement in alike]
        near = both(grounds(demand.ground_m), widened(united(regions), AROUND_M))
        cones = [sighting.cones[demand.look] for sighting in trials.seen_by]
        residuals[demand] = residual_of(near, regions, cones, demand.min_cameras)
    stakes = [Stake(demand.look, residual) for demand, residual in residuals.items()]
    held = {
        requirement: _zone_coverage(
            number,
            requirement,
            residuals[demand],
            blind_spots(requirement, residuals[demand], trials, stakes, diagnosed=diagnosed),
        )
        for demand, alike in asked.items()
        for number, requirement in enumerate(alike)
    }
    whole = united(residual.required for residual in residuals.values())
    return Holding(required, tuple(held[r] for r in required), residuals, whole)


def _zone_coverage(
    number: int, requirement: Requirement, residual: Residual, spots: tuple[BlindSpot, ...]
) -> ZoneCoverage:
    """Return one zone under one clause, the one of this number in its Residual."""
    return ZoneCoverage(
        zone_id=requirement.zone_id,
        clause_id=requirement.clause.id,
        required=requirement.region,
        covered=residual.covered_in(number),
        nominal=residual.nominal_in(number),
        folds_m2=residual.folds_m2(number, requirement.clause.min_cameras + FOLDS_MORE),
        blind_spots=spots,
        fails=bool(spots),
    )


def _missed(holding: Holding, more: int) -> Iterator[Region]:
    """Yield what fewer cameras see than a clause on it asks for, and so many more."""
    for demand, residual in holding.residuals.items():
        yield residual.missed(max(demand.min_cameras, 1 + more))


def _missed_as_drawn(holding: Holding) -> Iterator[Region]:
    """Yield what too few cameras see for a clause on it even as drawn."""
    for residual in holding.residuals.values():
        yield residual.missed_as_drawn()
