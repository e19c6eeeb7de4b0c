"""Whether intrusion detectors guard a zone: beams, and cones that walls cut off."""

import math
from collections.abc import Iterator

import shapely
from shapely import LineString, Point, Polygon

from pipeline.audit.rules.device_presence import NO_DEVICES
from pipeline.audit.rules.held import Held, devices_of, found, not_drawn, unknown
from pipeline.audit.rules.walkable import Walkable, grounds
from pipeline.audit.wording import counted
from pipeline.domain.equipment import Device
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import IntrusionDetection, RuleClause
from pipeline.domain.site import Floor
from pipeline.domain.step import Edit, Step
from pipeline.domain.zone import Zone
from pipeline.geometry.opening import opened
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import Region, polygons

PERSON_RADIUS_M = 0.25
"""Who gets past must fit through."""

STEP_DEG = 5.0
"""Of the chords of a detector's range, on the inner side of its circle."""

USUAL_RANGE_M = 12.0
"""What a detector on a wall reaches, where one is proposed (assumption)."""

MOST_PROPOSED = 40

DETECTOR = "intrusion_detector"


def intrusion(clause: RuleClause, demand: IntrusionDetection, held: Held) -> Iterator[Finding]:
    """Yield a violation for each zone part of which no detector guards."""
    zones = list(held.zones(clause.kinds))
    if not zones and clause.expected:
        yield not_drawn(clause, held.site)
    if zones and not held.states_devices:
        yield unknown(clause, held.site, NO_DEVICES)
        return
    ground_of = grounds()
    for floor, zone in zones:
        ground = ground_of(floor)
        open_ = unguarded(floor, zone, ground)
        if not open_.is_empty:
            at = max(polygons(open_), key=lambda part: part.area).representative_point()
            told = Label(
                f"“{zone.label.zh}”有{open_.area:.1f} m²不在入侵探测范围内，"
                f"位于（{at.x:.1f}，{at.y:.1f}）",
                f'{open_.area:.1f} m² of "{zone.label.en}" lie in no detector\'s range, around'
                f" ({at.x:.1f}, {at.y:.1f})",
            )
            step = _proposed(floor, zone, open_, ground)
            yield found(clause, f"{floor.id}.{zone.id}", f"{floor.id}/{zone.id}", told, step)


def unguarded(floor: Floor, zone: Zone, ground: Walkable) -> Region:
    """Return where in a zone a person gets by unnoticed."""
    guarded = [guarded_by(device, ground) for device in devices_of(floor, DETECTOR)]
    return opened(without(both(zone.area, ground.free), united(guarded)), PERSON_RADIUS_M)


def guarded_by(device: Device, ground: Walkable) -> Region:
    """Return what a detector guards: along a beam, or within its cone as far as walls let it."""
    range_m = device.range_m or 0.0
    if isinstance(device.place, LineString):
        return device.place.buffer(range_m, cap_style="flat")
    return both(ground.seen_from(device.place), cone_of(device, range_m))


def cone_of(device: Device, range_m: float) -> Polygon:
    """Return the sector, or disc, of a detector, its arc in chords on the inner side."""
    half = device.spread_deg / 2.0
    steps = math.ceil(device.spread_deg / STEP_DEG)
    angles = [device.pan_deg - half + device.spread_deg * n / steps for n in range(steps + 1)]
    x_m, y_m = device.place.coords[0]
    arc = [
        (x_m + range_m * math.cos(math.radians(a)), y_m + range_m * math.sin(math.radians(a)))
        for a in angles
    ]
    return Polygon(arc[:-1] if device.spread_deg >= 360.0 else [(x_m, y_m), *arc])


def _proposed(floor: Floor, zone: Zone, open_: Region, ground: Walkable) -> Step:
    """Return the step that puts detectors where a zone is open, one after another.

    Each takes the middle of the largest circle in what is left open: no optimum, but it closes it.
    """
    added: list[Device] = []
    left = open_
    while not left.is_empty and len(added) < MOST_PROPOSED:
        part = max(polygons(left), key=lambda part: part.area)
        at = shapely.maximum_inscribed_circle(part, tolerance=0.05).coords[0]
        place = Point(round(at[0], 2), round(at[1], 2))
        id_ = f"{DETECTOR}-{zone.id}-{len(added) + 1}"
        added.append(Device(id_, DETECTOR, Label(id_, id_), place, USUAL_RANGE_M))
        closed = united(guarded_by(device, ground) for device in added)
        left = opened(without(open_, closed), PERSON_RADIUS_M)
    edits = tuple(
        Edit(
            floor.id,
            "devices",
            {
                "id": device.id,
                "kind": DETECTOR,
                "position": list(device.place.coords[0]),
                "range_m": USUAL_RANGE_M,
            },
            adds=True,
        )
        for device in added
    )
    number = len(added)
    return Step(
        "device",
        Label(
            f"在“{zone.label.zh}”增设{number}个探测距离{USUAL_RANGE_M:g} m的入侵探测器，或改用对射",
            f"put {counted(number, 'detector')} with a range of {USUAL_RANGE_M:g} m in"
            f' "{zone.label.en}",'
            " or beams",
        ),
        edits,
    )
