"""The trap that acceptance teams know: one school, one camera, and it hangs at the gate."""

from collections.abc import Iterator

from shapely import Point

from pipeline.audit.rules.held import Held, found, unknown
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import NotOnlyTheGate, RuleClause

GATES = ("gate", "gate_outside")

AT_GATE_M = 10.0
"""What hangs no further than this from a gate hangs at it (assumption)."""


def one_gate_camera(clause: RuleClause, demand: NotOnlyTheGate, held: Held) -> Iterator[Finding]:
    """Yield a violation where all cameras hang at the gate, or there are none."""
    cameras = held.site.cameras()
    if not any(held.zones(GATES)):
        yield unknown(clause, held.site, NO_GATE)
    elif all(at_gate(camera.id, held) for camera in cameras):
        yield found(clause, held.site.id, held.site.id, _told(len(cameras)))


def at_gate(camera_id: str, held: Held) -> bool:
    """Tell whether a camera hangs at a gate of its floor."""
    return any(
        zone.area.dwithin(Point(camera.x_m, camera.y_m), AT_GATE_M)
        for floor, zone in held.zones(GATES)
        for camera in floor.cameras
        if camera.id == camera_id
    )


NO_GATE = Label("图上没有画出校门", "the plan draws no gate")


def _told(number: int) -> Label:
    if number == 0:
        return Label("全校没有探头", "the school has no camera")
    return Label(
        f"全校{number}台探头都安装在校门口（“一所学校、一个探头、安装在门口”）",
        f"all cameras of the school, {number}, hang at its gate, and none elsewhere",
    )
