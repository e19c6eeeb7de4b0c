"""What our files may hold, field by field; anything else in them is refused.

Pydantic in strict mode: text is never taken for a number, nor true for 1. What only shows when
entries are held against one another is in `cross_checks.py`.
"""

from typing import Annotated, Any, Self

import shapely
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from pipeline.config.fields import (
    Address,
    Beside,
    ClauseSource,
    Counts,
    FileFormat,
    Id,
    Line,
    OccluderKind,
    PictureRing,
    PictureSize,
    Point,
    ProhibitedKind,
    Ring,
    Sha256,
    Text,
    Variable,
    ZoneKind,
    checked_text,
    problem,
)
from pipeline.config.footprint import wall_footprint
from pipeline.config.hints import HINTS
from pipeline.domain.label import Label, Language


class Entry(BaseModel):
    """A mapping of known fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def exactly_one(*fields: str) -> ConfigDict:
    """Return what tells an editor that one of some fields is given, and no second one."""
    return ConfigDict(json_schema_extra={"oneOf": [{"required": [field]} for field in fields]})


class NameEntry(Entry):
    """The same words in both languages."""

    zh: Text
    en: Text

    def label(self) -> Label:
        """Return the noun."""
        return Label(self.zh, self.en)


def both_languages(given: object) -> object:
    """Return a plain text as the words of both languages; mappings pass."""
    if isinstance(given, str):
        text = checked_text(given)
        return {"zh": text, "en": text}
    if not isinstance(given, dict | NameEntry):
        raise problem("name_type")
    return given


NAME_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
            "required": ["zh", "en"],
        },
    ]
}
Name = Annotated[NameEntry, BeforeValidator(both_languages), WithJsonSchema(NAME_SCHEMA)]


class OccluderEntry(Entry):
    """A wall as a line with a thickness, or something solid as a ring."""

    model_config = exactly_one("line", "ring")

    id: Id
    kind: OccluderKind
    line: Line | None = None
    ring: Ring | None = None
    thickness_m: float = Field(default=0.2, ge=0.01, le=10, allow_inf_nan=False)

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if (self.line is None) == (self.ring is None):
            raise problem("one_shape")
        if self.ring is not None and "thickness_m" in self.model_fields_set:
            raise problem("no_thickness", at=("thickness_m",))
        if self.line is not None and wall_footprint(self.line, self.thickness_m) is None:
            raise problem("line_thick", at=("line",), thickness=f"{self.thickness_m:g}")
        return self

    def footprint(self) -> shapely.Polygon:
        """Return the ground that it takes."""
        wall = wall_footprint(self.line, self.thickness_m) if self.line else None
        return wall or shapely.Polygon(self.ring)


class ZoneEntry(Entry):
    """An area that must be seen."""

    id: Id
    kind: ZoneKind
    name: Name
    ring: Ring


class ProhibitedEntry(Entry):
    """An area where no camera may stand."""

    id: Id
    kind: ProhibitedKind
    name: Name
    ring: Ring


class StreamEntry(Entry):
    """Where live pictures come from: an address, or the variable that holds it."""

    model_config = exactly_one("url", "url_env")

    url: Address | None = None
    url_env: Variable | None = None

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.url is None) == (self.url_env is None):
            raise problem("one_address")
        return self


class CameraEntry(Entry):
    """A camera as it hangs.

    The bounds on height (100 m) and pan (one turn either way) are assumptions that catch slips.
    """

    id: Id
    name: Name | None = None
    position: Point
    height_m: float = Field(gt=0, lt=100, allow_inf_nan=False)
    pan_deg: float = Field(ge=-360, le=360, allow_inf_nan=False)
    tilt_deg: float = Field(ge=-90, le=90, allow_inf_nan=False)
    hfov_deg: float = Field(gt=0, lt=180, allow_inf_nan=False)
    picture: PictureSize
    stream: StreamEntry | None = None


class GateEntry(Entry):
    """A zone that one camera watches for crowding."""

    zone: Id
    camera: Id
    picture_zone: PictureRing
    counts: Counts


class FloorEntry(Entry):
    """One level of the school."""

    id: Id
    name: Name
    outline: Ring
    occluders: list[OccluderEntry] = []
    zones: list[ZoneEntry] = []
    prohibited: list[ProhibitedEntry] = []
    cameras: list[CameraEntry] = []
    gates: list[GateEntry] = []


class SiteEntry(Entry):
    """A school: what `sightline check` accepts."""

    format: FileFormat
    id: Id
    name: Name
    floors: list[FloorEntry] = Field(min_length=1)


class ClauseEntry(Entry):
    """One requirement on all zones of some kinds."""

    id: Id
    wording: Name
    kinds: list[ZoneKind] = Field(min_length=1)
    plane_m: float = Field(ge=0, le=10, allow_inf_nan=False)
    density_px_per_m: float = Field(gt=0, lt=10_000, allow_inf_nan=False)
    min_cameras: int = Field(default=1, ge=1, le=10)
    source: ClauseSource


def distinct_clauses(clauses: list[ClauseEntry]) -> list[ClauseEntry]:
    """Return clauses of which no two share an id."""
    known: set[str] = set()
    for number, clause in enumerate(clauses):
        if clause.id in known:
            raise problem("duplicate_clause", at=(number, "id"), id=clause.id)
        known.add(clause.id)
    return clauses


class ProfileEntry(Entry):
    """A set of clauses to audit by."""

    format: FileFormat
    id: Id
    name: Name
    clauses: Annotated[list[ClauseEntry], AfterValidator(distinct_clauses)] = Field(min_length=1)


class ManifestEntry(Entry):
    """What is known about a detector; it lies beside the model file."""

    format: FileFormat = 1
    name: Text
    file: Beside
    sha256: Sha256
    licence: Text
    decoder: Id | None = None
    input_size: PictureSize | None = None
    person_class: int = Field(default=0, ge=0, le=100_000)
    threshold: float = Field(default=0.4, gt=0, lt=1, allow_inf_nan=False)
    iou: float = Field(default=0.6, gt=0, lt=1, allow_inf_nan=False)
    accuracy: Name | None = None
    low_confidence: Name | None = None


def site_schema(language: Language = "en") -> dict[str, object]:
    """Return the JSON Schema (draft 7) of a site file, its fields explained in one language."""
    schema = SiteEntry.model_json_schema(ref_template="#/definitions/{model}")
    schema["definitions"] = schema.pop("$defs")
    for part in (schema, *schema["definitions"].values()):
        # Class names and docstrings are for programmers.
        part.pop("title", None)
        part.pop("description", None)
        for name, field in part["properties"].items():
            field.pop("title", None)
            field["description"] = HINTS[name].told(language)
    draft = "http://json-schema.org/draft-07/schema#"
    return {"$schema": draft, "title": "Sightline site", **schema}
