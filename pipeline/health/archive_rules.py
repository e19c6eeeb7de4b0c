"""What is asked of recordings, decided rule by rule."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pipeline.domain.archive import (
    ArchiveGap,
    ArchiveRule,
    ClockStep,
    Measure,
    Obstacle,
    RecordingFacts,
    Rule,
    Size,
)
from pipeline.domain.requirement import RecordingClause
from pipeline.health.archive_time import gaps_of, held_days, steps_of

FPS_SLACK = 0.02
"""Of a frame rate that is asked for: 29.97 is 30, and a recorder drops a picture now and then."""

ALWAYS = "always"
"""Who asks that clocks do not jump."""


@dataclass(frozen=True)
class Kept:
    """The recordings, with what follows from their times."""

    recordings: tuple[RecordingFacts, ...]
    today: datetime | None
    obstacles: Mapping[Rule, Obstacle]

    @cached_property
    def timed(self) -> tuple[RecordingFacts, ...]:
        """Those of which it is known when they began."""
        return tuple(one for one in self.recordings if one.start is not None)

    @cached_property
    def first(self) -> datetime | None:
        """When the oldest began."""
        return min((one.start for one in self.timed if one.start is not None), default=None)

    @cached_property
    def last(self) -> datetime | None:
        """When the newest ended, where that is known of all."""
        if self.untimed:
            return None
        return max((one.end for one in self.timed if one.end is not None), default=None)

    @property
    def as_of(self) -> datetime | None:
        """When all of them were still kept."""
        return (self.today or self.last) if self.timed else None

    @property
    def days_held(self) -> float | None:
        """For how many days they were kept."""
        if self.first is None or self.as_of is None:
            return None
        return held_days(self.first, self.as_of)

    @cached_property
    def gaps(self) -> tuple[ArchiveGap, ...]:
        """What is missing; nothing is said where not all times are known."""
        return () if self.untimed else gaps_of(self.timed, self.today)

    @cached_property
    def steps(self) -> tuple[ClockStep, ...]:
        """Where time does not go on as it should."""
        return steps_of(self.recordings)

    @property
    def untimed(self) -> Obstacle | None:
        """Why it is not known when each recording was made."""
        if len(self.timed) == len(self.recordings):
            return None
        return "one_time" if self.timed else "no_clock"


@dataclass(frozen=True)
class Asked:
    """One thing that is asked of recordings: by a clause, by the site file, or by nobody."""

    rule: Rule
    asked_by: str | None = None
    clause: RecordingClause | None = None
    wanted: Measure | None = None


@dataclass(frozen=True)
class _Judged:
    """The worst that was found, which recordings fail, of how many nobody knows, and why."""

    found: Measure | None
    fails: bool = False
    failing: tuple[str, ...] = ()
    unknown: int = 0
    because: Obstacle | None = None


def decided(asked: Asked, kept: Kept, silence: Obstacle) -> ArchiveRule:
    """Return how a rule stands; `silence` is why nobody asks, where nobody does."""
    judged = _JUDGES[asked.rule](kept, asked.wanted)
    because = silence if asked.asked_by is None else None if judged.fails else judged.because
    return ArchiveRule(
        rule=asked.rule,
        verdict="not_evaluated" if because else "fail" if judged.fails else "pass",
        asked_by=asked.asked_by,
        wording=asked.clause.wording if asked.clause else None,
        source=asked.clause.source if asked.clause else None,
        wanted=asked.wanted,
        found=judged.found,
        because=because,
        failing=judged.failing,
        unknown=judged.unknown,
    )


def clock_rule(kept: Kept) -> ArchiveRule:
    """Return whether time goes on as it should, which is asked of every archive."""
    because = None if kept.steps else kept.untimed
    return ArchiveRule(
        rule="clock",
        verdict="fail" if kept.steps else "not_evaluated" if because else "pass",
        asked_by=ALWAYS,
        found=float(len(kept.steps)),
        because=because,
        failing=_distinct(step.name for step in kept.steps),
    )


def _retention(kept: Kept, wanted: Measure | None) -> _Judged:
    """Without a day that was named, it must be known when the newest recording ended."""
    because = kept.untimed if kept.today is None or not kept.timed else None
    if because or kept.days_held is None:
        return _Judged(None, because=because or "no_clock")
    return _Judged(kept.days_held, _is_below(kept.days_held, _number(wanted)))


def _gaps(kept: Kept, wanted: Measure | None) -> _Judged:
    if kept.untimed:
        return _Judged(None, because=kept.untimed)
    longest_s, most_s = max((gap.length_s for gap in kept.gaps), default=0.0), _number(wanted)
    failing = [gap for gap in kept.gaps if most_s is not None and gap.length_s > most_s]
    return _Judged(longest_s, bool(failing), _distinct(gap.after for gap in failing))


def _picture(kept: Kept, wanted: Measure | None) -> _Judged:
    """Compare long sides with long ones: a picture that stands upright is as good."""
    least = min((one.size for one in kept.recordings), key=lambda size: size[0] * size[1])
    if not isinstance(wanted, tuple):
        return _Judged(least)
    failing = [one for one in kept.recordings if not _reaches(one.size, wanted)]
    if failing:
        least = min((one.size for one in failing), key=lambda size: size[0] * size[1])
    return _Judged(least, bool(failing), _distinct(one.name for one in failing))


def _reaches(size: Size, wanted: Size) -> bool:
    return min(size) >= min(wanted) and max(size) >= max(wanted)


def _fps(kept: Kept, wanted: Measure | None) -> _Judged:
    asked = _number(wanted)
    least = None if asked is None else asked * (1.0 - FPS_SLACK)
    return _of_each(kept, "fps", least, lambda one: one.fps)


def _sharpness(kept: Kept, wanted: Measure | None) -> _Judged:
    return _of_each(kept, "sharpness", _number(wanted), lambda one: one.sharpness)


def _of_each(
    kept: Kept, rule: Rule, least: float | None, value_of: Callable[[RecordingFacts], float | None]
) -> _Judged:
    """Hold a value of each recording against the least that is wanted."""
    values = [(one.name, value_of(one)) for one in kept.recordings]
    known = [(name, value) for name, value in values if value is not None]
    failing = [name for name, value in known if _is_below(value, least)]
    unknown = len(values) - len(known)
    return _Judged(
        found=min((value for _, value in known), default=None),
        fails=bool(failing),
        failing=_distinct(failing),
        unknown=unknown,
        because=kept.obstacles.get(rule, "unknown") if unknown else None,
    )


_JUDGES: dict[Rule, Callable[[Kept, Measure | None], _Judged]] = {
    "retention": _retention,
    "gaps": _gaps,
    "picture": _picture,
    "fps": _fps,
    "sharpness": _sharpness,
}


def _number(wanted: Measure | None) -> float | None:
    return None if wanted is None or isinstance(wanted, tuple) else float(wanted)


def _is_below(value: float, least: float | None) -> bool:
    return least is not None and value < least


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
