"""What an audit found: failed clauses with their evidence, and the verdict over all."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.coverage import CoverageMap
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site

Severity = Literal["violation", "notice"]
Verdict = Literal["pass", "fail"]


@dataclass(frozen=True)
class Finding:
    """One thing a planner must know: a violation fails the audit, a notice does not.

    `spot_ids` are the blind spots that it tells of.
    """

    id: str
    clause_id: str
    severity: Severity
    where: str
    message: Label
    spot_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditResult:
    """A site held against a profile."""

    site: Site
    profile: Profile
    floors: tuple[CoverageMap, ...]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """Fail as soon as one finding is a violation."""
        return "fail" if any(f.severity == "violation" for f in self.findings) else "pass"
