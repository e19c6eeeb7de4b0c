"""Doors and windows drawn into one another, each walled up by what goes on around the other."""

from collections.abc import Iterator
from typing import Any

from shapely import STRtree

from pipeline.config.occluder_entry import OPENING_PARTS, OccluderEntry
from pipeline.config.problem import Problem
from pipeline.config.sound import accepted, floors, mappings
from pipeline.config.yaml_gate import Loc, YamlDocument
from pipeline.geometry.overlay import both

LEAST_OVERLAP_M2 = 1e-4
"""Openings that touch end to end overlap by rounding; a square centimetre was drawn so."""


def overlapping_openings(document: YamlDocument) -> Iterator[Problem]:
    """Yield each opening that takes the place of one above it in the file.

    Around an opening the wall is solid from floor to ceiling, so that the sill of a window fills
    the door below it, and hides what may be seen through the door.
    """
    for loc, floor in floors(document):
        yield from _overlaps(document, floor, loc)


def _overlaps(document: YamlDocument, floor: dict[str, Any], loc: Loc) -> Iterator[Problem]:
    # A plan has thousands of walls, each of which takes long to read, and few openings.
    opened = (
        (place, item)
        for place, item in mappings(floor, "occluders", loc)
        if ("sill_m" in item or "lintel_m" in item)
        and any(item.get(part) is not None for part in OPENING_PARTS)
    )
    entries = list(accepted(document, OccluderEntry, opened))
    footprints = [entry.footprint() for _, entry in entries]
    tree = STRtree(footprints)
    for number, (place, entry) in enumerate(entries):
        for other in sorted(tree.query(footprints[number], predicate="intersects")):
            if other >= number:
                break
            if both(footprints[number], footprints[other]).area > LEAST_OVERLAP_M2:
                at, first = entries[other]
                line = document.place_of(at)
                values = {"id": entry.id, "other": first.id, "line": line}
                yield document.problem(place, "openings_overlap", **values)
                break
