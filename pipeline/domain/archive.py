"""What is kept of a camera: its recordings one by one, and how they stand against what is asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.domain.label import Label
from pipeline.domain.requirement import Source
from pipeline.domain.wall_clock import later

Rule = Literal["retention", "gaps", "picture", "fps", "sharpness", "clock"]
RULES: tuple[Rule, ...] = ("retention", "gaps", "picture", "fps", "sharpness", "clock")

RuleVerdict = Literal["pass", "fail", "not_evaluated"]

Obstacle = Literal[
    "no_clock",
    "one_time",
    "no_profile",
    "not_asked",
    "keyframes",
    "no_health",
    "no_view",
    "unknown",
]
"""What keeps a rule from being decided."""

OBSTACLE_LABELS: dict[Obstacle, Label] = {
    "no_clock": Label("录制时间未知", "the time of day is not known"),
    "one_time": Label("只知道第一段录像的时间", "only the first recording's time of day is known"),
    "no_profile": Label("没有给出方案", "no profile was given"),
    "not_asked": Label("方案没有此项要求", "the profile asks for none"),
    "keyframes": Label("只解码了关键帧", "only key frames were decoded"),
    "no_health": Label("没有检查画面", "pictures were not looked at"),
    "no_view": Label("没有可供对照的画面", "there was no view to hold pictures against"),
    "unknown": Label("并非每段录像都能判断", "some recordings could not be judged"),
}

Size = tuple[int, int]
"""Of a picture: width and height in pixels."""


@dataclass(frozen=True)
class RecordingFacts:
    """One recording: when it began and how long it lasts, and what its pictures are like.

    `start` is None where no clock tells it. `fps` is how many pictures a second are really there,
    `sharpness` how crisp its edges are at a glance (`health.view`); each None where nobody knows.
    `jumps` are of its own clock: after how many seconds, and by how many.
    """

    name: str
    start: datetime | None
    duration_s: float
    size: Size
    fps: float | None = None
    sharpness: float | None = None
    jumps: tuple[tuple[float, float], ...] = ()

    @property
    def end(self) -> datetime | None:
        """When it ended."""
        return None if self.start is None else later(self.start, self.duration_s)


@dataclass(frozen=True)
class StatedCamera:
    """What a site file says that a camera delivers, each None where it does not say."""

    size: Size | None = None
    fps: float | None = None
    retention_days: float | None = None


@dataclass(frozen=True)
class ArchiveGap:
    """A time of which no recording is kept, and between which two that is.

    `before` is None at the end, where recordings do not reach up to the day that was named.
    """

    begin: datetime
    end: datetime
    length_s: float
    after: str
    before: str | None


StepKind = Literal["back", "overlap", "inside"]


@dataclass(frozen=True)
class ClockStep:
    """A recording whose time does not follow from what came before it, by `step_s` seconds.

    ``back``: it began before the one before it began. ``overlap``: it began before the one before
    it ended. ``inside``: its own clock jumps, `at_s` after it began.
    """

    kind: StepKind
    name: str
    step_s: float
    at: datetime | None
    at_s: float = 0.0


Measure = float | Size


@dataclass(frozen=True)
class ArchiveRule:
    """One thing that is asked of an archive, and how it stands.

    `asked_by` is the id of a profile's clause, ``site`` for what the site file states, ``always``
    for what is asked of every archive, and None where nobody asks. `found` is the worst that was
    found, known or not decided against; `failing` names the recordings that fail.
    """

    rule: Rule
    verdict: RuleVerdict
    asked_by: str | None = None
    wording: Label | None = None
    source: Source | None = None
    wanted: Measure | None = None
    found: Measure | None = None
    because: Obstacle | None = None
    failing: tuple[str, ...] = ()
    unknown: int = 0
    """Of how many recordings nobody knows."""


@dataclass(frozen=True)
class Archive:
    """All recordings of a camera that are kept.

    `first` and `last` are when the oldest began and the newest ended, `as_of` the time at which
    they were still kept: the one that was named, else `last`. `days_recorded` is on how many days
    something was recorded.
    """

    recordings: int
    profile: str | None
    first: datetime | None
    last: datetime | None
    as_of: datetime | None
    days_held: float | None
    days_recorded: int | None
    gaps: tuple[ArchiveGap, ...]
    steps: tuple[ClockStep, ...]
    rules: tuple[ArchiveRule, ...]

    @property
    def fails(self) -> bool:
        """Whether something that is asked is known not to be so."""
        return any(rule.verdict == "fail" for rule in self.rules)

    @property
    def undecided(self) -> tuple[ArchiveRule, ...]:
        """What is asked for and could not be decided, which is not passed."""
        return tuple(
            rule for rule in self.rules if rule.asked_by and rule.verdict == "not_evaluated"
        )
