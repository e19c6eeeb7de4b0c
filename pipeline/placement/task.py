"""What a floor's cameras are held to, ready to try other cameras on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import shapely

from pipeline.coverage.blind_spot import blind_regions
from pipeline.coverage.cover_floor import looks_asked
from pipeline.coverage.leak import Privacy
from pipeline.coverage.redundancy import Demand
from pipeline.coverage.requirement import (
    Grounds,
    Requirement,
    grounds_of,
    lit_space,
    requirements,
)
from pipeline.coverage.residual import AROUND_M, Residual, residual_of
from pipeline.coverage.scene import Scene, scene_of
from pipeline.coverage.sighting import Sighting, sightings
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.requirement import Look, Profile
from pipeline.domain.site import Floor
from pipeline.geometry.opening import widened
from pipeline.geometry.overlay import both, united, without
from pipeline.placement.places import Spots, places_of


@dataclass(frozen=True, eq=False)
class Blind:
    """A part of what must be seen that too few cameras see, big enough for a person."""

    requirement: Requirement
    region: Region


@dataclass(frozen=True, eq=False)
class Task:
    """A floor under a profile: what must be seen, in its scene, by which looks."""

    floor: Floor
    profile: Profile
    scene: Scene
    grounds: Grounds
    required: tuple[Requirement, ...]
    looks: tuple[Look, ...]
    lit: Region
    privacy: Privacy

    @cached_property
    def close_places(self) -> Spots:
        """All places to hang cameras at that are looked at around a blind spot."""
        return places_of(self.floor, self.scene)

    def look(self, cameras: Sequence[Camera]) -> tuple[Sighting, ...]:
        """Return what cameras see, exactly, by every look that is asked for."""
        return sightings(cameras, self.scene, self.looks, self.lit)

    def intrudes(self, sighting: Sighting) -> bool:
        """Tell whether a camera may look into a prohibited zone, however thinly."""
        return bool(self.floor.prohibited) and bool(self.privacy.leaks([sighting.mount]))

    def blind(self, seen_by: Sequence[Sighting]) -> tuple[Blind, ...]:
        """Return the blind spots that cameras leave, as an audit finds them."""
        return tuple(self._blind(seen_by))

    def _blind(self, seen_by: Sequence[Sighting]) -> Iterator[Blind]:
        for demand, alike in self.demands.items():
            residual = self.residual(demand, seen_by)
            for zone, requirement in enumerate(alike):
                for region in blind_regions(zone, residual, requirement.narrow):
                    yield Blind(requirement, region)

    def covered_m2(self, seen_by: Sequence[Sighting]) -> float:
        """Return how much of what must be seen is, each square metre once."""
        missed = [
            self.residual(demand, seen_by).missed(demand.min_cameras) for demand in self.demands
        ]
        return self.required_m2 - float(united(missed).area)

    def residual(self, demand: Demand, seen_by: Sequence[Sighting]) -> Residual:
        """Return what cameras leave over of what is demanded alike."""
        regions = [requirement.region for requirement in self.demands[demand]]
        cones = [sighting.cones[demand.look] for sighting in seen_by]
        return residual_of(self._near[demand], regions, cones, demand.min_cameras)

    @cached_property
    def demands(self) -> dict[Demand, list[Requirement]]:
        """The requirements that demand the same, together."""
        found: dict[Demand, list[Requirement]] = {}
        for requirement in self.required:
            if not requirement.region.is_empty:
                found.setdefault(Demand.of(requirement), []).append(requirement)
        return found

    @cached_property
    def whole(self) -> Region:
        """All that must be seen."""
        return united(requirement.region for requirement in self.required)

    @cached_property
    def required_m2(self) -> float:
        """The area of all that must be seen."""
        return float(self.whole.area)

    @cached_property
    def on_plane(self) -> dict[float, Region]:
        """What must be seen on each plane."""
        planes_m = dict.fromkeys(requirement.look.plane_m for requirement in self.required)
        return {
            plane_m: united(r.region for r in self.required if r.look.plane_m == plane_m)
            for plane_m in planes_m
        }

    @cached_property
    def _near(self) -> dict[Demand, Region]:
        return {
            demand: both(
                self.grounds(demand.ground_m),
                widened(united(requirement.region for requirement in alike), AROUND_M),
            )
            for demand, alike in self.demands.items()
        }


def task_of(floor: Floor, profile: Profile, scene: Scene | None = None) -> Task:
    """Return what a floor is held to by a profile; GeometryError as `cover_floor` raises it."""
    scene = scene or scene_of(floor)
    grounds = grounds_of(floor, scene)
    required = requirements(floor, profile, grounds)
    looks = tuple(looks_asked([r for r in required if not r.region.is_empty], profile))
    asked = {r.look for r in required}
    looks = tuple(look for look in looks if look in asked)
    return Task(floor, profile, scene, grounds, required, looks, lit_space(floor), Privacy(floor))


def sparing(task: Task, spared: Region) -> Task:
    """Return a task without some ground, which nobody need see."""
    if spared.is_empty:
        return task
    left = (replace(each, region=without(each.region, spared)) for each in task.required)
    return replace(task, required=tuple(left))


def redundant(profile: Profile, *, fold: int = 1, spare: bool = False) -> Profile:
    """Return a profile whose every point needs so many cameras, or one more so that one may fail.

    >>> from pipeline.domain.label import Label
    >>> from pipeline.domain.requirement import Clause
    >>> seen = Clause("s", Label("s", "s"), ("yard",), 0.0, 25.0, 1, "user")
    >>> plain = Profile("p", Label("p", "p"), (seen,))
    >>> redundant(plain, spare=True).clauses[0].min_cameras
    2
    >>> redundant(plain, fold=3).clauses[0].min_cameras
    3
    """
    clauses = tuple(
        replace(clause, min_cameras=max(fold, clause.min_cameras + int(spare)))
        for clause in profile.clauses
    )
    return replace(profile, clauses=clauses)


def in_sight(sighting: Sighting, look: Look) -> Region:
    """Return what a camera sees for sure by a look, prepared to be asked of many points."""
    region = sighting.cones[look].guaranteed
    shapely.prepare(region)
    return region
