"""What is done beside a watch about its failing cameras: coverage today is told, and the ledger.

It is reckoned in a process of its own, which reads the store as any other would: no plan is so
large that its geometry could keep a camera waiting.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.audit.outage import Recovery
from pipeline.domain.hazard import Change
from pipeline.domain.requirement import Profile
from pipeline.domain.today import CameraState, CoverageToday
from pipeline.errors import SightlineError
from pipeline.jobs.attendant import Attendant, Line, attended
from pipeline.store.camera_state import camera_states, recovery_of, watched_until_s
from pipeline.store.database import Store, open_store

if TYPE_CHECKING:
    from pipeline.domain.site import Floor, Site
    from pipeline.workflows.coverage_today import SiteToday

LOOK_S = 1.0
"""How often the store is looked into."""

FIRST_WORD_S = 60.0
"""Until each camera was heard of once, or for so long, nothing is told: a watch that has just begun
knows of none."""

NICE = 10
"""Geometry waits for whoever looks at pictures."""


@dataclass(frozen=True)
class CoverageDuty:
    """Of which site, held against what, coverage is told, and in which ledger outages are kept.

    The `site` holds no address of a stream; `streamed` are the cameras that have one.
    """

    store: Path
    site: "Site"
    streamed: frozenset[str]
    profile: Profile
    ledger: Path | None = None
    after_s: float = 60.0
    zone: tzinfo | None = None


@dataclass(frozen=True, eq=False)
class Told:
    """What there is to tell: coverage as it is now, and what that changed in the ledger."""

    today: CoverageToday
    changes: tuple[Change, ...] = ()
    is_news: bool = True


def tend_coverage(duty: CoverageDuty, line: Line, stop: threading.Event) -> None:
    """Look, tell and register until told to stop."""
    from pipeline.workflows.coverage_today import SiteToday

    with suppress(AttributeError, OSError):
        os.nice(NICE)
    site = SiteToday(duty.site, duty.profile, duty.streamed)
    teller = _Teller(duty, site)
    while not stop.is_set():
        # The disk may be full or the store busy; the next turn tries again.
        with suppress(SightlineError), closing(open_store(duty.store)) as store:
            while not stop.is_set():
                told = teller.look(store, time.time())
                if told is not None:
                    line.say(told)
                stop.wait(LOOK_S)
        stop.wait(LOOK_S)


class _Teller:
    """Knows what was told last."""

    def __init__(self, duty: CoverageDuty, site: "SiteToday") -> None:
        self._duty, self._site = duty, site
        self._began_s = time.time()
        self._last: object = None
        self._may_be_open = True

    def look(self, store: Store, now_s: float) -> Told | None:
        """Return what is new, None if nothing is."""
        states = camera_states(store, self._duty.streamed)
        today = self._site.at(states, watched_until_s(store), now_s)
        changes = self._registered(store, today, states)
        is_first = self._last is None and now_s < self._began_s + FIRST_WORD_S
        if is_first and today.of("not_watched"):
            return None
        now = [(c.camera_id, c.word, c.kinds, c.counts and c.since_s) for c in today.cameras]
        is_news, self._last = now != self._last, now
        return Told(today, changes, is_news) if is_news or changes else None

    def _registered(
        self, store: Store, today: CoverageToday, states: Mapping[str, CameraState]
    ) -> tuple[Change, ...]:
        """Bring the ledger up to date, where there is one; returns what that changed."""
        duty = self._duty
        if duty.ledger is None or not (self._may_be_open or today.of("failing")):
            return ()
        from pipeline.store.ledger import open_ledger
        from pipeline.workflows.keep_ledger import has_open_outage, take_outages

        with closing(open_ledger(duty.ledger)) as ledger:
            outages = self._site.failing_alone(today)
            recovered = partial(_recovery, store, states)
            changes = take_outages(ledger, outages, recovered, duty.after_s, duty.zone)
            self._may_be_open = has_open_outage(ledger, duty.site.id)
            return changes


def _recovery(store: Store, states: Mapping[str, CameraState], camera_id: str) -> Recovery | None:
    return recovery_of(store, states[camera_id]) if camera_id in states else None


def without_streams(site: "Site") -> "tuple[Site, frozenset[str]]":
    """Return a site whose cameras hold no address, and which of them had one."""

    def bare(floor: "Floor") -> "Floor":
        return replace(floor, cameras=tuple(replace(c, stream=None) for c in floor.cameras))

    streamed = frozenset(camera.id for camera in site.cameras() if camera.stream is not None)
    floors = tuple(bare(floor) for floor in site.floors)
    return replace(site, floors=floors, receivers=()), streamed


@contextmanager
def coverage_tended(duty: CoverageDuty, hear: Callable[[Told], None]) -> Iterator[Attendant]:
    """Let coverage be tended while the block runs; `hear` is called in a thread of its own."""
    with attended(partial(tend_coverage, duty), hear=hear, talks=True) as attendant:
        yield attendant
