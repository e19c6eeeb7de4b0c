"""What is known of one camera: its people, its episodes of crowding, its fault if it has one."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from pipeline.crowd.watch import CrowdWatch
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, Quality
from pipeline.domain.health import FaultKind, HealthFault
from pipeline.domain.label import Label

Change: TypeAlias = CrowdingEvent | HealthFault
"""The new state of an event or a fault."""

UNKNOWN_STEP_S = 1.0
"""While a camera is at fault, its zones are said to be unknown so often."""


class CameraRecord:
    """Turns what is heard of one camera into occupancy and changes, which wait to be taken.

    Its time only goes forwards. A fault lasts from the last good sample to the next one, or
    from `began_s` when there was none, and every second of it is recorded as unknown.
    """

    def __init__(
        self, camera_id: str, zones: Sequence[PictureZone], sample_fps: float, began_s: float
    ) -> None:
        self.camera_id = camera_id
        self.fault: HealthFault | None = None
        self.changes: list[Change] = []
        self._occupancy: list[Occupancy] = []
        self._watches = [CrowdWatch(zone, sample_fps) for zone in zones]
        self._known_s = began_s
        self._complete_s = -math.inf

    def sampled(self, t_s: float, counts: Sequence[int], saturated: bool = False) -> None:
        """Take one good sample: a count for each zone, in their order; it ends any fault.

        A saturated one means at least so many.
        """
        if self.fault is not None:
            self._end_fault(t_s)
        self._step(t_s, counts, saturated)

    def failed(self, t_s: float, kind: FaultKind, detail: Label) -> None:
        """Begin a fault; one of the same kind that already lasts just goes on."""
        if self.fault is not None and self.fault.kind == kind:
            return
        start_s = self._known_s if self.fault is None else max(t_s, self.fault.start_s)
        if self.fault is not None:
            self._end_fault(t_s)
        self.fault = HealthFault(self.camera_id, kind, start_s, None, detail)
        self.changes.append(self.fault)
        self.passed(t_s)

    def passed(self, now_s: float) -> None:
        """Say for each second of a fault up to now that nobody knows who stood where."""
        while self.fault is not None and self._known_s + UNKNOWN_STEP_S <= now_s:
            self._step(self._known_s + UNKNOWN_STEP_S, None)

    def finish(self, now_s: float) -> None:
        """End everything that is open, because the watch ends."""
        self.passed(now_s)
        if self.fault is not None:
            self._end_fault(now_s)
        for watch in self._watches:
            self.changes += watch.finish(now_s)
        self._complete_s = math.inf

    def take(self) -> tuple[list[Occupancy], list[Change]]:
        """Hand over the occupancy of the seconds that are complete, and all changes."""
        complete = [one for one in self._occupancy if one.t_s < self._complete_s]
        self._occupancy = self._occupancy[len(complete) :]
        changes, self.changes = self.changes, []
        return complete, changes

    def _step(self, t_s: float, counts: Sequence[int] | None, saturated: bool = False) -> None:
        if t_s <= self._known_s:
            return  # The second was already given up as unknown; what is recorded stays.
        self._known_s = t_s
        self._complete_s = math.floor(t_s)
        for number, watch in enumerate(self._watches):
            count = None if counts is None else counts[number]
            quality: Quality = "fault" if count is None else "ok"
            occupancy = Occupancy(t_s, watch.zone.id, count, quality, saturated=saturated)
            self._occupancy.append(occupancy)
            self.changes += watch.step(occupancy)

    def _end_fault(self, t_s: float) -> None:
        if self.fault is not None:
            self.changes.append(replace(self.fault, end_s=max(t_s, self.fault.start_s)))
            self.fault = None
