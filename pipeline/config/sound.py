"""The parts of a document that are sound by themselves, whatever stands beside them."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from shapely import Polygon

from pipeline.config.entry import Entry
from pipeline.config.fields import Ring
from pipeline.config.footprint import ring_footprint
from pipeline.config.yaml_gate import Loc, YamlDocument

E = TypeVar("E", bound=Entry)

RING = TypeAdapter(Ring, config=ConfigDict(strict=True))


def mappings(around: object, name: str, loc: Loc) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Yield the mappings of a list with the way to each, whatever else stands there."""
    items = around.get(name) if isinstance(around, dict) else None
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield (*loc, name, number), item


def floors(document: YamlDocument) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Yield the floors of a site with the way to each."""
    return mappings(document.data, "floors", ())


def sound(
    document: YamlDocument, model: type[E], floor: object, name: str, loc: Loc
) -> Iterator[tuple[Loc, E]]:
    """Yield the entries of a list that the schema accepts."""
    return accepted(document, model, mappings(floor, name, loc))


def accepted(
    document: YamlDocument, model: type[E], items: Iterable[tuple[Loc, dict[str, Any]]]
) -> Iterator[tuple[Loc, E]]:
    """Yield those of some mappings that the schema accepts, as entries; each is read once."""
    for place, item in items:
        known = document.entries.get(id(item))
        if isinstance(known, model):
            yield place, known
            continue
        try:
            entry = model.model_validate(item)
        except ValidationError:
            continue
        document.entries[id(item)] = entry
        yield place, entry


def remember(document: YamlDocument, around: object, name: str, entries: Iterable[Entry]) -> None:
    """Keep the entries of a list that the schema has accepted as a whole, item by item."""
    items = around.get(name, ()) if isinstance(around, dict) else ()
    document.entries.update((id(item), entry) for item, entry in zip(items, entries, strict=True))


def sound_ring(given: object) -> Polygon | None:
    """Return the polygon of a ring that the schema accepts."""
    try:
        return ring_footprint(RING.validate_python(given))
    except ValidationError:
        return None


def sound_rings(floor: dict[str, Any], name: str, loc: Loc) -> Iterator[tuple[Loc, Polygon]]:
    """Yield the polygons of a list of plain rings that the schema accepts."""
    rings = floor.get(name)
    for number, given in enumerate(rings if isinstance(rings, list) else ()):
        if ring := sound_ring(given):
            yield (*loc, name, number), ring
