"""Evidence on the disk against evidence in the store, both ways; what is left over, what is lost.

A file without a row is taken up if a manifest vouches for it, or goes. A row without a file is
marked as lost, once, and the chain says when that was seen. Files that are not named as ours are
never touched.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.domain.evidence import (
    KINDS,
    SUFFIXES,
    Absence,
    EvidenceKind,
    SignatureSei,
    file_name,
)
from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.errors import StorageError
from pipeline.store.chain import chain_note
from pipeline.store.database import rows, store_path, transaction
from pipeline.store.episode_evidence import (
    FORMAT,
    absence,
    commit,
    evidence_thing,
    manifest_bytes,
    owed_evidence,
)
from pipeline.store.removal import remove_files
from pipeline.store.retention import evidence_folder

MOST_MANIFEST_BYTES = 2**20
LOST = "lost"


@dataclass(frozen=True)
class Reconciled:
    """What was found: things taken up, files removed, episodes left without, files missing."""

    taken_up: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def told(self) -> Iterator[Notice]:
        """Yield sentences on what an operator should know."""
        if self.taken_up or self.removed or self.without:
            counts = len(self.taken_up), len(self.without), len(self.removed)
            label = Label(
                "上次监测中断：补记证据 {} 份，{} 个事件无证据，清除残留文件 {} 个".format(*counts),
                "the last watch was cut off: evidence of {} episodes was taken up, {} episodes have"
                " none, {} left-over files were removed".format(*counts),
            )
            yield noticed(label, "evidence.settled")
        if self.lost:
            rest = " …" if len(self.lost) > 3 else ""
            zh, en = (comma.join(self.lost[:3]) + rest for comma in ("、", ", "))
            label = Label(
                f"警告：{len(self.lost)} 个证据文件缺失，且没有销毁记录：{zh}",
                f"WARNING: {len(self.lost)} files of evidence are missing, though nobody erased"
                f" them: {en}",
            )
            yield noticed(label, "evidence.missing", files=len(self.lost))


@dataclass(frozen=True)
class KeptFile:
    """A file of evidence as its row has it; `signature_sei` is of clips alone."""

    kind: str
    name: str
    bytes: int
    erased_s: float | None
    is_missing: bool
    signature_sei: SignatureSei | None


@dataclass(frozen=True)
class KeptEvidence:
    """What is kept of an episode, and why the rest is not; nothing yet of one that is owed."""

    thing: str
    is_owed: bool
    files: tuple[KeptFile, ...] = ()
    absent: Mapping[EvidenceKind, Absence] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def kept_evidence(connection: sqlite3.Connection) -> tuple[KeptEvidence, ...]:
    """Return what is kept of each episode of which anything was to be kept, in their order."""
    folder = evidence_folder(store_path(connection))
    query = "SELECT kind, name, bytes, erased_s FROM evidence WHERE thing = ? ORDER BY name"
    chained = "SELECT body FROM chain WHERE thing GLOB 'evidence:*' AND body IS NOT NULL"
    found = {t: KeptEvidence(t, is_owed=True) for t, _ in owed_evidence(connection)}
    for (body,) in rows(connection, f"{chained} ORDER BY number"):
        told = json.loads(body)
        sei = told["files"].get("clip", {}).get("signature_sei")
        files = tuple(
            KeptFile(
                *(kind, name, size, erased_s),
                is_missing=erased_s is None and not (folder / name).is_file(),
                signature_sei=sei if kind == "clip" else None,
            )
            for kind, name, size, erased_s in rows(connection, query, (told["event"],))
        )
        found[told["event"]] = KeptEvidence(told["event"], False, files, told["absent"])
    return tuple(found.values())


def reconcile(connection: sqlite3.Connection, now_s: float) -> Reconciled:
    """Bring disk and store in line, before a watch begins; raises StorageError.

    Nobody else may write evidence meanwhile. An episode that is still to have evidence gets none:
    what held its pictures is gone.
    """
    folder = evidence_folder(store_path(connection))
    taken_up = take_up(connection)
    owed = [thing for thing, _ in owed_evidence(connection)]
    for thing, zone_id in owed_evidence(connection):
        _settle_without(connection, thing, zone_id)
    live = {name for name, erased_s in _known(connection) if erased_s is None}
    left = [name for name in _ours(folder) if name not in live]
    remove_files(folder / name for name in left)
    lost = note_lost(connection, now_s)
    return Reconciled(taken_up, tuple(left), tuple(owed), lost)


def take_up(
    connection: sqlite3.Connection, zone_ids: Iterable[str] | None = None
) -> tuple[str, ...]:
    """Commit what manifests vouch for and no record has, of some zones or all; return the things.

    Who wrote them was killed before the record was committed.
    """
    folder = evidence_folder(store_path(connection))
    known = dict(_known(connection))
    wanted = None if zone_ids is None else set(zone_ids)
    taken = []
    for name in _ours(folder):
        thing = name.removesuffix(SUFFIXES["manifest"])
        if thing == name or name in known:
            continue
        written = _read(folder / name)
        told = _manifest(written, thing)
        if written is None or told is None or (wanted is not None and told["zone"] not in wanted):
            continue
        if rows(connection, "SELECT 1 FROM chain WHERE thing = ?", (evidence_thing(thing),)):
            continue
        commit(connection, thing, manifest_bytes(_as_it_is(folder, told)), written)
        taken.append(thing)
    return tuple(taken)


def note_lost(connection: sqlite3.Connection, now_s: float) -> tuple[str, ...]:
    """Mark the files that are missing and were not before; return their names."""
    folder = evidence_folder(store_path(connection))
    query = "SELECT name FROM evidence WHERE erased_s IS NULL AND lost_s IS NULL ORDER BY name"
    gone = [name for (name,) in rows(connection, query) if not (folder / name).is_file()]
    if not gone:
        return ()
    with transaction(connection):
        connection.executemany(
            "UPDATE evidence SET lost_s = ? WHERE name = ?", [(now_s, name) for name in gone]
        )
        ((number,),) = rows(connection, "SELECT coalesce(max(number), 0) + 1 FROM chain")
        told = {"record": LOST, "names": gone, "at_s": now_s}
        chain_note(connection, f"{LOST}:{number}", told)
    return tuple(gone)


def sweep_erased(connection: sqlite3.Connection) -> int:
    """Remove files that the store says were erased, and a power cut has kept; return how many."""
    folder = evidence_folder(store_path(connection))
    erased = {name for name, erased_s in _known(connection) if erased_s is not None}
    left = [folder / name for name in _ours(folder) if name in erased]
    remove_files(left)
    return len(left)


def _known(connection: sqlite3.Connection) -> list[tuple[str, float | None]]:
    found = rows(connection, "SELECT name, erased_s FROM evidence")
    return [(name, erased_s) for name, erased_s in found]


def _ours(folder: Path) -> list[str]:
    """Return the names of files that only a watch gives, half-written ones too."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror or error}") from error
    ends = tuple(SUFFIXES.values())
    return [name for name in names if name.endswith(ends) or _is_half_written(name)]


def _is_half_written(name: str) -> bool:
    return name.startswith(".") and name.endswith(".tmp")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= MOST_MANIFEST_BYTES else None
    except OSError:
        return None


def _manifest(data: bytes | None, thing: str) -> dict[str, Any] | None:
    """Return a manifest that is one of ours and of the thing that its name says, or None."""
    try:
        told = json.loads(data or b"")
        files = {kind: told["files"][kind] for kind in KINDS if kind in told["files"]}
        is_ours = (
            told["format"] == FORMAT
            and told["event_id"] == thing
            and all(file["name"] == file_name(thing, kind) for kind, file in files.items())
            and all(type(told[name]) is int for name in ("first_ms", "last_ms"))
            and all(type(file["last_ms"]) is int for file in files.values())
        )
        return {**told, "files": files, "absent": dict(told["absent"])} if is_ours else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _as_it_is(folder: Path, told: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest without the files that are not there as it says."""
    whole = {kind: file for kind, file in told["files"].items() if is_whole(folder, file)}
    cut_off = {kind: absence("cut_off") for kind in told["files"] if kind not in whole}
    return {**told, "files": whole, "absent": {**told["absent"], **cut_off}}


def is_whole(folder: Path, file: Mapping[str, Any]) -> bool:
    """Tell whether a file is there, and is what a manifest or record says of it."""
    return bool(digest_of(folder / file["name"]) == file["sha256"])


def digest_of(path: Path) -> str | None:
    """Return the SHA-256 of a file, None where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error


def _settle_without(connection: sqlite3.Connection, thing: str, zone_id: str) -> None:
    """Record that an episode has no evidence, since nobody holds its pictures any more."""
    query = "SELECT start_s, coalesce(end_s, start_s) FROM crowding_events WHERE id = ?"
    found = rows(connection, query, (thing,))
    with transaction(connection):
        if found:
            first_ms, last_ms = (round(at_s * 1000) for at_s in found[0])
            chain_note(
                connection,
                evidence_thing(thing),
                {
                    "record": "evidence",
                    "event": thing,
                    "zone": zone_id,
                    "first_ms": first_ms,
                    "last_ms": last_ms,
                    "files": {},
                    "absent": dict.fromkeys(KINDS, "not_held"),
                },
            )
        connection.execute("DELETE FROM owed_evidence WHERE thing = ?", (thing,))
