"""The square room as audits tell it on several days, and the ledger's view of it."""

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.audit.hazard_life import applied
from pipeline.audit.registration import audit_changes
from pipeline.domain.audit_record import AuditRecord
from pipeline.domain.finding import AuditResult
from pipeline.domain.hazard import Hazard
from pipeline.domain.label import Label
from pipeline.importers.audit_file import audit_record
from pipeline.report.audit_json import audit_document, sealed
from tests.report.samples import audited_room, passed_room

FIRST, LATER, LATEST = (datetime(2026, 11, day, 4, tzinfo=UTC) for day in (1, 8, 15))


def recorded(result: AuditResult, at: datetime = FIRST) -> AuditRecord:
    """Return an audit as its file tells it."""
    return audit_record(sealed(audit_document(result), at))


def ledger_of(*records: AuditRecord) -> dict[str, Hazard]:
    """Return the hazards that a ledger holds after some audits, by the ids of their defects."""
    known: dict[str, Hazard] = {}
    for record in records:
        for change in list(audit_changes(record, list(known.values()), "安全员")):
            defect_id = change.hazard_id.partition("/")[2]
            known[defect_id] = applied(known.get(defect_id), change)
    return known


def reviewed(hazard: Hazard) -> Hazard:
    """Return a hazard that is said to be rectified."""
    words = {"standard": Label("25 px/m", "25 px/m"), "measure": Label("转动", "turn it")}
    done = {"rectified_at": "2026-11-05T04:00:00.000+00:00", "due": "2026-12-31"}
    return replace(hazard, state="review", **words, **done, person="安全员")


SPOT_ID, VIEW_ID = "F-01.ground.e90n90", "order-799-8.ground.toilet-1.cam-1.view"
ROOM, CLEAN = audited_room(), passed_room()
