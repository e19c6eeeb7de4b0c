"""Answers as changes of a floor: added cameras get their names, unchanged ones are left out."""

from collections.abc import Sequence
from dataclasses import replace

from shapely import STRtree

from pipeline.domain.camera import Camera
from pipeline.domain.change import Change
from pipeline.domain.label import Label
from pipeline.domain.site import Floor
from pipeline.placement.closing import Closed
from pipeline.placement.task import Blind

ADDED = "cam-new-"
"""Added cameras are called so, with a number behind."""


def number_of(camera: Camera) -> int:
    """Return which added camera a camera was, so that no id is given twice; 0 for any other."""
    rest = camera.id.removeprefix(ADDED)
    return int(rest) if rest != camera.id and rest.isdecimal() else 0


def change_of(
    closed: Closed, floor: Floor, number: int, view: object, blind: Sequence[Blind]
) -> Change:
    """Return one way to hang a camera as a change of its floor; an added one gets its number.

    `view` is what the camera sees; the change is for the zones of those spots that it meets.
    """
    zones = dict.fromkeys(_zones_met(view, blind))
    if closed.kind == "add":
        id_ = f"{ADDED}{number}"
        after = replace(closed.camera, id=id_, label=Label(id_, id_))
        return Change("add", floor.id, tuple(zones), after=after)
    if closed.kind == "keep":
        raise ValueError(f"{closed.camera.id} is kept as it hangs")
    before = next(camera for camera in floor.cameras if camera.id == closed.camera.id)
    return Change(closed.kind, floor.id, tuple(zones), before=before, after=closed.camera)


def changed(floor: Floor, changes: Sequence[Change]) -> Floor:
    """Return a floor with changes of its cameras made."""
    after = {change.before.id: change.after for change in changes if change.before}
    added = [change.after for change in changes if change.kind == "add" and change.after]
    kept = [after.get(camera.id) or camera for camera in floor.cameras]
    return replace(floor, cameras=(*kept, *added))


def _zones_met(view: object, blind: Sequence[Blind]) -> list[str]:
    if not blind:
        return []
    met = STRtree([each.region for each in blind]).query(view, predicate="intersects")
    return [blind[n].requirement.zone_id for n in sorted(met.tolist())]
