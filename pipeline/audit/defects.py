"""The defects of an audit: its blind spots and its findings, by what tells them from others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.domain.audit_record import AuditRecord
from pipeline.domain.coverage import BlindSpot, CoverageMap, Region
from pipeline.domain.defect import Defect
from pipeline.domain.finding import AuditResult, Finding
from pipeline.domain.hazard import Hazard
from pipeline.geometry.overlay import united
from pipeline.geometry.region import EMPTY

BY_HAND = "by hand"
"""What no finding of an audit is about."""

Places = Mapping[tuple[str, str, str], Region]
"""Regions by floor, zone, and clause or camera."""


def defects_of(result: AuditResult) -> tuple[Defect, ...]:
    """Return all defects of an audit, blind spots first."""
    spots = [spot for floor in result.floors for spot in floor.blind_spots]
    return defects(spots, result.findings, required_places(result.floors), leak_places(result))


def defects_of_record(record: AuditRecord) -> tuple[Defect, ...]:
    """Return all defects of an audit that was read from its file, blind spots first."""
    places = {(held.floor_id, held.zone_id, held.clause_id): held.required for held in record.held}
    return defects(record.spots, record.findings, places, record.leaks)


def known_defect(hazard: Hazard) -> Defect:
    """Return a hazard of the ledger as the defect that it is."""
    source = hazard.source
    if source is None:
        return Defect(hazard.defect_id, "finding", "", "", "", BY_HAND)
    place = source.clause_id, source.floor_id, source.zone_id
    return Defect(hazard.defect_id, source.kind, *place, source.subject, source.region)


def defects(
    spots: Sequence[BlindSpot], findings: Iterable[Finding], required: Places, leaks: Places
) -> tuple[Defect, ...]:
    """Return blind spots and findings as defects.

    A finding lies where its blind spots do; without any, where the view is that it tells of, or
    else where its clause asks for something.
    """
    regions = {spot.id: spot.region for spot in spots}
    return (
        *(
            Defect(s.id, "blind_spot", s.clause_id, s.floor_id, s.zone_id, region=s.region)
            for s in spots
        ),
        *_of_findings(findings, regions, required, leaks),
    )


def _of_findings(
    findings: Iterable[Finding], spots: Mapping[str, Region], required: Places, leaks: Places
) -> Iterator[Defect]:
    for finding in findings:
        floor_id, _, zone_id = finding.where.partition("/")
        if not zone_id:
            floor_id = ""
        subject = subject_of(finding)
        if finding.spot_ids:
            region = united(spots[id_] for id_ in finding.spot_ids)
        else:
            seen = leaks.get((floor_id, zone_id, subject.removesuffix(".view")), EMPTY)
            region = required.get((floor_id, zone_id, finding.clause_id), seen)
        yield Defect(finding.id, "finding", finding.clause_id, floor_id, zone_id, subject, region)


def subject_of(finding: Finding) -> str:
    """Return what a finding's id says beyond clause, floor and zone.

    >>> from pipeline.domain.label import Label
    >>> told = Label("", "")
    >>> subject_of(Finding("o-8.ground.wc.cam-1.view", "o-8", "notice", "ground/wc", told))
    'cam-1.view'
    >>> subject_of(Finding("F-01.ground.yard", "F-01", "violation", "ground/yard", told))
    ''
    """
    most = f"{finding.clause_id}.{finding.where.replace('/', '.')}"
    for known in (most, finding.clause_id):
        if finding.id == known:
            return ""
        if finding.id.startswith(f"{known}."):
            return "" if finding.spot_ids else finding.id.removeprefix(f"{known}.")
    return "" if finding.spot_ids else finding.id


def required_places(floors: Iterable[CoverageMap]) -> dict[tuple[str, str, str], Region]:
    """Return what each clause asks for, by floor, zone and clause."""
    return {
        (floor.floor_id, held.zone_id, held.clause_id): held.required
        for floor in floors
        for held in floor.zones
    }


def leak_places(result: AuditResult) -> dict[tuple[str, str, str], Region]:
    """Return what each camera may see of a prohibited zone, by floor, zone and camera."""
    return {
        (floor.floor_id, leak.zone_id, leak.camera_id): leak.region
        for floor in result.floors
        for leak in floor.leaks
    }
