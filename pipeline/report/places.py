"""What people call the things that ids stand for, and the numbers of blind spots over a site."""

from itertools import accumulate

from pipeline.domain.coverage import BlindSpot
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label
from pipeline.domain.site import Floor


def names_of(result: AuditResult) -> dict[str, Label]:
    """Return the names of all that an audit points at, by what it calls them.

    That is zones, prohibited zones and cameras by their id and as ``floor/id``, the school, floors
    and recorders by their id, and zones under a clause as ``zone.clause``.
    """
    names: dict[str, Label] = {result.site.id: result.site.label}
    names |= {recorder.id: recorder.label for recorder in result.site.recorders}
    for floor, coverage in zip(result.site.floors, result.floors, strict=True):
        here = names_on(floor)
        names |= here | {f"{floor.id}/{id_}": label for id_, label in here.items()}
        names[floor.id] = floor.label
        for held in coverage.zones:
            zone, clause = here[held.zone_id], held.clause_id
            key = f"{held.zone_id}.{clause}"
            names[key] = Label(f"{zone.zh}（{clause}）", f"{zone.en} ({clause})")
    return names


def names_on(floor: Floor) -> dict[str, Label]:
    """Return the names of the zones, prohibited zones and cameras of a floor by their id."""
    names = {zone.id: zone.label for zone in floor.zones}
    names |= {zone.id: zone.label for zone in floor.prohibited}
    return names | {camera.id: camera.label for camera in floor.cameras}


def name_of(id_: str, names: dict[str, Label]) -> Label:
    """Return the name of an id, or the id itself where it is nobody's.

    >>> name_of("gate", {"gate": Label("校门", "Gate")}).en, name_of("roof", {}).en
    ('Gate', 'roof')
    """
    return names.get(id_, Label(id_, id_))


def first_numbers(result: AuditResult) -> tuple[int, ...]:
    """Return for each floor the number of its first blind spot; they run on over the floors."""
    counts = [len(floor.blind_spots) for floor in result.floors]
    return tuple(accumulate(counts[:-1], initial=1)) if counts else ()


def numbered_spots(result: AuditResult) -> dict[int, BlindSpot]:
    """Return all blind spots of a site by the number that plan, page and table give them."""
    spots = (spot for floor in result.floors for spot in floor.blind_spots)
    return dict(enumerate(spots, start=1))
