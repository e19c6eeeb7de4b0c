"""What a watch leaves in its store: occupancy by the second, episodes of crowding, faults."""

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, fields, replace
from typing import Any, TypeAlias

from pipeline.domain.chain import thing_of
from pipeline.domain.crowding import WORST_FIRST, CrowdingEvent, PictureZone, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.occupancy_second import OccupancySecond, SecondQuality
from pipeline.domain.people_density import ZoneGround
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.errors import StorageError
from pipeline.store.chain import chain_state
from pipeline.store.database import rows, store_path, transaction
from pipeline.store.episode_evidence import owe_evidence
from pipeline.store.outbox import Posting, post

Change: TypeAlias = CrowdingEvent | HealthFault
"""A state that replaces the earlier one of the same event or fault."""


Address: TypeAlias = Callable[[Change], Sequence[Posting]]
"""Says who is to hear of a state, and when."""


def nobody(_: Change) -> tuple[Posting, ...]:
    """Address nobody."""
    return ()


COLUMNS = tuple(field.name for field in fields(OccupancySecond))
"""Of the table, which are ours and no user's."""

REPLACED = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])


def record_zones(
    connection: sqlite3.Connection,
    site_id: str,
    camera_labels: Mapping[str, Label],
    zones: Mapping[str, Sequence[PictureZone]],
) -> None:
    """Make a site's cameras and zones known, by camera id; what follows refers to them.

    Ids are unique in a site only. Raises StorageError for the store of another one, whose
    gates may be called the same.
    """
    with transaction(connection):
        connection.execute("INSERT OR IGNORE INTO site VALUES (?)", (site_id,))
        if others := rows(connection, "SELECT id FROM site WHERE id != ?", (site_id,)):
            raise StorageError(
                f"{store_path(connection)}: holds the watch of site {others[0][0]},"
                f" not of {site_id}; give this one another --store"
            )
        connection.executemany(
            "INSERT INTO cameras VALUES (?, ?, ?) ON CONFLICT (id)"
            " DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en",
            [(camera_id, label.zh, label.en) for camera_id, label in camera_labels.items()],
        )
        connection.executemany(
            "INSERT INTO zones VALUES (?, ?, ?, ?) ON CONFLICT (id)"
            " DO UPDATE SET camera_id = excluded.camera_id,"
            " name_zh = excluded.name_zh, name_en = excluded.name_en",
            [
                (zone.id, camera_id, zone.label.zh, zone.label.en)
                for camera_id, watched in zones.items()
                for zone in watched
            ],
        )


def record_grounds(connection: sqlite3.Connection, grounds: Iterable[ZoneGround]) -> None:
    """Keep how much ground is seen of each zone, and up to which density; others have none."""
    with transaction(connection):
        connection.execute("DELETE FROM grounds")
        connection.executemany(
            "INSERT INTO grounds VALUES (?, ?, ?)",
            [
                (ground.zone_id, ground.visible_m2, ground.curve.max_measurable_p_m2)
                for ground in grounds
            ],
        )


def record_batch(
    connection: sqlite3.Connection,
    moments: Sequence[ZoneMoment] = (),
    changes: Iterable[Change] = (),
    address: Address = nobody,
    *,
    owes_evidence: bool = False,
) -> None:
    """Commit moments of zones and changed events and faults in one transaction: all of it, or none.

    Whole seconds must be given: of two batches with the same second the one with more samples
    is kept, so that a batch given twice changes nothing. An event or fault replaces its earlier
    state; each state is chained, and lies in the outbox for whom `address` names, once. With
    `owes_evidence` each episode is noted as one that is to have evidence.
    """
    with transaction(connection):
        connection.executemany(
            f"INSERT INTO occupancy ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
            f" ON CONFLICT (zone_id, second) DO UPDATE SET {REPLACED}"
            " WHERE excluded.samples > occupancy.samples",
            [astuple(row) for row in seconds(moments)],
        )
        _put_checkpoints(connection, moments)
        for change in changes:
            number = chain_state(connection, change)
            if number is None:
                continue  # It was recorded before, and perhaps another state since.
            post(connection, number, thing_of(change), address(change))
            if isinstance(change, CrowdingEvent):
                _put_event(connection, change)
                if owes_evidence:
                    owe_evidence(connection, change)
            else:
                _put_fault(connection, change)


def seconds(moments: Iterable[ZoneMoment]) -> tuple[OccupancySecond, ...]:
    """Return one entry for each zone and second, in the order of time.

    >>> from pipeline.domain.crowding import Occupancy
    >>> two = [ZoneMoment(Occupancy(t_s, "gate", n), "none") for t_s, n in ((7.2, 3), (7.7, 4))]
    >>> seconds(two)[0].people_max, seconds(two)[0].people_mean
    (4, 3.5)
    """
    within: dict[tuple[int, str], list[ZoneMoment]] = defaultdict(list)
    for one in moments:
        within[math.floor(one.occupancy.t_s), one.occupancy.zone_id].append(one)
    return tuple(_second(*at, those) for at, those in sorted(within.items()))


def _second(second: int, zone_id: str, moments: list[ZoneMoment]) -> OccupancySecond:
    good = [one.occupancy for one in moments if one.occupancy.quality == "ok"]
    counts = [one.count for one in good if one.count is not None]
    densities = [one.density_p_m2 for one in good if one.density_p_m2 is not None]
    saturated = any(one.saturated for one in good)
    quality: SecondQuality = "saturated" if saturated else "ok" if counts else "fault"
    return OccupancySecond(
        zone_id,
        second,
        len(counts),
        max(counts, default=None),
        _mean(counts),
        quality,
        None if saturated else _mean(densities),
        max((one.peak_p_m2 for one in good if one.peak_p_m2 is not None), default=None),
        min((one.tier for one in moments), key=WORST_FIRST.index),
        _sum(one.people_in for one in moments),
        _sum(one.people_out for one in moments),
    )


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Return the sum of what is known, None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def stored_occupancy(
    connection: sqlite3.Connection,
    zone_id: str,
    since_s: float = 0.0,
    until_s: float = math.inf,
) -> tuple[OccupancySecond, ...]:
    """Return the seconds of one zone from `since_s` on and before `until_s`, in their order."""
    query = (
        f"SELECT {', '.join(COLUMNS)} FROM occupancy WHERE zone_id = ? AND second >= ?"
        " AND second < ? ORDER BY second"
    )
    found = rows(connection, query, (zone_id, since_s, until_s))
    return tuple(OccupancySecond(*row) for row in found)


def known_until(connection: sqlite3.Connection, zone_id: str) -> float:
    """Return the last second that is recorded of a zone, -inf of one that was never watched."""
    query = "SELECT second FROM checkpoints WHERE zone_id = ?"
    found = rows(connection, query, (zone_id,))
    return float(found[0][0]) if found else -math.inf


def place_labels(connection: sqlite3.Connection) -> dict[str, Label]:
    """Return what people call the cameras and zones of a store, by id; a zone's name goes first."""
    query = (
        "SELECT id, name_zh, name_en FROM cameras UNION ALL SELECT id, name_zh, name_en FROM zones"
    )
    return {thing_id: Label(zh, en) for thing_id, zh, en in rows(connection, query)}


def stored_events(connection: sqlite3.Connection) -> tuple[CrowdingEvent, ...]:
    """Return all episodes of crowding in their latest state, in the order of their onset."""
    query = "SELECT document FROM crowding_events ORDER BY start_s, id"
    return tuple(event_of(json.loads(document)) for (document,) in rows(connection, query))


def stored_event(connection: sqlite3.Connection, event_id: str) -> CrowdingEvent | None:
    """Return an episode in its latest state, or None."""
    found = rows(connection, "SELECT document FROM crowding_events WHERE id = ?", (event_id,))
    return event_of(json.loads(found[0][0])) if found else None


def stored_faults(connection: sqlite3.Connection) -> tuple[HealthFault, ...]:
    """Return all faults in their latest state, in the order of their beginning."""
    query = (
        "SELECT camera_id, kind, start_s, end_s, detail, detail_zh FROM health_faults"
        " ORDER BY start_s, camera_id, kind"
    )
    # Of a fault that an older Sightline has recorded the English words are all there is.
    return tuple(
        HealthFault(camera_id, kind, start_s, end_s, Label(zh or en, en))
        for camera_id, kind, start_s, end_s, en, zh in rows(connection, query)
    )


def close_what_was_left_open(
    connection: sqlite3.Connection, address: Address = nobody
) -> tuple[Change, ...]:
    """End the events and faults of a watch that died, and return them as they are now.

    Each ends with the last second that the dead watch recorded of its zone or camera, for
    nobody knows more; the event as interrupted.
    """
    events = (
        replace(event, end_s=_last_known_s(connection, event), status="interrupted")
        for event in stored_events(connection)
        if event.status == "open"
    )
    faults = (
        replace(fault, end_s=_last_known_s(connection, fault))
        for fault in stored_faults(connection)
        if fault.end_s is None
    )
    closed: tuple[Change, ...] = (*events, *faults)
    record_batch(connection, changes=closed, address=address)
    return closed


def _least_end_s(change: Change) -> float:
    """Return a time before which an event or fault cannot have ended."""
    if isinstance(change, CrowdingEvent):
        return change.changes[-1].t_s if change.changes else change.peak_s
    return change.start_s


def _last_known_s(connection: sqlite3.Connection, change: Change) -> float:
    """Return the last second recorded of the zone or camera, but no time before the change."""
    if isinstance(change, CrowdingEvent):
        zone_ids = [(change.zone_id,)]
    else:
        query = "SELECT id FROM zones WHERE camera_id = ?"
        zone_ids = rows(connection, query, (change.camera_id,))
    newest = "SELECT second FROM checkpoints WHERE zone_id = ?"
    found = [row for zone_id in zone_ids for row in rows(connection, newest, zone_id)]
    return max([_least_end_s(change), *(float(second) for (second,) in found)])


def _put_checkpoints(connection: sqlite3.Connection, moments: Sequence[ZoneMoment]) -> None:
    """Keep how far each zone was watched, which outlives the seconds themselves."""
    seen: dict[str, list[int]] = defaultdict(list)
    for one in moments:
        seen[one.occupancy.zone_id].append(math.floor(one.occupancy.t_s))
    connection.executemany(
        # Seconds that come late are summed up again.
        "INSERT INTO checkpoints VALUES (?, ?, ?) ON CONFLICT (zone_id) DO UPDATE SET"
        " second = max(second, excluded.second), summed = min(summed, excluded.summed)",
        [(zone_id, max(at), min(at)) for zone_id, at in sorted(seen.items())],
    )


def _put_event(connection: sqlite3.Connection, event: CrowdingEvent) -> None:
    document = json.dumps(asdict(event), sort_keys=True)
    connection.execute(
        "INSERT INTO crowding_events VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " end_s = excluded.end_s, status = excluded.status, peak_tier = excluded.peak_tier,"
        " document = excluded.document",
        (
            event.id,
            event.zone_id,
            event.start_s,
            event.end_s,
            event.status,
            event.peak_tier,
            document,
            event.kind,
        ),
    )


def _put_fault(connection: sqlite3.Connection, fault: HealthFault) -> None:
    connection.execute(
        "INSERT INTO health_faults VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (camera_id, start_s, kind)"
        " DO UPDATE SET end_s = excluded.end_s, detail = excluded.detail,"
        " detail_zh = excluded.detail_zh",
        (
            fault.camera_id,
            fault.kind,
            fault.start_s,
            fault.end_s,
            fault.detail.en,
            fault.detail.zh,
        ),
    )


def event_of(document: dict[str, Any]) -> CrowdingEvent:
    """Return the episode that a row of the store holds."""
    changes = tuple(TierChange(**change) for change in document.pop("changes"))
    return CrowdingEvent(**document, changes=changes)
