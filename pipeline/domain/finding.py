"""What an audit found: failed clauses with their evidence, and the verdict over all."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.coverage import CoverageMap
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site
from pipeline.domain.source import Source
from pipeline.domain.step import Step

Severity = Literal["violation", "not_evaluated", "notice"]
Verdict = Literal["pass", "fail"]
ClauseVerdict = Literal["pass", "fail", "not_evaluated"]
FAILING = frozenset({"violation", "not_evaluated"})
"""Severities of findings with which no site passes."""


@dataclass(frozen=True)
class Finding:
    """One thing a planner must know: a violation fails the audit, a notice does not.

    What is `not_evaluated`, since the site says nothing of it, keeps the audit from passing.
    `steps` would mend it. `spot_ids` are the blind spots that it tells of.
    """

    id: str
    clause_id: str
    severity: Severity
    where: str
    message: Label
    spot_ids: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A clause with its verdict, and the findings that it rests on.

    `verified` tells whether the clause was checked against a primary text. A clause that speaks
    about nothing that the plan draws is not evaluated, and then `idle`: it keeps nobody from
    passing.
    """

    clause_id: str
    wording: Label
    source: Source
    verdict: ClauseVerdict
    finding_ids: tuple[str, ...] = ()
    idle: bool = False
    priority: int | None = None
    basis: Label | None = None

    @property
    def verified(self) -> bool:
        """Whether somebody read the text that the clause is taken from."""
        return self.source == "found"


@dataclass(frozen=True)
class Mending:
    """What it takes to pass: steps in the order of cost.

    `passes` tells whether the site then passes, tried on the plan with all of them together, and
    `left` what stands in the way if not; it is None where each mends a finding by itself and nobody
    has tried them together.
    """

    steps: tuple[Step, ...]
    passes: bool | None = None
    left: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class AuditResult:
    """A site held against a profile."""

    site: Site
    profile: Profile
    floors: tuple[CoverageMap, ...]
    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...] = ()
    mending: Mending | None = None

    @property
    def verdict(self) -> Verdict:
        """Fail as soon as one finding is a violation, or one clause could not be evaluated."""
        return "fail" if any(f.severity in FAILING for f in self.findings) else "pass"
