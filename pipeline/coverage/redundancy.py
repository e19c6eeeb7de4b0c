"""What each camera contributes, and what its failure would open (N-1)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from shapely import MultiPolygon, STRtree

from pipeline.coverage.blind_spot import DUST_M2, Gaps, opens_blind_spot
from pipeline.coverage.potential import potential_of
from pipeline.coverage.requirement import Requirement
from pipeline.coverage.residual import PERSON_RADIUS_M, Residual, gaps_around
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import Sighting
from pipeline.domain.coverage import CameraCoverage, Region, ZoneCoverage
from pipeline.domain.requirement import Look
from pipeline.geometry.opening import fits
from pipeline.geometry.overlay import united, without
from pipeline.geometry.region import EMPTY, region_of


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

    `zones` stand beside the requirements in their order; `required` is all that must be seen,
    which is also what the `widest` Residual requires, where one requires what all others do.
    """

    requirements: tuple[Requirement, ...]
    zones: tuple[ZoneCoverage, ...]
    residuals: Mapping[Demand, Residual]
    required: Region
    widest: Residual | None

    def near(self, demand: Demand, camera: int) -> list[tuple[int, int]]:
        """Return the requirements that so demand and lie near what is lost without a camera.

        By their numbers here, and as zones of their Residual.
        """
        numbers, near = self._near[demand]
        return [(numbers[n], n) for n in near[camera]]

    @cached_property
    def today(self) -> list[Region]:
        """The blind spots that each requirement has already, as one region."""
        # Spots of one zone are apart, or meet in corners.
        return [
            region_of(MultiPolygon([spot.region for spot in zone.blind_spots]))
            for zone in self.zones
        ]

    @property
    def covered(self) -> Region:
        """What enough cameras see for sure of all that must be seen."""
        return self._seen(0)

    @property
    def twice_covered(self) -> Region:
        """What at least two cameras see for sure, and enough for each clause on it."""
        return self._seen(1)

    @property
    def nominal(self) -> Region:
        """What enough cameras see as drawn."""
        return self._less(Residual.seen_as_drawn, Residual.missed_as_drawn)

    def _seen(self, more: int) -> Region:
        """Return what as many cameras see as each clause on it asks for, and so many more."""
        return self._less(
            lambda residual: residual.seen(max(residual.min_cameras, 1 + more)),
            lambda residual: residual.missed(max(residual.min_cameras, 1 + more)),
        )

    def _less(
        self, seen: Callable[[Residual], Region], missed: Callable[[Residual], Region]
    ) -> Region:
        """Return what must be seen, less what is missed of it under any demand."""
        others = [residual for residual in self.residuals.values() if residual is not self.widest]
        left = united(missed(residual) for residual in others)
        if self.widest is None:
            return without(self.required, left)
        whole = seen(self.widest)
        return whole if left.is_empty else without(whole, left)

    @cached_property
    def _near(self) -> dict[Demand, tuple[list[int], list[list[int]]]]:
        """Of each demand its requirements, and for each camera which of them are near."""
        numbers: dict[Demand, list[int]] = {}
        for number, requirement in enumerate(self.requirements):
            numbers.setdefault(Demand.of(requirement), []).append(number)
        return {demand: (alike, self._near_in(demand, alike)) for demand, alike in numbers.items()}

    def _near_in(self, demand: Demand, alike: list[int]) -> list[list[int]]:
        residual = self.residuals[demand]
        lost = [residual.lost_without(camera) for camera in range(len(residual.cones))]
        # One question about all cameras takes no longer than one about each of a few.
        zones = STRtree([self.zones[n].required for n in alike])
        pairs = zones.query(lost, "dwithin", 2.0 * PERSON_RADIUS_M).T.tolist() if lost else []
        near: list[list[int]] = [[] for _ in lost]
        for camera, zone in pairs:
            near[camera].append(zone)
        return near


def camera_coverage(
    number: int, sighting: Sighting, holding: Holding, scene: Scene
) -> CameraCoverage:
    """Return what the camera of this number contributes to what its floor is held to."""
    alone = [residual.seen_alone(number) for residual in holding.residuals.values()]
    return replace(
        camera_verdict(number, sighting, holding),
        view=view_of(sighting),
        nominal_view=united(cone.region for cone in sighting.cones.values()),
        exclusive_m2=float(united(alone).area),
        potential=potential_of(sighting, scene),
    )


def camera_verdict(number: int, sighting: Sighting, holding: Holding) -> CameraCoverage:
    """Return of what a camera contributes no more than what a verdict on coverage rests on."""
    dead_zones = {cone.plane_m: cone.dead_zone_m for cone in sighting.cones.values()}
    return CameraCoverage(
        camera_id=sighting.camera.id,
        view=EMPTY,
        nominal_view=EMPTY,
        exclusive_m2=0.0,
        dead_zone_m=dead_zones[min(dead_zones)] if dead_zones else 0.0,
        moved_m=sighting.mount.moved_m,
        opens=tuple(_opened_without(number, holding)),
    )


def view_of(sighting: Sighting) -> Region:
    """Return all that a camera sees for sure, for whichever look."""
    return united(cone.guaranteed for cone in sighting.cones.values())


def _opened_without(number: int, holding: Holding) -> Iterator[str]:
    """Yield, as "zone.clause", where a new blind spot opens when this camera fails."""
    opened = [
        n
        for demand, residual in holding.residuals.items()
        for n in _opened_in(number, demand, residual, holding)
    ]
    for requirement in (holding.requirements[n] for n in sorted(opened)):
        yield f"{requirement.zone_id}.{requirement.clause.id}"


def _opened_in(number: int, demand: Demand, residual: Residual, holding: Holding) -> Iterator[int]:
    """Yield the numbers of the requirements of one demand that get a new blind spot."""
    lost = residual.lost_without(number)
    if lost.is_empty:
        return
    doubtful, surely = list[tuple[int, int]](), set(residual.zones_with_room(number).tolist())
    for n, zone in holding.near(demand, number):
        narrow = holding.requirements[n].narrow
        opens = zone in surely or _surely_opens(residual, zone, number, lost, narrow=narrow)
        if opens:
            yield n
        elif opens is None:
            doubtful.append((n, zone))
    for n, gaps in _gaps_at(number, residual, lost, doubtful):
        requirement, held, today = holding.requirements[n], holding.zones[n], holding.today[n]
        if opens_blind_spot(requirement, held, today, lost, gaps):
            yield n


def _gaps_at(
    number: int, residual: Residual, lost: Region, doubtful: list[tuple[int, int]]
) -> Iterator[tuple[int, Gaps]]:
    """Yield requirements, each with the gaps that a failure leaves there."""
    if not residual.is_whole:
        gaps = Gaps(gaps_around(lost, residual)) if doubtful else Gaps(EMPTY)
    for n, zone in doubtful:
        if residual.is_whole:
            gaps = Gaps(residual.gaps_near(zone, number, lost))
        yield n, gaps


def _surely_opens(
    residual: Residual, zone: int, camera: int, lost: Region, *, narrow: bool
) -> bool | None:
    """Tell whether a zone gets a blind spot without a camera; None where that takes a closer look.

    It does where a person fits into what goes in it, which nobody else sees; and does not where
    nothing goes and nothing is uncovered near what goes.
    """
    gone = residual.lost_in(zone, camera)
    if gone is None:
        return None
    if gone.area <= (0.0 if narrow else DUST_M2):
        may_grow = residual.lacks(zone) if narrow else residual.is_gone_near(zone, lost)
        return None if may_grow else False
    return True if fits(gone, PERSON_RADIUS_M) else None
