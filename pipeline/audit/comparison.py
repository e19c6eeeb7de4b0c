"""Holds an audit against an earlier one of the same site, by the ids of findings."""

from pipeline.domain.audit_record import AuditRecord
from pipeline.domain.comparison import Comparison
from pipeline.domain.finding import FAILING, AuditResult
from pipeline.errors import InputError


def compared(result: AuditResult, past: AuditRecord) -> Comparison:
    """Return what is new, gone and still there; notices are left out on both sides.

    Raises InputError where the earlier audit is one of another site.
    """
    if past.site_id != result.site.id:
        raise InputError(
            f"the earlier audit is one of the site {past.site_id!r}, and this one is of"
            f" {result.site.id!r}; give an audit of the same site"
        )
    known = {finding.id for finding in past.findings if finding.severity in FAILING}
    today = [finding for finding in result.findings if finding.severity in FAILING]
    now = {finding.id for finding in today}
    return Comparison(
        profile_id=past.profile_id,
        new=tuple(finding for finding in today if finding.id not in known),
        gone=tuple(f for f in past.findings if f.severity in FAILING and f.id not in now),
        still=tuple(finding for finding in today if finding.id in known),
    )
