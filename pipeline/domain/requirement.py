"""What must be seen where: clauses, gathered in a profile."""

from dataclasses import dataclass

from pipeline.domain.label import Label
from pipeline.domain.rule import RuleClause
from pipeline.domain.source import Source as Source


@dataclass(frozen=True)
class Clause:
    """One requirement on all zones of some kinds.

    `plane_m` is the height of what must be seen above the zone's ground, `density_px_per_m` the
    least pixels per metre on it, `min_cameras` how many cameras must see each point. A face or a
    plate is of use only from no steeper than `max_elevation_deg` above it, and, in a zone that
    says where people face, from no further aside than `max_facing_deg`. `at_night` asks for the
    same in the dark. `priority` is the class of its locations, 1 to 3, where the source has such
    classes. Every school has the places of an `expected` clause: a plan that draws none of them is
    not whole. `basis` is where its text stands.
    """

    id: str
    wording: Label
    kinds: tuple[str, ...]
    plane_m: float
    density_px_per_m: float
    min_cameras: int
    source: Source
    max_elevation_deg: float | None = None
    max_facing_deg: float | None = None
    at_night: bool = False
    priority: int | None = None
    expected: bool = False
    basis: Label | None = None


@dataclass(frozen=True)
class Look:
    """What is asked of a view, whoever asks: clauses that ask for the same share their ViewCones.

    `plane_m` is above the floor. `facing_deg` is None where it does not matter where people face.
    """

    plane_m: float
    density_px_per_m: float
    max_elevation_deg: float | None = None
    facing_deg: float | None = None
    max_facing_deg: float | None = None
    at_night: bool = False


@dataclass(frozen=True)
class RecordingClause:
    """One requirement on the recordings of each camera; what is None is not asked for.

    They are to be kept for `retention_days`, without a gap longer than `longest_gap_s`. Each has
    pictures of at least that size in pixels, so many a second, whose edges are so crisp at a glance
    (`health.view`: about 1 where they are sharp, 0 where all is blurred).
    """

    id: str
    wording: Label
    source: Source
    retention_days: float | None = None
    longest_gap_s: float | None = None
    picture: tuple[int, int] | None = None
    fps: float | None = None
    sharpness: float | None = None


@dataclass(frozen=True)
class Dropped:
    """A clause of the profile that is extended which does not hold here, and why."""

    clause_id: str
    wording: Label
    reason: Label


@dataclass(frozen=True)
class Profile:
    """A set of clauses: on coverage, the rules beyond it, and on recordings.

    `extends` is the id of the profile that it goes on from, `dropped` what of that was left out.
    """

    id: str
    label: Label
    clauses: tuple[Clause, ...]
    rules: tuple[RuleClause, ...] = ()
    recordings: tuple[RecordingClause, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    extends: str | None = None

    @property
    def every(self) -> tuple[Clause | RuleClause, ...]:
        """All clauses, on coverage and beyond."""
        return (*self.clauses, *self.rules)

    @property
    def unverified(self) -> tuple[str, ...]:
        """The ids of the clauses that nobody has checked against a primary text."""
        return tuple(clause.id for clause in self.every if clause.source != "found")
