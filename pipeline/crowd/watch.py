"""The state machine that makes episodes of crowding out of one zone's counts."""

from collections import deque
from dataclasses import dataclass, replace

from pipeline.domain.crowding import (
    SATURATED_TIER,
    TIERS,
    CrowdingEvent,
    Occupancy,
    PictureZone,
    Tier,
    TierChange,
)
from pipeline.errors import InputError

MEDIAN_S = 3.0
"""Counts are smoothed by their median over this long, against flicker of the detector."""
ENTER_S = (20.0, 20.0, 20.0, 15.0)
"""How long 蓝 黄 橙 红 must be reached before they are raised …"""
ENTER_SHARE = 0.8
"""… for at least this share of that time, and now."""
EXIT_S = (60.0, 30.0, 20.0, 20.0)
"""How long 蓝 黄 橙 红 must be missed before they are lowered …"""
EXIT_RATIO = 0.8
"""… where missed means below this share of the tier's count."""
FREEZE_S = 3.0
"""A longer gap between two counts stops all timers until the next count."""
INTERRUPT_S = 20.0
"""After a longer gap nobody knows what went on, and an open event ends as interrupted."""
LEAST_FPS = 1.0
"""With fewer counts a second a tier cannot be evaluated; so a count speaks for a second at most."""
SLACK_S = 1e-3
"""Times may be Unix seconds, whose differences round; a millisecond more or less decides nothing.

The figures above come from a simulation of 40 minutes at a school gate, which
``benchmarks/alarm_policy.py`` repeats.
"""


@dataclass(frozen=True)
class Sample:
    """One count: `watched_s` runs only while pictures come, `vouched_s` is what it speaks for.

    `value` is what is judged, people or people per m², and `median` its running median.
    """

    t_s: float
    watched_s: float
    vouched_s: float
    count: int
    value: float
    median: float
    saturated: bool = False


class CrowdWatch:
    """Watches one zone: counts go in by `step`, events come out, and `tier` tells how it stands.

    A zone with densities is judged by these, any other by its counts. While a zone is saturated
    its tier may rise by what is surely there, and never falls; of one with densities it is at least
    黄. Time is that of the occupancies alone, so the same counts always give the same events, be
    they live or read back from a journal.
    """

    def __init__(self, zone: PictureZone, sample_fps: float) -> None:
        self.zone = zone
        self._bars = zone.bars if sample_fps >= LEAST_FPS else None
        self._known = False
        self._forget()

    def _forget(self) -> None:
        self._samples: deque[Sample] = deque()
        self._level = 0
        self._missed_s = [0.0] * len(TIERS)
        self._event: CrowdingEvent | None = None

    @property
    def tier(self) -> Tier:
        """The tier that holds now; ``none`` is said only when it is known that none does."""
        if self._bars is None:
            return "not_evaluated"
        if not self._known:
            return "unknown"
        if self._level:
            return TIERS[self._level - 1]
        if self._is_sparse():
            return "not_evaluated"
        full = self._samples[-1].saturated
        return "unknown" if full or self._may_be_crowded(self._bars[0]) else "none"

    def step(self, occupancy: Occupancy) -> tuple[CrowdingEvent, ...]:
        """Take one occupancy and return the event that it opened, changed or closed, if any.

        An occupancy without a count moves nothing but the gap. A saturated one can raise a tier,
        and never lowers one: there may be any number of people more. Raises InputError for the
        occupancy of another zone.
        """
        if occupancy.zone_id != self.zone.id:
            raise InputError(f"zone {self.zone.id} was given the count of {occupancy.zone_id}")
        if self._bars is None:
            return ()
        value = self._value(occupancy)
        self._known = value is not None and occupancy.quality == "ok"
        broken = self._is_broken(occupancy.t_s)
        interrupted = self._interrupt(self._samples[-1].t_s) if broken else ()
        if not self._known or value is None:
            return interrupted
        self._take(occupancy, value)
        return interrupted + self._moved(self._bars)

    def _value(self, occupancy: Occupancy) -> float | None:
        """Return what is judged; of a saturated zone what is surely there, None of an unknown."""
        if occupancy.count is None:
            return None
        if self.zone.densities_p_m2 is None:
            return occupancy.count
        if not occupancy.saturated:
            return occupancy.density_p_m2
        return occupancy.least_p_m2 or 0.0

    def finish(self, t_s: float) -> tuple[CrowdingEvent, ...]:
        """Say that no more counts come after `t_s`; returns what was open, as interrupted."""
        last_s = self._samples[-1].t_s if self._samples else t_s
        self._known = False
        return self._interrupt(t_s if 0.0 <= t_s - last_s <= FREEZE_S else last_s)

    def _is_broken(self, t_s: float) -> bool:
        """Tell whether the pictures were away too long, or their time ran backwards."""
        gap_s = t_s - self._samples[-1].t_s if self._samples else 0.0
        return gap_s > INTERRUPT_S or (self._known and gap_s < 0.0)

    def _is_sparse(self) -> bool:
        """Tell whether counts lately came too seldom for any tier to be raised.

        Timers stand still in a long gap, so a feed of nothing but long gaps is told by two of
        them in a row.
        """
        if len(self._samples) > 2 and self._samples[-1].watched_s == self._samples[-3].watched_s:
            return True
        span_s = self._samples[-1].watched_s - self._samples[0].watched_s
        vouched_s = sum(sample.vouched_s for sample in list(self._samples)[1:])
        return vouched_s < ENTER_SHARE * span_s

    def _may_be_crowded(self, threshold: float) -> bool:
        """Tell whether enough people stand here, but no dwell was watched since the beginning.

        The beginning is the first count of all or the first after an interruption: a crowd that
        stood there before it may long have been one.
        """
        newest = self._samples[-1]
        return newest.median >= threshold and newest.watched_s < max(ENTER_S) - SLACK_S

    def _take(self, occupancy: Occupancy, value: float) -> None:
        t_s, count = occupancy.t_s, occupancy.count or 0
        gap_s = t_s - self._samples[-1].t_s if self._samples else 0.0
        passed_s = gap_s if gap_s <= FREEZE_S else 0.0
        watched_s = passed_s + (self._samples[-1].watched_s if self._samples else 0.0)
        recent = [s.value for s in self._samples if s.t_s > t_s - MEDIAN_S + SLACK_S]
        median = _median([*recent, value])
        vouched_s = min(passed_s, 1.0 / LEAST_FPS)
        full = occupancy.saturated
        self._samples.append(Sample(t_s, watched_s, vouched_s, count, value, median, full))
        while self._samples[0].watched_s <= watched_s - max(ENTER_S) - SLACK_S:
            self._samples.popleft()
        for tier, threshold in enumerate(self._bars or ()):
            missed = median < EXIT_RATIO * threshold and not full
            self._missed_s[tier] = self._missed_s[tier] + passed_s if missed else 0.0

    def _moved(self, bars: tuple[float, float, float, float]) -> tuple[CrowdingEvent, ...]:
        """Raise or lower the level by the newest sample, and return the event if it changed."""
        before, newest = self._level, self._samples[-1]
        while self._level and self._missed_s[self._level - 1] >= EXIT_S[self._level - 1] - SLACK_S:
            self._level -= 1
        for tier in range(self._level, len(TIERS)):
            if newest.median >= bars[tier] and self._dwelt(tier, bars[tier]):
                self._level = tier + 1
        if newest.saturated and self.zone.densities_p_m2:
            self._level = max(self._level, TIERS.index(SATURATED_TIER) + 1)
        if self._event and newest.count > self._event.peak_count:
            self._event = replace(self._event, peak_count=newest.count, peak_s=newest.t_s)
        event = self._event or (self._opened(bars[0]) if self._level else None)
        if event is None:
            return ()
        first_saturated = newest.saturated and not event.saturated
        if first_saturated:
            event = replace(event, saturated=True, saturated_s=newest.t_s)
        if self._level == before:
            self._event = event
            return (event,) if first_saturated else ()
        self._event = self._changed(event) if self._level else None
        return (self._event or replace(event, end_s=newest.t_s, status="cleared"),)

    def _dwelt(self, tier: int, threshold: float) -> bool:
        since_s = self._samples[-1].watched_s - ENTER_S[tier] + SLACK_S
        reached = (s for s in self._samples if s.watched_s > since_s and s.median >= threshold)
        return sum(s.vouched_s for s in reached) >= ENTER_SHARE * ENTER_S[tier] - SLACK_S

    def _opened(self, threshold: float) -> CrowdingEvent:
        """Return a new event that began when the lowest tier was first reached, or saturated."""
        reached = (sample for sample in self._samples if sample.median >= threshold)
        onset = next(reached, self._samples[-1])
        peak = max((s for s in self._samples if s.t_s >= onset.t_s), key=lambda s: s.count)
        return CrowdingEvent(
            id=f"{self.zone.id}-{onset.t_s:011.3f}",
            zone_id=self.zone.id,
            start_s=onset.t_s,
            end_s=None,
            status="open",
            peak_tier="blue",
            peak_count=peak.count,
            peak_s=peak.t_s,
            changes=(),
        )

    def _changed(self, event: CrowdingEvent) -> CrowdingEvent:
        """Return the event with the level that has just been reached."""
        tier = TIERS[self._level - 1]
        return replace(
            event,
            peak_tier=max(event.peak_tier, tier, key=TIERS.index),
            changes=(*event.changes, TierChange(self._samples[-1].t_s, tier)),
        )

    def _interrupt(self, end_s: float) -> tuple[CrowdingEvent, ...]:
        """Forget everything, and return what was open as ended without an answer."""
        event = self._event
        self._forget()
        return (replace(event, end_s=end_s, status="interrupted"),) if event else ()


def _median(values: list[float]) -> float:
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
