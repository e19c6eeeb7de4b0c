"""The state machine that finds gatherings outside a school's peak windows in a zone's counts."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from pipeline.crowd.watch import (
    ENTER_SHARE,
    EXIT_RATIO,
    EXIT_S,
    FREEZE_S,
    INTERRUPT_S,
    LEAST_FPS,
    MEDIAN_S,
    SLACK_S,
)
from pipeline.domain.calendar import Gathering, SchoolCalendar
from pipeline.domain.crowding import CrowdingEvent, EventStatus, Occupancy, PictureZone
from pipeline.domain.gathering import OutsideWatch

CLEAR_S = EXIT_S[0]
"""How long a gathering must be missed before it is over: as long as 蓝, the mildest tier."""

IsPeak = Callable[[float], bool]

Clock = Callable[[float], datetime]
"""Tells the time of day at seconds of the pictures' time."""


@dataclass(frozen=True)
class Count:
    """One count: `watched_s` runs only while pictures come, `vouched_us` is what it speaks for."""

    t_s: float
    watched_s: float
    vouched_us: int
    count: int
    is_reached: bool


class GatheringWatch:
    """Watches one zone outside the peak windows: counts go in by `step`, events come out.

    Counts are smoothed, gaps freeze and interrupt, and saturated counts never clear, all as in
    `CrowdWatch`. A gathering begins when the bar was first reached, is raised when it has lasted
    as long as the bar says and was there for `ENTER_SHARE` of that time, and is no longer
    unexpected when a window begins.
    """

    def __init__(self, zone_id: str, bar: Gathering, is_peak: IsPeak) -> None:
        self.zone_id = zone_id
        self.bar = bar
        self._is_peak = is_peak
        self._watched_s = self._unknown_s = self._in_peaks_s = 0.0
        self._last: tuple[float, bool, bool] | None = None
        self._forget()

    def _forget(self) -> None:
        self._counts: deque[Count] = deque()
        self._recent: deque[tuple[float, int]] = deque()
        self._reached_us = 0
        self._missed_s = 0.0
        self._first: Count | None = None
        self._event: CrowdingEvent | None = None

    @property
    def record(self) -> OutsideWatch:
        """How long was watched until now."""
        times_s = (self._watched_s, self._unknown_s, self._in_peaks_s)
        return OutsideWatch(self.zone_id, self.bar, *times_s)

    def step(self, occupancy: Occupancy) -> tuple[CrowdingEvent, ...]:
        """Take one occupancy and return the event that it opened or closed, if any."""
        t_s, count = occupancy.t_s, occupancy.count
        known = count is not None and occupancy.quality == "ok"
        is_peak = self._is_peak(t_s)
        broken = self._is_broken(t_s, known)
        closed = self._close("interrupted", self._counts[-1].t_s) if broken else ()
        self._spend(t_s, known, is_peak)
        if is_peak:
            return closed + self._close("expected", t_s)
        if count is None or not known:
            return closed
        self._take(t_s, count, occupancy.saturated)
        return closed + self._moved(self._counts[-1])

    def finish(self, t_s: float) -> tuple[CrowdingEvent, ...]:
        """Say that no more counts come after `t_s`; returns what was open, as interrupted."""
        self._spend(t_s, known=False, is_peak=False)
        self._last = None
        last_s = self._counts[-1].t_s if self._counts else t_s
        return self._close("interrupted", t_s if 0.0 <= t_s - last_s <= FREEZE_S else last_s)

    def _is_broken(self, t_s: float, known: bool) -> bool:
        gap_s = t_s - self._counts[-1].t_s if self._counts else 0.0
        return gap_s > INTERRUPT_S or (known and gap_s < 0.0)

    def _spend(self, t_s: float, known: bool, is_peak: bool) -> None:
        """Add the time since the last occupancy to what it belongs to.

        A long gap may reach out of a window, so that all of it is unknown.
        """
        if self._last is not None:
            last_s, was_known, was_peak = self._last
            passed_s = max(t_s - last_s, 0.0)
            if passed_s > FREEZE_S or not (was_known or was_peak):
                self._unknown_s += passed_s
            elif was_peak:
                self._in_peaks_s += passed_s
            else:
                self._watched_s += passed_s
        self._last = (t_s, known, is_peak)

    def _take(self, t_s: float, count: int, saturated: bool) -> None:
        last = self._counts[-1] if self._counts else None
        gap_s = t_s - last.t_s if last else 0.0
        passed_s = gap_s if gap_s <= FREEZE_S else 0.0
        self._recent.append((t_s, count))
        while self._recent[0][0] <= t_s - MEDIAN_S + SLACK_S and len(self._recent) > 1:
            self._recent.popleft()
        smooth = median(number for _, number in self._recent)
        reached = smooth >= self.bar.people
        vouched_us = round(min(passed_s, 1.0 / LEAST_FPS) * 1e6)
        watched_s = passed_s + (last.watched_s if last else 0.0)
        newest = Count(t_s, watched_s, vouched_us, count, reached)
        self._counts.append(newest)
        self._reached_us += vouched_us if reached else 0
        while self._counts[0].watched_s <= newest.watched_s - self.bar.dwell_s - SLACK_S:
            oldest = self._counts.popleft()
            self._reached_us -= oldest.vouched_us if oldest.is_reached else 0
        below = smooth < EXIT_RATIO * self.bar.people and not saturated
        self._missed_s = self._missed_s + passed_s if below else 0.0

    def _moved(self, newest: Count) -> tuple[CrowdingEvent, ...]:
        """Raise a gathering or end it by the newest count, and return the event if it changed."""
        if self._event is not None:
            if newest.count > self._event.peak_count:
                self._event = replace(self._event, peak_count=newest.count, peak_s=newest.t_s)
            gone = self._missed_s >= CLEAR_S - SLACK_S
            return self._close("cleared", newest.t_s) if gone else ()
        if self._missed_s > (1.0 - ENTER_SHARE) * self.bar.dwell_s:
            self._first = None
        if not newest.is_reached:
            return ()
        self._first = self._first or newest
        if not self._dwelt(self._first, newest):
            return ()
        self._event = self._opened(self._first)
        return (self._event,)

    def _dwelt(self, first: Count, newest: Count) -> bool:
        lasted = newest.watched_s - first.watched_s >= self.bar.dwell_s - SLACK_S
        share_us = (ENTER_SHARE * self.bar.dwell_s - SLACK_S) * 1e6
        return lasted and self._reached_us >= share_us

    def _opened(self, onset: Count) -> CrowdingEvent:
        since = [count for count in self._counts if count.t_s >= onset.t_s]
        peak = max(since, key=lambda count: count.count)
        return CrowdingEvent(
            # No id of crowding ends in a word, whatever a zone is called.
            id=f"{self.zone_id}-{onset.t_s:011.3f}-unexpected",
            zone_id=self.zone_id,
            start_s=onset.t_s,
            end_s=None,
            status="open",
            peak_tier="none",
            peak_count=peak.count,
            peak_s=peak.t_s,
            changes=(),
            kind="unexpected",
        )

    def _close(self, status: EventStatus, end_s: float) -> tuple[CrowdingEvent, ...]:
        """Forget everything, and return what was open with how it ended.

        People who stood there, but not for long enough when pictures ended, may have stayed.
        """
        event = self._event
        if event is None and self._first is not None and status == "interrupted":
            undecided_s = self._counts[-1].watched_s - self._first.watched_s
            self._watched_s -= undecided_s
            self._unknown_s += undecided_s
        self._forget()
        return (replace(event, end_s=end_s, status=status),) if event else ()


def gathering_watches(
    zones: Sequence[PictureZone],
    sample_fps: float,
    clock: Clock | None,
    calendar: SchoolCalendar | None,
) -> Mapping[str, GatheringWatch]:
    """Return a watch for each zone by its id: none where time, calendar or samples are missing."""
    if clock is None or calendar is None or sample_fps < LEAST_FPS:
        return {}

    def watch(zone: PictureZone) -> GatheringWatch:
        def is_peak(t_s: float) -> bool:
            return calendar.peak_at(clock(t_s), zone.gate_id) is not None

        return GatheringWatch(zone.id, calendar.bar_of(zone.gate_id), is_peak)

    return {zone.id: watch(zone) for zone in zones}
