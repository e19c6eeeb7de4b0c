"""What is known of one camera: its people, its episodes of crowding, its faults if it has any."""

import math
from collections import Counter
from dataclasses import replace
from typing import TypeAlias

from pipeline.crowd.judging import Judging
from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.flow import Crossing
from pipeline.domain.health import FaultKind, HealthFault
from pipeline.domain.intake import Intake
from pipeline.domain.label import Label
from pipeline.domain.pace import Pace
from pipeline.domain.shown import Shown
from pipeline.domain.wall_clock import moment
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.health.live_rate import LiveRate
from pipeline.health.live_stream import StreamWatch
from pipeline.health.picture_watch import PictureWatch
from pipeline.health.signs import Signs
from pipeline.jobs.task import CameraTask

Change: TypeAlias = CrowdingEvent | HealthFault
"""The new state of an event or a fault."""

UNKNOWN_STEP_S = 1.0
"""While a camera is at fault, its zones are said to be unknown so often."""


def judging_of(task: CameraTask) -> Judging:
    """Return what judges a camera's zones, as a review of its recordings would."""
    return Judging(
        task.zones,
        task.sample_fps,
        grounds=[ground.known for ground in task.grounds],
        lines=task.lines,
        sure=task.sure,
        clock=moment,
        calendar=task.calendar,
    )


class CameraRecord:
    """Turns what is heard of one camera into moments of its zones and changes, to be taken.

    Its time only goes forwards. While nothing can be counted there is one `fault`: it lasts from
    the last good sample to the next one, or from `began_s` when there was none, and every second of
    it is recorded as unknown. So is a second in which no picture was looked at, and every sample of
    a picture that is not worth looking at, which is told by faults of their own. Where the plan
    says how many frames are due, too few are a fault as well, while which people are counted all
    the same.
    """

    def __init__(
        self, camera_id: str, judging: Judging, began_s: float, due_fps: float | None = None
    ) -> None:
        self.camera_id = camera_id
        self.fault: HealthFault | None = None
        self.changes: list[Change] = []
        self._moments: list[ZoneMoment] = []
        self._judging = judging
        self._picture = PictureWatch(camera_id)
        self._rate = None if due_fps is None else LiveRate(camera_id, due_fps)
        self._stream = StreamWatch(camera_id)
        self._intake_before, self._intake_now = Intake(), Intake()
        self._connected_s: float | None = None
        self._known_s = began_s
        self._complete_s = -math.inf

    @property
    def intake(self) -> Intake:
        """What became of all pictures that came so far."""
        return self._intake_before + self._intake_now

    def sampled(
        self,
        t_s: float,
        shown: Shown,
        signs: Signs | None = None,
        pace: Pace | None = None,
        intake: Intake | None = None,
    ) -> None:
        """Take one good sample, with what it says of the camera's health; it ends any fault."""
        if self.fault is not None:
            self._end_fault(t_s)
        self._overlook(t_s)
        if signs is not None and t_s > self._known_s:
            self.changes += self._picture.step(t_s, signs)
        if self._rate is not None and pace is not None:
            told = self._rate.step(pace)
            self.changes += [] if told is None else [told]
        if pace is not None and intake is not None:
            self._take_in(pace, intake)
        self._step(t_s, shown)

    def _take_in(self, pace: Pace, intake: Intake) -> None:
        """Note what becomes of a stream's pictures; each connection counts from the beginning."""
        if pace.began_s != self._connected_s:
            self._connected_s = pace.began_s
            self._intake_before = self.intake
        self._intake_now = intake
        self.changes += self._stream.step(pace, intake)

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

    def _overlook(self, t_s: float) -> None:
        """Say for each second before a sample that nobody had time to look into: it is unknown.

        A machine that is too busy drops samples, and a gap would read as if nobody had watched.
        """
        due_s = max(1.0, 2.0 / self._judging.sample_fps)
        if self._complete_s == -math.inf or t_s - self._known_s <= due_s:
            return
        for second in range(math.floor(self._known_s) + 1, math.floor(t_s)):
            self._step(float(second), None)

    def finish(self, now_s: float) -> None:
        """End everything that is open, because the watch ends."""
        self.passed(now_s)
        if self.fault is not None:
            self._end_fault(now_s)
        self.changes += self._picture.finish(now_s)
        self.changes += () if self._rate is None else self._rate.finish()
        self.changes += self._stream.finish(now_s)
        self.changes += self._judging.finish(now_s)
        self._complete_s = math.inf

    def take(self) -> tuple[list[ZoneMoment], list[Change]]:
        """Hand over the moments of the seconds that are complete, and all changes."""
        complete = [one for one in self._moments if one.occupancy.t_s < self._complete_s]
        self._moments = self._moments[len(complete) :]
        changes, self.changes = self.changes, []
        return complete, changes

    def _step(self, t_s: float, shown: Shown | None) -> None:
        if t_s <= self._known_s:
            return  # The second was already given up as unknown; what is recorded stays.
        self._known_s = t_s
        self._complete_s = math.floor(t_s)
        judged = self._judging.take(t_s, shown if self._picture.is_well else None)
        crossings = None if shown is None else self._judging.follow(t_s, shown)
        self.changes += judged.events
        self._moments += [
            ZoneMoment(entry, tier, *self._passed(entry.zone_id, crossings))
            for entry, tier in judged.zones
        ]

    def _end_fault(self, t_s: float) -> None:
        if self.fault is not None:
            self.changes.append(replace(self.fault, end_s=max(t_s, self.fault.start_s)))
            self.fault = None

    def _passed(
        self, zone_id: str, crossings: tuple[Crossing, ...] | None
    ) -> tuple[int | None, int | None]:
        """Return how many have just walked in and out of a zone; None where nobody knows."""
        if crossings is None or zone_id not in self._judging.line_ids:
            return None, None
        ways = Counter(each.way for each in crossings if each.line_id == zone_id)
        return ways["in"], ways["out"]
