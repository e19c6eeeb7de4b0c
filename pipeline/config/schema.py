"""What a site file may hold, field by field; anything else in it is refused.

Pydantic in strict mode: text is never taken for a number, nor true for 1. What only shows when
entries are held against one another is in `cross_checks.py`.
"""

from typing import Any

from pydantic import Field
from shapely import Point as Place
from shapely import Polygon

from pipeline.config.calendar_entry import CalendarEntry, GatheringEntry
from pipeline.config.camera_entry import CameraEntry
from pipeline.config.delivery_entry import DeliveryEntry
from pipeline.config.entry import Entry, Name
from pipeline.config.equipment_entry import DeviceEntry, RecorderEntry
from pipeline.config.fields import (
    Beside,
    Counts,
    FileFormat,
    Id,
    PictureLine,
    PictureRing,
    Point,
    ProhibitedKind,
    Pupils,
    Ring,
    ZoneKind,
)
from pipeline.config.georeference_entry import GeoreferenceEntry
from pipeline.config.occluder_entry import OccluderEntry
from pipeline.config.quantities import GateClearance, Ground, Heights, Turn
from pipeline.config.school_entry import SchoolEntry
from pipeline.config.underlay_entry import UnderlayEntry
from pipeline.config.wording import hint
from pipeline.domain.label import Language
from pipeline.domain.mounting import ANYWHERE, Mounting


class ZoneEntry(Entry):
    """An area that must be seen."""

    id: Id
    kind: ZoneKind
    name: Name
    ring: Ring
    ground_m: Ground = 0.0
    facing_deg: Turn | None = None
    clear_width_m: GateClearance | None = None


class ProhibitedEntry(Entry):
    """An area where no camera may stand."""

    id: Id
    kind: ProhibitedKind
    name: Name
    ring: Ring


class GateEntry(Entry):
    """A zone that one camera watches for crowding."""

    zone: Id
    camera: Id
    picture_zone: PictureRing
    counts: Counts
    unexpected: GatheringEntry | None = None
    flow_line: PictureLine | None = None


class MountingEntry(Entry):
    """Where cameras may be hung, and where their cables end."""

    allowed: list[Ring] = Field(default=[])
    forbidden: list[Ring] = Field(default=[])
    heights_m: Heights | None = None
    poles: list[Point] = Field(default=[])
    ceilings: list[Ring] = Field(default=[])
    switches: list[Point] = Field(default=[])

    def mounting(self) -> Mounting:
        """Return the noun."""
        return Mounting(
            allowed=tuple(Polygon(ring) for ring in self.allowed),
            forbidden=tuple(Polygon(ring) for ring in self.forbidden),
            heights_m=(self.heights_m[0], self.heights_m[1])
            if self.heights_m
            else ANYWHERE.heights_m,
            poles=tuple(Place(at) for at in self.poles),
            ceilings=tuple(Polygon(ring) for ring in self.ceilings),
            switches=tuple(Place(at) for at in self.switches),
        )


class FloorEntry(Entry):
    """One level of the school."""

    id: Id
    name: Name
    outline: Ring
    underlay: UnderlayEntry | None = None
    voids: list[Ring] = Field(default=[])
    lit: list[Ring] = Field(default=[])
    occluders: list[OccluderEntry] = Field(default=[])
    zones: list[ZoneEntry] = Field(default=[])
    prohibited: list[ProhibitedEntry] = Field(default=[])
    cameras: list[CameraEntry] = Field(default=[])
    gates: list[GateEntry] = Field(default=[])
    devices: list[DeviceEntry] = Field(default=[])
    mounting: MountingEntry | None = None


class SiteEntry(Entry):
    """A school: what `sightline check` accepts."""

    format: FileFormat
    id: Id
    name: Name
    school: SchoolEntry | None = None
    calendar: CalendarEntry | None = None
    georeference: GeoreferenceEntry | None = None
    pupils: Pupils | None = None
    recorders: list[RecorderEntry] = Field(default=[])
    camera_list: Beside | None = None
    delivery: DeliveryEntry | None = None
    floors: list[FloorEntry] = Field(min_length=1)


def site_schema(language: Language = "en") -> dict[str, object]:
    """Return the JSON Schema (draft 7) of a site file, its fields explained in one language."""
    schema = SiteEntry.model_json_schema(ref_template="#/definitions/{model}")
    definitions = schema.pop("$defs")
    _explain(schema, "", definitions, language)
    draft = "http://json-schema.org/draft-07/schema#"
    return {"$schema": draft, "title": "Sightline site", **schema, "definitions": definitions}


def _explain(
    part: dict[str, Any], around: str, definitions: dict[str, Any], language: Language
) -> None:
    """Put our words on the fields of a mapping, and on those of the mappings inside it."""
    # Class names and docstrings are for programmers.
    part.pop("title", None)
    part.pop("description", None)
    for name, field in part["properties"].items():
        field.pop("title", None)
        field["description"] = hint((around, name)).told(language)
        for inner in _inside(field):
            _explain(definitions[inner], name, definitions, language)


def _inside(field: dict[str, Any]) -> list[str]:
    """Return the definitions that a field refers to, alone, in a list or as an alternative."""
    parts = [field, *field.get("anyOf", ())]
    parts += [part["items"] for part in parts if "items" in part]
    return [part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part]
