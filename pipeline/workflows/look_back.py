"""Events and faults that a watch has recorded, each with its places in the chain and its evidence.

Whatever is asked for by an id is looked up in the store of this site; what it has not is unknown,
whoever else may have it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.domain.chain import State, thing_of
from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.label import Label
from pipeline.domain.occupancy_second import OccupancySecond, SecondQuality
from pipeline.domain.timeline import ChainPlace, EvidenceFile, Series, TimelineEntry
from pipeline.errors import UnknownNameError
from pipeline.store.camera_state import refuse_other
from pipeline.store.chain import last_body
from pipeline.store.database import Store, open_to_read, rows
from pipeline.store.episode_evidence import evidence_thing
from pipeline.store.event_store import place_labels, stored_occupancy
from pipeline.store.timeline import (
    Asked,
    evidence_named,
    evidence_of,
    places_of,
    state_named,
    states_asked,
    watched_zones,
)
from pipeline.store.upkeep import (
    STEP_S,
    OccupancySpan,
    Step,
    fitting_step,
    occupancy_spans,
    unsummed_spans,
)

AROUND_S = 120.0
"""So much of the time before and after an episode is shown with it."""

MOST_STEPS = 3600
"""A time of more steps is told by longer ones."""

STEPS: tuple[Step, ...] = ("second", "minute", "quarter")


@dataclass(frozen=True)
class Past:
    """The store of the watch of one site, as somebody looks back into it."""

    file: Path
    site_id: str

    @contextmanager
    def read(self) -> Iterator[Store]:
        """Give the store to be read; raises StorageError, for that of another site too."""
        with closing(open_to_read(self.file)) as store:
            refuse_other(store, self.site_id)
            yield store


def timeline(past: Past, asked: Asked) -> tuple[TimelineEntry, ...]:
    """Return what is asked for, the newest first, without places in the chain."""
    with past.read() as store:
        labels = place_labels(store)
        return tuple(entry_told(store, state, labels) for state in states_asked(store, asked))


def looked_up(past: Past, thing: str) -> TimelineEntry:
    """Return an event or fault with its places in the chain; raises UnknownNameError."""
    with past.read() as store:
        state = state_named(store, thing)
        if state is None:
            raise UnknownNameError(f"no event or fault {thing[:80]!r} in this store")
        return entry_told(store, state, place_labels(store), places_of(store, thing))


def evidence_found(past: Past, name: str) -> EvidenceFile:
    """Return what is known of a file of evidence; raises UnknownNameError."""
    with past.read() as store:
        file = evidence_named(store, name)
        if file is None:
            raise UnknownNameError(f"no evidence {name[:80]!r} in this store")
        return file


def entry_told(
    store: Store,
    state: State,
    labels: Mapping[str, Label],
    places: tuple[ChainPlace, ...] = (),
) -> TimelineEntry:
    """Return a state with what people call its place, and with its evidence."""
    where = state.zone_id if isinstance(state, CrowdingEvent) else state.camera_id
    thing, label = thing_of(state), labels.get(where, Label(where, where))
    if not isinstance(state, CrowdingEvent):
        return TimelineEntry(state, label, places)
    absent = _told(store, thing).get("absent", {})
    owed = rows(store, "SELECT 1 FROM owed_evidence WHERE thing = ?", (thing,))
    return TimelineEntry(state, label, places, evidence_of(store, thing), absent, bool(owed))


def _told(store: Store, thing: str) -> dict[str, Any]:
    """Return what the chain says of an episode's evidence, nothing where it was erased."""
    told: dict[str, Any] = json.loads(last_body(store, evidence_thing(thing)) or "{}")
    return told


def series_of(past: Past, zone_id: str, since_s: float, until_s: float) -> Series:
    """Return the counts of a zone by the second, or by minutes or quarters where those are gone.

    Raises UnknownNameError for a zone that this store does not have.
    """
    with past.read() as store:
        if zone_id not in {zone.id for zone in watched_zones(store)}:
            raise UnknownNameError(f"no zone {zone_id[:80]!r} in this store")
        return _series(store, zone_id, since_s, until_s)


def series_around(past: Past, thing: str, now_s: float) -> Series:
    """Return the counts of an episode's zone, from before its onset until after its end.

    Raises UnknownNameError, for a fault too, which has no counts.
    """
    with past.read() as store:
        state = state_named(store, thing)
        if not isinstance(state, CrowdingEvent):
            raise UnknownNameError(f"no event {thing[:80]!r} in this store")
        until_s = (now_s if state.end_s is None else state.end_s) + AROUND_S
        return _series(store, state.zone_id, state.start_s - AROUND_S, until_s)


def _series(store: Store, zone_id: str, since_s: float, until_s: float) -> Series:
    finest = fitting_step(since_s, until_s, MOST_STEPS)
    for step in STEPS[STEPS.index(finest) :]:
        if found := _rows(store, zone_id, step, since_s, until_s):
            return Series(zone_id, STEP_S[step], since_s, until_s, found[: 2 * MOST_STEPS])
    return Series(zone_id, STEP_S[finest], since_s, until_s, ())


def _rows(
    store: Store, zone_id: str, step: Step, since_s: float, until_s: float
) -> tuple[OccupancySecond, ...]:
    if step == "second":
        return stored_occupancy(store, zone_id, since_s, until_s)
    # Asked for first: what is summed up in between is then told twice, instead of not at all.
    fresh = unsummed_spans(store, zone_id, step, since_s, until_s)
    found = {one.start: one for one in occupancy_spans(store, zone_id, step, since_s, until_s)}
    for one in fresh:
        if one.start not in found or one.seconds >= found[one.start].seconds:
            found[one.start] = one
    return tuple(_of_span(found[start]) for start in sorted(found))


def _of_span(span: OccupancySpan) -> OccupancySecond:
    """Return a minute or quarter as if it were one long second; its tier is not kept."""
    quality: SecondQuality = "saturated" if span.saturated else "ok" if span.known else "fault"
    return OccupancySecond(
        span.zone_id, span.start, span.samples, span.people_max, span.people_mean, quality
    )
