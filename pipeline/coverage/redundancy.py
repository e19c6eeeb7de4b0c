"""What each camera contributes, and what its failure would open (N-1)."""

from collections.abc import Mapping, Sequence

from pipeline.coverage.blind_spot import opens_blind_spot
from pipeline.coverage.requirement import Requirement
from pipeline.coverage.residual import Residual, gaps_opened_by, lost_without
from pipeline.coverage.sighting import Look, Sighting, look_of
from pipeline.coverage.view_cone import dead_zone_m
from pipeline.domain.coverage import CameraCoverage, ZoneCoverage
from pipeline.domain.requirement import Clause
from pipeline.geometry.fold import united
from pipeline.geometry.region import region_of

Demand = tuple[Look, int]
"""(look, min_cameras): clauses that demand the same share their Residual."""


def demand_of(clause: Clause) -> Demand:
    """Return what a clause asks of a place: the look, and how many cameras must have it."""
    return look_of(clause), clause.min_cameras


def camera_coverage(
    sighting: Sighting,
    held: Sequence[tuple[Requirement, ZoneCoverage]],
    residuals: Mapping[Demand, Residual],
) -> CameraCoverage:
    """Return what one camera contributes to the requirements that its floor is held to."""
    ground_m = min((plane_m for plane_m, _ in sighting.cones), default=0.0)
    return CameraCoverage(
        camera_id=sighting.camera.id,
        view=united([cone.region for cone in sighting.cones.values()]),
        exclusive_m2=_exclusive_m2(sighting, held, residuals),
        dead_zone_m=dead_zone_m(sighting.camera, ground_m),
        moved_m=sighting.moved_m,
        opens=_opens(sighting, held, residuals),
    )


def _exclusive_m2(
    sighting: Sighting,
    held: Sequence[tuple[Requirement, ZoneCoverage]],
    residuals: Mapping[Demand, Residual],
) -> float:
    """Return the required area that no other camera sees as some clause on it asks."""
    alone = []
    for demand, residual in residuals.items():
        required = united([r.region for r, _ in held if demand_of(r.clause) == demand])
        cone = sighting.cones[demand[0]].region
        alone.append(region_of(required.intersection(cone).difference(residual.layers[1])))
    return float(united(alone).area)


def _opens(
    sighting: Sighting,
    held: Sequence[tuple[Requirement, ZoneCoverage]],
    residuals: Mapping[Demand, Residual],
) -> tuple[str, ...]:
    """Return, as "zone.clause", where a new blind spot opens when this camera fails."""
    lost = {
        demand: lost_without(sighting.cones[demand[0]].region, residual)
        for demand, residual in residuals.items()
    }
    gaps = {demand: gaps_opened_by(lost[demand], residuals[demand]) for demand in lost}
    return tuple(
        f"{requirement.zone_id}.{requirement.clause.id}"
        for requirement, zone in held
        if (demand := demand_of(requirement.clause)) in lost
        and opens_blind_spot(zone, lost[demand], gaps[demand])
    )
