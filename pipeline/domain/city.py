"""A city's schools: what the audit of each came to, and what its ledger says of its hazards."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.finding import Severity
from pipeline.domain.label import Label
from pipeline.domain.school import School

SchoolVerdict = Literal["pass", "fail", "broken"]
"""`broken` is a school that could not be audited: its file is refused, or another's id is on it."""


UNKNOWN = School()
"""A school of which its file says nothing."""


@dataclass(frozen=True)
class CityFinding:
    """One failed clause at one place, or another violation; `label` names the place.

    `area_m2` is what nobody sees there, in `blind_spots` parts; 0 where that is not the matter.
    """

    id: str
    clause_id: str
    severity: Severity
    where: str
    label: Label
    blind_spots: int = 0
    area_m2: float = 0.0


@dataclass(frozen=True)
class SchoolRecord:
    """What the audit of one site file came to.

    `path` is where the file lies below the city's folder. `networked` is how many cameras are
    connected, None where the file does not say it of each. `critical_cameras` are those whose
    failure opens a new blind spot. `problems` tell why a school is broken.
    """

    path: str
    site_id: str
    label: Label
    verdict: SchoolVerdict
    school: School = UNKNOWN
    required_m2: float = 0.0
    covered_m2: float = 0.0
    nominal_m2: float = 0.0
    blind_spots: int = 0
    critical_cameras: int = 0
    cameras: int = 0
    networked: int | None = None
    findings: tuple[CityFinding, ...] = ()
    problems: tuple[Label, ...] = ()

    @property
    def violations(self) -> int:
        """How many hazards were found; a school that could not be audited is one itself."""
        if self.verdict == "broken":
            return 1
        return sum(finding.severity == "violation" for finding in self.findings)

    @property
    def covered_pct(self) -> float:
        """The guaranteed share of what must be seen; of nothing, nothing is."""
        return 100.0 * self.covered_m2 / self.required_m2 if self.required_m2 else 0.0


@dataclass(frozen=True)
class Hazards:
    """What the ledger of one school, or of many, says of the hazards in it (隐患台账)."""

    found: int = 0
    rectified: int = 0
    overdue: int = 0
    supervised: int = 0

    def __add__(self, other: "Hazards") -> "Hazards":
        """Return the hazards of both."""
        return Hazards(
            self.found + other.found,
            self.rectified + other.rectified,
            self.overdue + other.overdue,
            self.supervised + other.supervised,
        )


@dataclass(frozen=True)
class Tally:
    """The figures of some schools together.

    `of_networked` is how many cameras there are in the schools that say which are connected.
    `hazards` are those of the ledger, None where none of these schools has one.
    """

    label: Label
    schools: int
    passed: int
    broken: int
    cameras: int
    networked: int
    of_networked: int
    required_m2: float
    covered_m2: float
    blind_spots: int
    critical_cameras: int
    violations: int
    hazards: Hazards | None = None

    @property
    def passed_pct(self) -> float:
        """达标率: the share of schools that pass; a broken one does not."""
        return share_pct(self.passed, self.schools)

    @property
    def networked_pct(self) -> float | None:
        """联网率: the share of cameras that are connected, None where no school says so."""
        return share_pct(self.networked, self.of_networked) if self.of_networked else None

    @property
    def covered_pct(self) -> float:
        """The guaranteed share of all that must be seen."""
        return share_pct(self.covered_m2, self.required_m2)

    @property
    def cameras_per_school(self) -> float:
        """How many cameras hang in a school that could be audited."""
        audited = self.schools - self.broken
        return self.cameras / audited if audited else 0.0

    @property
    def rectified_pct(self) -> float | None:
        """The share of the ledger's hazards that were rectified, None where there is no ledger."""
        return share_pct(self.hazards.rectified, self.hazards.found) if self.hazards else None


@dataclass(frozen=True)
class FailedClause:
    """A clause that failed, in how many schools, at how many places, and over what area."""

    clause_id: str
    wording: Label
    schools: int
    places: int
    area_m2: float


@dataclass(frozen=True)
class Past:
    """What a run knew of one school, as much as a later one compares with."""

    site_id: str
    verdict: SchoolVerdict
    covered_pct: float
    violations: int


@dataclass(frozen=True)
class Trend:
    """What has changed since an earlier run: schools by id, and figures then and now."""

    run: int
    passed_pct: tuple[float, float]
    violations: tuple[int, int]
    newly_passed: tuple[str, ...]
    no_longer_passed: tuple[str, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class RunFigures:
    """The figures of one run, for the curve over all of them."""

    run: int
    passed_pct: float
    covered_pct: float
    violations: int


@dataclass(frozen=True)
class City:
    """All that an audit of a city came to; `run` counts the runs whose outcome differed.

    `groups` are the roll-ups by county, level and so on, `failed` the clauses that failed, those of
    most schools first. `hazards` is what the ledger says of each school, by its id.
    """

    profile_id: str
    profile_label: Label
    run: int
    records: tuple[SchoolRecord, ...]
    whole: Tally
    groups: dict[str, tuple[Tally, ...]]
    hazards: dict[str, Hazards]
    trend: Trend | None = None
    runs: tuple[RunFigures, ...] = ()
    failed: tuple[FailedClause, ...] = ()


def share_pct(part: float, whole: float) -> float:
    """Return a share in percent; of nothing, nothing.

    >>> share_pct(1, 4), share_pct(0, 0)
    (25.0, 0.0)
    """
    return 100.0 * part / whole if whole else 0.0
