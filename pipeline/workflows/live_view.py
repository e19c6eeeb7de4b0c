"""What a watch that is running has come to, looked at again and again without disturbing it."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.chain import State
from pipeline.domain.gate_now import GateNow
from pipeline.domain.label import Label
from pipeline.domain.timeline import ChainPlace, TimelineEntry
from pipeline.domain.today import CoverageToday
from pipeline.store.chain import Head
from pipeline.store.database import Store, open_to_read
from pipeline.store.event_store import place_labels
from pipeline.store.timeline import MOST_RECORDS, chain_end, record_at, told_after
from pipeline.workflows.console_site import ConsoleSite, ShownSite, console_site
from pipeline.workflows.coverage_today import FRESH_S
from pipeline.workflows.gates_now import TREND_S, gates_now
from pipeline.workflows.look_back import entry_told

DIGEST_LETTERS = 12
"""So much of a link's digest tells one chain from another."""


@dataclass(frozen=True)
class Mark:
    """Up to which record of which chain somebody was told; written as ``number-digest``."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}-{self.digest}"


def mark_of(text: str) -> Mark | None:
    """Return a mark that somebody gives back, None for what is none.

    >>> mark_of("12-00ff00ff00ff"), mark_of("12"), mark_of("x-y")
    (Mark(number=12, digest='00ff00ff00ff'), None, None)
    """
    number, _, digest = text.partition("-")
    is_one = number.isascii() and number.isdigit() and len(number) < 16
    if not is_one or not digest.isalnum() or len(digest) > DIGEST_LETTERS:
        return None
    return Mark(int(number), digest)


@dataclass(frozen=True, eq=False)
class Look:
    """A site at one moment: its gates, its coverage, and up to which record events are known."""

    at_s: float
    shown: ShownSite
    gates: tuple[GateNow, ...]
    today: CoverageToday
    head: Mark

    @property
    def is_fresh(self) -> bool:
        """Whether what was recorded last is so recent that it is known of now."""
        watched_s = self.today.watched_s
        return watched_s is not None and abs(self.at_s - watched_s) <= FRESH_S


@dataclass(frozen=True, eq=False)
class News:
    """Events and faults behind a mark, each with its place, and up to where that is all.

    With `is_other` the mark is of another chain, so that whoever gave it knows nothing of this one.
    """

    entries: tuple[tuple[Mark, TimelineEntry], ...]
    mark: Mark
    is_other: bool = False


class LiveView:
    """Looks at the store of a watch, which need not be there yet; several may ask at a time."""

    def __init__(
        self, site: ConsoleSite, store: Path, clock: Callable[[], float] = time.time
    ) -> None:
        """Take a site and its store; `clock` gives Unix seconds."""
        self._site, self._store, self._clock = site, store, clock

    def look(self, span_s: float = TREND_S) -> Look:
        """Return how it stands; raises StorageError, and what a site file can be refused for."""
        shown, now_s = self._site.current(), self._clock()
        with closing(open_to_read(self._store)) as store:
            today = shown.coverage(store, now_s)
            head = chain_end(store)
            return Look(
                now_s, shown, gates_now(shown.site, store, now_s, span_s), today, _mark(head)
            )

    def news(self, mark: Mark | None) -> News:
        """Return what was recorded behind a mark, all at most `MOST_RECORDS`; None is the end."""
        with closing(open_to_read(self._store)) as store:
            head = chain_end(store)
            if mark is None:
                return News((), _mark(head))
            if not _is_of(store, mark):
                return News((), _mark(head), is_other=True)
            labels = place_labels(store)
            found = told_after(store, mark.number)
            entries = tuple(_told(store, place, state, labels) for place, state in found)
            # What was recorded since the end was asked for comes the next time.
            end = entries[-1][0] if len(found) == MOST_RECORDS else _mark(head)
            later = entries and entries[-1][0].number > end.number
            return News(entries, entries[-1][0] if later else end)


def _told(
    store: Store, place: ChainPlace, state: State, labels: dict[str, Label]
) -> tuple[Mark, TimelineEntry]:
    mark = Mark(place.number, place.digest[:DIGEST_LETTERS])
    return mark, entry_told(store, state, labels, (place,))


def _mark(head: Head) -> Mark:
    return Mark(head.number, head.digest[:DIGEST_LETTERS] or "0")


def _is_of(store: Store, mark: Mark) -> bool:
    """Tell whether a mark is of this chain."""
    if mark.number == 0:
        return True
    digest = record_at(store, mark.number)
    return digest is not None and digest[:DIGEST_LETTERS] == mark.digest


def live_view(site: Path, profile: str, store: Path) -> LiveView:
    """Return a view of the watch of a site file."""
    return LiveView(console_site(site, profile), store)
