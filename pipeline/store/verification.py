"""Whether a chain is what it was: from record to record, against a head, and with its tables."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.domain.chain import GENESIS, State, body_of, link, thing_of
from pipeline.store.chain import Head, Record, chain_records, erased_things, last_body
from pipeline.store.database import rows, store_path
from pipeline.store.event_store import stored_events, stored_faults
from pipeline.store.evidence_check import evidence_fault
from pipeline.store.evidence_upkeep import digest_of
from pipeline.store.retention import evidence_folder
from pipeline.store.seal_key import SignedHead, is_signed

Fault = Literal[
    "changed", "missing", "reordered", "erased", "truncated", "rewritten", "unsigned", "foreign",
    "table", "file", "manifest", "altered", "gone", "unproven", "key",
]  # fmt: skip
"""What can be wrong: `erased` without a tombstone, `truncated` or `rewritten` against a head,
`unsigned` or `foreign` of the head itself, `table` where a table says other than the chain, `file`
and `manifest` of an export, which another `key` has signed than the head; evidence is `altered`,
`gone` though nobody erased it, or `unproven`, where no record has it."""

Records = Callable[[int], Iterable[Record]]
"""Gives the records of a chain behind a number."""


@dataclass(frozen=True)
class Broken:
    """The first thing that is wrong: at which record, which thing's, and how."""

    fault: Fault
    number: int
    thing: str


@dataclass(frozen=True)
class Verification:
    """What was found: how many records, how many of them erased, the last digest, what is wrong.

    `against` is the head that it was held against, or None.
    """

    head: Head
    erased: int
    broken: Broken | None
    against: SignedHead | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken is None


def verify_store(connection: sqlite3.Connection, against: SignedHead | None) -> Verification:
    """Return whether the chain of a store holds, against a head if there is one."""
    found = verify_records(lambda after: chain_records(connection, after), against)
    (site,) = rows(connection, "SELECT id FROM site")[0:1] or ((None,),)
    if found.holds and against is not None and site[0] != against.site:
        return _with(found, Broken("foreign", against.number, against.site))
    if found.holds and (broken := _table_fault(connection) or _evidence_fault(connection)):
        return _with(found, broken)
    return found


def verify_records(records: Records, against: SignedHead | None) -> Verification:
    """Return whether a chain holds; `records` may be asked again."""
    if against is not None and not is_signed(against):
        broken = Broken("unsigned", against.number, against.site)
        return Verification(Head(0, GENESIS), 0, broken, against)
    head = Head(0, GENESIS)
    erased: list[Record] = []
    at_head: str | None = GENESIS if against is not None and against.number == 0 else None
    for record in records(0):
        if fault := _fault_of(record, head, records):
            broken = Broken(fault, head.number + 1, record.thing)
            return Verification(head, len(erased), broken, against)
        if record.body is None and not record.withheld:
            erased.append(record)
        head = Head(record.number, record.digest)
        if against is not None and record.number == against.number:
            at_head = record.digest
    broken_at = _erased_without_word(erased, records) or _against(head, at_head, against)
    return Verification(head, len(erased), broken_at, against)


def _with(found: Verification, broken: Broken) -> Verification:
    return Verification(found.head, found.erased, broken, found.against)


def _fault_of(record: Record, before: Head, records: Records) -> Fault | None:
    if record.number != before.number + 1:
        return "missing"
    if record.body is None or link(before.digest, record.id, record.body) == record.digest:
        return None
    is_moved = any(
        other.body is not None
        and other.number != record.number
        and link(before.digest, other.id, other.body) == other.digest
        for other in records(0)
    )
    return "reordered" if is_moved else "changed"


def _erased_without_word(erased: list[Record], records: Records) -> Broken | None:
    """Return the first record that was erased and that no tombstone names."""
    if not erased:
        return None
    named = erased_things(iter(records(0)))
    return next(
        (Broken("erased", one.number, one.thing) for one in erased if one.thing not in named), None
    )


def _against(head: Head, at_head: str | None, against: SignedHead | None) -> Broken | None:
    if against is None:
        return None
    if head.number < against.number:
        return Broken("truncated", head.number + 1, "")
    if at_head != against.digest:
        return Broken("rewritten", against.number, "")
    return None


def _table_fault(connection: sqlite3.Connection) -> Broken | None:
    """Return the first event or fault whose table does not say what the chain says of it last."""
    states: tuple[State, ...] = (*stored_events(connection), *stored_faults(connection))
    for state in states:
        body = last_body(connection, thing_of(state))
        # What was recorded before there was a chain is in none.
        if body is not None and body != body_of(state):
            number = _number_of(connection, thing_of(state))
            return Broken("table", number, thing_of(state))
    return next(_without_row(connection), None)


def _evidence_fault(connection: sqlite3.Connection) -> Broken | None:
    """Return the first file of evidence that is not what the chain says; each is read whole."""
    folder = evidence_folder(store_path(connection))
    live = [
        name for (name,) in rows(connection, "SELECT name FROM evidence WHERE erased_s IS NULL")
    ]
    found = evidence_fault(chain_records(connection), lambda name: digest_of(folder / name), live)
    return None if found is None else Broken(found.fault, found.number, found.name)


def _without_row(connection: sqlite3.Connection) -> Iterator[Broken]:
    """Yield chained events and faults that their table lacks, though nobody erased them."""
    states: tuple[State, ...] = (*stored_events(connection), *stored_faults(connection))
    known = {thing_of(state) for state in states}
    for record in chain_records(connection):
        if record.body is None or record.thing in known:
            continue
        if json.loads(record.body).get("record") in {"event", "fault"}:
            yield Broken("table", record.number, record.thing)


def _number_of(connection: sqlite3.Connection, thing: str) -> int:
    query = "SELECT max(number) FROM chain WHERE thing = ?"
    return int(rows(connection, query, (thing,))[0][0])
