"""An event or fault as somebody looks it up: its place, its records in the chain, its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.domain.chain import State, thing_of
from pipeline.domain.evidence import Absence, EvidenceKind
from pipeline.domain.label import Label
from pipeline.domain.occupancy_second import OccupancySecond


@dataclass(frozen=True)
class ChainPlace:
    """One state of a thing in the chain: its number there, which of its states, and the link."""

    number: int
    revision: int
    digest: str
    is_erased: bool


@dataclass(frozen=True)
class EvidenceFile:
    """A file of evidence as its row has it; `rule` is by which it was erased, if it was.

    `lost_s` is when it was first missed, though nobody had erased it.
    """

    thing: str
    kind: str
    name: str
    sha256: str
    bytes: int
    first_s: float
    last_s: float
    erased_s: float | None
    lost_s: float | None
    rule: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether it may be opened."""
        return self.erased_s is None and self.lost_s is None


@dataclass(frozen=True, eq=False)
class TimelineEntry:
    """An event or fault in its latest state.

    `label` is what people call its zone or camera. `absent` says why files of evidence are not
    there; `is_owed` is evidence that is still to be kept.
    """

    state: State
    label: Label
    places: tuple[ChainPlace, ...] = ()
    evidence: tuple[EvidenceFile, ...] = ()
    absent: Mapping[EvidenceKind, Absence] = field(default_factory=dict)
    is_owed: bool = False

    @property
    def id(self) -> str:
        """The id by which it is asked for."""
        return thing_of(self.state)


@dataclass(frozen=True, eq=False)
class Series:
    """The counts of a zone over a time, a row for each step of which anything is known."""

    zone_id: str
    step_s: int
    since_s: float
    until_s: float
    rows: tuple[OccupancySecond, ...]
