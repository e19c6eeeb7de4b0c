"""What a profile may hold: clauses, or what it changes of another one's."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from pipeline.config.entry import Entry, Name, exactly_one
from pipeline.config.fields import (
    ClauseSource,
    FileFormat,
    Id,
    PictureSize,
    Text,
    ZoneKind,
    problem,
)
from pipeline.config.quantities import (
    Aside,
    Density,
    FrameRate,
    LookUp,
    Pause,
    Plane,
    Retention,
    Sharpness,
)
from pipeline.config.rule_entry import (
    RULES,
    BackupPowerEntry,
    BandwidthEntry,
    DevicesEntry,
    FrameRateEntry,
    GateWidthEntry,
    NetworkingEntry,
    NothingEntry,
    ResolutionEntry,
    RetentionEntry,
    WalkEntry,
)
from pipeline.config.shown import shown
from pipeline.domain.density_class import DENSITY_CLASSES, density_class
from pipeline.domain.requirement import Clause, RecordingClause
from pipeline.domain.rule import RuleClause

COVERAGE_FIELDS = (
    *("plane_m", "density_px_per_m", "density", "min_cameras"),
    *("max_elevation_deg", "max_facing_deg", "at_night"),
)
"""What only a clause on coverage has."""

UNREAD = ("recalled", "assumed")
"""Sources of which no text was read, so that none can be cited."""


def checked_edition(year: int) -> int:
    """Return the year of an edition of IEC 62676-4 whose classes we know."""
    if year not in DENSITY_CLASSES:
        raise problem("one_of", known=", ".join(str(known) for known in DENSITY_CLASSES))
    return year


class DensityEntry(Entry):
    """A pixel density by the name that an edition of IEC 62676-4 gives it."""

    edition: Annotated[int, AfterValidator(checked_edition)]
    name: str = Field(alias="class")

    @model_validator(mode="after")
    def _known_in_its_edition(self) -> Self:
        known = DENSITY_CLASSES[self.edition]
        if self.name not in known:
            values = {"got": shown(self.name), "known": ", ".join(known)}
            raise problem("one_of", at=("class",), **values)
        return self

    def px_per_m(self) -> float:
        """Return its pixels per metre."""
        return density_class(self.edition, self.name).density_px_per_m


class ClauseEntry(Entry):
    """One requirement on all zones of some kinds, or one rule beyond coverage."""

    model_config = exactly_one("density_px_per_m", "density", *RULES)

    id: Id
    wording: Name
    kinds: Annotated[list[ZoneKind], Field(min_length=1)] | None = None
    plane_m: Plane | None = None
    density_px_per_m: Density | None = None
    density: DensityEntry | None = None
    min_cameras: int = Field(default=1, ge=1, le=10)
    max_elevation_deg: LookUp | None = None
    max_facing_deg: Aside | None = None
    at_night: bool = False
    retention: RetentionEntry | None = None
    bandwidth: BandwidthEntry | None = None
    resolution: ResolutionEntry | None = None
    frame_rate: FrameRateEntry | None = None
    networking: NetworkingEntry | None = None
    backup_power: BackupPowerEntry | None = None
    devices: DevicesEntry | None = None
    walking_distance: WalkEntry | None = None
    intrusion_detection: NothingEntry | None = None
    gate_width: GateWidthEntry | None = None
    not_only_the_gate: NothingEntry | None = None
    camera_list: NothingEntry | None = None
    priority: Annotated[int, Field(ge=1, le=3)] | None = None
    expected: bool = False
    basis: Name | None = None
    source: ClauseSource

    @property
    def rules(self) -> list[str]:
        """The rules beyond coverage that it names."""
        return [name for name in RULES if getattr(self, name) is not None]

    @model_validator(mode="after")
    def _one_thing_is_asked(self) -> Self:
        if len(self.rules) > 1:
            raise problem("one_rule", at=(self.rules[1],), other=self.rules[0])
        if self.rules:
            self._refuse_coverage(self.rules[0])
        else:
            self._refuse_half_a_clause()
        return self

    def _refuse_coverage(self, rule: str) -> None:
        """Raise for what only a clause on coverage has, and for kinds that are out of place."""
        for name in COVERAGE_FIELDS:
            if name in self.model_fields_set:
                raise problem("not_of_rule", at=(name,), rule=rule)
        kinds = RULES[rule][1]
        if kinds == "must" and self.kinds is None:
            raise problem("missing", at=("kinds",))
        if kinds == "none" and self.kinds is not None:
            raise problem("no_kinds", at=("kinds",), rule=rule)

    def _refuse_half_a_clause(self) -> None:
        """Raise for a clause on coverage that does not say where, how high and how densely."""
        if self.kinds is None:
            raise problem("missing", at=("kinds",))
        if self.plane_m is None:
            raise problem("missing", at=("plane_m",))
        if self.density_px_per_m is None and self.density is None:
            raise problem("missing", at=("density_px_per_m",))
        if self.density_px_per_m is not None and self.density is not None:
            raise problem("one_density", at=("density",))

    @model_validator(mode="after")
    def _what_is_cited_was_read(self) -> Self:
        if self.basis is not None and self.source in UNREAD:
            raise problem("basis_unread", at=("basis",), source=self.source)
        return self

    def clause(self) -> Clause | RuleClause:
        """Return the noun."""
        basis = self.basis.label() if self.basis else None
        kinds = tuple(self.kinds or ())
        if self.rules:
            (rule,) = self.rules
            return RuleClause(
                id=self.id,
                wording=self.wording.label(),
                demand=RULES[rule][0](getattr(self, rule)),
                source=self.source,
                kinds=kinds,
                priority=self.priority,
                expected=self.expected,
                basis=basis,
            )
        return Clause(
            id=self.id,
            wording=self.wording.label(),
            kinds=kinds,
            plane_m=self.plane_m or 0.0,
            density_px_per_m=self.least_px_per_m(),
            min_cameras=self.min_cameras,
            source=self.source,
            max_elevation_deg=self.max_elevation_deg,
            max_facing_deg=self.max_facing_deg,
            at_night=self.at_night,
            priority=self.priority,
            expected=self.expected,
            basis=basis,
        )

    def least_px_per_m(self) -> float:
        """Return the pixel density asked for, in either of the two ways."""
        return self.density.px_per_m() if self.density else self.density_px_per_m or 0.0


BARS = ("retention_days", "longest_gap_s", "picture", "fps", "sharpness")
"""What may be asked of recordings."""


class RecordingClauseEntry(Entry):
    """One requirement on the recordings of each camera."""

    id: Id
    wording: Name
    retention_days: Retention | None = None
    longest_gap_s: Pause | None = None
    picture: PictureSize | None = None
    fps: FrameRate | None = None
    sharpness: Sharpness | None = None
    source: ClauseSource

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if all(getattr(self, bar) is None for bar in BARS):
            raise problem("asks_nothing", known=", ".join(BARS))
        return self

    def clause(self) -> RecordingClause:
        """Return the noun."""
        return RecordingClause(
            id=self.id,
            wording=self.wording.label(),
            source=self.source,
            retention_days=self.retention_days,
            longest_gap_s=self.longest_gap_s,
            picture=(self.picture[0], self.picture[1]) if self.picture else None,
            fps=self.fps,
            sharpness=self.sharpness,
        )


def distinct_clauses(
    clauses: Sequence[ClauseEntry | RecordingClauseEntry],
    where: tuple[int | str, ...] = (),
    taken: Iterable[str] = (),
) -> set[str]:
    """Return the ids of clauses, of which no two may share one, nor have one that is taken."""
    known = set(taken)
    for number, clause in enumerate(clauses):
        if clause.id in known:
            raise problem("duplicate_clause", at=(*where, number, "id"), id=clause.id)
        known.add(clause.id)
    return known


class DropEntry(Entry):
    """A clause of the profile that is extended which does not hold here, and why."""

    clause: Id
    reason: Name


class ProfileEntry(Entry):
    """A set of clauses for audits or recordings: its own, or what it changes of another one."""

    format: FileFormat
    id: Id
    name: Name
    extends: Text | None = None
    drop: list[DropEntry] = Field(default=[])
    clauses: Annotated[list[ClauseEntry], Field(min_length=1)] | None = None
    recordings: Annotated[list[RecordingClauseEntry], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _some_clauses_all_distinct(self) -> Self:
        if self.extends is None and self.clauses is None and self.recordings is None:
            raise problem("missing", at=("clauses",))
        if self.extends is None and self.drop:
            raise problem("drop_of_nothing", at=("drop",))
        known = distinct_clauses(self.clauses or [], ("clauses",))
        distinct_clauses(self.recordings or [], ("recordings",), known)
        return self
