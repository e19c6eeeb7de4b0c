"""From the records of a review, in the order in which they were made, to what they come to.

A record is a mapping of one of three kinds:

- ``{"frame": 12, "t_s": 2.4, "counts": [3, 1]}``: a frame by its index and time in its file,
  with the people in each zone, and ``"saturated": true`` where there may be any number more; or
  ``"fault": "why"`` in place of the counts; ``"carried": true`` where it was not looked at, and
  what the last one showed stands for it. Where people are followed, ``"boxes": [[x1, y1, x2,
  y2, score]]`` are beside the counts, with the ``"size"`` of the picture. Beside the counts,
  ``"ground": [[3, 0.5, 0.42, null], null]`` is what it shows of each zone's ground, where that is
  known: how many stand there, the share of their boxes that overlap, the peak of their density, and
  the share of the ground that is seen to be free, where somebody looked,
  and of a camera that is not well ``"unwell": true`` and the faults that have ``"ended"``,
- ``{"end_s": 60.0, "decoded": 1500, "corrupt": 0}``: the end of a file, with how many frames were
  decoded and how many packets could not be; ``"passed": 900`` says how many of these frames were
  only counted, ``"lost": "why"`` that nobody knows what is in it. Either may hold ``"jump": [2.0,
  3600.1]``: the recording's clock jumped since the last record, at that time in the file and by
  so many seconds, which were not believed,
- ``{"spent": [1.5, 2.8]}``: seconds of wall clock and of processor that the work took.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.crowd.flow import gate_flow
from pipeline.crowd.judging import Judging
from pipeline.crowd.pause import pause
from pipeline.crowd.watch import FREEZE_S, INTERRUPT_S
from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, Tier
from pipeline.domain.detections import Detections
from pipeline.domain.flow import Crossing, GateFlow, GateLine
from pipeline.domain.gathering import OutsideWatch
from pipeline.domain.health import FaultKind, HealthFault, given_up_detail, model_fault_detail
from pipeline.domain.label import Label
from pipeline.domain.people_density import GroundSample, ZoneGround
from pipeline.domain.shown import Shown
from pipeline.domain.wall_clock import WallClock

Record = Mapping[str, Any]
Hear = Callable[[Occupancy, Tier], None]


def unheard(entry: Occupancy, tier: Tier) -> None:
    """Let it go."""


class Replay:
    """Takes record after record; the same records always come to the same, whoever made them.

    Files follow each other in time, as one camera's: at once, or when the `clock` says. `end_s` is
    where the next file begins, `paused_s` how much of that was not recorded, `known_s` is when the
    last frame was, `files` how many have ended, `last_index` the last frame known of the next one
    (-1 for none). At `lines`, people are followed who score `sure` once. With a clock and a
    `calendar`, gatherings outside the peak windows are events too.
    What is known of each zone at each time is kept nowhere: `hear` is told it, with the tier.
    """

    def __init__(
        self,
        zones: Sequence[PictureZone],
        sample_fps: float,
        camera_id: str,
        names: Sequence[str],
        *,
        lines: Sequence[GateLine] = (),
        sure: float = 0.5,
        grounds: Sequence[ZoneGround] = (),
        clock: WallClock | None = None,
        calendar: SchoolCalendar | None = None,
        hear: Hear = unheard,
    ) -> None:
        self.frames_analyzed = 0
        self.frames_carried = 0
        self.frames_decoded = 0
        self.frames_passed = 0
        self.files = 0
        self.last_index = -1
        self.end_s = 0.0
        self.paused_s = 0.0
        self.wall_s = 0.0
        self.cpu_s = 0.0
        self._hear = hear
        self.known_s = -math.inf
        self._camera_id = camera_id
        self._names = tuple(names)
        self._clock = clock
        self._judging = Judging(
            zones,
            sample_fps,
            grounds=grounds,
            lines=lines,
            sure=sure,
            clock=None if clock is None else clock.at,
            calendar=calendar,
        )
        self._lines = tuple(lines)
        self._crossings: list[Crossing] = []
        self._events: dict[str, CrowdingEvent] = {}
        self._faults: list[HealthFault] = []
        self._failing: tuple[float, str] | None = None

    @property
    def events(self) -> tuple[CrowdingEvent, ...]:
        """All episodes as they stand, in the order of their onset."""
        return tuple(sorted(self._events.values(), key=lambda event: (event.start_s, event.id)))

    @property
    def frames_sampled(self) -> int:
        """How many frames are known, looked at or not."""
        return self.frames_analyzed + self.frames_carried

    @property
    def faults(self) -> tuple[HealthFault, ...]:
        """All faults that are over, in the order in which they began."""
        return tuple(sorted(self._faults, key=lambda fault: (fault.start_s, fault.kind)))

    @property
    def flows(self) -> tuple[GateFlow, ...]:
        """Who has walked over each line until now."""
        watched_s = self._judging.watched_s
        return tuple(gate_flow(line, self._crossings, watched_s) for line in self._lines)

    @property
    def outside(self) -> tuple[OutsideWatch, ...]:
        """How long each zone was watched outside the peak windows; nothing where none was."""
        return self._judging.outside

    def note_faults(self, faults: Sequence[HealthFault]) -> None:
        """Take faults of the camera that are over, and that records alone do not tell of."""
        self._faults += faults

    def take(self, record: Record) -> None:
        """Take the next record; the end of the last file closes what is open."""
        if "jump" in record:
            self._take_jump(*record["jump"])
        if "frame" in record:
            self._take_frame(record)
        elif "end_s" in record:
            self._take_end(record)
        else:
            self.wall_s += record["spent"][0]
            self.cpu_s += record["spent"][1]

    def _take_jump(self, at_s: float, step_s: float) -> None:
        """Take a jump of the clock: a long one leaves open what was between, like any long gap.

        Steps back by a moment come from pictures in disorder, and are not worth a word.
        """
        t_s = self.end_s + at_s
        if abs(step_s) > INTERRUPT_S:
            self._finish(t_s)
        if abs(step_s) > FREEZE_S:
            name = self._names[self.files]
            detail = Label(
                f"{name}：录像的时间跳变 {step_s:.1f} 秒，此处可能缺少画面",
                f"{name}: the clock of the recording jumps by {step_s:.1f} s;"
                " pictures may be missing there",
            )
            self._fault("clock_jump", t_s, t_s, detail)

    def _take_frame(self, record: Record) -> None:
        t_s = self.end_s + record["t_s"]
        self.frames_carried += "carried" in record
        self.frames_analyzed += "carried" not in record
        self.last_index = record["frame"]
        shown = None if "fault" in record else _shown_by(record)
        self._judge(t_s, None if record.get("unwell") else shown)
        self.note_faults(record.get("ended", ()))
        if shown is not None:
            self._crossings += self._judging.follow(t_s, shown) or ()
        if "fault" not in record:
            self._end_model_fault(t_s)
        elif self._failing is None:
            self._failing = (t_s, record["fault"])

    def _judge(self, t_s: float, shown: Shown | None) -> None:
        judged = self._judging.take(t_s, shown)
        self._keep(judged.events)
        self.known_s = t_s
        for entry, tier in judged.zones:
            self._hear(entry, tier)

    def _finish(self, t_s: float) -> None:
        self._keep(self._judging.finish(t_s))

    def _take_end(self, record: Record) -> None:
        start_s, self.end_s = self.end_s, self.end_s + record["end_s"]
        if "lost" in record:
            self._take_lost(start_s, record["lost"])
        self.frames_decoded += record["decoded"]
        self.frames_passed += record.get("passed", 0)
        if record["corrupt"]:
            name, packets = self._names[self.files], record["corrupt"]
            detail = Label(
                f"{name}：{packets} 个数据包无法解码，或只能解出一部分",
                f"{name}: {packets} packets could not be decoded, or only in part",
            )
            self._fault("corrupt", start_s, self.end_s, detail)
        self.files += 1
        self.last_index = -1
        if self.files == len(self._names):
            self._end_model_fault(self.end_s)
            self._finish(self.end_s)
        elif self._clock is not None:
            self._take_pause(self._clock)

    def _take_pause(self, clock: WallClock) -> None:
        """Go on when the next recording began; of what lies between, nothing is known."""
        between = pause(clock, self.files, self.end_s, self._names[self.files])
        if between is None:
            return
        if between.fault is not None:
            kind, detail = between.fault
            self._fault(kind, between.end_s, between.begin_s, detail)
        if between.is_unknown:
            self._judge(between.end_s, None)
        self.paused_s += between.begin_s - between.end_s
        self.end_s = between.begin_s

    def _take_lost(self, start_s: float, why: str) -> None:
        """Say for each second of a file that nobody knows who stood where."""
        known_s = self.known_s
        for second in range(max(1, math.ceil(self.end_s - start_s))):
            if start_s + second > known_s:
                self._judge(start_s + second, None)
        name = self._names[self.files]
        self._fault("given_up", start_s, self.end_s, given_up_detail(name, why))

    def _end_model_fault(self, t_s: float) -> None:
        if self._failing is not None:
            since_s, reason = self._failing
            self._fault("model_fault", since_s, t_s, model_fault_detail(reason))
            self._failing = None

    def _fault(self, kind: FaultKind, start_s: float, end_s: float, detail: Label) -> None:
        self._faults.append(HealthFault(self._camera_id, kind, start_s, end_s, detail))

    def _keep(self, events: Sequence[CrowdingEvent]) -> None:
        self._events.update((event.id, event) for event in events)


def _shown_by(record: Record) -> Shown:
    """Return what the picture of a record shows."""
    ground = [told and GroundSample(*told) for told in record.get("ground", ())]
    people = _people(record["boxes"]) if "boxes" in record else None
    size = tuple(record.get("size", (0, 0)))
    full = record.get("saturated", False)
    return Shown(tuple(record["counts"]), full, tuple(ground), people, size)


def _people(boxes: Sequence[Sequence[float]]) -> Detections:
    rows = np.array(boxes, np.float32).reshape(-1, 5)
    return Detections(rows[:, :4], rows[:, 4])
