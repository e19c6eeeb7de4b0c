"""The exact numbers of a plan that nobody has saved: what an audit of it would print.

A planner drags one camera about, and asks again each time it is let go. So what does not change
with it is kept from the plan before: what stands on each floor, what must be seen, and what every
other camera sees. The numbers are those of ``sightline audit --json``, to the last digit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import Polygon

from pipeline.audit.audit import audited
from pipeline.coverage.cover_floor import cover_floor, memory_of
from pipeline.coverage.memory import Memory
from pipeline.domain.finding import AuditResult
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor, Occluder, Site
from pipeline.workflows.avert_views import with_aversions

MOST_FLOORS = 24
"""Floors that are remembered; those that were not asked about for longest go first."""


class PlanNumbers:
    """The audits of a page's plans, one after the other; not for two threads at once."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []

    def of(self, site: Site, profile: Profile) -> AuditResult:
        """Return a site held against a profile, as `audit_site` does.

        Raises GeometryError for shapes, cameras or clauses that cannot be trusted.
        """
        known = [self._known(floor, profile) for floor in site.floors]
        site = replace(site, floors=tuple(kept.floor for kept in known))
        covered = [cover_floor(kept.floor, profile, memory=kept.memory) for kept in known]
        result = audited(site, profile, tuple(covered))
        return with_aversions(result, [kept.memory for kept in known])

    def _known(self, floor: Floor, profile: Profile) -> "_Kept":
        """Return a floor with the memory of the one before that differs in cameras alone."""
        drawn = _drawn(floor.occluders)
        for kept in self._kept:
            if kept.profile == profile and kept.drawn == drawn and _is_same(kept.floor, floor):
                self._kept.remove(kept)
                found = replace(kept, floor=_with_cameras_of(kept.floor, floor))
                break
        else:
            found = _Kept(floor, profile, drawn, memory_of(floor, profile))
        self._kept = [found, *self._kept][:MOST_FLOORS]
        return found


@dataclass(frozen=True, eq=False)
class _Kept:
    floor: Floor
    profile: Profile
    drawn: "_Drawn"
    memory: Memory


_Drawn = tuple[tuple[object, ...], bytes]


def _drawn(occluders: Sequence[Occluder]) -> _Drawn:
    """Return what occluders are, in a form that is soon compared."""
    shapes = np.array([None, *(each.footprint for each in occluders)], dtype=np.object_)[1:]
    heights = tuple((each.id, each.kind, each.bottom_m, each.top_m) for each in occluders)
    return heights, b"".join(shapely.to_wkb(shapes).tolist())


def _is_same(one: Floor, other: Floor) -> bool:
    """Tell whether two floors are the same but for their cameras; of occluders it is known."""
    nothing: dict[str, tuple[()]] = {"cameras": (), "occluders": ()}
    return replace(one, **nothing, outline=_NOWHERE) == replace(
        other, **nothing, outline=_NOWHERE
    ) and bool(shapely.equals_identical(one.outline, other.outline))


_NOWHERE = Polygon()


def _with_cameras_of(kept: Floor, floor: Floor) -> Floor:
    """Return the floor that is known, with the cameras of another; what does not change is one."""
    return replace(kept, cameras=floor.cameras)
