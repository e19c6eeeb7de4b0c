"""The verdict over a site: every failed clause, and all else that a planner must know."""

from collections.abc import Iterator

from shapely import Point

from pipeline.audit.identity import placed
from pipeline.audit.judgement import ORDER_799_8 as ORDER_799_8
from pipeline.audit.judgement import judged
from pipeline.audit.rules.held import Held
from pipeline.audit.rules.rulebook import broken_rules
from pipeline.audit.untried import untried_steps
from pipeline.audit.wording import (
    blind_spots_told,
    facing_unknown_told,
    leak_told,
    moved_told,
    needs_recordings_told,
    not_drawn_told,
    nothing_proved_told,
    nothing_required_told,
    prohibited_told,
    take_down_told,
    turn_away_told,
    unmatched_told,
)
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import CameraCoverage, CoverageMap, ZoneCoverage
from pipeline.domain.finding import AuditResult, Finding, Mending
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.site import Floor, Site
from pipeline.domain.step import Step
from pipeline.domain.zone import ProhibitedZone, Zone
from pipeline.geometry.snap import CLEARANCE_M

CAMERA_MOVED = "camera-moved"
NOTHING_REQUIRED = "nothing-required"
NOTHING_PROVED = "nothing-proved"

SMALLEST_MOVE_M = 2 * CLEARANCE_M
"""A camera drawn on the face of a wall, or in the corner of two, moves by its clearance, or √2 of
it, which is not worth a word."""


def audited(site: Site, profile: Profile, floors: tuple[CoverageMap, ...]) -> AuditResult:
    """Return a site held against a profile, given the coverage of its floors in order.

    Finding ids are made of clause, floor, zone and camera alone, those of blind spots of clause,
    floor and place, so that they stay the same from audit to audit while the same defect stands;
    `identity` keeps them through renamed zones and spots that split, grow or merge.
    """
    findings: list[Finding] = []
    floors = placed(floors)
    for floor, coverage in zip(site.floors, floors, strict=True):
        findings += _failed_clauses(floor, profile, coverage)
        findings += _unfaced_zones(floor, profile, coverage)
        findings += _prohibited_cameras(floor)
        findings += _leaks(floor, coverage)
        findings += _moved_cameras(floor, coverage)
        findings += _unrequired_zones(floor, coverage)
    findings += _unmatched_clauses(site, profile)
    findings += _recording_clauses(site, profile)
    findings += _nothing_proved(site, floors)
    held = Held(site, floors)
    for clause in profile.rules:
        findings += broken_rules(clause, held)
    return AuditResult(
        site=site,
        profile=profile,
        floors=floors,
        findings=tuple(findings),
        judged=judged(site, profile, findings),
        mending=Mending(untried_steps(site, floors, findings)),
    )


def _failed_clauses(floor: Floor, profile: Profile, coverage: CoverageMap) -> Iterator[Finding]:
    """Yield a violation for each zone in which a clause finds blind spots."""
    zones = {zone.id: zone for zone in floor.zones}
    cameras = {camera.id: camera for camera in floor.cameras}
    clauses = {clause.id: clause for clause in profile.clauses}
    for held in coverage.zones:
        if held.fails:
            yield Finding(
                id=_failed_id(held.clause_id, floor.id, held.zone_id),
                clause_id=held.clause_id,
                severity="violation",
                where=f"{floor.id}/{held.zone_id}",
                message=blind_spots_told(
                    zones[held.zone_id], clauses[held.clause_id], held, cameras
                ),
                spot_ids=tuple(spot.id for spot in held.blind_spots),
            )


def _failed_id(clause_id: str, floor_id: str, zone_id: str) -> str:
    return f"{clause_id}.{floor_id}.{zone_id}"


def _unfaced_zones(floor: Floor, profile: Profile, coverage: CoverageMap) -> Iterator[Finding]:
    """Yield a violation where a clause asks from how far aside faces are seen, and none is drawn.

    Such a clause is held but for its faces, and what was not evaluated is not passed.
    """
    zones = {zone.id: zone for zone in floor.zones}
    clauses = {clause.id: clause for clause in profile.clauses}
    for held in coverage.zones:
        zone, clause = zones[held.zone_id], clauses[held.clause_id]
        if is_unfaced(held, zone, clause):
            yield Finding(
                id=f"{_failed_id(clause.id, floor.id, zone.id)}.facing",
                clause_id=clause.id,
                severity="violation",
                where=f"{floor.id}/{zone.id}",
                message=facing_unknown_told(zone, clause),
            )


def is_unfaced(held: ZoneCoverage, zone: Zone, clause: Clause) -> bool:
    """Tell whether a clause asks from how far aside faces are seen in a zone that faces nowhere."""
    asked = clause.max_facing_deg is not None and not held.required.is_empty
    return asked and zone.facing_deg is None


def _prohibited_cameras(floor: Floor) -> Iterator[Finding]:
    """Yield a violation for each camera that stands where none may."""
    for zone in floor.prohibited:
        for camera in floor.cameras:
            if stands_in(camera, zone):
                yield Finding(
                    id=f"{ORDER_799_8}.{floor.id}.{zone.id}.{camera.id}",
                    clause_id=ORDER_799_8,
                    severity="violation",
                    where=f"{floor.id}/{zone.id}",
                    message=prohibited_told(camera, zone),
                    steps=(Step("replace", take_down_told(camera, zone)),),
                )


def stands_in(camera: Camera, zone: ProhibitedZone) -> bool:
    """Tell whether a camera stands in a prohibited zone, or on its edge."""
    return bool(zone.area.intersects(Point(camera.x_m, camera.y_m)))


def _leaks(floor: Floor, coverage: CoverageMap) -> Iterator[Finding]:
    """Yield a finding for each view into a prohibited zone: a violation where it is dense.

    Of a camera that stands inside it is known already that it looks there.
    """
    cameras = {camera.id: camera for camera in floor.cameras}
    zones = {zone.id: zone for zone in floor.prohibited}
    for leak in coverage.leaks:
        camera, zone = cameras[leak.camera_id], zones[leak.zone_id]
        if not stands_in(camera, zone):
            yield Finding(
                id=f"{ORDER_799_8}.{floor.id}.{zone.id}.{camera.id}.view",
                clause_id=ORDER_799_8,
                severity="violation" if leak.is_violation else "notice",
                where=f"{floor.id}/{zone.id}",
                message=leak_told(leak, camera, zone),
                steps=(Step("turn", turn_away_told(camera, zone)),) if leak.is_violation else (),
            )


def _moved_cameras(floor: Floor, coverage: CoverageMap) -> Iterator[Finding]:
    """Yield a notice for each camera that had to be moved out of a wall."""
    labels = {camera.id: camera.label for camera in floor.cameras}
    for camera in coverage.cameras:
        if is_moved(camera):
            yield Finding(
                id=f"{CAMERA_MOVED}.{floor.id}.{camera.camera_id}",
                clause_id=CAMERA_MOVED,
                severity="notice",
                where=f"{floor.id}/{camera.camera_id}",
                message=moved_told(labels[camera.camera_id], camera.moved_m),
            )


def is_moved(camera: CameraCoverage) -> bool:
    """Tell whether a camera had to be moved out of a wall, by more than off its face."""
    return camera.moved_m >= SMALLEST_MOVE_M


def _unrequired_zones(floor: Floor, coverage: CoverageMap) -> Iterator[Finding]:
    """Yield a notice for each zone that clauses name, but in which nothing is left to see."""
    empty = {held.zone_id for held in coverage.zones if held.required.is_empty}
    for zone in floor.zones:
        if zone.id in empty:
            yield Finding(
                id=f"{NOTHING_REQUIRED}.{floor.id}.{zone.id}",
                clause_id=NOTHING_REQUIRED,
                severity="notice",
                where=f"{floor.id}/{zone.id}",
                message=nothing_required_told(zone),
            )


def _unmatched_clauses(site: Site, profile: Profile) -> Iterator[Finding]:
    """Yield a notice for each clause that speaks about no zone of the site.

    Where every school has such a zone, the plan is not whole, and the clause not evaluated.
    """
    kinds = {zone.kind for floor in site.floors for zone in floor.zones}
    for clause in profile.every:
        if not clause.kinds or not kinds.isdisjoint(clause.kinds):
            continue
        is_rule = not isinstance(clause, Clause)
        if clause.expected and is_rule:
            # The rule says so itself.
            continue
        yield Finding(
            id=f"{clause.id}.unmatched",
            clause_id=clause.id,
            severity="not_evaluated" if clause.expected else "notice",
            where=site.id,
            message=not_drawn_told(clause) if clause.expected else unmatched_told(clause),
        )


def _recording_clauses(site: Site, profile: Profile) -> Iterator[Finding]:
    """Yield a notice for each clause about recordings, of which a plan tells nothing."""
    for clause in profile.recordings:
        yield Finding(
            id=f"{clause.id}.recordings",
            clause_id=clause.id,
            severity="notice",
            where=site.id,
            message=needs_recordings_told(clause),
        )


def _nothing_proved(site: Site, floors: tuple[CoverageMap, ...]) -> Iterator[Finding]:
    """Yield a violation where no clause asks for anything: an empty plan is no proof."""
    if all(coverage.required.is_empty for coverage in floors):
        yield Finding(
            id=NOTHING_PROVED,
            clause_id=NOTHING_PROVED,
            severity="violation",
            where=site.id,
            message=nothing_proved_told(),
        )
