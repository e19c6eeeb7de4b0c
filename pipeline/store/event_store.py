"""What a watch leaves in its store: occupancy by the second, episodes of crowding, faults."""

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, TypeAlias

from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.errors import StorageError
from pipeline.store.database import rows, store_path, transaction

Change: TypeAlias = CrowdingEvent | HealthFault
"""A state that replaces the earlier one of the same event or fault."""


SecondQuality: TypeAlias = Literal["ok", "saturated", "fault"]


@dataclass(frozen=True)
class OccupancySecond:
    """One zone in one second: of how many samples, the most people and their mean.

    `second` is Unix time. In a second of quality ``fault`` nobody could count: it has no
    samples and no people; in one of quality ``saturated`` there were at least so many in some
    sample. A second without a row was not watched at all.
    """

    zone_id: str
    second: int
    samples: int
    people_max: int | None
    people_mean: float | None
    quality: SecondQuality


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


def record_batch(
    connection: sqlite3.Connection,
    occupancy: Sequence[Occupancy] = (),
    changes: Iterable[Change] = (),
) -> None:
    """Commit occupancy and changed events and faults in one transaction: all of it, or none.

    Whole seconds must be given: of two batches with the same second the one with more samples
    is kept, so that a batch given twice changes nothing. An event or fault replaces its earlier
    state.
    """
    with transaction(connection):
        connection.executemany(
            "INSERT INTO occupancy VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (zone_id, second)"
            " DO UPDATE SET samples = excluded.samples, people_max = excluded.people_max,"
            " people_mean = excluded.people_mean, quality = excluded.quality"
            " WHERE excluded.samples > occupancy.samples",
            [
                (row.zone_id, row.second, row.samples, row.people_max, row.people_mean, row.quality)
                for row in seconds(occupancy)
            ],
        )
        for change in changes:
            if isinstance(change, CrowdingEvent):
                _put_event(connection, change)
            else:
                _put_fault(connection, change)


def seconds(occupancy: Iterable[Occupancy]) -> tuple[OccupancySecond, ...]:
    """Return one entry for each zone and second, in the order of time.

    >>> two = (Occupancy(7.2, "gate", 3), Occupancy(7.7, "gate", 4))
    >>> seconds(two)[0].people_max, seconds(two)[0].people_mean
    (4, 3.5)
    """
    counts: dict[tuple[int, str], list[int]] = defaultdict(list)
    full: set[tuple[int, str]] = set()
    for one in occupancy:
        at = math.floor(one.t_s), one.zone_id
        known = counts[at]
        if one.count is not None and one.quality == "ok":
            known.append(one.count)
            if one.saturated:
                full.add(at)
    return tuple(_second(*at, known, at in full) for at, known in sorted(counts.items()))


def _second(second: int, zone_id: str, counts: list[int], saturated: bool) -> OccupancySecond:
    if not counts:
        return OccupancySecond(zone_id, second, 0, None, None, "fault")
    mean = sum(counts) / len(counts)
    quality: SecondQuality = "saturated" if saturated else "ok"
    return OccupancySecond(zone_id, second, len(counts), max(counts), mean, quality)


def stored_occupancy(
    connection: sqlite3.Connection, zone_id: str, since_s: float = 0.0
) -> tuple[OccupancySecond, ...]:
    """Return the seconds of one zone from `since_s` on, in the order of time."""
    query = "SELECT * FROM occupancy WHERE zone_id = ? AND second >= ? ORDER BY second"
    return tuple(OccupancySecond(*row) for row in rows(connection, query, (zone_id, since_s)))


def stored_events(connection: sqlite3.Connection) -> tuple[CrowdingEvent, ...]:
    """Return all episodes of crowding in their latest state, in the order of their onset."""
    query = "SELECT document FROM crowding_events ORDER BY start_s, id"
    return tuple(_event(json.loads(document)) for (document,) in rows(connection, query))


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


def close_what_was_left_open(connection: sqlite3.Connection) -> tuple[Change, ...]:
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
    record_batch(connection, changes=closed)
    return closed


def _last_known_s(connection: sqlite3.Connection, change: Change) -> float:
    """Return the last second recorded of the zone or camera, but no time before the change."""
    if isinstance(change, CrowdingEvent):
        zone_ids, least_s = [(change.zone_id,)], change.changes[-1].t_s
    else:
        query = "SELECT id FROM zones WHERE camera_id = ?"
        zone_ids, least_s = rows(connection, query, (change.camera_id,)), change.start_s
    # One query a zone: SQLite finds each maximum by one look at the index.
    newest = "SELECT max(second) FROM occupancy WHERE zone_id = ?"
    found = [rows(connection, newest, zone_id)[0][0] for zone_id in zone_ids]
    return max([least_s, *(float(second) for second in found if second is not None)])


def _put_event(connection: sqlite3.Connection, event: CrowdingEvent) -> None:
    document = json.dumps(asdict(event), sort_keys=True)
    connection.execute(
        "INSERT INTO crowding_events VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
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


def _event(document: dict[str, Any]) -> CrowdingEvent:
    changes = tuple(TierChange(**change) for change in document.pop("changes"))
    return CrowdingEvent(**document, changes=changes)
