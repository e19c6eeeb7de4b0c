"""Jurisdictions: what may be kept and for how long, by rules that ship or by the user's."""

from itertools import pairwise
from pathlib import Path
from typing import Self

from pydantic import model_validator

from pipeline.config.entry import Entry, Name
from pipeline.config.fields import ClauseSource, FileFormat, Id, problem
from pipeline.config.quantities import ClipLength, Roll
from pipeline.config.quantities import Retention as RetentionDays
from pipeline.config.refusals import read_entry
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.evidence import ClipRules
from pipeline.domain.retention import Jurisdiction, Retention
from pipeline.errors import UnknownNameError

JURISDICTIONS = Path(__file__).parent / "jurisdictions"
SERIES = ("seconds_days", "minutes_days", "quarters_days")


class RetentionEntry(Entry):
    """Days; what is left out is kept for ever."""

    events_days: RetentionDays | None = None
    evidence_days: RetentionDays | None = None
    seconds_days: RetentionDays | None = None
    minutes_days: RetentionDays | None = None
    quarters_days: RetentionDays | None = None

    @model_validator(mode="after")
    def _coarser_lasts_longer(self) -> Self:
        for fine, coarse in pairwise(SERIES):
            days = getattr(self, coarse)
            if days is not None and days < (getattr(self, fine) or 0.0):
                raise problem("series_days", at=(coarse,), fine=fine)
        return self


class ClipsEntry(Entry):
    """That unblurred clips of episodes may be kept: why, for how many days, how much of each."""

    because: Name
    days: RetentionDays
    before_s: Roll = 10.0
    after_s: Roll = 10.0
    most_s: ClipLength = 120.0

    def rules(self) -> ClipRules:
        """Return the noun."""
        numbers = self.model_dump(exclude={"because"})
        return ClipRules(self.because.label(), **numbers)


class JurisdictionEntry(Entry):
    """Whose rules hold, where they stand, and what follows from them."""

    format: FileFormat
    id: Id
    name: Name
    source: ClauseSource
    basis: Name
    retention: RetentionEntry
    clips: ClipsEntry | None = None


def jurisdiction_names() -> tuple[str, ...]:
    """Return the names of the jurisdictions that ship with Sightline."""
    return tuple(sorted(path.stem for path in JURISDICTIONS.glob("*.yaml")))


def load_jurisdiction(name_or_path: str) -> Jurisdiction:
    """Return a jurisdiction by its name, or from a YAML file; raises as `load_profile` does."""
    if name_or_path in jurisdiction_names():
        path = JURISDICTIONS / f"{name_or_path}.yaml"
    elif name_or_path.lower().endswith((".yaml", ".yml")):
        path = Path(name_or_path)
    else:
        raise UnknownNameError(
            f"no jurisdiction is called {name_or_path!r}; known: {', '.join(jurisdiction_names())};"
            " the path of an own one ends in .yaml"
        )
    entry = read_entry(load_yaml(path), JurisdictionEntry)
    return Jurisdiction(
        id=entry.id,
        label=entry.name.label(),
        source=entry.source,
        basis=entry.basis.label(),
        retention=Retention(**entry.retention.model_dump()),
        clips=None if entry.clips is None else entry.clips.rules(),
    )
