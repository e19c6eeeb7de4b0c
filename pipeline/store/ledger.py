"""The ledger of hazards on disk: every change that was ever made, and what they came to.

`changes` is the ledger; SQLite itself refuses to alter or delete a row of it. `hazards` is what the
changes of each hazard came to, written in the same transaction, so that nobody need replay them.
Each change carries a digest over itself and the one before it.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.audit.hazard_form import source_document, source_of, with_words, words_document
from pipeline.audit.hazard_life import applied
from pipeline.domain.hazard import Change, Hazard, Recorded
from pipeline.domain.hazard_words import WORDED
from pipeline.domain.seal import canonical, seal
from pipeline.errors import LedgerError, StorageError
from pipeline.store.database import (
    Schema,
    open_store,
    open_to_read,
    rows,
    store_path,
    transaction,
)

Ledger: TypeAlias = sqlite3.Connection
"""An open ledger."""

LEDGER = Schema(
    "ledger",
    0x534C4C44,  # "SLLD"
    (
        """
        CREATE TABLE hazards (
            id TEXT PRIMARY KEY,
            site_id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (
                state IN
                ('registered', 'rectifying', 'review', 'supervised', 'waived', 'closed')
            ),
            due TEXT NOT NULL,
            revision INTEGER NOT NULL,
            document TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX hazards_by_site ON hazards (site_id, state);
        CREATE TABLE changes (
            hazard_id TEXT NOT NULL REFERENCES hazards (id) DEFERRABLE INITIALLY DEFERRED,
            number INTEGER NOT NULL,
            at TEXT NOT NULL,
            who TEXT NOT NULL CHECK (who != ''),
            action TEXT NOT NULL,
            why TEXT NOT NULL,
            data TEXT NOT NULL,
            key TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (hazard_id, number),
            UNIQUE (hazard_id, key)
        ) WITHOUT ROWID;
        CREATE TRIGGER changes_stay BEFORE UPDATE ON changes BEGIN
            SELECT RAISE (ABORT, 'a change in the ledger is never altered');
        END;
        CREATE TRIGGER changes_are_kept BEFORE DELETE ON changes BEGIN
            SELECT RAISE (ABORT, 'nothing in the ledger is deleted');
        END;
        CREATE TRIGGER hazards_are_kept BEFORE DELETE ON hazards BEGIN
            SELECT RAISE (ABORT, 'nothing in the ledger is deleted');
        END
        """,
        # The elements of a hazard may be words in both languages, which older programs cannot read.
        # Those that are one text stay so until an audit tells them anew; no row changes.
        "",
        # Outages of cameras: due by the hour, closed by recovery. Older programs know neither.
        "",
    ),
)

COLUMNS = "hazard_id, at, who, action, why, data, number, digest"


def open_ledger(path: Path, *, new: bool = True) -> Ledger:
    """Return a connection to the ledger at `path`; without `new` it must be there already.

    An empty file is none: whatever was in it is lost. Raises StorageError.
    """
    if not new and not path.exists():
        raise StorageError(f"{path}: there is no ledger; `sightline ledger import` makes one")
    if not new and path.is_file() and path.stat().st_size == 0:
        raise StorageError(f"{path}: is empty, and no ledger; put back the one that was there")
    return open_store(path, LEDGER)


def ledger_to_read(path: Path) -> Ledger:
    """Return a connection that reads the ledger at `path` and can change nothing of it.

    Raises StorageError, where there is none too.
    """
    return open_to_read(path, LEDGER)


def record(connection: Ledger, changes: Iterable[Change]) -> int:
    """Commit changes in one transaction, all or none; return how many were not there before."""
    with transaction(connection):
        return sum(put(connection, change) for change in changes)


def put(connection: Ledger, change: Change) -> bool:
    """Write one change within a transaction; False if that very change is there already.

    Raises LedgerError for one that the rules do not allow.
    """
    key = seal(asdict(change))
    query = "SELECT 1 FROM changes WHERE hazard_id = ? AND key = ?"
    if rows(connection, query, (change.hazard_id, key)):
        return False
    before = hazard_of(connection, change.hazard_id)
    after = applied(before, change)
    digest = chained(change, after.revision, _last_digest(connection, change.hazard_id))
    connection.execute(
        "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(change.hazard_id, after.revision, change.at, change.who, change.action, change.why),
            *(canonical(change.data), key, digest),
        ),
    )
    connection.execute(
        "INSERT INTO hazards VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " state = excluded.state, due = excluded.due, revision = excluded.revision,"
        " document = excluded.document",
        (after.id, after.site_id, after.state, after.due, after.revision, _document(after)),
    )
    return True


def chained(change: Change, number: int, before: str) -> str:
    """Return the digest of a change in its place: over itself, and the digest before it."""
    return seal({**asdict(change), "number": number, "before": before})


def hazard_of(connection: Ledger, hazard_id: str) -> Hazard | None:
    """Return a hazard as it stands, or None."""
    found = rows(connection, "SELECT document FROM hazards WHERE id = ?", (hazard_id,))
    return _hazard(found[0][0]) if found else None


def hazards_of(connection: Ledger, site_id: str | None = None) -> tuple[Hazard, ...]:
    """Return all hazards, or those of one site, by their ids."""
    query = "SELECT document FROM hazards WHERE site_id = coalesce(?, site_id) ORDER BY id"
    return tuple(_hazard(document) for (document,) in rows(connection, query, (site_id,)))


def history_of(connection: Ledger, hazard_id: str) -> tuple[Recorded, ...]:
    """Return the changes of a hazard, the first one first."""
    query = f"SELECT {COLUMNS} FROM changes WHERE hazard_id = ? ORDER BY number"
    return tuple(
        Recorded(Change(id_, at, who, action, why, json.loads(data)), number, digest)
        for id_, at, who, action, why, data, number, digest in rows(connection, query, (hazard_id,))
    )


def merge(connection: Ledger, history: Sequence[Recorded]) -> int:
    """Take over, within a transaction, what another ledger knows more of a hazard; return how much.

    Raises LedgerError when both have changed it since they last agreed, or when a change does not
    follow from those before it.
    """
    first = history[0].change.hazard_id
    ours = history_of(connection, first)
    for mine, theirs in zip(ours, history, strict=False):
        if mine.digest != theirs.digest:
            raise LedgerError(
                f"{first}：两本台账自第{mine.number}次变更起不一致，未合并",
                f"{first}: the ledgers differ from change {mine.number} on; it was not merged",
            )
    for theirs in history[len(ours) :]:
        put(connection, theirs.change)
        if _last_digest(connection, first) != theirs.digest:
            raise LedgerError(
                f"{first}：第{theirs.number}次变更与其校验值不符",
                f"{first}: change {theirs.number} was altered after it was written",
            )
    return max(0, len(history) - len(ours))


def broken_links(connection: Ledger) -> tuple[str, ...]:
    """Return the hazards whose history does not lead to what stands in the ledger, with where."""
    told = (_broken_at(connection, hazard) for hazard in hazards_of(connection))
    return tuple(place for place in told if place is not None)


def _broken_at(connection: Ledger, hazard: Hazard) -> str | None:
    """Return where the history of a hazard breaks off, or None if it leads to the hazard."""
    state, before = None, ""
    for number, each in enumerate(history_of(connection, hazard.id), start=1):
        place = f"{hazard.id} #{number}"
        if each.number != number or chained(each.change, number, before) != each.digest:
            return place
        try:
            state, before = applied(state, each.change), each.digest
        except LedgerError:
            return place
    return None if state is not None and _document(state) == _document(hazard) else hazard.id


def _last_digest(connection: Ledger, hazard_id: str) -> str:
    query = "SELECT digest FROM changes WHERE hazard_id = ? ORDER BY number DESC LIMIT 1"
    found = rows(connection, query, (hazard_id,))
    return found[0][0] if found else ""


def _document(hazard: Hazard) -> str:
    source = hazard.source and source_document(hazard.source)
    values = vars(hazard) | {"source": source}
    values |= {name: words_document(getattr(hazard, name)) for name in WORDED}
    return canonical(values)


def _hazard(document: str) -> Hazard:
    values: dict[str, Any] = with_words(json.loads(document))
    values["source"] = source_of(values["source"])
    values["evidence"] = tuple(values["evidence"])
    return Hazard(**values)


def evidence_folder(connection: Ledger) -> Path:
    """Return the folder beside a ledger in which its photographs and proofs lie."""
    path = store_path(connection)
    return path.with_name(f"{path.name}.evidence")
