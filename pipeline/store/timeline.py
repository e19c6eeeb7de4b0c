"""What a store tells whoever looks back: events and faults, newest first, and their records.

Nothing here writes, so that a connection that can only read is enough.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pipeline.domain.chain import State, state_of, thing_of
from pipeline.domain.crowding import CrowdingEvent, Tier
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.timeline import ChainPlace, EvidenceFile
from pipeline.store.chain import TOMBSTONE, Head
from pipeline.store.database import rows
from pipeline.store.event_store import event_of

Sort = Literal["crowding", "fault"]
SORTS: tuple[Sort, ...] = ("crowding", "fault")

ALWAYS_S = 1e12
"""A time behind all others."""

MOST_RECORDS = 200
"""So many records of the chain are read at once."""


@dataclass(frozen=True)
class Asked:
    """Which events and faults are asked for: of which sort, gates, tiers and time; None is any.

    `before` is the last one that was told already: its beginning, and the id of its thing.
    """

    sort: Sort | None = None
    gate_id: str | None = None
    tier: Tier | None = None
    since_s: float = 0.0
    until_s: float = ALWAYS_S
    before: tuple[float, str] = (ALWAYS_S, "")
    most: int = 50


def states_asked(connection: sqlite3.Connection, asked: Asked) -> tuple[State, ...]:
    """Return the events and faults that are asked for in their latest state, the newest first.

    Faults are those of cameras that watch the gate; they have no tier.
    """
    found: list[State] = []
    if asked.sort != "fault":
        found += _events(connection, asked)
    if asked.sort != "crowding" and asked.tier is None:
        found += _faults(connection, asked)
    newest = sorted(found, key=lambda state: (state.start_s, thing_of(state)), reverse=True)
    return tuple(newest[: asked.most])


GATE = "(?1 IS NULL OR {zone} = ?1 OR substr({zone}, 1, length(?1) + 1) = ?1 || '@')"
"""Whether a zone is one of a gate."""

SPAN = "start_s >= ?2 AND start_s < ?3 AND (start_s < ?4 OR (start_s = ?4 AND {thing} < ?5))"

EVENTS = (
    f"SELECT document FROM crowding_events WHERE {GATE.format(zone='zone_id')}"
    f" AND {SPAN.format(thing='id')} AND (?7 IS NULL OR peak_tier = ?7)"
    " ORDER BY start_s DESC, id DESC LIMIT ?6"
)
THING = "camera_id || '/' || kind || '/' || CAST(round(start_s * 1000) AS INTEGER)"
FAULTS = (
    "SELECT camera_id, kind, start_s, end_s, detail, detail_zh FROM health_faults f WHERE"
    " (?1 IS NULL OR EXISTS (SELECT 1 FROM zones z WHERE z.camera_id = f.camera_id"
    f" AND {GATE.format(zone='z.id')})) AND {SPAN.format(thing=THING)}"
    f" ORDER BY start_s DESC, {THING} DESC LIMIT ?6"
)


def _span(asked: Asked) -> tuple[object, ...]:
    return (asked.gate_id, asked.since_s, asked.until_s, *asked.before, asked.most)


def _events(connection: sqlite3.Connection, asked: Asked) -> list[CrowdingEvent]:
    found = rows(connection, EVENTS, (*_span(asked), asked.tier))
    return [event_of(json.loads(document)) for (document,) in found]


def _faults(connection: sqlite3.Connection, asked: Asked) -> list[HealthFault]:
    return [_fault(row) for row in rows(connection, FAULTS, _span(asked))]


def _fault(row: tuple[Any, ...]) -> HealthFault:
    camera_id, kind, start_s, end_s, en, zh = row
    return HealthFault(camera_id, kind, start_s, end_s, Label(zh or en, en))


def state_named(connection: sqlite3.Connection, thing: str) -> State | None:
    """Return the event or fault of an id in its latest state, None if the store has none."""
    events = rows(connection, "SELECT document FROM crowding_events WHERE id = ?", (thing,))
    if events:
        return event_of(json.loads(events[0][0]))
    query = (
        "SELECT camera_id, kind, start_s, end_s, detail, detail_zh FROM health_faults"
        f" WHERE camera_id = ? AND {THING} = ?"
    )
    found = rows(connection, query, (thing.partition("/")[0], thing))
    return _fault(found[0]) if found else None


def places_of(connection: sqlite3.Connection, thing: str) -> tuple[ChainPlace, ...]:
    """Return the places that a thing has in the chain, one for each of its states."""
    query = (
        "SELECT number, revision, digest, body IS NULL FROM chain WHERE thing = ? ORDER BY revision"
    )
    return tuple(
        ChainPlace(number, revision, digest, bool(is_erased))
        for number, revision, digest, is_erased in rows(connection, query, (thing,))
    )


def record_at(connection: sqlite3.Connection, number: int) -> str | None:
    """Return the digest of the record of a number, None behind the end of the chain."""
    found = rows(connection, "SELECT digest FROM chain WHERE number = ?", (number,))
    return found[0][0] if found else None


def chain_end(connection: sqlite3.Connection) -> Head:
    """Return the last record's number and digest; 0 and nothing of an empty chain."""
    query = "SELECT number, digest FROM chain ORDER BY number DESC LIMIT 1"
    found = rows(connection, query)
    return Head(*found[0]) if found else Head(0, "")


def told_after(
    connection: sqlite3.Connection, number: int, most: int = MOST_RECORDS
) -> tuple[tuple[ChainPlace, State], ...]:
    """Return the states of events and faults that were chained behind a number, in their order.

    Notes such as holds and accesses are none, and of what was erased there is no state any more.
    """
    query = (
        "SELECT number, revision, digest, body FROM chain WHERE number > ?"
        " AND body IS NOT NULL AND thing NOT GLOB '*:*' ORDER BY number LIMIT ?"
    )
    found = (
        (ChainPlace(number, revision, digest, is_erased=False), state_of(body))
        for number, revision, digest, body in rows(connection, query, (number, most))
    )
    return tuple((place, state) for place, state in found if state is not None)


FILES = (
    "SELECT thing, kind, name, sha256, bytes, taken_s, coalesce(ended_s, taken_s), erased_s, lost_s"
    " FROM evidence"
)


def evidence_of(connection: sqlite3.Connection, thing: str) -> tuple[EvidenceFile, ...]:
    """Return the files of evidence that there are of an episode, or were, by their names."""
    found = rows(connection, f"{FILES} WHERE thing = ? ORDER BY name", (thing,))
    return tuple(_file(connection, row) for row in found)


def evidence_named(connection: sqlite3.Connection, name: str) -> EvidenceFile | None:
    """Return a file of evidence by its name, None if the store has never had one."""
    found = rows(connection, f"{FILES} WHERE name = ?", (name,))
    return _file(connection, found[0]) if found else None


def _file(connection: sqlite3.Connection, row: Sequence[Any]) -> EvidenceFile:
    file = EvidenceFile(*row)
    return file if file.erased_s is None else replace(file, rule=_rule(connection, file.name))


def _rule(connection: sqlite3.Connection, name: str) -> str | None:
    """Return by which rule a file was erased, as its tombstone says."""
    query = "SELECT body FROM chain WHERE thing GLOB ? AND body LIKE ? ESCAPE '\\' ORDER BY number"
    like = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    told = [
        json.loads(body) for (body,) in rows(connection, query, (f"{TOMBSTONE}:*", f"%{like}%"))
    ]
    return next((str(one["rule"]) for one in told if name in one["names"]), None)


@dataclass(frozen=True)
class WatchedZone:
    """A zone of a store: in whose picture it lies, what it is called, and up to when it is known.

    Of one without a ground plane nobody knows how much is seen of it.
    """

    id: str
    camera_id: str
    label: Label
    known_s: float | None
    visible_m2: float | None
    max_measurable_p_m2: float | None

    @property
    def gate_id(self) -> str:
        """The gate that it is; where two cameras watch one, a zone is called ``GATE@CAMERA``."""
        return self.id.partition("@")[0]


def watched_zones(connection: sqlite3.Connection) -> tuple[WatchedZone, ...]:
    """Return the zones of a store, by their ids."""
    query = (
        "SELECT z.id, z.camera_id, z.name_zh, z.name_en, c.second, g.visible_m2,"
        " g.max_measurable_p_m2 FROM zones z LEFT JOIN checkpoints c ON c.zone_id = z.id"
        " LEFT JOIN grounds g ON g.zone_id = z.id ORDER BY z.id"
    )
    return tuple(
        WatchedZone(id_, camera_id, Label(zh, en), *rest)
        for id_, camera_id, zh, en, *rest in rows(connection, query)
    )
