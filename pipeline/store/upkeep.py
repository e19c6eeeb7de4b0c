"""Rates of years: seconds become minutes, minutes quarters of an hour, and the old ones go."""

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.store.database import rows, transaction

Step = Literal["second", "minute", "quarter"]
STEP_S: dict[Step, int] = {"second": 1, "minute": 60, "quarter": 900}
TABLES: dict[Step, str] = {"minute": "occupancy_minutes", "quarter": "occupancy_quarters"}
SETTLED_S = 120
"""A minute is summed up when it is over for so long: until then seconds may still come in."""
MOST_MINUTES = 1440
"""So much of one zone is summed up in one transaction, that no writer waits long."""


@dataclass(frozen=True)
class OccupancySpan:
    """One zone over a minute or a quarter of an hour from `start` (Unix seconds) on.

    Of `seconds` that were watched, `known` had somebody who could count, in so many `samples`;
    `saturated` of them were seconds in which there were at least so many people.
    """

    zone_id: str
    start: int
    seconds: int
    known: int
    samples: int
    saturated: int
    people_max: int | None
    people_mean: float | None


FROM_SECONDS = """
    INSERT INTO occupancy_minutes
    SELECT zone_id, second / 60 * 60, count(*), sum(samples > 0), sum(samples),
        sum(quality = 'saturated'), max(people_max),
        sum(people_mean * samples) / nullif(sum(samples), 0)
    FROM occupancy WHERE zone_id = ? AND second >= ? AND second < ?
    GROUP BY second / 60
    ON CONFLICT (zone_id, start) DO UPDATE SET seconds = excluded.seconds, known = excluded.known,
        samples = excluded.samples, saturated = excluded.saturated,
        people_max = excluded.people_max, people_mean = excluded.people_mean
"""
FROM_MINUTES = """
    INSERT INTO occupancy_quarters
    SELECT zone_id, start / 900 * 900, sum(seconds), sum(known), sum(samples), sum(saturated),
        max(people_max), sum(people_mean * samples) / nullif(sum(samples), 0)
    FROM occupancy_minutes WHERE zone_id = ? AND start >= ? AND start < ?
    GROUP BY start / 900
    ON CONFLICT (zone_id, start) DO UPDATE SET seconds = excluded.seconds, known = excluded.known,
        samples = excluded.samples, saturated = excluded.saturated,
        people_max = excluded.people_max, people_mean = excluded.people_mean
"""


def newest_second(connection: sqlite3.Connection) -> int | None:
    """Return the last second of which a store knows anything, or None."""
    ((second,),) = rows(connection, "SELECT max(second) FROM checkpoints")
    return None if second is None else int(second)


def sum_up(connection: sqlite3.Connection, now_s: float) -> int:
    """Sum up all seconds that are over, and return how many transactions that took.

    What was summed up before is taken up where it ended; a minute that is summed up twice is the
    same. Raises StorageError.
    """
    zones = [zone_id for (zone_id,) in rows(connection, "SELECT zone_id FROM checkpoints")]
    return sum(_sum_up_zone(connection, zone_id, int(now_s) - SETTLED_S) for zone_id in zones)


def _sum_up_zone(connection: sqlite3.Connection, zone_id: str, until: int) -> int:
    until = until // 60 * 60
    took = 0
    while (start := _next_minute(connection, zone_id)) is not None and start < until:
        end = min(until, start + 60 * MOST_MINUTES)
        with transaction(connection):
            connection.execute(FROM_SECONDS, (zone_id, start, end))
            connection.execute(FROM_MINUTES, (zone_id, start // 900 * 900, _quarter_end(end)))
            query = "UPDATE checkpoints SET summed = ? WHERE zone_id = ?"
            connection.execute(query, (end, zone_id))
        took += 1
    return took


def _quarter_end(end: int) -> int:
    """Return where the last quarter ends that has a minute from before a time in it."""
    return -(-end // 900) * 900


def _next_minute(connection: sqlite3.Connection, zone_id: str) -> int | None:
    """Return where the first second lies that no minute holds, or None if there is none."""
    query = (
        "SELECT min(second) FROM occupancy WHERE zone_id = ?1"
        " AND second >= (SELECT summed FROM checkpoints WHERE zone_id = ?1)"
    )
    ((second,),) = rows(connection, query, (zone_id,))
    return None if second is None else int(second) // 60 * 60


def occupancy_spans(
    connection: sqlite3.Connection, zone_id: str, step: Step, since_s: float, until_s: float
) -> tuple[OccupancySpan, ...]:
    """Return a zone's minutes or quarters that begin in a time, in their order."""
    query = f"SELECT * FROM {TABLES[step]} WHERE zone_id = ? AND start >= ? AND start < ?"
    found = rows(connection, f"{query} ORDER BY start", (zone_id, since_s, until_s))
    return tuple(OccupancySpan(*row) for row in found)


UNSUMMED = """
    SELECT zone_id, second / ?2 * ?2 AS start, count(*), sum(samples > 0), sum(samples),
        sum(quality = 'saturated'), max(people_max),
        sum(people_mean * samples) / nullif(sum(samples), 0)
    FROM occupancy WHERE zone_id = ?1 AND second < ?4 AND second >= max(?3,
        (SELECT coalesce(max(summed), 0) / ?2 * ?2 FROM checkpoints WHERE zone_id = ?1))
    GROUP BY start ORDER BY start
"""


def unsummed_spans(
    connection: sqlite3.Connection, zone_id: str, step: Step, since_s: float, until_s: float
) -> tuple[OccupancySpan, ...]:
    """Return the minutes or quarters that begin in a time and are not summed up as a whole yet.

    They are reckoned from the seconds that are there.
    """
    step_s = STEP_S[step]
    first, last = (math.ceil(each / step_s) * step_s for each in (since_s, until_s))
    found = rows(connection, UNSUMMED, (zone_id, step_s, first, last))
    return tuple(OccupancySpan(*row) for row in found)


def fitting_step(since_s: float, until_s: float, most: int = 2000) -> Step:
    """Return the finest step of which a time has no more than `most`.

    >>> fitting_step(0, 600), fitting_step(0, 86400), fitting_step(0, 31536000)
    ('second', 'minute', 'quarter')
    """
    steps: Sequence[Step] = ("second", "minute")
    return next((step for step in steps if (until_s - since_s) / STEP_S[step] <= most), "quarter")
