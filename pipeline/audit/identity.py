"""Which defect of today is which of an earlier audit, so that each keeps its id while it stands.

A first audit names a blind spot by clause, floor and the centre of its area to a decimetre
(``F-01.ground.e342n127``: 34.2 m east and 12.7 m north), never by its place in a list, so that
edits elsewhere leave its id alone. Against an earlier audit these rules hold:

1. Only defects of one kind, clause and floor can be the same. Zones and cameras may be renamed or
   moved: of a blind spot the overlap alone decides, of a finding also what it is about.
2. Two regions are in question when they share LEAST_SHARE of the smaller one. Of all ways to pair
   old with new, the one with the greatest sum of overlaps (intersection over union) is taken;
   where two are as good, the same zone goes first, then the older defect.
3. A blind spot that falls apart keeps its id on the part that overlaps most; each other part is new
   and says which one it was split from.
4. Blind spots that grow together keep the id of the one that overlaps most, the older of equals,
   and say which others that one took over.
5. A finding without a region is the same when its id is, or when it is about the same camera and
   only its zone was renamed.
6. No new defect gets an id that an earlier one had.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from pipeline.audit.defects import defects_of
from pipeline.domain.coverage import BlindSpot, CoverageMap
from pipeline.domain.defect import Defect, Lineage
from pipeline.domain.finding import AuditResult, Finding
from pipeline.geometry.matching import best_matching
from pipeline.geometry.overlay import both_each

LEAST_SHARE = 0.1
"""Of the smaller of two regions that both must cover to be in question (assumption)."""

SAME_ZONE = 1e-3
"""What the same zone is worth where two pairs overlap alike, as where zones lie on one another."""

OLDER = 1e-6
"""What the order of the earlier list, the older first, is worth beyond that."""

SAME_ID = 0.5
"""What the same id of a finding is worth: less than its place, more than any accident."""

STEP_M = 0.1
OFF_STEP = 0.3819660112501051
"""Where steps begin, in steps: no centre of a shape on round coordinates lies on this border."""


@dataclass(frozen=True)
class Kept:
    """An audit with the ids of an earlier one, and what became of each of its defects."""

    result: AuditResult
    lineages: tuple[Lineage, ...]
    gone: tuple[str, ...]


def placed(floors: Iterable[CoverageMap]) -> tuple[CoverageMap, ...]:
    """Return floors whose blind spots are named by clause, floor and place."""
    floors = tuple(floors)
    spots = [spot for floor in floors for spot in floor.blind_spots]
    # A zone may be called like a place; the finding that tells of it has that name then.
    findings = {f"{s.clause_id}.{s.floor_id}.{s.zone_id}" for s in spots}
    ids = place_ids(spots, findings)
    return tuple(renamed(floor, ids) for floor in floors)


def place_ids(spots: Iterable[BlindSpot], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return a name by place for each blind spot, by its id of now; none of those `taken`."""
    used, names = set(taken), {}
    for spot in sorted(spots, key=lambda spot: (spot.zone_id, -spot.area_m2, spot.id)):
        names[spot.id] = _unused(f"{spot.clause_id}.{spot.floor_id}.{place(spot)}", used)
        used.add(names[spot.id])
    return names


def place(spot: BlindSpot) -> str:
    """Return the centre of a blind spot's area in decimetres, east and north of the origin.

    >>> from shapely import Point, box
    >>> from pipeline.domain.coverage import Cause
    >>> coarse = Cause("density", "", 16.0)
    >>> spot = BlindSpot("", "", "", "", box(0, -3, 4, 1), Point(2, -1), 2.0, coarse)
    >>> place(spot)
    'e20s10'
    """
    centre = spot.region.centroid
    east, north = (math.floor(at / STEP_M + OFF_STEP) for at in (centre.x, centre.y))
    return f"{'w' if east < 0 else 'e'}{abs(east)}{'s' if north < 0 else 'n'}{abs(north)}"


def kept(result: AuditResult, earlier: Sequence[Defect]) -> Kept:
    """Return an audit whose defects keep the ids that they had in an earlier one, oldest first."""
    now = defects_of(result)
    lineages = lineages_of(now, earlier)
    ids = {defect.id: told.id for defect, told in zip(now, lineages, strict=True)}
    findings = tuple(_renamed_finding(finding, ids) for finding in result.findings)
    floors = tuple(renamed(floor, ids) for floor in result.floors)
    verdicts = tuple(
        replace(each, finding_ids=tuple(ids.get(id_, id_) for id_ in each.finding_ids))
        for each in result.judged
    )
    known = {told.was for told in lineages} | {id_ for told in lineages for id_ in told.took_over}
    gone = tuple(defect.id for defect in earlier if defect.id not in known)
    renamed_result = replace(result, floors=floors, findings=findings, judged=verdicts)
    return Kept(renamed_result, lineages, gone)


def renamed(floor: CoverageMap, ids: Mapping[str, str]) -> CoverageMap:
    """Return a floor with other ids of its blind spots."""
    zones = (
        replace(held, blind_spots=tuple(replace(s, id=ids[s.id]) for s in held.blind_spots))
        for held in floor.zones
    )
    return replace(floor, zones=tuple(zones))


def _renamed_finding(finding: Finding, ids: Mapping[str, str]) -> Finding:
    spot_ids = tuple(ids[id_] for id_ in finding.spot_ids)
    return replace(finding, id=ids[finding.id], spot_ids=spot_ids)


def lineages_of(now: Sequence[Defect], earlier: Sequence[Defect]) -> tuple[Lineage, ...]:
    """Return for each defect of today its id and where it comes from, by the rules above."""
    pairs = _Pairs(now, earlier)
    partners = pairs.matched()
    owner = {old: new for new, old in enumerate(partners) if old >= 0}
    used = {defect.id for defect in earlier}
    lineages = []
    for new, old in enumerate(partners):
        if old >= 0:
            swallowed = (o for o in pairs.overlapping(new) if o not in owner)
            lost = tuple(earlier[o].id for o in swallowed if pairs.largest(o) == new)
            lineages.append(Lineage(earlier[old].id, earlier[old].id, took_over=lost))
            continue
        id_ = _unused(now[new].id, used)
        used.add(id_)
        parents = [o for o in pairs.overlapping(new) if o in owner]
        lineages.append(Lineage(id_, split_from=earlier[parents[0]].id if parents else None))
    return tuple(lineages)


class _Pairs:
    """All pairs of defects that may be the same, with what they share and what that is worth."""

    def __init__(self, now: Sequence[Defect], earlier: Sequence[Defect]) -> None:
        self._sizes = len(now), len(earlier)
        self._shared: dict[tuple[int, int], float] = {}
        self._gains: dict[tuple[int, int], float] = {}
        near = [
            (n, o)
            for n, o in _meeting(now, earlier)
            if _key(now[n]) == _key(earlier[o]) and now[n].subject == earlier[o].subject
        ]
        overlaps = both_each([now[n].region for n, _ in near], [earlier[o].region for _, o in near])
        for (n, o), shared in zip(near, overlaps, strict=True):
            self._weigh(n, o, now[n], earlier[o], shared.area)
        self._name(now, earlier)

    def _weigh(self, n: int, o: int, new: Defect, old: Defect, shared_m2: float) -> None:
        areas = new.region.area, old.region.area
        if not shared_m2 > LEAST_SHARE * min(areas):
            return
        self._shared[n, o] = shared_m2
        gain = shared_m2 / (sum(areas) - shared_m2)
        gain += SAME_ZONE * (new.zone_id == old.zone_id)
        self._gains[n, o] = gain + OLDER * (1.0 - o / self._sizes[1])

    def _name(self, now: Sequence[Defect], earlier: Sequence[Defect]) -> None:
        """Add what ids and cameras say of findings, whether or not they have a place."""
        old_ids = {defect.id: o for o, defect in enumerate(earlier) if defect.kind == "finding"}
        by_subject = {
            (*_key(defect), defect.subject): o
            for o, defect in reversed(list(enumerate(earlier)))
            if defect.kind == "finding" and defect.subject and defect.region.is_empty
        }
        for n, new in enumerate(now):
            if new.kind != "finding":
                continue
            same = old_ids.get(new.id)
            if same is not None and _key(new) == _key(earlier[same]):
                self._gains[n, same] = self._gains.get((n, same), 0.0) + SAME_ID
            elif (about := by_subject.get((*_key(new), new.subject))) is not None:
                self._gains.setdefault((n, about), SAME_ID / 2)

    def matched(self) -> list[int]:
        """Return the partner of each defect of today, or -1."""
        pairs = sorted(self._gains)
        first = np.array([n for n, _ in pairs], np.intp)
        second = np.array([o for _, o in pairs], np.intp)
        gains = np.array([self._gains[pair] for pair in pairs], np.float64)
        return [int(o) for o in best_matching(first, second, gains, self._sizes)]

    def overlapping(self, new: int) -> list[int]:
        """Return the earlier defects that share room with one of today, most of it first."""
        found = [(-shared, o) for (n, o), shared in self._shared.items() if n == new]
        return [o for _, o in sorted(found)]

    def largest(self, old: int) -> int:
        """Return which defect of today shares most room with an earlier one."""
        return min((-shared, n) for (n, o), shared in self._shared.items() if o == old)[1]


def _meeting(now: Sequence[Defect], earlier: Sequence[Defect]) -> list[tuple[int, int]]:
    """Return the pairs whose regions touch."""
    if not now or not earlier:
        return []
    tree = shapely.STRtree([defect.region for defect in earlier])
    found = tree.query([defect.region for defect in now], predicate="intersects")
    return [(int(n), int(o)) for n, o in found.T]


def _key(defect: Defect) -> tuple[str, str, str]:
    return defect.kind, defect.clause_id, defect.floor_id


def _unused(id_: str, used: Iterable[str]) -> str:
    """Return an id, with a number behind it where it is in use."""
    number, name = 1, id_
    while name in used:
        number += 1
        name = f"{id_}-{number}"
    return name
