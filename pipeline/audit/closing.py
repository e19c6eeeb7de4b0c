"""Whether a hazard may be closed: what proves that it is gone, and what does not.

An audit proves it when it is of the same site, later than the last one that saw the hazard, has
held the same clause there at least as strictly, and finds nothing of it any more. A review of
footage, or a photograph for what no audit knows, proves only that somebody looked: it must be later
than the rectification, and who closes says why. That a camera's outage is over no audit of a plan
proves; pictures of that camera do, a watch's own among them (`outage`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pipeline.audit.defects import defects_of_record, known_defect
from pipeline.audit.identity import lineages_of
from pipeline.domain.audit_record import AuditRecord, HeldZone
from pipeline.domain.hazard import Hazard, Source, Terms
from pipeline.errors import LedgerError
from pipeline.geometry.overlay import both, united

DUST_M2 = 1e-4
"""What overlays leave along shared edges is smaller."""

STILL_ASKED = 0.9
"""Of a blind spot's area that the clause must still ask for; a zone that was drawn smaller proves
nothing (assumption)."""

EXACT = 1e-9
"""Two figures of a clause that differ by less are the same."""


def audit_proof(hazard: Hazard, record: AuditRecord) -> dict[str, Any]:
    """Return the proof that an audit gives; raises LedgerError with the reason if it gives none."""
    source = hazard.source
    if source is None:
        raise _no(hazard, "由人工登记，审核图纸不能证明", "was entered by hand; no audit knows it")
    if source.kind == "outage":
        raise _no(
            hazard,
            "是设备故障，图纸审核不能证明探头已恢复；请用录像证明",
            "is an outage of a camera, and no audit of a plan shows that it works; show footage",
        )
    if record.site_id != hazard.site_id:
        raise _no(
            hazard,
            f"该审核属于{record.site_id}，不是{hazard.site_id}",
            f"that audit is of site {record.site_id}, not of {hazard.site_id}",
        )
    since = max(_time(hazard.found_at), _time(hazard.seen_at))
    if record.audited_at <= since:
        raise _no(
            hazard,
            f"该审核（{record.audited_at.isoformat()}）不晚于发现该隐患的审核（{since.isoformat()}）",
            f"that audit ({record.audited_at.isoformat()}) is not later than the one that found the"
            f" hazard ({since.isoformat()})",
        )
    _check_gone(hazard, source, record)
    if source.kind == "blind_spot":
        _check_asked(hazard, source, record)
    else:
        _check_evaluated(hazard, source, record)
    return {
        "kind": "audit",
        "sha256": record.sha256,
        "audited_at": record.audited_at.isoformat(),
        "profile": record.profile_id,
    }


def _check_gone(hazard: Hazard, source: Source, record: AuditRecord) -> None:
    """Refuse an audit that still finds a hazard, under whatever id; a notice is no violation."""
    if source.kind == "blind_spot":
        still = [
            (spot.area_m2, f"{spot.id}，{spot.area_m2:.1f} m²", f"{spot.id}, {spot.area_m2:.1f} m²")
            for spot in record.spots
            if (spot.clause_id, spot.floor_id) == (source.clause_id, source.floor_id)
            and both(spot.region, source.region).area > DUST_M2
        ]
    else:
        notices = {finding.id for finding in record.findings if finding.severity == "notice"}
        found = [d for d in defects_of_record(record) if d.id not in notices]
        lineages = lineages_of(found, [known_defect(hazard)])
        same = [d for d, told in zip(found, lineages, strict=True) if told.was is not None]
        still = [(0.0, defect.id, defect.id) for defect in same]
    if still:
        _, zh, en = max(still)
        raise _no(hazard, f"该审核仍发现此项：{zh}", f"that audit still finds it: {en}")


def _check_asked(hazard: Hazard, source: Source, record: AuditRecord) -> None:
    """Refuse an audit that did not ask for the place as strictly as the one that found it."""
    held = [
        zone
        for zone in record.held
        if (zone.floor_id, zone.clause_id) == (source.floor_id, source.clause_id)
    ]
    if not held:
        raise _no(
            hazard,
            f"该审核未评估条款{source.clause_id}",
            f"that audit has not evaluated clause {source.clause_id} on floor {source.floor_id}",
        )
    strict = [zone for zone in held if source.terms is None or is_as_strict(zone, source.terms)]
    if not strict:
        raise _no(
            hazard,
            f"该审核对条款{source.clause_id}的要求低于发现时",
            f"that audit asks less by clause {source.clause_id} than the one that found it",
        )
    asked = both(source.region, united(zone.required for zone in strict)).area
    if asked < STILL_ASKED * source.region.area:
        pct = 100.0 * asked / source.region.area
        raise _no(
            hazard,
            f"该审核只对此处{pct:.0f} %的面积提出要求：部位已改画或站不了人；请用录像证明",
            f"that audit asks for {pct:.0f} % of its area only, because the zone was redrawn or"
            " nobody can stand there; show footage",
        )


def is_as_strict(zone: HeldZone, terms: Terms) -> bool:
    """Tell whether a zone was held at least as strictly as by some terms."""
    return (
        abs(zone.plane_m - terms.plane_m) < EXACT
        and zone.density_px_per_m > terms.density_px_per_m - EXACT
        and zone.min_cameras >= terms.min_cameras
        and (zone.at_night or not terms.at_night)
    )


def _check_evaluated(hazard: Hazard, source: Source, record: AuditRecord) -> None:
    """Refuse an audit that could not have found what a finding tells of."""
    if source.profile_id != record.profile_id:
        raise _no(
            hazard,
            f"该审核依据{record.profile_id}，不是{source.profile_id}",
            f"that audit is by profile {record.profile_id}, not by {source.profile_id}",
        )
    known = source.clause_id in record.clauses or (source.floor_id, source.zone_id) in (
        *record.prohibited,
        *((zone.floor_id, zone.zone_id) for zone in record.held),
        ("", ""),
    )
    if not known:
        raise _no(
            hazard,
            f"该审核中已没有{source.floor_id}/{source.zone_id}，无从评估",
            f"that audit has no {source.floor_id}/{source.zone_id} any more in which to look",
        )


def footage_proof(hazard: Hazard, summary: Mapping[str, Any], why: str) -> dict[str, Any]:
    """Return the proof that a review's summary gives, on the word of who closes the hazard."""
    _check_word(hazard, why)
    began = summary.get("start")
    try:
        start = datetime.fromisoformat(str(began))
    except ValueError:
        start = None
    if start is None or start.tzinfo is None:
        raise _no(
            hazard,
            "该录像没有带时区的拍摄时间（review --start）",
            "that footage has no time with its offset from UTC (review --start)",
        )
    since = _time(hazard.rectified_at or hazard.seen_at)
    if start <= since:
        raise _no(
            hazard,
            f"该录像（{start.isoformat()}）不晚于整改（{since.isoformat()}）",
            f"that footage ({start.isoformat()}) is not later than the rectification"
            f" ({since.isoformat()})",
        )
    if not summary.get("frames_analyzed") or summary.get("faults"):
        raise _no(
            hazard,
            "该录像中探头有故障，或没有画面",
            "in that footage the camera was at fault, or there is no picture",
        )
    return {"kind": "footage", "start": start.isoformat()}


def photograph_proof(hazard: Hazard, why: str) -> dict[str, Any]:
    """Return the proof that a photograph gives, on the word of who closes the hazard."""
    if hazard.source is not None:
        raise _no(
            hazard,
            "由审核或监测发现，照片不能证明该处可见",
            "was found by an audit or a watch; a photograph does not show that a place is seen",
        )
    _check_word(hazard, why)
    return {"kind": "photograph"}


def _check_word(hazard: Hazard, why: str) -> None:
    if not why.strip():
        raise _no(hazard, "须写明看到了什么（--why）", "say with --why what it shows")


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _no(hazard: Hazard, zh: str, en: str) -> LedgerError:
    return LedgerError(f"{hazard.id}：不能销账：{zh}", f"{hazard.id}: not closed: {en}")
