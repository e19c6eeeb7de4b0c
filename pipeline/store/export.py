"""What of a store is handed to somebody, so that it can be held against itself anywhere.

A zip of the chain, without what happened at other times, the counts and the evidence of the time,
the signed head, a program that checks it all without Sightline, and a manifest with the hash of
each file, who asked for it and why, signed too. Who asked is chained before anything leaves.
Clips are unblurred, and are in it only for who asked for them.
"""

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.domain.cell import csv_cell
from pipeline.domain.chain import GENESIS, state_of
from pipeline.domain.seal import canonical
from pipeline.errors import InputError, StorageError
from pipeline.store.atomic import atomic_file
from pipeline.store.chain import (
    TOMBSTONE,
    Head,
    Record,
    chain_head,
    chain_note,
    chain_records,
    last_body,
)
from pipeline.store.database import rows, store_path, transaction
from pipeline.store.evidence_check import evidence_fault
from pipeline.store.export_readme import README
from pipeline.store.retention import ENDED, evidence_folder
from pipeline.store.seal_key import SealKey, SignedHead, is_sealed, signed_head
from pipeline.store.verification import Broken, Verification, verify_records
from pipeline.version import VERSION

MANIFEST, CHAIN, COUNTS, HEAD = "manifest.json", "chain.jsonl", "counts.csv", "head.json"
CHECK, ABOUT, EVIDENCE = "verify.py", "README.txt", "evidence/"
CHECKER = Path(__file__).with_name("offline_check.py")
MOST_FILES, MOST_BYTES = 10_000, 2**30
"""An export is no larger; a zip that says so is not opened."""
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Access:
    """Who asks for what is recorded of a time, for whom, and why (调阅).

    With `unblurred` the camera's own clips are asked for too. `snapshots` and `clips` are how many
    were handed out. What was only `seen` is a single file of evidence, of this `name`.
    """

    who: str
    unit: str
    why: str
    from_s: float
    to_s: float
    at_s: float
    unblurred: bool = False
    snapshots: int = 0
    clips: int = 0
    seen: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse an access that leaves something open."""
        for name in ("who", "unit", "why"):
            if not getattr(self, name).strip():
                raise InputError(f"an access needs {name}")
        if not self.from_s <= self.to_s:
            raise InputError("a time must end after it begins")


def record_watch(connection: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    """Chain by what is watched from now on: the hashes of model, configuration and site."""
    with transaction(connection):
        chain_note(connection, "watch:", {"record": "watch", **facts})


@dataclass(frozen=True)
class Export:
    """What was handed out: its record in the chain, how much of what, and why the rest was not."""

    record: int
    snapshots: int
    clips: int
    left_out: Mapping[str, str]


def export(connection: sqlite3.Connection, access: Access, path: Path) -> Export:
    """Record an access, then leave what it is about at a path.

    Raises InputError for more than fits into an export, and StorageError.
    """
    evidence, left_out = _evidence(connection, access)
    kinds = list(evidence.values())
    access = replace(access, snapshots=kinds.count("snapshot"), clips=kinds.count("clip"))
    number = record_access(connection, access)
    files = dict(_files(connection, access))
    key = SealKey(store_path(connection))
    ((site,),) = rows(connection, "SELECT id FROM site")
    files[HEAD] = _json(key.signed(site, chain_head(connection)).document())
    watched = json.loads(last_body(connection, "watch:") or "{}")
    manifest = {
        "format": 2,
        "site": site,
        "sightline": VERSION,
        "access": {"record": number, **asdict(access)},
        "watch": {name: value for name, value in watched.items() if name != "record"},
        "unblurred": sorted(EVIDENCE + name for name, kind in evidence.items() if kind == "clip"),
        "left_out": left_out,
        "public_key": key.public,
    }
    folder = evidence_folder(store_path(connection))
    paths = {EVIDENCE + name: folder / name for name in evidence}
    with atomic_file(path) as file, _told(path), zipfile.ZipFile(file, "w") as packed:
        sums = {name: _pack(packed, name, data) for name, data in sorted(files.items())}
        sums |= {name: _pack(packed, name, _read(one)) for name, one in paths.items()}
        manifest |= {"files": sums}
        signed = _json(manifest | {"signature": key.sealed(canonical(manifest))})
        _pack(packed, MANIFEST, signed)
    return Export(number, access.snapshots, access.clips, left_out)


def record_access(connection: sqlite3.Connection, access: Access) -> int:
    """Chain who is handed or shown what, before he is; return the number of the record."""
    with transaction(connection):
        query = "SELECT count(DISTINCT thing) FROM chain WHERE thing LIKE 'access:%'"
        ((before,),) = rows(connection, query)
        thing = f"access:{before + 1}"
        return chain_note(connection, thing, {"record": "access", **asdict(access)}) or 0


OF_A_TIME = (
    f"SELECT name, kind, bytes FROM evidence t WHERE erased_s IS NULL AND taken_s <= ?"
    f" AND {ENDED} >= ? ORDER BY name"
)


def _evidence(
    connection: sqlite3.Connection, access: Access
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the evidence of a time by name, with its kind, and why other evidence is left out."""
    folder = evidence_folder(store_path(connection))
    handed: dict[str, str] = {}
    left_out: dict[str, str] = {}
    size = 0
    for name, kind, length in rows(connection, OF_A_TIME, (access.to_s, access.from_s)):
        if kind == "clip" and not access.unblurred:
            left_out[name] = "unblurred"
        elif not (folder / name).is_file():
            left_out[name] = "missing"
        else:
            handed[name] = kind
            size += length
    if size > MOST_BYTES or len(handed) > MOST_FILES:
        raise InputError(
            f"the evidence of this time is {size / 2**30:.1f} GiB in {len(handed)} files, and an"
            f" export holds {MOST_BYTES / 2**30:g} GiB in {MOST_FILES}; ask for a shorter time"
        )
    return handed, left_out


HANDED = ("unblurred", "snapshots", "clips", "seen", "name")
"""What an access says besides who, why and when."""


def accesses(connection: sqlite3.Connection) -> tuple[Access, ...]:
    """Return who has asked for what so far, the first one first."""
    query = "SELECT body FROM chain WHERE thing LIKE 'access:%' ORDER BY number"
    found = (json.loads(body) for (body,) in rows(connection, query))
    return tuple(
        Access(
            **{name: one[name] for name in ("who", "unit", "why")},
            **{f"{name}_s": one[f"{name}_ms"] / 1000 for name in ("from", "to", "at")},
            # Those of an older Sightline handed out no pictures.
            **{name: one[name] for name in HANDED if name in one},
        )
        for one in found
    )


def verify_export(path: Path, against: SignedHead | None) -> Verification:
    """Return whether an export is what was handed out; raises InputError for what is none."""
    files = _unzipped(path)
    try:
        manifest = json.loads(files[MANIFEST])
        head = signed_head(json.loads(files[HEAD]))
        records = [_record(line) for line in files[CHAIN].decode("utf-8").splitlines()]
        broken = _broken_file(manifest, head, files)
        if broken is not None:
            return Verification(Head(0, GENESIS), 0, broken, against)
        found = verify_records(lambda after: records[after:], head)
        if found.holds and (fault := _evidence_fault(records, files, manifest)):
            return Verification(found.head, found.erased, fault, against)
        if against is None or not found.holds:
            return found
        if against.public_key != head.public_key:
            return Verification(found.head, found.erased, Broken("key", 0, ""), against)
        return verify_records(lambda after: records[after:], against)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path}: no export of a store ({type(error).__name__})") from error


def _files(connection: sqlite3.Connection, access: Access) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an export, but for its head and its manifest."""
    lines = (_line(record, access) for record in chain_records(connection))
    yield CHAIN, "".join(lines).encode("utf-8")
    yield COUNTS, _counts(connection, access)
    yield CHECK, CHECKER.read_bytes()
    yield ABOUT, README.encode("utf-8")


def _line(record: Record, access: Access) -> str:
    withheld = record.body is not None and not _concerns(record.body, access)
    body = None if withheld else record.body
    fields = {"number": record.number, "thing": record.thing, "revision": record.revision}
    told = fields | {"body": body, "withheld": withheld, "digest": record.digest}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _concerns(body: str, access: Access) -> bool:
    """Tell whether a record is of the time that is asked for, or says what was erased."""
    state = state_of(body)
    if state is None:
        told = json.loads(body)
        if told.get("record") == "evidence":
            first_s, last_s = told["first_ms"] / 1000, told["last_ms"] / 1000
            return bool(first_s <= access.to_s and last_s >= access.from_s)
        return told.get("record") in {TOMBSTONE, "watch", "lost"}
    ends = state.end_s is None or state.end_s >= access.from_s
    return ends and state.start_s <= access.to_s


def _counts(connection: sqlite3.Connection, access: Access) -> bytes:
    """Return the counts of a time as CSV: by the second, and by the minute where those are gone."""
    told = io.StringIO()
    table = csv.writer(told, lineterminator="\n")
    table.writerow(("zone", "start", "seconds", "samples", "people_max", "people_mean", "quality"))
    span = (access.from_s, access.to_s)
    seconds = "SELECT zone_id, second, 1, samples, people_max, people_mean, quality FROM occupancy"
    minutes = (
        "SELECT zone_id, start, seconds, samples, people_max, people_mean, '' FROM"
        " occupancy_minutes m"
    )
    by_second = rows(connection, f"{seconds} WHERE second BETWEEN ? AND ?", span)
    by_minute = rows(
        connection,
        f"{minutes} WHERE start BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM occupancy o"
        " WHERE o.zone_id = m.zone_id AND o.second BETWEEN m.start AND m.start + 59)",
        span,
    )
    for zone_id, *rest in sorted(by_second + by_minute, key=lambda row: row[:2]):
        table.writerow((csv_cell(zone_id), *rest))
    return told.getvalue().encode("utf-8")


def _record(line: str) -> Record:
    values = json.loads(line)
    return Record(**{name: values[name] for name in Record.__dataclass_fields__})


def _broken_file(
    manifest: dict[str, Any], head: SignedHead, files: Mapping[str, bytes]
) -> Broken | None:
    """Return what is wrong with the files of an export, or None."""
    signature = manifest.pop("signature")
    if manifest["public_key"] != head.public_key or not is_sealed(
        manifest["public_key"], canonical(manifest), signature
    ):
        return Broken("manifest", 0, "")
    for name, told in manifest["files"].items():
        if name not in files or hashlib.sha256(files[name]).hexdigest() != told["sha256"]:
            return Broken("file", 0, name)
    strange = set(files) - set(manifest["files"]) - {MANIFEST}
    return Broken("file", 0, min(strange)) if strange else None


def _evidence_fault(
    records: list[Record], files: Mapping[str, bytes], manifest: Mapping[str, Any]
) -> Broken | None:
    """Return the first file of evidence that is not what the chain says of it."""
    there = {
        name.removeprefix(EVIDENCE): data
        for name, data in files.items()
        if name.startswith(EVIDENCE)
    }
    if manifest["format"] == 1:
        return None  # It is of a time when no chain had a record of evidence.

    def digest(name: str) -> str | None:
        return hashlib.sha256(there[name]).hexdigest() if name in there else None

    found = evidence_fault(records, digest, there, manifest["left_out"])
    return None if found is None else Broken(found.fault, found.number, found.name)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(f"{path}: could not be written: {reason}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(f"{path}: cannot be read ({reason.lower()})") from error


def _pack(packed: zipfile.ZipFile, name: str, data: bytes) -> dict[str, Any]:
    """Put a file into a zip, and return what the manifest says of it."""
    is_small_already = name.endswith((".jpg", ".mp4"))
    way = zipfile.ZIP_STORED if is_small_already else zipfile.ZIP_DEFLATED
    packed.writestr(zipfile.ZipInfo(name, ZIP_TIME), data, way)
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _unzipped(path: Path) -> dict[str, bytes]:
    """Return the files of a zip that is not too large to be one of ours; raises InputError."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            size = sum(member.file_size for member in members)
            if len(members) > MOST_FILES or size > MOST_BYTES:
                raise InputError(f"{path}: too large for an export of a store")
            if len({member.filename for member in members}) < len(members):
                raise InputError(f"{path}: no export of a store; it holds two files of one name")
            return {member.filename: packed.read(member) for member in members}
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise InputError(f"{path}: no export of a store; it is no whole zip") from error


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
