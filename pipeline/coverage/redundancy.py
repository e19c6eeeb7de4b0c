"""What each camera contributes, and what its failure would open (N-1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.coverage.blind_spot import opens_blind_spot
from pipeline.coverage.requirement import Requirement
from pipeline.coverage.residual import Residual, gaps_opened_by, lost_without
from pipeline.coverage.sighting import Look, Sighting, look_of
from pipeline.coverage.view_cone import dead_zone_m
from pipeline.domain.coverage import CameraCoverage, Region, ZoneCoverage
from pipeline.domain.requirement import Clause
from pipeline.geometry.fold import united

Demand = tuple[Look, int]
"""(look, min_cameras): clauses that demand the same share their Residual."""


def demand_of(clause: Clause) -> Demand:
    """Return what a clause asks of a place: the look, and how many cameras must have it."""
    return look_of(clause), clause.min_cameras


@dataclass(frozen=True)
class Holding:
    """What the requirements of a floor hold its cameras to.

    `zones` stand beside the requirements in their order; `required` is the area of each demand.
    """

    requirements: tuple[Requirement, ...]
    zones: tuple[ZoneCoverage, ...]
    residuals: Mapping[Demand, Residual]
    required: Mapping[Demand, Region]


def camera_coverage(sighting: Sighting, holding: Holding) -> CameraCoverage:
    """Return what one camera contributes to what its floor is held to."""
    ground_m = min((plane_m for plane_m, _ in sighting.cones), default=0.0)
    return CameraCoverage(
        camera_id=sighting.camera.id,
        view=united([cone.region for cone in sighting.cones.values()]),
        exclusive_m2=_exclusive_m2(sighting, holding),
        dead_zone_m=dead_zone_m(sighting.camera, ground_m),
        moved_m=sighting.moved_m,
        opens=_opens(sighting, holding),
    )


def _exclusive_m2(sighting: Sighting, holding: Holding) -> float:
    """Return the required area that no other camera sees as some clause on it asks."""
    alone = []
    for demand, residual in holding.residuals.items():
        cone = sighting.cones[demand[0]].region
        alone.append(cone.intersection(holding.required[demand]).difference(residual.layers[1]))
    return float(united(alone).area)


def _opens(sighting: Sighting, holding: Holding) -> tuple[str, ...]:
    """Return, as "zone.clause", where a new blind spot opens when this camera fails."""
    lost, gaps = {}, {}
    for demand, residual in holding.residuals.items():
        lost[demand] = lost_without(sighting.cones[demand[0]].region, residual)
        gaps[demand] = gaps_opened_by(lost[demand], residual)
    opened = []
    for requirement, zone in zip(holding.requirements, holding.zones, strict=True):
        demand = demand_of(requirement.clause)
        if opens_blind_spot(requirement, zone, lost[demand], gaps[demand]):
            opened.append(f"{requirement.zone_id}.{requirement.clause.id}")
    return tuple(opened)
