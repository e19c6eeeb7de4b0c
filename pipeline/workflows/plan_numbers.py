"""The exact numbers of a plan that nobody has saved: what an audit of it would print.

A planner drags one camera about, and asks again each time it is let go. So what does not change
with it is kept from the plan before: what stands on each floor, what must be seen, and what every
other camera sees. The numbers are those of ``sightline audit --json``, to the last digit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import shapely

from pipeline.audit.audit import audited
from pipeline.coverage.cover_floor import cover_floor, memory_of
from pipeline.coverage.memory import Heed, Memory
from pipeline.domain.finding import AuditResult
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor, Occluder, Site
from pipeline.errors import InterruptedRunError
from pipeline.workflows.avert_views import with_aversions

MOST_FLOORS = 24
"""Floors that are remembered; those that were not asked about for longest go first."""


class PlanNumbers:
    """The audits of pages' plans, one after the other."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._turn = Lock()

    def of(
        self, site: Site, profile: Profile, called_off: Callable[[], bool] = lambda: False
    ) -> AuditResult:
        """Return a site held against a profile, as `audit_plan` does.

        `called_off` is asked every now and then, at least between any two cameras that are tried.
        Raises InterruptedRunError soon after it says so; whatever was found by then is kept. Raises
        GeometryError for shapes, cameras or clauses that cannot be trusted.
        """

        def heed() -> None:
            if called_off():
                raise InterruptedRunError("nobody waits for these numbers any longer")

        with self._turn:
            return self._of(site, profile, heed)

    def _of(self, site: Site, profile: Profile, heed: Heed) -> AuditResult:
        known = [self._known(floor, profile, heed) for floor in site.floors]
        site = replace(site, floors=tuple(kept.floor for kept in known))
        covered = [cover_floor(kept.floor, profile, memory=kept.memory) for kept in known]
        heed()
        result = audited(site, profile, tuple(covered))
        return with_aversions(result, [kept.memory for kept in known])

    def _known(self, floor: Floor, profile: Profile, heed: Heed) -> "_Kept":
        """Return a floor with the memory of the one before that differs in cameras alone."""
        heed()
        for kept in self._kept:
            if kept.profile == profile and _is_same(kept.floor, floor):
                self._kept.remove(kept)
                # What does not change stays the same objects, by which it is known.
                found = replace(kept, floor=replace(kept.floor, cameras=floor.cameras))
                break
        else:
            found = _Kept(floor, profile, memory_of(floor, profile))
        self._kept = [found, *self._kept][:MOST_FLOORS]
        found.memory.heed = heed
        return found


@dataclass(frozen=True, eq=False)
class _Kept:
    floor: Floor
    profile: Profile
    memory: Memory


def _drawn(occluders: Sequence[Occluder]) -> tuple[object, ...]:
    """Return what occluders are, in a form that is soon compared."""
    shapes = np.array([None, *(each.footprint for each in occluders)], dtype=np.object_)[1:]
    heights = tuple((each.id, each.kind, each.bottom_m, each.top_m) for each in occluders)
    return heights, b"".join(shapely.to_wkb(shapes).tolist())


def _is_same(one: Floor, other: Floor) -> bool:
    """Tell whether two floors are the same but for their cameras."""
    bare = [replace(floor, cameras=(), occluders=()) for floor in (one, other)]
    if bare[0] != bare[1]:
        return False
    return one.occluders is other.occluders or _drawn(one.occluders) == _drawn(other.occluders)
