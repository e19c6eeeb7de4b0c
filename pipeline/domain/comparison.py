"""Two audits of one site held against each other: what is new, what is gone, what still stands."""

from dataclasses import dataclass

from pipeline.domain.finding import Finding


@dataclass(frozen=True)
class Comparison:
    """What of the findings that keep a site from passing is new, gone, or still there, by their id.

    `profile_id` is what the past audit was held against; its findings speak the language that they
    were written in.
    """

    profile_id: str
    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    still: tuple[Finding, ...]
