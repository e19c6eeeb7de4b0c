"""Two audits of one site: what is new, what is gone, what still stands."""

from dataclasses import replace

import pytest

from pipeline.audit.comparison import compared
from pipeline.domain.audit_record import AuditRecord
from pipeline.domain.finding import Severity
from pipeline.errors import InputError
from tests.audit.recorded import recorded
from tests.report.samples import FINDING, LEAK_FINDING, audited_room

NOTICE = replace(FINDING, id="n", severity="notice")


def past(*ids: str, severity: Severity = "violation", site: str = "demo") -> AuditRecord:
    findings = tuple(replace(FINDING, id=id_, severity=severity, spot_ids=()) for id_ in ids)
    return replace(recorded(audited_room()), site_id=site, findings=findings)


def test_findings_are_matched_by_their_ids() -> None:
    room = replace(audited_room(), findings=(FINDING, LEAK_FINDING))
    found = compared(room, past(FINDING.id, "mended"))
    assert [finding.id for finding in found.new] == [LEAK_FINDING.id]
    assert [finding.id for finding in found.gone] == ["mended"]
    assert [finding.id for finding in found.still] == [FINDING.id]


def test_notices_come_and_go_unheard() -> None:
    room = replace(audited_room(), findings=(NOTICE,))
    found = compared(room, past("other", severity="notice"))
    assert (found.new, found.gone, found.still) == ((), (), ())


def test_what_was_noted_and_is_now_a_violation_is_new() -> None:
    found = compared(audited_room(), past(LEAK_FINDING.id, severity="notice"))
    assert LEAK_FINDING in found.new


def test_another_site_is_refused() -> None:
    with pytest.raises(InputError, match=r"one of the site 'other', and this one is of 'demo'"):
        compared(audited_room(), past(site="other"))
