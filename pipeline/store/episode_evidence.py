"""Evidence of an episode: its files beside the store, their hashes in the chain.

The manifest goes first and says what is to come, then the files, then all is committed at once.
So whoever is killed between leaves what the next one can take up: nothing that is whole is lost,
and nothing else stays (`store/evidence_upkeep.py`). What cannot be written is left out, and the
record says so; the episode itself was recorded long before.
"""

import errno
import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.evidence import (
    ABSENCES,
    KINDS,
    Absence,
    EvidenceKind,
    Piece,
    Span,
    file_name,
)
from pipeline.errors import StorageError
from pipeline.store.atomic import atomic_write
from pipeline.store.chain import chain_note
from pipeline.store.database import rows, store_path, transaction
from pipeline.store.removal import remove_files
from pipeline.store.retention import evidence_folder

FORMAT = 1
HOUR_S = 3600.0
RECORD = "evidence"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is to be kept of an episode of a zone: pieces, and why others are absent.

    `about` is what the manifest says besides: whole numbers, texts, truths and rows of these.
    """

    thing: str
    zone_id: str
    span: Span
    pieces: tuple[Piece, ...]
    absent: Mapping[EvidenceKind, Absence]
    about: Mapping[str, Any]


def evidence_thing(thing: str) -> str:
    """Return under which name the chain records the evidence of an episode.

    >>> evidence_thing("gate-0000100.000")
    'evidence:gate-0000100.000'
    """
    return f"{RECORD}:{thing}"


def owe_evidence(connection: sqlite3.Connection, event: CrowdingEvent) -> None:
    """Note within a transaction that an episode is to have evidence, unless it has."""
    connection.execute(
        "INSERT OR IGNORE INTO owed_evidence SELECT ?, ?"
        " WHERE NOT EXISTS (SELECT 1 FROM chain WHERE thing = ?)",
        (event.id, event.zone_id, evidence_thing(event.id)),
    )


def owed_evidence(connection: sqlite3.Connection) -> tuple[tuple[str, str], ...]:
    """Return the episodes that are still to have evidence, each with its zone."""
    found = rows(connection, "SELECT thing, zone_id FROM owed_evidence ORDER BY thing")
    return tuple((thing, zone_id) for thing, zone_id in found)


def keep_evidence(connection: sqlite3.Connection, given: Evidence) -> dict[EvidenceKind, Absence]:
    """Write evidence and commit it; return why what is absent is.

    Raises StorageError where the record itself could not be committed; then the same call may be
    made again, and what was written is taken up by the next watch if it is not.
    """
    folder = evidence_folder(store_path(connection))
    absent = dict(given.absent)
    intent = _manifest(given, {piece.kind: _told(given, piece) for piece in given.pieces}, absent)
    manifest = folder / file_name(given.thing, "manifest")
    failed = _failure(manifest, intent)
    kept: dict[str, Any] = {}
    for piece in sorted(given.pieces, key=lambda one: KINDS.index(one.kind)):
        path = folder / file_name(given.thing, piece.kind)
        reason = failed or _failure(path, piece.data)
        if reason is None:
            kept[piece.kind] = _told(given, piece)
        else:
            absent[piece.kind] = reason
    commit(connection, given.thing, _manifest(given, kept, absent), intent if not failed else None)
    return absent


def commit(
    connection: sqlite3.Connection, thing: str, document: bytes, written: bytes | None
) -> None:
    """Bring a manifest on disk in line with what is there, and commit rows and record at once.

    `written` is what the manifest on the disk says now, None where there is none.
    """
    folder = evidence_folder(store_path(connection))
    path = folder / file_name(thing, "manifest")
    told = json.loads(document)
    files: dict[str, Any] = dict(told["files"])
    is_there = written is not None and (written == document or _failure(path, document) is None)
    if is_there:
        files["manifest"] = _file(path.name, document, Span(told["first_ms"], told["last_ms"]))
    elif written is not None:
        remove_files([path])
    with transaction(connection):
        _record(connection, thing, told, files)


def _record(
    connection: sqlite3.Connection, thing: str, told: Mapping[str, Any], files: Mapping[str, Any]
) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO evidence"
        " (thing, kind, name, sha256, bytes, taken_s, ended_s, until_s)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(thing, kind, file["name"], file["sha256"], file["bytes"]),
                *(file["first_ms"] / 1000, file["last_ms"] / 1000, _until_s(file)),
            )
            for kind, file in files.items()
        ],
    )
    known = {name: told[name] for name in ("zone", "first_ms", "last_ms")}
    absent = {kind: one["reason"] for kind, one in told["absent"].items()}
    note = {"record": RECORD, "event": thing, **known, "files": files, "absent": absent}
    chain_note(connection, evidence_thing(thing), note)
    connection.execute("DELETE FROM owed_evidence WHERE thing = ?", (thing,))


def _until_s(file: Mapping[str, Any]) -> float | None:
    """Return until when a file may be kept at most, as its manifest has promised."""
    hours = file.get("kept_hours")
    return None if hours is None else file["last_ms"] / 1000 + hours * HOUR_S


def _manifest(
    given: Evidence, files: Mapping[str, Any], absent: Mapping[EvidenceKind, Absence]
) -> bytes:
    span = {"first_ms": _ms(given.span.first_s), "last_ms": _ms(given.span.last_s)}
    told = {
        "format": FORMAT,
        "event_id": given.thing,
        "zone": given.zone_id,
        **span,
        **given.about,
        "files": dict(files),
        "absent": {kind: absence(reason) for kind, reason in sorted(absent.items())},
    }
    return manifest_bytes(told)


def manifest_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a manifest as it is written, in one form only."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def absence(reason: Absence) -> dict[str, str]:
    """Return what a manifest says of a file that is not there."""
    words = ABSENCES[reason]
    return {"reason": reason, "zh": words.zh, "en": words.en}


def _told(given: Evidence, piece: Piece) -> dict[str, Any]:
    span = Span(_ms(piece.span.first_s), _ms(piece.span.last_s))
    return {**_file(file_name(given.thing, piece.kind), piece.data, span), **piece.facts}


def _file(name: str, data: bytes, span_ms: Span) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    times = {"first_ms": int(span_ms.first_s), "last_ms": int(span_ms.last_s)}
    return {"name": name, "sha256": digest, "bytes": len(data), **times}


def _failure(path: Path, data: bytes) -> Absence | None:
    """Write a file that only its owner may read, and return why that failed, or None."""
    try:
        atomic_write(path, data, private=True)
    except StorageError as error:
        code = getattr(error.__cause__, "errno", None)
        return "disk_full" if code in FULL else "not_written"
    return None


def _ms(at_s: float) -> int:
    return round(at_s * 1000)
