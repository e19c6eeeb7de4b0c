"""Whether a device is within walking distance of all of a zone, around walls and through doors."""

from collections.abc import Iterator

from shapely import Point

from pipeline.audit.rules.device_presence import NO_DEVICES
from pipeline.audit.rules.held import Held, devices_of, found, not_drawn, unknown
from pipeline.audit.rules.walkable import BODY_M, Walkable, grounds
from pipeline.domain.equipment import DEVICE_KINDS
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import RuleClause, WalkingDistance
from pipeline.domain.site import Floor
from pipeline.domain.step import Edit, Step
from pipeline.domain.zone import Zone
from pipeline.geometry.opening import opened
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import Region, polygons


def walking(clause: RuleClause, demand: WalkingDistance, held: Held) -> Iterator[Finding]:
    """Yield a violation for each zone from part of which it is too far to the nearest device.

    Ways are those of the zone's own floor.
    """
    zones = list(held.zones(clause.kinds))
    if not zones and clause.expected:
        yield not_drawn(clause, held.site)
    if zones and not held.states_devices:
        yield unknown(clause, held.site, NO_DEVICES)
        return
    ground_of = grounds()
    for floor, zone in zones:
        far = too_far(floor, zone, demand, ground_of(floor))
        if not far.is_empty:
            at = max(polygons(far), key=lambda part: part.area).representative_point()
            told = _told(zone, demand, far.area, at)
            yield found(
                clause,
                f"{floor.id}.{zone.id}",
                f"{floor.id}/{zone.id}",
                told,
                _placed(floor, zone, demand, at),
            )


def too_far(floor: Floor, zone: Zone, demand: WalkingDistance, ground: Walkable) -> Region:
    """Return from where in a zone no device is within the distance; slivers do not count."""
    near = [
        ground.within(Point(device.place.coords[0]), demand.walk_m)
        for device in devices_of(floor, demand.device)
    ]
    return opened(without(both(zone.area, ground.ground), united(near)), BODY_M)


def _told(zone: Zone, demand: WalkingDistance, far_m2: float, at: Point) -> Label:
    kind = DEVICE_KINDS[demand.device]
    return Label(
        f"“{zone.label.zh}”有{far_m2:.1f} m²步行{demand.walk_m:g} m以内没有{kind.zh}，"
        f"位于（{at.x:.1f}，{at.y:.1f}）",
        f'from {far_m2:.1f} m² of "{zone.label.en}", around ({at.x:.1f}, {at.y:.1f}), it is more'
        f" than {demand.walk_m:g} m of walking to the nearest of these: {kind.en}",
    )


def _placed(floor: Floor, zone: Zone, demand: WalkingDistance, at: Point) -> Step:
    kind = DEVICE_KINDS[demand.device]
    place = [round(at.x, 2), round(at.y, 2)]
    entry = {"id": f"{demand.device}-{zone.id}-near", "kind": demand.device, "position": [*place]}
    return Step(
        "device",
        Label(
            f"在“{zone.label.zh}”（{at.x:.1f}，{at.y:.1f}）增设{kind.zh}",
            f'put one more in "{zone.label.en}" at ({at.x:.1f}, {at.y:.1f}): {kind.en}',
        ),
        (Edit(floor.id, "devices", {**entry}, adds=True),),
    )
