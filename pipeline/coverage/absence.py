"""What opens on a floor while some of its cameras are away (N-k), exactly as an audit finds it.

Views are made once; each choice of cameras that are left is then a floor of its own, held against
the same clauses by the same definition of a blind spot. What an audit of all cameras finds blind
already is not opened by anybody's absence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from shapely import Polygon

from pipeline.coverage.blind_spot import DUST_M2, Gaps, added_parts
from pipeline.coverage.cover_floor import held_by
from pipeline.coverage.redundancy import Demand, Holding, view_of
from pipeline.coverage.requirement import Requirement
from pipeline.coverage.scene import Scene
from pipeline.coverage.sighting import Sighting
from pipeline.domain.coverage import Region, ZoneCoverage
from pipeline.domain.requirement import Look, Profile
from pipeline.domain.site import Floor
from pipeline.geometry.overlay import both, united

MOST_KEPT = 16
"""Choices of absent cameras that are kept: of a floor as it is now, and on the way there."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A blind spot that is there because cameras are away, whom it would not be without.

    `camera_ids` are those of the absent cameras that see some of it, in the order of the plan.
    """

    floor_id: str
    zone_id: str
    clause_id: str
    region: Polygon
    camera_ids: tuple[str, ...]

    @property
    def area_m2(self) -> float:
        """The area that nobody sees now, and somebody saw."""
        return float(self.region.area)


class Absences:
    """A floor whose cameras may be away; raises GeometryError as `cover_floor` does."""

    def __init__(self, floor: Floor, profile: Profile, scene: Scene | None = None) -> None:
        self.floor_id = floor.id
        self._seen_by, self._held = held_by(floor, profile, scene)
        self._without = lru_cache(MOST_KEPT)(self._held_without)
        self._covered = lru_cache(MOST_KEPT)(self._covered_without)
        self._spots = lru_cache(MOST_KEPT)(self._opened_without)

    @property
    def required(self) -> Region:
        """What must be seen."""
        return self._planned.required

    @property
    def views(self) -> dict[str, Region]:
        """What each camera sees for sure, for whichever look, by its id."""
        return {each.camera.id: view_of(each) for each in self._seen_by}

    def covered(self, absent: Iterable[str] = ()) -> Region:
        """Return what enough cameras see for sure of what must be seen, each m² once."""
        return self._covered(self._known(absent))

    def opened(self, absent: Iterable[str]) -> tuple[Opened, ...]:
        """Return the blind spots that some cameras' absence opens, zone by zone."""
        return self._spots(self._known(absent))

    def _known(self, absent: Iterable[str]) -> frozenset[str]:
        """Return those of some cameras that hang on this floor."""
        return frozenset(absent) & {sighting.camera.id for sighting in self._seen_by}

    def _held_without(self, away: frozenset[str]) -> Holding:
        return self._held([each for each in self._seen_by if each.camera.id not in away])

    def _covered_without(self, away: frozenset[str]) -> Region:
        return self._without(away).covered

    def _opened_without(self, away: frozenset[str]) -> tuple[Opened, ...]:
        return tuple(self._opened(away)) if away else ()

    @cached_property
    def _planned(self) -> Holding:
        return self._held(self._seen_by)

    def _opened(self, away: frozenset[str]) -> Iterator[Opened]:
        now, planned = self._without(away), self._planned
        lost = [each for each in self._seen_by if each.camera.id in away]
        gaps = {demand: Gaps(residual.gaps) for demand, residual in now.residuals.items()}
        for n, asked in enumerate(now.requirements):
            blind = united(spot.region for spot in now.zones[n].blind_spots)
            if blind.is_empty:
                continue
            was = planned.zones[n], planned.today[n]
            for part in _added(asked, *was, blind, gaps[Demand.of(asked)]):
                who = tuple(_witnesses(part, asked.look, lost))
                yield Opened(self.floor_id, asked.zone_id, asked.clause.id, part, who)


def _added(
    asked: Requirement, was: ZoneCoverage, today: Region, blind: Region, gaps: Gaps
) -> Iterator[Polygon]:
    """Yield what is blind now and was not; all of it where a narrow zone only fails now."""
    if asked.narrow and not was.fails:
        yield from (blind,) if isinstance(blind, Polygon) else blind.geoms
    else:
        yield from added_parts(blind, today, gaps)


def _witnesses(spot: Polygon, look: Look, lost: Iterable[Sighting]) -> Iterator[str]:
    """Yield the ids of those cameras that would see some of a spot."""
    for sighting in lost:
        if both(sighting.cones[look].guaranteed, spot).area > DUST_M2:
            yield sighting.camera.id
