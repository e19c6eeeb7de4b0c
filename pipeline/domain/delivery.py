"""Who is told of events and faults, of which, how soon, how often, and when not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, TypeAlias

from pipeline.domain.crowding import TIERS, CrowdingEvent, Tier
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label, Language

State: TypeAlias = CrowdingEvent | HealthFault

SINK_LABELS: dict[str, Label] = {
    "webhook": Label("网络回调", "webhook"),
    "wecom": Label("企业微信机器人", "WeCom robot"),
    "dingtalk": Label("钉钉机器人", "DingTalk robot"),
    "mqtt": Label("MQTT", "MQTT"),
    "jsonl": Label("JSONL 文件", "JSONL file"),
    "email": Label("电子邮件", "e-mail"),
}
"""The kinds of receiver."""


PLACEHOLDERS = ("school", "place", "what", "kind", "tier", "count", "time", "id")
"""What may stand in braces in a receiver's own text."""


@dataclass(frozen=True)
class Secret:
    """Where a secret lies: in an environment variable, or in a file. It is read when it is used."""

    env: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Quiet:
    """Hours in which a receiver hears of tiers from `from_tier` on alone; the rest waits.

    They may go over midnight.
    """

    begin: time
    end: time
    from_tier: Tier = "red"

    def until(self, now: datetime) -> datetime | None:
        """Return when the quiet hours end in which a time lies, or None if it lies in none.

        >>> night = Quiet(time(22), time(6))
        >>> night.until(datetime(2026, 11, 29, 23, 30))
        datetime.datetime(2026, 11, 30, 6, 0)
        >>> night.until(datetime(2026, 11, 29, 12)) is None
        True
        """
        at = now.time()
        over_midnight = self.end <= self.begin
        inside = at >= self.begin or at < self.end if over_midnight else self.begin <= at < self.end
        if not inside:
            return None
        day = now + timedelta(days=1) if over_midnight and at >= self.begin else now
        return day.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)


@dataclass(frozen=True)
class Target:
    """Where a sink sends to; which fields it uses is its own affair.

    `address` is a URL, a path or a host; `secret_address` holds it where it must not be shown.
    `allowed` are networks that it may lie in though they are private.
    """

    address: str = ""
    secret_address: Secret | None = None
    port: int | None = None
    secret: Secret | None = None
    user: str | None = None
    password: Secret | None = None
    allowed: tuple[str, ...] = ()
    timeout_s: float = 5.0
    topic: str = ""
    tls: bool = True
    sender: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receiver:
    """One who is told.

    Of crowding from `from_tier` on, of unexpected gatherings and of faults if so said. `after_s`
    is for how long a tier must have stood before they hear of it (escalation), `repeat_s` how
    often they are reminded while it stands. `text` replaces our own words.
    """

    id: str
    sink: str
    target: Target
    language: Language = "zh"
    from_tier: Tier = "yellow"
    unexpected: bool = True
    faults: bool = True
    after_s: Mapping[Tier, float] = field(default_factory=dict)
    repeat_s: Mapping[Tier, float] = field(default_factory=dict)
    quiet: Quiet | None = None
    text: Label | None = None

    def due(self, state: State) -> tuple[float, bool] | None:
        """Return when to tell of a state, and whether that may lapse; None if not at all."""
        if isinstance(state, HealthFault):
            return (_at_s(state), False) if self.faults else None
        if state.kind == "unexpected":
            return (_at_s(state), False) if self.unexpected else None
        if _rank(state.peak_tier) < _rank(self.from_tier):
            return None
        tier = state.changes[-1].tier
        wait_s = self.after_s.get(tier, 0.0) if state.status == "open" else 0.0
        return (_since_s(state, tier) + wait_s, True) if wait_s else (_at_s(state), False)

    def again_s(self, state: State) -> float | None:
        """Return after how many seconds to remind of a state, or None."""
        if isinstance(state, HealthFault) or state.status != "open" or state.kind == "unexpected":
            return None
        return self.repeat_s.get(state.changes[-1].tier)

    def quiet_until_s(self, state: State, now: datetime) -> float | None:
        """Return until when a state must wait for the end of quiet hours, or None."""
        if self.quiet is None:
            return None
        tier = state.peak_tier if isinstance(state, CrowdingEvent) else "none"
        if _rank(tier) >= _rank(self.quiet.from_tier):
            return None
        end = self.quiet.until(now)
        return None if end is None else end.timestamp()


@dataclass(frozen=True)
class Message:
    """What is sent: `key` is the same each time it is sent again, `document` is for machines."""

    key: str
    topic: str
    title: str
    text: str
    document: Mapping[str, Any]


def _rank(tier: Tier) -> int:
    """Return how bad a tier is; -1 of one that is none."""
    return TIERS.index(tier) if tier in TIERS else -1


def _at_s(state: State) -> float:
    """Return when an event or a fault came to be as it is."""
    if state.end_s is not None:
        return state.end_s
    if isinstance(state, CrowdingEvent) and state.changes:
        return state.changes[-1].t_s
    return state.start_s


def _since_s(event: CrowdingEvent, tier: Tier) -> float:
    """Return since when an event has stood at a tier or above, by its last changes."""
    since_s = event.changes[-1].t_s
    for change in reversed(event.changes):
        if _rank(change.tier) < _rank(tier):
            break
        since_s = change.t_s
    return since_s
