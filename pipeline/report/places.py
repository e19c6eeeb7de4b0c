"""What people call the things that ids stand for, and the numbers of blind spots over a site."""

from itertools import accumulate

from pipeline.domain.coverage import BlindSpot
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label
from pipeline.domain.site import Site


def names_of(site: Site) -> dict[str, Label]:
    """Return the name of every floor, zone, prohibited zone and camera by its id."""
    names: dict[str, Label] = {}
    for floor in site.floors:
        names[floor.id] = floor.label
        names |= {zone.id: zone.label for zone in floor.zones}
        names |= {zone.id: zone.label for zone in floor.prohibited}
        names |= {camera.id: camera.label for camera in floor.cameras}
    return names


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
