"""The coverage of a floor: what must be seen, what is, and what hangs on each camera."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely

from pipeline.coverage.blind_spot import blind_spots
from pipeline.coverage.diagnosis.case import Stake
from pipeline.coverage.diagnosis.trial import Trials
from pipeline.coverage.leak import Privacy
from pipeline.coverage.memory import Memory
from pipeline.coverage.mount import mounted
from pipeline.coverage.redundancy import (
    Demand,
    Holding,
    camera_coverage,
    camera_verdict,
    view_of,
)
from pipeline.coverage.requirement import (
    Grounds,
    Requirement,
    grounds_of,
    lit_space,
    requirements,
)
from pipeline.coverage.residual import AROUND_M, Residual, residual_of
from pipeline.coverage.scene import Scene, scene_of
from pipeline.coverage.sighting import Rig, Sighting, sightings_of
from pipeline.coverage.trusted import refuse_crowd
from pipeline.domain.coverage import (
    BlindSpot,
    CameraCoverage,
    CoverageMap,
    Leak,
    Region,
    ZoneCoverage,
)
from pipeline.domain.requirement import Look, Profile
from pipeline.domain.site import Floor
from pipeline.errors import GeometryError
from pipeline.geometry.opening import widened
from pipeline.geometry.overlay import both, map_between, united
from pipeline.geometry.region import EMPTY, Same

MOST_KEPT = 4
"""Floors of which it is kept what must be seen of them, for storeys that are drawn alike."""

FOLDS_MORE = 1
"""How many cameras more than a clause asks for each zone's folds are told."""


def cover_floor(
    floor: Floor,
    profile: Profile,
    scene: Scene | None = None,
    *,
    diagnosed: bool = True,
    memory: Memory | None = None,
) -> CoverageMap:
    """Return the coverage of a floor under every clause of a profile, exactly.

    A `scene` of the same outline and occluders may be given again, so that its meshes are not made
    anew for each change of the cameras; a `memory` of it, so that only what the changed cameras see
    is. Blind spots that are not to be `diagnosed` are the same, but for their cause, remedy and
    inscribed circle.
    Raises GeometryError for shapes, cameras or clauses whose numbers cannot be trusted: there is
    no coverage of 0 m² by accident.
    """
    if memory is None:
        hung = _hung(floor, profile, scene)
        seen = _seen(hung, sightings_of([hung.rig])[0], diagnosed)
    else:
        hung = _hung_again(floor, memory)
        seen = _seen(hung, memory.sightings(floor.cameras), diagnosed, memory)
    holding = seen.holding
    return CoverageMap(
        floor_id=floor.id,
        required=holding.required,
        covered=holding.covered,
        nominal=holding.nominal,
        twice_covered=holding.twice_covered,
        zones=holding.zones,
        cameras=tuple(_contributed(seen)),
        leaks=seen.leaks,
    )


def judge_floors(floors: Sequence[Floor], profile: Profile) -> tuple[CoverageMap, ...]:
    """Return of the coverage of floors what a verdict rests on, in a fraction of the time.

    What is covered, as drawn too, which blind spots there are and which would open is the same; of
    leaks, that there is one and whether it violates. What is seen twice, by one camera alone or
    of others' privacy is not measured, nor are views unless the profile has rules to ask for them.
    """
    hung = [_hung(floor, profile, None) for floor in floors]
    try:
        seen_by = iter(sightings_of([each.rig for each in hung]))
    except GeometryError:
        # Floor by floor, so that the first one at fault is told, with its own cameras alone.
        seen_by = (sightings_of([each.rig])[0] for each in hung)
    return tuple(_judged(each, own, profile) for each, own in zip(hung, seen_by, strict=True))


def _judged(hung: "_Hung", seen_by: tuple[Sighting, ...], profile: Profile) -> CoverageMap:
    """Return what a verdict rests on of one floor."""
    seen = _seen(hung, seen_by, diagnosed=False)
    holding = seen.holding
    cameras = [camera_verdict(n, each, holding) for n, each in enumerate(seen.seen_by)]
    if profile.rules:
        both_ways = zip(cameras, seen.seen_by, strict=True)
        cameras = [replace(camera, view=view_of(each)) for camera, each in both_ways]
    return CoverageMap(
        floor_id=hung.floor.id,
        required=holding.required,
        covered=holding.covered,
        nominal=holding.nominal,
        twice_covered=EMPTY,
        zones=holding.zones,
        cameras=tuple(cameras),
        leaks=seen.privacy.leaks(hung.rig.mounts, measured=False),
    )


@dataclass(frozen=True, eq=False)
class _Hung:
    """A floor with what is asked of it, and its cameras where they can look from."""

    floor: Floor
    grounds: Grounds
    required: tuple[Requirement, ...]
    rig: Rig


def _hung(floor: Floor, profile: Profile, scene: Scene | None) -> _Hung:
    refuse_crowd(floor.id, len(floor.cameras))
    scene = scene or scene_of(floor)
    grounds = grounds_of(floor, scene)
    required = requirements(floor, profile, grounds)
    mounts = tuple(mounted(camera, scene) for camera in floor.cameras)
    looks = tuple(looks_asked(required, profile))
    return _Hung(floor, grounds, required, Rig(mounts, scene, looks, lit_space(floor)))


def memory_of(floor: Floor, profile: Profile) -> Memory:
    """Return a memory of what does not change with a floor's cameras.

    Raises GeometryError as `cover_floor` does.
    """
    scene = scene_of(floor)
    grounds = grounds_of(floor, scene)
    required = requirements(floor, profile, grounds)
    looks = tuple(looks_asked(required, profile))
    return Memory(floor, scene, grounds, required, looks, lit_space(floor))


def _hung_again(floor: Floor, memory: Memory) -> _Hung:
    refuse_crowd(floor.id, len(floor.cameras))
    rig = Rig((), memory.scene, memory.looks, memory.lit)
    return _Hung(floor, memory.grounds, memory.required, rig)


def held_by(
    floor: Floor, profile: Profile, scene: Scene | None = None
) -> tuple[tuple[Sighting, ...], Callable[[Sequence[Sighting]], Holding]]:
    """Return what each camera of a floor sees, and what holds the floor against some of them.

    Views are made once, however many choices of cameras the floor is held against. Blind spots are
    not diagnosed. Raises GeometryError as `cover_floor` does.
    """
    hung = _hung(floor, profile, scene)
    (seen_by,) = sightings_of([hung.rig])

    def held(some: Sequence[Sighting]) -> Holding:
        trials = Trials(hung.rig.scene, hung.rig.lit, some)
        return _held(hung.required, hung.grounds, trials, diagnosed=False)

    return seen_by, held


@dataclass(frozen=True, eq=False)
class _Seen:
    """A floor held against its cameras, and what that was asked of."""

    scene: Scene
    seen_by: tuple[Sighting, ...]
    privacy: Privacy
    holding: Holding
    memory: Memory | None = None

    @property
    def leaks(self) -> tuple[Leak, ...]:
        """What the cameras may see of prohibited zones."""
        if self.memory is not None:
            return self.memory.leaks(self.seen_by)
        return self.privacy.leaks([sighting.mount for sighting in self.seen_by])


def _seen(
    hung: _Hung,
    seen_by: tuple[Sighting, ...],
    diagnosed: bool,
    memory: Memory | None = None,
) -> _Seen:
    scene = hung.rig.scene
    privacy = memory.privacy if memory else Privacy(hung.floor, scene)
    trials = Trials(scene, hung.rig.lit, seen_by, privacy, memory)
    holding = _held(hung.required, hung.grounds, trials, diagnosed)
    return _Seen(scene, seen_by, privacy, holding, memory)


def _contributed(seen: _Seen) -> Iterator[CameraCoverage]:
    """Yield what each camera contributes."""
    for number, sighting in enumerate(seen.seen_by):
        if seen.memory is not None:
            seen.memory.heed()
        yield camera_coverage(number, sighting, seen.holding, seen.scene)


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
        trials.heed()
        regions = [requirement.region for requirement in alike]
        ground, least = grounds(demand.ground_m), demand.min_cameras
        cones = [sighting.cones[demand.look] for sighting in trials.seen_by]
        if cones:
            residuals[demand] = residual_of(_near(Same((ground, *regions))), regions, cones, least)
        else:
            residuals[demand] = _unseen(Same((ground, *regions)), least)
    stakes = [Stake(demand.look, residual) for demand, residual in residuals.items()]
    held = {
        requirement: _zone_coverage(
            number,
            requirement,
            residuals[demand],
            blind_spots(
                requirement, number, residuals[demand], trials, stakes, diagnosed=diagnosed
            ),
        )
        for demand, alike in asked.items()
        for number, requirement in enumerate(alike)
    }
    widest = _widest(asked)
    asking = [residuals[widest]] if widest else [*residuals.values()]
    whole = united(residual.required for residual in asking)
    zones = tuple(held[r] for r in required)
    return Holding(required, zones, residuals, whole, residuals[widest] if widest else None)


def _widest(asked: dict[Demand, list[Requirement]]) -> Demand | None:
    """Return the demand on all that any demand is made on, None where there is none."""
    regions = {
        demand: {id(requirement.region) for requirement in alike} for demand, alike in asked.items()
    }
    every = set().union(*regions.values())
    return next((demand for demand, own in regions.items() if own == every), None)


@lru_cache(MOST_KEPT)
def _near(ground_and_regions: Same) -> Region:
    """Return where people stand who matter to what must be seen, and some who do not."""
    ground, *regions = ground_and_regions
    bounds = shapely.bounds([region for region in regions if not region.is_empty]).reshape(-1, 4)
    around = shapely.box(*(bounds + AROUND_M * np.array([-1.0, -1.0, 1.0, 1.0])).T)
    found = map_between(np.array([ground, *around], dtype=np.object_))
    if found is None:
        return both(ground, widened(united(regions), AROUND_M))
    return found.merged(found.covers[:, 0] & found.covers[:, 1:].any(axis=1))


@lru_cache(MOST_KEPT)
def _unseen(ground_and_regions: Same, min_cameras: int) -> Residual:
    """Return what no camera leaves over: the same on each storey without one, drawn alike."""
    return residual_of(_near(ground_and_regions), ground_and_regions[1:], [], min_cameras)


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
