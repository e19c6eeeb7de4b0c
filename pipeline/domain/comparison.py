"""Two audits of one site held against each other: what is new, what is gone, what still stands."""

from dataclasses import dataclass

from pipeline.domain.finding import Finding, Severity


@dataclass(frozen=True)
class PastFinding:
    """A finding of an audit that was kept, in the language in which it was kept."""

    id: str
    clause_id: str
    severity: Severity
    where: str
    message: str


@dataclass(frozen=True)
class PastAudit:
    """What is known of an audit from its JSON document."""

    site_id: str
    profile_id: str
    findings: tuple[PastFinding, ...]


@dataclass(frozen=True)
class Comparison:
    """What of the findings that keep a site from passing is new, gone, or still there, by their id.

    `profile_id` is what the past audit was held against.
    """

    profile_id: str
    new: tuple[Finding, ...]
    gone: tuple[PastFinding, ...]
    still: tuple[Finding, ...]
