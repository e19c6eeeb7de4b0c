"""Devices that must be in a zone: buttons, signs, patrol points, bollards."""

from collections.abc import Iterator

from pipeline.audit.rules.held import NEAR_M, Held, devices_of, found, not_drawn, unknown
from pipeline.domain.equipment import DEVICE_KINDS
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import DevicePresence, RuleClause
from pipeline.domain.site import Floor
from pipeline.domain.step import Edit, Step
from pipeline.domain.zone import Zone


def device_presence(clause: RuleClause, demand: DevicePresence, held: Held) -> Iterator[Finding]:
    """Yield a violation for each zone with too few devices of a kind in it, or on its edge."""
    zones = list(held.zones(clause.kinds))
    if not zones and clause.expected:
        yield not_drawn(clause, held.site)
    if zones and not held.states_devices:
        yield unknown(clause, held.site, NO_DEVICES)
        return
    for floor, zone in zones:
        number = devices_in(floor, zone, demand.device)
        if number < demand.least:
            told = _too_few(zone, number, demand)
            step = _placed(floor, zone, demand, demand.least - number)
            yield found(clause, f"{floor.id}.{zone.id}", f"{floor.id}/{zone.id}", told, step)


def devices_in(floor: Floor, zone: Zone, kind: str) -> int:
    """Return how many devices of a kind a zone has."""
    return sum(bool(zone.area.dwithin(device.place, NEAR_M)) for device in devices_of(floor, kind))


NO_DEVICES = Label("没有写明任何设备；请填写 devices", "the site states no devices; add devices")


def _too_few(zone: Zone, number: int, demand: DevicePresence) -> Label:
    kind = DEVICE_KINDS[demand.device]
    return Label(
        f"“{zone.label.zh}”有{number}个{kind.zh}，要求{demand.least}个",
        f'"{zone.label.en}" has {number} of {demand.least}: {kind.en}',
    )


def _placed(floor: Floor, zone: Zone, demand: DevicePresence, number: int) -> Step:
    """Return the step that puts what lacks in the middle of a zone."""
    kind, at = DEVICE_KINDS[demand.device], zone.area.representative_point()
    place = [round(at.x, 2), round(at.y, 2)]
    edits = tuple(
        Edit(
            floor.id,
            "devices",
            {"id": f"{demand.device}-{zone.id}-{n}", "kind": demand.device, "position": [*place]},
            adds=True,
        )
        for n in range(1, number + 1)
    )
    return Step(
        "device",
        Label(
            f"在“{zone.label.zh}”增设{number}个{kind.zh}",
            f'put {number} more in "{zone.label.en}": {kind.en}',
        ),
        edits,
    )
