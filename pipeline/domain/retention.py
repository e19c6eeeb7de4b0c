"""For how long what is where a school must, or may, keep what a watch has recorded."""

from dataclasses import dataclass

from pipeline.domain.evidence import ClipRules
from pipeline.domain.label import Label
from pipeline.domain.source import Source


@dataclass(frozen=True)
class Retention:
    """Days after which things go; None keeps them for ever.

    `seconds_days`, `minutes_days` and `quarters_days` are of the series of counts, each coarser
    than the one before.
    """

    events_days: float | None = None
    evidence_days: float | None = None
    seconds_days: float | None = None
    minutes_days: float | None = None
    quarters_days: float | None = None


@dataclass(frozen=True)
class Jurisdiction:
    """Whose rules hold: where they were read (`found`) or by whom they were only `recalled`.

    `clips` is None where nobody may keep unblurred clips.
    """

    id: str
    label: Label
    source: Source
    basis: Label
    retention: Retention
    clips: ClipRules | None = None

    def rule(self, what: str) -> str:
        """Return what a tombstone calls the rule by which something went."""
        days = getattr(self.retention, f"{what}_days")
        return f"{self.id}: {what}_days {days:g}"

    @property
    def clip_rule(self) -> str:
        """What a tombstone calls the rule by which a clip went."""
        return f"{self.id}: clips.days {self.clips.days if self.clips else 0:g}"
