"""The chain in the store of a watch: every state of every event and fault, in the order of record.

A record is never changed. Its body may be erased when its time is over; its place in the chain
stays, and a later record, a tombstone, says who erased it and by which rule.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.domain.chain import GENESIS, State, body_of, link, thing_of, whole
from pipeline.domain.seal import canonical
from pipeline.store.database import rows

TOMBSTONE = "tombstone"


@dataclass(frozen=True)
class Record:
    """One link: the `revision`-th state of a thing; `body` is None once it was erased.

    Of one that an export has `withheld` the body is None as well: it is none of the asker's affair.
    """

    number: int
    thing: str
    revision: int
    body: str | None
    digest: str
    withheld: bool = False

    @property
    def id(self) -> str:
        """The same for the same state of the same thing, whoever records it, and when."""
        return record_id(self.thing, self.revision)


@dataclass(frozen=True)
class Head:
    """The last record of a chain: how many there are, and the digest of the last."""

    number: int
    digest: str


def record_id(thing: str, revision: int) -> str:
    """Return the id of a thing's state.

    >>> record_id("gate-0000100.000", 2)
    'gate-0000100.000#2'
    """
    return f"{thing}#{revision}"


def chain_state(connection: sqlite3.Connection, state: State) -> int | None:
    """Append a state within a transaction and return its number, or None if it is there already."""
    return append(connection, thing_of(state), body_of(state))


def chain_note(
    connection: sqlite3.Connection, thing: str, document: Mapping[str, Any]
) -> int | None:
    """Append a note that is no event, such as a hold or a tombstone, within a transaction.

    Its thing has a colon in it, which no id of an event or a fault has.
    """
    return append(connection, thing, canonical(whole(document)))


def append(connection: sqlite3.Connection, thing: str, body: str) -> int | None:
    """Append a record within a transaction; None if the thing has that very record already."""
    sha256 = hashlib.sha256(body.encode("utf-8")).hexdigest()
    query = "SELECT 1 FROM chain WHERE thing = ? AND body_sha256 = ?"
    if connection.execute(query, (thing, sha256)).fetchone():
        return None
    last = "SELECT coalesce(max(revision), 0) + 1 FROM chain WHERE thing = ?"
    (revision,) = connection.execute(last, (thing,)).fetchone()
    head = chain_head(connection)
    number = head.number + 1
    digest = link(head.digest, record_id(thing, revision), body)
    row = (number, thing, revision, body, sha256, digest)
    connection.execute("INSERT INTO chain VALUES (?, ?, ?, ?, ?, ?)", row)
    return number


def chain_head(connection: sqlite3.Connection) -> Head:
    """Return the last record's number and digest; 0 and zeros of an empty chain."""
    query = "SELECT number, digest FROM chain ORDER BY number DESC LIMIT 1"
    found = connection.execute(query).fetchone()
    return Head(*found) if found else Head(0, GENESIS)


def chain_records(connection: sqlite3.Connection, after: int = 0) -> Iterator[Record]:
    """Yield the records behind a number, in the order of their numbers."""
    query = (
        "SELECT number, thing, revision, body, digest FROM chain WHERE number > ?"
        " ORDER BY number LIMIT 10000"
    )
    while found := rows(connection, query, (after,)):
        yield from (Record(*row) for row in found)
        after = found[-1][0]


def last_body(connection: sqlite3.Connection, thing: str) -> str | None:
    """Return the latest state that the chain has of a thing, if it has one that is not erased."""
    query = "SELECT body FROM chain WHERE thing = ? ORDER BY revision DESC LIMIT 1"
    found = rows(connection, query, (thing,))
    return found[0][0] if found else None


def erased_things(records: Iterator[Record]) -> set[str]:
    """Return the things that tombstones among some records name."""
    bodies = (json.loads(record.body) for record in records if record.body is not None)
    return {thing for body in bodies if body.get("record") == TOMBSTONE for thing in body["things"]}
