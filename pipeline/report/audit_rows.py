"""The rows of an audit's tables: each value beside the names and sentences that it is told with."""

import json
from dataclasses import dataclass
from itertools import accumulate

from pipeline.audit.audit import is_moved, is_unfaced
from pipeline.audit.cause_wording import cause_told, runners_up_told
from pipeline.audit.remedy_wording import remedy_told
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import BlindSpot, CameraCoverage, CoverageMap, Leak, ZoneCoverage
from pipeline.domain.finding import Finding, Mending
from pipeline.domain.label import Label
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.rule import RuleClause
from pipeline.domain.site import Floor
from pipeline.domain.step import Edit
from pipeline.domain.zone import ZONE_KINDS, Zone
from pipeline.report.audit_json import share_pct
from pipeline.report.places import name_of
from pipeline.report.plan.names import NUMBER_ID


@dataclass(frozen=True)
class SpotRow:
    """A blind spot with its number on the plan, the name of its zone, its causes and its remedy."""

    number: int
    spot: BlindSpot
    zone: Label
    cause: Label
    runners_up: tuple[Label, ...]
    remedy: Label

    @property
    def on_plan(self) -> str:
        """The id of the number on the plan of its floor."""
        return f"plan-{self.spot.floor_id}-{NUMBER_ID}{self.number}"


@dataclass(frozen=True)
class ZoneRow:
    """A zone under a clause, with the numbers of its blind spots."""

    zone: Zone
    kind: Label
    coverage: ZoneCoverage
    nominal_pct: float
    fails: bool
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class CameraRow:
    """A camera with what it contributes, and the zones that its failure would open."""

    camera: Camera
    coverage: CameraCoverage
    moved: bool
    opens: tuple[Label, ...]


@dataclass(frozen=True)
class LeakRow:
    """A view into a prohibited zone with the names of camera and zone."""

    leak: Leak
    camera: Camera
    zone: Label

    @property
    def ends_m(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where the sight line starts and ends."""
        (from_x, from_y), (to_x, to_y) = (
            self.leak.line.coords[0][:2],
            self.leak.line.coords[-1][:2],
        )
        return (from_x, from_y), (to_x, to_y)


@dataclass(frozen=True)
class FindingRow:
    """A finding and where it was found, by name."""

    finding: Finding
    where: Label


@dataclass(frozen=True)
class StepRow:
    """A step in words, and its edits line by line."""

    told: Label
    edits: tuple[str, ...]


@dataclass(frozen=True)
class ClauseRow:
    """A clause and the names of the kinds of zone that it speaks about."""

    clause: Clause | RuleClause
    kinds: tuple[Label, ...]


def spot_rows(
    floor: Floor, coverage: CoverageMap, names: dict[str, Label], first: int
) -> tuple[SpotRow, ...]:
    """Return the blind spots of a floor with their numbers, why they are and what would help."""
    cameras = {camera.id: camera for camera in floor.cameras}
    return tuple(
        SpotRow(
            number=number,
            spot=spot,
            zone=name_of(spot.zone_id, names),
            cause=cause_told(spot.cause),
            runners_up=runners_up_told(spot),
            remedy=remedy_told(spot.remedy, cameras.get(spot.remedy.camera_id or "")),
        )
        for number, spot in enumerate(coverage.blind_spots, start=first)
    )


def zone_rows(
    floor: Floor, coverage: CoverageMap, profile: Profile, first: int
) -> tuple[ZoneRow, ...]:
    """Return each zone under each clause, in the order of the CoverageMap."""
    zones = {zone.id: zone for zone in floor.zones}
    clauses = {clause.id: clause for clause in profile.clauses}
    ends = list(accumulate((len(held.blind_spots) for held in coverage.zones), initial=first))
    return tuple(
        ZoneRow(
            zone=zones[held.zone_id],
            kind=name_of(zones[held.zone_id].kind, ZONE_KINDS),
            coverage=held,
            nominal_pct=_nominal_pct(held),
            fails=held.fails or is_unfaced(held, zones[held.zone_id], clauses[held.clause_id]),
            numbers=tuple(range(start, end)),
        )
        for held, start, end in zip(coverage.zones, ends, ends[1:], strict=False)
    )


def _nominal_pct(held: ZoneCoverage) -> float:
    """Return the nominal share of a zone; like the guaranteed one, all of nothing is 100 %."""
    required_m2 = held.required.area
    return share_pct(held.nominal.area, required_m2) if required_m2 else held.covered_pct


def camera_rows(
    floor: Floor, coverage: CoverageMap, names: dict[str, Label]
) -> tuple[CameraRow, ...]:
    """Return the cameras of a floor with what each contributes."""
    cameras = {camera.id: camera for camera in floor.cameras}
    return tuple(
        CameraRow(
            camera=cameras[seen.camera_id],
            coverage=seen,
            moved=is_moved(seen),
            opens=tuple(name_of(opened, names) for opened in seen.opens),
        )
        for seen in coverage.cameras
    )


def leak_rows(floor: Floor, coverage: CoverageMap, names: dict[str, Label]) -> tuple[LeakRow, ...]:
    """Return the views into prohibited zones, violations first, the deepest of each first."""
    cameras = {camera.id: camera for camera in floor.cameras}
    ranked = sorted(coverage.leaks, key=lambda leak: (not leak.is_violation, -leak.depth_m))
    return tuple(
        LeakRow(leak, cameras[leak.camera_id], name_of(leak.zone_id, names)) for leak in ranked
    )


def step_rows(mending: Mending | None) -> tuple[StepRow, ...]:
    """Return the steps of a mending with their edits as they would be typed."""
    if mending is None:
        return ()
    return tuple(
        StepRow(step.told, tuple(edit_line(edit) for edit in step.edits)) for step in mending.steps
    )


def edit_line(edit: Edit) -> str:
    """Return an edit of a site file as one line of it; JSON is YAML too.

    >>> edit_line(Edit("cam-1", "pan_deg", 25.0))
    'cam-1: pan_deg: 25.0'
    >>> edit_line(Edit("ground", "devices", {"id": "sos-1"}, adds=True))
    'ground: devices: + {"id": "sos-1"}'
    """
    value = json.dumps(edit.value, ensure_ascii=False)
    return f"{edit.of}: {edit.field}: {'+ ' if edit.adds else ''}{value}"


def clause_row(clause: Clause | RuleClause) -> ClauseRow:
    """Return a clause with the kinds of zone that it speaks about, by name."""
    return ClauseRow(clause, tuple(name_of(kind, ZONE_KINDS) for kind in clause.kinds))
