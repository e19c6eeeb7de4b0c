"""What a profile may hold: clauses, each a requirement on some kinds of zone, or on recordings."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from pipeline.config.entry import Entry, Name, exactly_one
from pipeline.config.fields import ClauseSource, FileFormat, Id, PictureSize, ZoneKind, problem
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
from pipeline.config.shown import shown
from pipeline.domain.density_class import DENSITY_CLASSES, density_class


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
    """One requirement on all zones of some kinds."""

    model_config = exactly_one("density_px_per_m", "density")

    id: Id
    wording: Name
    kinds: list[ZoneKind] = Field(min_length=1)
    plane_m: Plane
    density_px_per_m: Density | None = None
    density: DensityEntry | None = None
    min_cameras: int = Field(default=1, ge=1, le=10)
    max_elevation_deg: LookUp | None = None
    max_facing_deg: Aside | None = None
    at_night: bool = False
    source: ClauseSource

    @model_validator(mode="after")
    def _one_density(self) -> Self:
        if self.density_px_per_m is None and self.density is None:
            raise problem("missing", at=("density_px_per_m",))
        if self.density_px_per_m is not None and self.density is not None:
            raise problem("one_density", at=("density",))
        return self

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


class ProfileEntry(Entry):
    """A set of clauses to audit by, or to hold recordings against, or both."""

    format: FileFormat
    id: Id
    name: Name
    clauses: Annotated[list[ClauseEntry], Field(min_length=1)] | None = None
    recordings: Annotated[list[RecordingClauseEntry], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _some_clauses_all_distinct(self) -> Self:
        if self.clauses is None and self.recordings is None:
            raise problem("missing", at=("clauses",))
        known = distinct_clauses(self.clauses or [], ("clauses",))
        distinct_clauses(self.recordings or [], ("recordings",), known)
        return self
