"""What goes when its time is over, unless it is held; what went leaves a tombstone in the chain.

Whether something is held is asked in the transaction that deletes it, so that no hold comes too
late by a moment.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.chain import fault_thing
from pipeline.domain.retention import Jurisdiction
from pipeline.errors import InputError
from pipeline.store.chain import TOMBSTONE, chain_note
from pipeline.store.database import rows, store_path, transaction
from pipeline.store.removal import remove_files

DAY_S = 86_400.0
MOST_THINGS = 200
"""So many events go in one transaction, that no writer waits long."""
MOST_SECONDS = 50_000

UNHELD = (
    "NOT EXISTS (SELECT 1 FROM holds WHERE released_s IS NULL"
    " AND from_s <= {last} AND to_s >= {first})"
)
"""The condition of every deletion."""
ENDED = "coalesce(t.ended_s, t.taken_s)"
"""Until when a file of evidence shows."""
PROMISED = "as its manifest has promised"


@dataclass(frozen=True)
class Hold:
    """A time of which nothing is deleted, who said so and why."""

    number: int
    from_s: float
    to_s: float
    who: str
    why: str
    at_s: float
    released_s: float | None = None
    released_by: str | None = None
    released_why: str | None = None


def place_hold(
    connection: sqlite3.Connection, from_s: float, to_s: float, who: str, why: str, now_s: float
) -> int:
    """Keep all of a time until the hold is released; returns its number."""
    if not from_s <= to_s:
        raise InputError(f"a hold must end after it begins, got {from_s:g} to {to_s:g}")
    if not (who.strip() and why.strip()):
        raise InputError("a hold needs who and why")
    with transaction(connection):
        query = "INSERT INTO holds (from_s, to_s, who, why, at_s) VALUES (?, ?, ?, ?, ?)"
        number = connection.execute(query, (from_s, to_s, who, why, now_s)).lastrowid or 0
        told = {"from_s": from_s, "to_s": to_s, "who": who, "why": why, "at_s": now_s}
        chain_note(connection, f"hold:{number}", {"record": "hold", **told})
    return number


def release_hold(
    connection: sqlite3.Connection, number: int, who: str, why: str, now_s: float
) -> None:
    """Let a hold go; what its time has in it may be deleted again. Raises InputError."""
    if not (who.strip() and why.strip()):
        raise InputError("releasing a hold needs who and why")
    with transaction(connection):
        query = (
            "UPDATE holds SET released_s = ?, released_by = ?, released_why = ?"
            " WHERE number = ? AND released_s IS NULL"
        )
        if not connection.execute(query, (now_s, who, why, number)).rowcount:
            raise InputError(f"there is no hold {number} that is still in force")
        told = {"who": who, "why": why, "at_s": now_s}
        chain_note(connection, f"hold:{number}", {"record": "release", **told})


def holds(connection: sqlite3.Connection) -> tuple[Hold, ...]:
    """Return all holds, those that were released too."""
    return tuple(Hold(*row) for row in rows(connection, "SELECT * FROM holds ORDER BY number"))


def expire(connection: sqlite3.Connection, rules: Jurisdiction, who: str, now_s: float) -> int:
    """Delete all whose time is over and that is not held; return how much that was.

    Raises StorageError; what was deleted before stays deleted, with its tombstone.
    """
    kept = rules.retention
    gone = 0
    if kept.events_days is not None:
        before_s = now_s - kept.events_days * DAY_S
        gone += _expire_all(connection, before_s, rules.rule("events"), who, now_s)
    if kept.evidence_days is not None:
        before_s = now_s - kept.evidence_days * DAY_S
        rule = rules.rule("evidence")
        while some := erase_evidence(connection, before_s, rule, who, now_s):
            gone += some
    if rules.clips is not None:
        before_s = now_s - rules.clips.days * DAY_S
        while some := erase_evidence(
            connection, before_s, rules.clip_rule, who, now_s, kind="clip"
        ):
            gone += some
    for table, column, step_s, what in (
        ("occupancy", "second", 1, "seconds"),
        ("occupancy_minutes", "start", 60, "minutes"),
        ("occupancy_quarters", "start", 900, "quarters"),
    ):
        days = getattr(kept, f"{what}_days")
        if days is not None:
            before_s = now_s - days * DAY_S
            where = (table, column, step_s)
            gone += _expire_counts(connection, where, before_s, rules.rule(what), who, now_s)
    return gone


def _expire_all(
    connection: sqlite3.Connection, before_s: float, rule: str, who: str, now_s: float
) -> int:
    gone = 0
    while some := _expire_things(connection, before_s, rule, who, now_s):
        gone += some
    return gone


EXPIRED_EVENTS = (
    "SELECT id FROM crowding_events t WHERE end_s < ? AND NOT EXISTS"
    " (SELECT 1 FROM evidence e WHERE e.thing = t.id AND e.erased_s IS NULL) AND "
    + UNHELD.format(first="t.start_s", last="t.end_s")
    + " ORDER BY end_s LIMIT ?"
)
"""An episode stays as long as any of its evidence."""
EXPIRED_FAULTS = (
    "SELECT camera_id, kind, start_s FROM health_faults t WHERE end_s < ? AND "
    + UNHELD.format(first="t.start_s", last="t.end_s")
    + " ORDER BY end_s LIMIT ?"
)


def _expire_things(
    connection: sqlite3.Connection, before_s: float, rule: str, who: str, now_s: float
) -> int:
    """Delete some events and faults, and erase what the chain says of them.

    What a receiver has not taken by then is never told: the law goes before a dead machine.
    """
    with transaction(connection):
        events = connection.execute(EXPIRED_EVENTS, (before_s, MOST_THINGS)).fetchall()
        faults = connection.execute(EXPIRED_FAULTS, (before_s, MOST_THINGS)).fetchall()
        gone = [thing for (thing,) in events] + [fault_thing(*row) for row in faults]
        if not gone:
            return 0
        things = gone + _chained(connection, [f"evidence:{thing}" for (thing,) in events])
        connection.executemany("DELETE FROM owed_evidence WHERE thing = ?", events)
        connection.executemany("DELETE FROM crowding_events WHERE id = ?", events)
        connection.executemany(
            "DELETE FROM health_faults WHERE camera_id = ? AND kind = ? AND start_s = ?",
            faults,
        )
        each = [(thing,) for thing in things]
        connection.executemany("DELETE FROM outbox WHERE thing = ?", each)
        connection.executemany("UPDATE chain SET body = NULL WHERE thing = ?", each)
        _bury(connection, "events", things, len(gone), rule, who, now_s)
    return len(gone)


def _chained(connection: sqlite3.Connection, things: list[str]) -> list[str]:
    """Return those of some things that the chain has a record of."""
    query = "SELECT 1 FROM chain WHERE thing = ?"
    return [thing for thing in things if connection.execute(query, (thing,)).fetchone()]


def keep_promises(connection: sqlite3.Connection, who: str, now_s: float) -> int:
    """Delete evidence that was to be kept no longer, whoever's rules hold now; return how much."""
    gone = 0
    while some := erase_evidence(connection, now_s, PROMISED, who, now_s, promised=True):
        gone += some
    return gone


def erase_evidence(
    connection: sqlite3.Connection,
    before_s: float,
    rule: str,
    who: str,
    now_s: float,
    most: int = MOST_THINGS,
    kind: str | None = None,
    promised: bool = False,
) -> int:
    """Delete the oldest evidence from before a time that is not held; return how many files.

    Of one `kind`, if it is given; where `promised`, of what was to be kept until then at most. What
    shows a time is held if any of that time is.

    A file goes when the store has said so for good; one that a power cut leaves is found later.
    """
    folder = evidence_folder(store_path(connection))
    with transaction(connection):
        query = (
            "SELECT number, name FROM evidence t WHERE erased_s IS NULL"
            f" AND {'until_s' if promised else ENDED} < ? AND kind = coalesce(?, kind) AND "
            + UNHELD.format(first="t.taken_s", last=ENDED)
            + " ORDER BY taken_s LIMIT ?"
        )
        found = connection.execute(query, (before_s, kind, most)).fetchall()
        if not found:
            return 0
        connection.executemany(
            "UPDATE evidence SET erased_s = ? WHERE number = ?",
            [(now_s, number) for number, _ in found],
        )
        names = [name for _, name in found]
        _bury(connection, "evidence", [], len(found), rule, who, now_s, names)
    remove_files(folder / name for name in names)
    return len(found)


def evidence_folder(store: Path) -> Path:
    """Return the folder beside a store in which its evidence lies."""
    return store.with_name(f"{store.name}.evidence")


def _expire_counts(
    connection: sqlite3.Connection,
    where: tuple[str, str, int],
    before_s: float,
    rule: str,
    who: str,
    now_s: float,
) -> int:
    """Delete the counts of one series, some at a time; their tombstone says how many went."""
    table, column, step_s = where
    held = UNHELD.format(first=column, last=f"{column} + {step_s}")
    gone = 0
    for zone_id, summed in rows(connection, "SELECT zone_id, summed FROM checkpoints"):
        # No second goes before it is summed up.
        until_s = min(before_s, summed) if table == "occupancy" else before_s
        while True:
            with transaction(connection):
                query = (
                    f"DELETE FROM {table} WHERE zone_id = ? AND {column} IN (SELECT {column}"
                    f" FROM {table} WHERE zone_id = ? AND {column} < ? AND {held} LIMIT ?)"
                )
                values = (zone_id, zone_id, until_s, MOST_SECONDS)
                some = connection.execute(query, values).rowcount
                if some:
                    _bury(connection, table, [], some, rule, who, now_s)
            gone += some
            if some < MOST_SECONDS:
                break
    return gone


def _bury(
    connection: sqlite3.Connection,
    what: str,
    things: list[str],
    count: int,
    rule: str,
    who: str,
    now_s: float,
    names: list[str] | None = None,
) -> None:
    """Say in the chain what went, by whom, when and by which rule."""
    ((number,),) = rows(connection, "SELECT coalesce(max(number), 0) + 1 FROM chain")
    told = {"what": what, "things": things, "names": names or [], "count": count}
    by = {"who": who, "rule": rule, "at_s": now_s}
    chain_note(connection, f"{TOMBSTONE}:{number}", {"record": TOMBSTONE, **told, **by})
