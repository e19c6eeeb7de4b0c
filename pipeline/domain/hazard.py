"""A hazard in the ledger (隐患): what it is, where it stands, and every change that made it so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeline.domain.coverage import Region
from pipeline.domain.defect import NOWHERE, DefectKind
from pipeline.domain.hazard_words import (
    ELEMENTS,
    Action,
    ElementName,
    HazardClass,
    State,
)
from pipeline.domain.label import Label, Language

NO_WORDS = Label("", "")


@dataclass(frozen=True)
class Terms:
    """How strictly the clause of a blind spot was held when it was found."""

    plane_m: float
    density_px_per_m: float
    min_cameras: int
    at_night: bool


@dataclass(frozen=True)
class Source:
    """Where an audit found a hazard: enough to know it again, and to see that it is gone."""

    kind: DefectKind
    profile_id: str
    clause_id: str
    floor_id: str
    zone_id: str
    subject: str = ""
    region: Region = NOWHERE
    terms: Terms | None = None


@dataclass(frozen=True)
class Hazard:
    """One entry of the ledger, as it stands after `revision` changes.

    Times are ISO 8601 in UTC, days `YYYY-MM-DD`; what is not known is empty. `source` is None for
    what a person found. `defect_id` is its id in audits, `id` that in all ledgers. What an audit
    says reads in both languages, what a person wrote in both as it was written. `evidence` are the
    SHA-256 of files beside the ledger, `proof` is what it was closed by. `due_at` is the time
    at which it is due, where that is a matter of hours.
    """

    id: str
    site_id: str
    defect_id: str
    hazard_class: HazardClass
    found_at: str
    seen_at: str
    changed_at: str
    state: State = "registered"
    major: bool = False
    place: str = ""
    content: Label = NO_WORDS
    standard: Label = NO_WORDS
    measure: Label = NO_WORDS
    due: str = ""
    person: str = ""
    source: Source | None = None
    due_at: str = ""
    rectified_at: str = ""
    waived_until: str = ""
    split_from: str = ""
    merged_into: str = ""
    evidence: tuple[str, ...] = ()
    proof: Mapping[str, Any] | None = None
    revision: int = 1

    @property
    def missing(self) -> tuple[ElementName, ...]:
        """Which of the five elements are not settled yet."""
        return tuple(name for name in ELEMENTS if not self.texts(name)[0])

    def element(self, name: ElementName, language: Language) -> str:
        """Return one of the five elements in the language asked for; empty if it is not settled."""
        value: Label | str = getattr(self, name)
        return value.told(language) if isinstance(value, Label) else value

    def texts(self, name: ElementName) -> tuple[str, str]:
        """Return one of the five elements as it reads in Chinese and in English."""
        return self.element(name, "zh"), self.element(name, "en")

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done, now or when a waiver ends."""
        return self.state != "closed"

    def is_overdue(self, now: str) -> bool:
        """Tell whether it was due before a day, or before a time where it is due by one.

        >>> told = Hazard("s/d", "s", "d", "security", "", "", "", due="2026-12-02")
        >>> told.is_overdue("2026-12-02"), told.is_overdue("2026-12-03")
        (False, True)
        """
        waits = self.state in ("registered", "rectifying", "supervised")
        if waits and self.due_at and len(now) > len("2026-12-02"):
            return datetime.fromisoformat(self.due_at) < datetime.fromisoformat(now)
        return waits and bool(self.due) and self.due < now[:10]


@dataclass(frozen=True)
class Change:
    """What somebody did to a hazard, when and why; `data` says with what, as plain JSON."""

    hazard_id: str
    at: str
    who: str
    action: Action
    why: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recorded:
    """A change in its place of a hazard's history; its digest covers all changes before it."""

    change: Change
    number: int
    digest: str
