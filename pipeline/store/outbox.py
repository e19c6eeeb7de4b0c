"""What is still to be told to whom: rows that wait in the store until a receiver has taken them.

A row is written in the transaction of its record, so that nothing is recorded without being owed;
it is settled after the receiver took it, so that it may be told twice, and never not at all.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.store.database import rows, transaction

Outcome = Literal["delivered", "void", "waiting"]


@dataclass(frozen=True)
class Posting:
    """Who is to be told of a record, and not before when.

    `may_lapse` of one that nobody needs once the event has gone on: a reminder, or an escalation.
    """

    receiver: str
    due_s: float
    may_lapse: bool = False
    round: int = 0


@dataclass(frozen=True)
class Owed:
    """A row of the outbox that is due, with the record that it is about."""

    number: int
    record: int
    thing: str
    revision: int
    body: str | None
    digest: str
    round: int
    may_lapse: bool
    attempts: int
    is_latest: bool
    was_told: bool


@dataclass(frozen=True)
class Settled:
    """What became of a row; one that goes on waiting is due again at `due_s`, after `trouble`."""

    number: int
    outcome: Outcome
    at_s: float
    due_s: float = 0.0
    trouble: str = ""
    again: Posting | None = None

    @property
    def was_tried(self) -> bool:
        """Whether the receiver was asked, which one that is put off for the night was not."""
        return self.outcome == "delivered" or bool(self.trouble)


@dataclass(frozen=True)
class Backlog:
    """How a receiver stands: how many rows wait, since when the oldest was due, what went last."""

    receiver: str
    waiting: int
    oldest_due_s: float | None
    delivered: int
    void: int
    trouble: str


def post(
    connection: sqlite3.Connection, record: int, thing: str, postings: Sequence[Posting]
) -> None:
    """Owe a record to its receivers, within the transaction that wrote it."""
    connection.executemany(
        "INSERT OR IGNORE INTO outbox (record, thing, receiver, round, may_lapse, due_s)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(record, thing, p.receiver, p.round, p.may_lapse, p.due_s) for p in postings],
    )


TOLD_AS_NUMBERS = ("may_lapse", "is_latest", "was_told")
"""Fields that SQLite tells as 0 or 1."""

DUE = """
    SELECT o.number, o.record, o.thing, c.revision, c.body, c.digest, o.round, o.may_lapse,
        o.attempts,
        NOT EXISTS (SELECT 1 FROM chain l WHERE l.thing = o.thing AND l.revision > c.revision),
        EXISTS (SELECT 1 FROM outbox t WHERE t.thing = o.thing AND t.receiver = o.receiver
            AND t.state = 'delivered')
    FROM outbox o JOIN chain c ON c.number = o.record
    WHERE o.receiver = ? AND o.state = 'waiting' AND o.due_s <= ?
        AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.thing = o.thing AND e.receiver = o.receiver
            AND e.number < o.number AND e.state = 'waiting' AND NOT e.may_lapse)
    ORDER BY o.due_s, o.number LIMIT ?
"""
"""Of each event the oldest first: nobody hears that a crowd has gone before it came."""


def due(connection: sqlite3.Connection, receiver: str, now_s: float, most: int) -> tuple[Owed, ...]:
    """Return what a receiver is to be told now, the longest due first, of each thing the oldest."""
    return tuple(_owed(row) for row in rows(connection, DUE, (receiver, now_s, most)))


def _owed(row: Sequence[Any]) -> Owed:
    values = dict(zip(Owed.__dataclass_fields__, row, strict=True))
    return Owed(**values | {name: bool(values[name]) for name in TOLD_AS_NUMBERS})


def settle(connection: sqlite3.Connection, settled: Iterable[Settled]) -> None:
    """Commit what became of rows in one transaction."""
    with transaction(connection):
        for one in settled:
            connection.execute(
                "UPDATE outbox SET state = ?, attempts = attempts + ?, trouble = ?,"
                " due_s = CASE ? WHEN 'waiting' THEN ? ELSE due_s END,"
                " done_s = CASE ? WHEN 'waiting' THEN NULL ELSE ? END WHERE number = ?",
                (
                    *(one.outcome, one.was_tried, one.trouble, one.outcome, one.due_s),
                    *(one.outcome, one.at_s, one.number),
                ),
            )
            if one.again is not None:
                query = "SELECT record, thing FROM outbox WHERE number = ?"
                record, thing = connection.execute(query, (one.number,)).fetchone()
                post(connection, record, thing, (one.again,))


def forget_others(connection: sqlite3.Connection, known: Sequence[str], now_s: float) -> None:
    """Owe nothing any more to receivers that are not known."""
    marks = ", ".join("?" * len(known))
    with transaction(connection):
        connection.execute(
            "UPDATE outbox SET state = 'void', trouble = 'no such receiver', done_s = ?"
            f" WHERE state = 'waiting' AND receiver NOT IN ({marks})",
            (now_s, *known),
        )


def backlogs(connection: sqlite3.Connection) -> tuple[Backlog, ...]:
    """Return how each receiver of whom the outbox knows stands, by id."""
    query = (
        "SELECT receiver, sum(state = 'waiting'),"
        " min(CASE state WHEN 'waiting' THEN due_s END), sum(state = 'delivered'),"
        " sum(state = 'void'), coalesce((SELECT trouble FROM outbox l WHERE l.receiver = o.receiver"
        " AND l.state = 'waiting' ORDER BY l.attempts DESC LIMIT 1), '')"
        " FROM outbox o GROUP BY receiver ORDER BY receiver"
    )
    return tuple(Backlog(*row) for row in rows(connection, query))
