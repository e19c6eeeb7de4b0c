"""Keeps the ledger of hazards: what audits find, what people do, and what closes an entry."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from pipeline.audit.closing import audit_proof, footage_proof, photograph_proof
from pipeline.audit.hazard_effects import unproved
from pipeline.audit.hazard_life import due_changes
from pipeline.audit.identity import kept
from pipeline.audit.outage import REGISTERED_AFTER_S, WATCH, Recovery, outage_changes
from pipeline.audit.registration import audit_changes, known_defects, told_time
from pipeline.domain.audit_record import AuditRecord
from pipeline.domain.finding import AuditResult
from pipeline.domain.hazard import Change, Hazard
from pipeline.domain.hazard_words import ACTIONS
from pipeline.domain.label import Language
from pipeline.domain.today import CoverageToday
from pipeline.domain.wall_clock import moment
from pipeline.errors import InputError, LedgerError, UnknownNameError
from pipeline.importers.audit_file import audit_record, load_audit, load_json
from pipeline.importers.ledger_file import histories_of
from pipeline.report.ledger_json import export_document
from pipeline.store.atomic import atomic_write
from pipeline.store.database import transaction
from pipeline.store.evidence import (
    keep_document,
    keep_photograph,
    missing_evidence,
    photograph_digest,
)
from pipeline.store.ledger import (
    Ledger,
    broken_links,
    evidence_folder,
    hazard_of,
    hazards_of,
    history_of,
    merge,
    put,
)
from pipeline.workflows.ledger_sheet import import_sheet


@dataclass(frozen=True)
class Taken:
    """What an import changed: hazards registered, found again, back, and changes in all.

    `refused` are hazards of another ledger that could not be merged, each with the reason.
    """

    registered: int = 0
    seen: int = 0
    reopened: int = 0
    changes: int = 0
    refused: tuple[LedgerError, ...] = ()


def import_file(connection: Ledger, path: Path, who: str, at: str) -> Taken:
    """Take over an audit, another ledger's export, or a filled-in sheet; twice changes nothing."""
    if path.suffix.lower() == ".xlsx":
        return Taken(changes=import_sheet(connection, path, who, at))
    document = load_json(path)
    try:
        if "ledger" in document:
            return _merged(connection, document)
        return import_audit(connection, audit_record(document), who)
    except InputError as error:
        if isinstance(error, LedgerError):
            raise
        raise InputError(f"{path}: {error}") from error


def import_audit(connection: Ledger, record: AuditRecord, who: str) -> Taken:
    """Register what an audit found, and know again what the ledger has already."""
    with transaction(connection):
        known = hazards_of(connection, record.site_id)
        changes = list(audit_changes(record, known, who))
        made = [change for change in changes if put(connection, change)]
        touched = {change.hazard_id for change in made if change.action != "seen"}
        at = made[0].at if made else ""
        major = [h for h in hazards_of(connection, record.site_id) if h.major and h.id in touched]
        for change in due_changes(major, at, who):
            put(connection, change)
    actions = [change.action for change in made]
    return Taken(
        actions.count("register"), actions.count("seen"), actions.count("reopen"), len(made)
    )


def as_known(connection: Ledger, result: AuditResult) -> AuditResult:
    """Return an audit whose defects have the ids that they have in the ledger."""
    return kept(result, known_defects(hazards_of(connection, result.site.id))).result


def _merged(connection: Ledger, document: dict[str, Any]) -> Taken:
    refused, made = [], 0
    for history in histories_of(document):
        # Each by itself: what one hazard's ledgers quarrel about keeps no other from its news.
        try:
            with transaction(connection):
                made += merge(connection, history)
        except LedgerError as error:
            refused.append(error)
    return Taken(changes=made, refused=tuple(refused))


def change(
    connection: Ledger,
    change: Change,
    revision: int | None = None,
    photographs: Sequence[Path] = (),
) -> Hazard:
    """Record one change, with what shows it, and return the hazard as it stands then.

    With a `revision`, the hazard must not have been changed since: whoever decided upon it saw no
    other. Raises LedgerError; then no photograph is attached either.
    """
    with transaction(connection):
        refuse_overtaken(connection, change.hazard_id, revision)
        _put_attached(connection, change.hazard_id, photographs, change.who, change.at)
        put(connection, change)
        hazard = hazard_of(connection, change.hazard_id)
        if hazard is not None and hazard.major:
            for due in due_changes([hazard], change.at, change.who):
                put(connection, due)
        _keep_photographs(connection, photographs)
    return found(connection, change.hazard_id)


def refuse_overtaken(connection: Ledger, hazard_id: str, revision: int | None) -> None:
    """Refuse within a transaction what was decided upon a hazard that is another by now."""
    hazard = hazard_of(connection, hazard_id)
    if revision is None or hazard is None or hazard.revision == revision:
        return
    last = history_of(connection, hazard_id)[-1].change
    what = ACTIONS[last.action]
    raise LedgerError(
        f"{hazard_id}：已被{last.who}变更（{what.zh}），请看过现状后再办理",
        f"{hazard_id}: was changed meanwhile by {last.who} ({what.en}); look at it again first",
    )


def attach(
    connection: Ledger,
    hazard: Hazard,
    photographs: Sequence[Path],
    who: str,
    at: str,
    revision: int | None = None,
) -> Hazard:
    """Keep photographs beside the ledger and say in the history which they are: all, or none.

    Raises LedgerError where the hazard is not of that `revision` any more.
    """
    with transaction(connection):
        refuse_overtaken(connection, hazard.id, revision)
        _put_attached(connection, hazard.id, photographs, who, at)
        _keep_photographs(connection, photographs)
    return found(connection, hazard.id)


def _put_attached(
    connection: Ledger, hazard_id: str, photographs: Sequence[Path], who: str, at: str
) -> None:
    for path in photographs:
        data = {"sha256": photograph_digest(path), "name": path.name}
        put(connection, Change(hazard_id, at, who, "attach", data=data))


def _keep_photographs(connection: Ledger, photographs: Sequence[Path]) -> None:
    """Keep them once nothing can be refused any more, so that a refusal leaves no file."""
    for path in photographs:
        keep_photograph(evidence_folder(connection), path)


def close(
    connection: Ledger,
    hazard: Hazard,
    proof: tuple[str, Path] | None,
    who: str,
    at: str,
    why: str,
    revision: int | None = None,
) -> Hazard:
    """Close a hazard by a proof: its kind (audit, footage or photograph) and the file.

    Raises LedgerError, with the reason, when nothing was given or when it proves nothing, and where
    the hazard is not of that `revision` any more.
    """
    with transaction(connection):
        refuse_overtaken(connection, hazard.id, revision)
        # Read again: another process may have changed it while somebody looked for the proof.
        hazard = hazard_of(connection, hazard.id) or hazard
        if proof is None:
            raise unproved(hazard)
        told = _proof(hazard, *proof, evidence_folder(connection), why)
        put(connection, Change(hazard.id, at, who, "close", why, {"proof": told}))
    return found(connection, hazard.id)


def _proof(hazard: Hazard, kind: str, path: Path, folder: Path, why: str) -> dict[str, Any]:
    """Return what a file proves, once a copy of it lies beside the ledger."""
    told: dict[str, Any]
    if kind == "audit":
        told = audit_proof(hazard, load_audit(path))
        return {**told, "file": keep_document(folder, path)}
    if kind == "footage":
        told = footage_proof(hazard, load_json(path), why)
        return {**told, "file": keep_document(folder, path)}
    told = photograph_proof(hazard, why)
    return {**told, "file": keep_photograph(folder, path)}


def check_due(connection: Ledger, who: str, at: str) -> tuple[Change, ...]:
    """Supervise what is overdue or major, and end waivers that are over; return what changed."""
    with transaction(connection):
        changes = tuple(due_changes(hazards_of(connection), at, who))
        for each in changes:
            put(connection, each)
    return changes


def export_file(connection: Ledger, path: Path, language: Language) -> int:
    """Write the ledger as XLSX, for people, or as JSON, for another ledger; return how many."""
    hazards = hazards_of(connection)
    if path.suffix.lower() == ".xlsx":
        # A watch keeps outages in a ledger, and writes no sheets.
        from pipeline.report.ledger_sheet import ledger_sheet

        atomic_write(path, ledger_sheet(hazards, language))
    elif path.suffix.lower() == ".json":
        histories = (history_of(connection, hazard.id) for hazard in hazards)
        text = json.dumps(export_document(histories), ensure_ascii=False, indent=1)
        atomic_write(path, text + "\n")
    else:
        raise InputError(f"{path}: a ledger is written as .xlsx or .json")
    return len(hazards)


def verified(connection: Ledger) -> tuple[str, ...]:
    """Return what in the ledger is not as it was written: histories, photographs and proofs."""
    folder = evidence_folder(connection)
    missing = []
    for hazard in hazards_of(connection):
        # The pictures that show a camera recovered lie in no file: the watch's store tells of them.
        proof = None if _is_recovered(hazard) else hazard.proof
        kept = [*hazard.evidence, *([proof.get("file", "")] if proof else [])]
        missing += [f"{hazard.id}: {digest}" for digest in missing_evidence(folder, tuple(kept))]
    return (*broken_links(connection), *missing)


def _is_recovered(hazard: Hazard) -> bool:
    return _is_outage(hazard) and (hazard.proof or {}).get("by") == WATCH


def take_outages(
    connection: Ledger,
    today: CoverageToday,
    recovered: Callable[[str], Recovery | None],
    after_s: float = REGISTERED_AFTER_S,
    zone: tzinfo | None = None,
) -> tuple[Change, ...]:
    """Register what failing cameras open, close what is over, supervise what is overdue.

    Returns what changed; asked again at the same state of things, that is nothing.
    """
    with transaction(connection):
        known = hazards_of(connection, today.site_id)
        changes = [
            change
            for change in outage_changes(today, known, recovered, after_s, zone)
            if put(connection, change)
        ]
        outages = [h for h in hazards_of(connection, today.site_id) if _is_outage(h)]
        at = told_time(moment(today.at_s).astimezone(zone))
        for due in due_changes(outages, at, WATCH):
            changes += [due] if put(connection, due) else []
    return tuple(changes)


def has_open_outage(connection: Ledger, site_id: str) -> bool:
    """Tell whether an outage of a site waits for its camera to recover."""
    return any(_is_outage(hazard) and hazard.is_open for hazard in hazards_of(connection, site_id))


def _is_outage(hazard: Hazard) -> bool:
    return hazard.source is not None and hazard.source.kind == "outage"


def found(connection: Ledger, name: str) -> Hazard:
    """Return the hazard of an id, or of the end or a part of one that no other has.

    Raises UnknownNameError.
    """
    if exact := hazard_of(connection, name):
        return exact
    hazards = hazards_of(connection)
    for fits in (
        [hazard for hazard in hazards if hazard.id.endswith(f"/{name}")],
        [hazard for hazard in hazards if name in hazard.id],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            some = ", ".join(hazard.id for hazard in fits[:5])
            raise UnknownNameError(f"'{name}' may be any of {len(fits)} hazards: {some}")
    some = ", ".join(hazard.id for hazard in hazards[:5]) or "none"
    raise UnknownNameError(f"no hazard '{name}' in the ledger; it holds {len(hazards)}: {some}")
