"""A ledger as an audit and some weeks of work have left it, written by the product's own writer."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pipeline.domain.hazard import Change, Hazard
from pipeline.domain.hazard_words import Action
from pipeline.importers.audit_file import audit_record
from pipeline.report.audit_json import audit_document, sealed
from pipeline.store.ledger import Ledger, hazards_of, open_ledger
from pipeline.workflows.audit_site import audit_site
from pipeline.workflows.keep_ledger import change, close, import_audit
from pipeline.workflows.ledger_sheet import new_hazard

FOUND = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
AT = "2026-11-03T09:00:00+08:00"
PERSON = {"measure": "加装探头", "person": "王老师", "due": "2099-12-31"}


def audited_into(ledger_file: Path, site_file: Path, profile: str = "full-coverage") -> None:
    """Register what an audit of a site finds."""
    document = sealed(audit_document(audit_site(site_file, profile)), FOUND)
    with closing(open_ledger(ledger_file)) as ledger:
        import_audit(ledger, audit_record(document), "auditor")


def entered(ledger: Ledger, site_id: str, place: str, content: str) -> Hazard:
    """Register what a person has found."""
    data = {"hazard_class": "fire", "major": False, "content": content}
    return change(ledger, new_hazard(site_id, place, data, "李主任", AT))


def did(ledger: Ledger, hazard: Hazard, action: Action, why: str = "", **data: str) -> Hazard:
    """Do a step to a hazard as it stands."""
    return change(ledger, Change(hazard.id, AT, "李主任", action, why, data))


def worked_on(ledger_file: Path, site_id: str, photograph: Path) -> None:
    """Bring the first hazards that an audit found, and two that a person did, into each state."""
    with closing(open_ledger(ledger_file)) as ledger:
        first, second, third, fourth, *_ = hazards_of(ledger, site_id)
        did(ledger, first, "assign", **PERSON)
        done = did(ledger, second, "assign", **{**PERSON, "person": "赵工"})
        did(ledger, done, "rectify")
        did(ledger, third, "waive", "改造排入下学期", until="2099-06-30")
        late = did(ledger, fourth, "assign", **{**PERSON, "due": "2026-11-04"})
        did(ledger, late, "escalate", "逾期未整改")
        blocked = entered(ledger, site_id, "教学楼东楼梯", "安全出口堆放杂物")
        shelf = did(ledger, blocked, "assign", standard="GB 50016", **PERSON)
        shelf = did(ledger, shelf, "rectify")
        close(ledger, shelf, ("photograph", photograph), "李主任", AT, "杂物已清走")
        entered(ledger, site_id, "<b>食堂</b>后门", "疏散指示灯不亮")
