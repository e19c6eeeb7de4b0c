"""What only shows when the entries of a site are held against one another.

The checks look at every entry that is sound by itself, so that one mistake hides no other.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from pipeline.config.fields import IS_ID
from pipeline.config.occluder_entry import OPENING_PARTS
from pipeline.config.opening_checks import overlapping_openings
from pipeline.config.place_checks import misplaced
from pipeline.config.problem import MOST_LISTED, Problem
from pipeline.config.sound import floors, mappings
from pipeline.config.wording import nearest, worded
from pipeline.config.yaml_gate import Loc, YamlDocument
from pipeline.domain.label import Label

WITH_ID = ("occluders", "zones", "prohibited", "cameras", "devices")
MOST_NAMED = 12
"""Ids that are listed where one is unknown."""


class Named(NamedTuple):
    """A thing with an id, as it stands in the file; `floor` is the way to its floor."""

    loc: Loc
    kind: str
    floor: Loc
    id: str


def cross_problems(document: YamlDocument) -> list[Problem]:
    """Return what is wrong between the entries of a site."""
    gated = next(_gates(document, "zone"), None) or next(_gates(document, "camera"), None)
    # Most files name every thing once, and no gate, which is told without looking at each.
    named = [] if gated is None and _are_different(document) else list(_named(document))
    checks = (
        _duplicates(document, named),
        _unknown_zones(document, named),
        _unknown_cameras(document, named),
        _doubled_gates(document),
        _unknown_gates(document),
        _unknown_recorders(document),
        overlapping_openings(document),
        misplaced(document),
    )
    return [problem for check in checks for problem in islice(check, MOST_LISTED + 1)]


def _gates(document: YamlDocument, field: str) -> Iterator[tuple[Loc, Loc, str]]:
    """Yield the floor, the place and the id that each gate names in one of its fields."""
    for floor_loc, floor in floors(document):
        for loc, gate in mappings(floor, "gates", floor_loc):
            if _is_id(gate.get(field)):
                yield floor_loc, (*loc, field), gate[field]


def _are_different(document: YamlDocument) -> bool:
    """Tell whether surely no two things have ids that some disks take for the same."""
    around: list[tuple[object, tuple[str, ...]]] = [(document.data, ("recorders", "floors"))]
    around += [(floor, WITH_ID) for _, floor in floors(document)]
    items = [
        item
        for fields, kinds in around
        if isinstance(fields, dict)
        for kind in kinds
        if isinstance(listed := fields.get(kind), list)
        for item in listed
        if isinstance(item, dict)
    ]
    ids = [item.get("id") for item in items]
    for part in OPENING_PARTS:
        ids += [f"{item.get('id')}.{part.removesuffix('_m')}" for item in items if part in item]
    spelt = [id.lower() for id in ids if isinstance(id, str)]
    return len(set(spelt)) == len(spelt)


def _named(document: YamlDocument) -> Iterator[Named]:
    for loc, recorder in mappings(document.data, "recorders", ()):
        if _is_id(recorder.get("id")):
            yield Named((*loc, "id"), "recorders", (), recorder["id"])
    for floor_loc, floor in floors(document):
        entries = [(floor_loc, "floors", floor)]
        for kind in WITH_ID:
            entries += [(loc, kind, item) for loc, item in mappings(floor, kind, floor_loc)]
        for loc, kind, item in entries:
            if _is_id(item.get("id")):
                yield Named((*loc, "id"), kind, floor_loc, item["id"])
                yield from _parts(loc, kind, item, floor_loc)


def _parts(loc: Loc, kind: str, item: Mapping[str, Any], floor_loc: Loc) -> Iterator[Named]:
    """Yield the wall around an opening: it is an occluder too, called after the opening."""
    for part in OPENING_PARTS:
        if part in item:
            yield Named((*loc, part), kind, floor_loc, f"{item['id']}.{part.removesuffix('_m')}")


def _is_id(given: object) -> bool:
    return isinstance(given, str) and IS_ID(given) is not None


def _duplicates(document: YamlDocument, named: list[Named]) -> Iterator[Problem]:
    first: dict[str, Named] = {}
    for thing in named:
        # Reports are files named after ids, and some disks take A and a for the same file.
        known = first.setdefault(thing.id.lower(), thing)
        if known is not thing:
            first_at = document.place_of(known.loc)
            yield document.problem(thing.loc, "duplicate_id", id=thing.id, first=first_at)


def _unknown_zones(document: YamlDocument, named: list[Named]) -> Iterator[Problem]:
    zones = [thing for thing in named if thing.kind == "zones"]
    known = {(thing.floor, thing.id) for thing in zones}
    floors = {thing.id: thing.floor for thing in zones}
    for floor, loc, zone in _gates(document, "zone"):
        if (floor, zone) in known:
            continue
        if zone in floors:
            line = document.place_of(floors[zone])
            yield document.problem(loc, "zone_elsewhere", got=zone, line=line)
        else:
            here = [thing.id for thing in zones if thing.floor == floor]
            yield document.problem(loc, "unknown_zone", got=zone, known=_known(zone, here))


def _unknown_cameras(document: YamlDocument, named: list[Named]) -> Iterator[Problem]:
    cameras = {thing.id: None for thing in named if thing.kind == "cameras"}
    for _, loc, camera in _gates(document, "camera"):
        if camera not in cameras:
            known = _known(camera, list(cameras))
            yield document.problem(loc, "unknown_camera", got=camera, known=known)


def _unknown_gates(document: YamlDocument) -> Iterator[Problem]:
    """Yield the gates of peak windows that no camera watches."""
    gates = list(dict.fromkeys(zone for _, _, zone in _gates(document, "zone")))
    calendar = document.data.get("calendar") if isinstance(document.data, dict) else None
    for loc, peak in mappings(calendar, "peaks", ("calendar",)):
        named = peak.get("gates")
        for number, gate in enumerate(named if isinstance(named, list) else ()):
            if _is_id(gate) and gate not in gates:
                known = _known(gate, gates)
                yield document.problem(
                    (*loc, "gates", number), "unknown_gate", got=gate, known=known
                )


def _unknown_recorders(document: YamlDocument) -> Iterator[Problem]:
    """Yield the cameras that are recorded where nothing records."""
    recorders = [
        str(item["id"])
        for _, item in mappings(document.data, "recorders", ())
        if _is_id(item.get("id"))
    ]
    for floor_loc, floor in floors(document):
        for loc, camera in mappings(floor, "cameras", floor_loc):
            named = camera.get("recorder")
            if isinstance(named, str) and _is_id(named) and named not in recorders:
                known = _known(named, recorders)
                yield document.problem(
                    (*loc, "recorder"), "unknown_recorder", got=named, known=known
                )


def _known(wanted: str, known: list[str]) -> Label:
    if not known:
        return worded("known_none")
    if near := nearest(wanted, known):
        return worded("known_near", near=near)
    more = "" if len(known) <= MOST_NAMED else ", …"
    return worded("known_all", all=", ".join(known[:MOST_NAMED]) + more)


def _doubled_gates(document: YamlDocument) -> Iterator[Problem]:
    cameras = {loc[:-1]: camera for _, loc, camera in _gates(document, "camera")}
    first: dict[tuple[str, str], Loc] = {}
    for _, loc, zone in _gates(document, "zone"):
        gate = loc[:-1]
        known = first.setdefault((zone, cameras[gate]), gate) if gate in cameras else gate
        if known != gate:
            yield document.problem(gate, "gate_twice", first=document.place_of(known))
