"""What each camera contributes, and what its failure would open (N-1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.coverage.blind_spot import opens_blind_spot
from pipeline.coverage.potential import potential_of
from pipeline.coverage.requirement import Requirement
from pipeline.coverage.residual import Residual, gaps_around
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import Sighting
from pipeline.domain.coverage import CameraCoverage, Region, ZoneCoverage
from pipeline.domain.requirement import Look
from pipeline.geometry.overlay import united


@dataclass(frozen=True)
class Demand:
    """What a clause asks of a place: the look, how many cameras must have it, on what ground."""

    look: Look
    min_cameras: int
    ground_m: float

    @staticmethod
    def of(requirement: Requirement) -> "Demand":
        """Return what a requirement demands; those that demand the same share a Residual."""
        return Demand(requirement.look, requirement.clause.min_cameras, requirement.ground_m)


@dataclass(frozen=True)
class Holding:
    """What the requirements of a floor hold its cameras to.

    `zones` stand beside the requirements in their order; `required` is all that must be seen.
    """

    requirements: tuple[Requirement, ...]
    zones: tuple[ZoneCoverage, ...]
    residuals: Mapping[Demand, Residual]
    required: Region


def camera_coverage(
    number: int, sighting: Sighting, holding: Holding, scene: Scene
) -> CameraCoverage:
    """Return what the camera of this number contributes to what its floor is held to."""
    dead_zones = {cone.plane_m: cone.dead_zone_m for cone in sighting.cones.values()}
    alone = [residual.seen_alone(number) for residual in holding.residuals.values()]
    return CameraCoverage(
        camera_id=sighting.camera.id,
        view=united(cone.guaranteed for cone in sighting.cones.values()),
        nominal_view=united(cone.region for cone in sighting.cones.values()),
        exclusive_m2=float(united(alone).area),
        dead_zone_m=dead_zones[min(dead_zones)] if dead_zones else 0.0,
        moved_m=sighting.mount.moved_m,
        opens=tuple(_opened_without(number, holding)),
        potential=potential_of(sighting, scene),
    )


def _opened_without(number: int, holding: Holding) -> Iterator[str]:
    """Yield, as "zone.clause", where a new blind spot opens when this camera fails."""
    lost, gaps = {}, {}
    for demand, residual in holding.residuals.items():
        lost[demand] = residual.lost_without(number)
        gaps[demand] = gaps_around(lost[demand], residual)
    for requirement, zone in zip(holding.requirements, holding.zones, strict=True):
        demand = Demand.of(requirement)
        if opens_blind_spot(requirement, zone, lost[demand], gaps[demand]):
            yield f"{requirement.zone_id}.{requirement.clause.id}"
