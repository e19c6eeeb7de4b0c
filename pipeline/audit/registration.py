"""What an audit changes in the ledger: hazards that are new, found again, or back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pipeline.audit.cause_wording import cause_told
from pipeline.audit.defects import defects_of_record, known_defect
from pipeline.audit.hazard_form import source_document, words_document
from pipeline.audit.identity import lineages_of
from pipeline.audit.remedy_wording import remedy_told
from pipeline.audit.wording import plane_told
from pipeline.domain.audit_record import AuditRecord, HeldZone
from pipeline.domain.coverage import BlindSpot
from pipeline.domain.defect import Defect, Lineage
from pipeline.domain.finding import Finding
from pipeline.domain.hazard import NO_WORDS, Change, Hazard, Source, Terms
from pipeline.domain.hazard_words import WORDED
from pipeline.domain.label import Label
from pipeline.domain.step import Step

MAJOR_CLAUSES = frozenset({"order-799-8"})
"""Whose violations are major (重大): the law forbids them whatever a school thinks (assumption)."""


def hazard_id(site_id: str, defect_id: str) -> str:
    """Return what a defect of a site is called in every ledger."""
    return f"{site_id}/{defect_id}"


def known_defects(hazards: Iterable[Hazard]) -> tuple[Defect, ...]:
    """Return the defects that a ledger knows, the oldest first, and open ones before closed.

    What a person found is none that an audit could find, but its id is taken.
    """
    ordered = sorted(hazards, key=lambda hazard: (not hazard.is_open, hazard.found_at, hazard.id))
    return tuple(known_defect(hazard) for hazard in ordered)


def audit_changes(record: AuditRecord, hazards: Sequence[Hazard], who: str) -> Iterator[Change]:
    """Yield what an audit changes: all violations are registered, or known again by the ledger.

    `hazards` are those of its site. An audit no later than the one that saw a hazard last, or by
    which it was closed, says nothing new of it.
    """
    known = {hazard.defect_id: hazard for hazard in hazards}
    found = _violations(record)
    lineages = lineages_of([defect for defect, _ in found], known_defects(hazards))
    for (defect, what), lineage in zip(found, lineages, strict=True):
        about = _about(record, defect, what)
        if lineage.was is None:
            yield _registered(record, lineage, about, who)
        else:
            yield from _again(record, known[lineage.was], about, who)
        for id_ in lineage.took_over:
            yield from _merged(record, known[id_], lineage.id, who)


def _violations(record: AuditRecord) -> list[tuple[Defect, BlindSpot | Finding]]:
    """Return the blind spots, and the violations that no blind spot tells of."""
    all_of = defects_of_record(record)
    what: Sequence[BlindSpot | Finding] = (*record.spots, *record.findings)
    return [
        (defect, one)
        for defect, one in zip(all_of, what, strict=True)
        if isinstance(one, BlindSpot) or (one.severity == "violation" and not one.spot_ids)
    ]


def _about(record: AuditRecord, defect: Defect, what: BlindSpot | Finding) -> dict[str, Any]:
    """Return what an audit says of a hazard, as the data of a change."""
    place = "/".join(part for part in (defect.floor_id, defect.zone_id) if part)
    terms = None
    if isinstance(what, BlindSpot):
        held = next(
            zone
            for zone in record.held
            if (zone.floor_id, zone.zone_id, zone.clause_id)
            == (what.floor_id, what.zone_id, what.clause_id)
        )
        terms = Terms(held.plane_m, held.density_px_per_m, held.min_cameras, held.at_night)
        elements = {
            "content": spot_told(what),
            "standard": standard_told(held),
            "measure": remedy_told(what.remedy, None),
        }
    else:
        elements = {
            "content": what.message,
            "standard": clause_told(what.clause_id, record.wordings),
            "measure": steps_told(what.steps),
        }
    source = Source(
        defect.kind,
        record.profile_id,
        defect.clause_id,
        defect.floor_id,
        defect.zone_id,
        defect.subject,
        defect.region,
        terms,
    )
    words = {name: words_document(told) for name, told in elements.items()}
    return {"place": place, "source": source_document(source), **words}


def spot_told(spot: BlindSpot) -> Label:
    """Return what a blind spot is, where, and why."""
    size, why = f"{spot.area_m2:.1f} m²", cause_told(spot.cause)
    at = f"{spot.centre.x:.1f}, {spot.centre.y:.1f}"
    return Label(
        f"盲区{size}，位于（{at}），{why.zh}", f"blind spot of {size} around ({at}): {why.en}"
    )


def standard_told(held: HeldZone) -> Label:
    """Return what a clause asks for, so that it can be seen whether it is met."""
    plane, night = plane_told(held.plane_m), Label("", "")
    if held.at_night:
        night = Label("，夜间亦然", ", at night too")
    density = f"{held.density_px_per_m:g} px/m"
    return Label(
        f"{held.clause_id}：{plane.zh}不低于{density}，至少{held.min_cameras}台探头{night.zh}",
        f"{held.clause_id}: {density} {plane.en} from {held.min_cameras} or more{night.en}",
    )


def clause_told(clause_id: str, wordings: Mapping[str, Label]) -> Label:
    """Return what a clause asks for in its own words; nothing of one that the audit has not."""
    if clause_id not in wordings:
        return NO_WORDS
    wording = wordings[clause_id]
    return Label(f"{clause_id}：{wording.zh}", f"{clause_id}: {wording.en}")


def steps_told(steps: Sequence[Step]) -> Label:
    """Return what would mend a finding, step after step."""
    told = [step.told for step in steps]
    return Label("；".join(each.zh for each in told), "; ".join(each.en for each in told))


def _registered(record: AuditRecord, lineage: Lineage, about: dict[str, Any], who: str) -> Change:
    clause_id = about["source"]["clause_id"]
    data = {
        **about,
        "site_id": record.site_id,
        "defect_id": lineage.id,
        "hazard_class": "security",
        "major": clause_id in MAJOR_CLAUSES,
        "split_from": lineage.split_from or "",
    }
    return _change(record, lineage.id, "register", data, who)


def _again(
    record: AuditRecord, hazard: Hazard, about: dict[str, Any], who: str
) -> Iterator[Change]:
    closed_by = (hazard.proof or {}).get("audited_at") or hazard.changed_at
    last = hazard.seen_at if hazard.is_open else closed_by
    if record.audited_at <= datetime.fromisoformat(last):
        return
    data = {
        "audit": record.sha256,
        "seen_at": told_time(record.audited_at),
        "place": about["place"],
        "source": about["source"],
        **_retold(hazard, about),
    }
    yield _change(record, hazard.defect_id, "seen" if hazard.is_open else "reopen", data, who)


def _retold(hazard: Hazard, about: dict[str, Any]) -> dict[str, Any]:
    """Return, in both languages, what the ledger has in one, where an audit still says that."""
    told = {name: about[name] for name in WORDED if isinstance(about[name], dict)}
    return {
        name: words
        for name, words in told.items()
        if len(set(hazard.texts(name))) == 1 and hazard.texts(name)[0] in words.values()
    }


def _merged(record: AuditRecord, hazard: Hazard, into: str, who: str) -> Iterator[Change]:
    """Yield that a hazard went up in a larger one; it stays open until its own place is seen."""
    later = record.audited_at > datetime.fromisoformat(hazard.seen_at)
    if hazard.is_open and hazard.merged_into != into and later:
        data = {
            "audit": record.sha256,
            "seen_at": told_time(record.audited_at),
            "merged_into": into,
        }
        yield _change(record, hazard.defect_id, "seen", data, who)


def _change(
    record: AuditRecord, defect_id: str, action: Any, data: dict[str, Any], who: str
) -> Change:
    id_, at = hazard_id(record.site_id, defect_id), told_time(record.audited_at)
    return Change(id_, at, who, action, data=data)


def told_time(at: datetime) -> str:
    """Return a time as the ledger writes it."""
    return at.isoformat(timespec="milliseconds")
