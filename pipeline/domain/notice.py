"""What a service tells of itself: words for people, under a name that is always the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.domain.label import Label

Level = Literal["debug", "info", "warning", "error"]
LEVELS: tuple[Level, ...] = ("debug", "info", "warning", "error")

EVENTS: Mapping[str, Level] = {
    "notice": "info",
    "watch.started": "info",
    "watch.stopped": "info",
    "watch.tiles": "info",
    "watch.not_judged": "info",
    "watch.low_confidence": "warning",
    "watch.keeps_pictures": "warning",
    "watch.passed_over": "warning",
    "site.accepted": "info",
    "site.rejected": "error",
    "metrics.started": "info",
    "metrics.exposed": "warning",
    "model.untested": "warning",
    "model.lost": "warning",
    "model.failed": "error",
    "evidence.settled": "warning",
    "evidence.missing": "error",
    "receiver.waiting": "warning",
    "disk.ok": "info",
    "disk.warn": "warning",
    "disk.evict": "warning",
    "disk.stop": "error",
    "store.full": "error",
    "store.resumed": "info",
    "camera.fault": "warning",
    "camera.recovered": "info",
    "crowding.opened": "warning",
    "crowding.raised": "warning",
    "crowding.lowered": "info",
    "crowding.saturated": "warning",
    "crowding.cleared": "info",
    "crowding.interrupted": "warning",
    "crowding.gathered": "warning",
    "crowding.dispersed": "info",
    "crowding.expected": "info",
    "crowding.lost": "warning",
    "coverage.as_planned": "info",
    "coverage.open": "warning",
    "coverage.unknown": "warning",
    "ledger.changed": "info",
}
"""Every name, and how much it matters. A name that was shipped keeps its meaning."""


@dataclass(frozen=True)
class Notice(Label):
    """Words in both languages, what they are about, and facts beside them as plain JSON."""

    event: str = "notice"
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def level(self) -> Level:
        """How much it matters."""
        return EVENTS[self.event]


def noticed(label: Label, event: str, **facts: Any) -> Notice:
    """Return words as a notice.

    >>> noticed(Label("满", "full"), "store.full", free_mib=3).level
    'error'
    """
    return Notice(label.zh, label.en, event, facts)
