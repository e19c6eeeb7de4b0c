"""What of a store is handed to somebody, so that it can be held against itself anywhere.

A zip of the chain, without what happened at other times, the counts and the evidence of the time,
the signed head, and a manifest with the hash of each file, who asked for it and why, signed too.
Who asked is chained before anything leaves.
"""

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.domain.cell import csv_cell
from pipeline.domain.chain import GENESIS, state_of
from pipeline.domain.seal import canonical
from pipeline.errors import InputError
from pipeline.store.atomic import atomic_write
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
from pipeline.store.retention import evidence_folder
from pipeline.store.seal_key import SealKey, SignedHead, is_sealed, signed_head
from pipeline.store.verification import Broken, Verification, verify_records
from pipeline.version import VERSION

MANIFEST, CHAIN, COUNTS, HEAD = "manifest.json", "chain.jsonl", "counts.csv", "head.json"
MOST_FILES, MOST_BYTES = 10_000, 2**30
"""An export is no larger; a zip that says so is not opened."""
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Access:
    """Who asks for what is recorded of a time, for whom, and why (调阅)."""

    who: str
    unit: str
    why: str
    from_s: float
    to_s: float
    at_s: float

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


def export(connection: sqlite3.Connection, access: Access, path: Path) -> int:
    """Record an access, then leave what it is about at a path; returns the number of its record."""
    with transaction(connection):
        ((before,),) = rows(
            connection, "SELECT count(DISTINCT thing) FROM chain WHERE thing LIKE 'access:%'"
        )
        thing = f"access:{before + 1}"
        number = chain_note(connection, thing, {"record": "access", **asdict(access)}) or 0
    files = dict(_files(connection, access))
    key = SealKey(store_path(connection))
    ((site,),) = rows(connection, "SELECT id FROM site")
    files[HEAD] = _json(key.signed(site, chain_head(connection)).document())
    sums = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    }
    watched = json.loads(last_body(connection, "watch:") or "{}")
    manifest = {
        "format": 1,
        "site": site,
        "sightline": VERSION,
        "access": {"record": number, **asdict(access)},
        "watch": {name: value for name, value in watched.items() if name != "record"},
        "files": sums,
        "public_key": key.public,
    }
    files[MANIFEST] = _json(manifest | {"signature": key.sealed(canonical(manifest))})
    atomic_write(path, _zipped(files))
    return number


def accesses(connection: sqlite3.Connection) -> tuple[Access, ...]:
    """Return who has asked for what so far, the first one first."""
    query = "SELECT body FROM chain WHERE thing LIKE 'access:%' ORDER BY number"
    found = (json.loads(body) for (body,) in rows(connection, query))
    return tuple(
        Access(
            **{name: one[name] for name in ("who", "unit", "why")},
            **{f"{name}_s": one[f"{name}_ms"] / 1000 for name in ("from", "to", "at")},
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
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path}: no export of a store ({type(error).__name__})") from error
    if broken is not None:
        return Verification(Head(0, GENESIS), 0, broken, against)
    found = verify_records(lambda after: records[after:], head)
    if against is None or not found.holds:
        return found
    return verify_records(lambda after: records[after:], against)


def _files(connection: sqlite3.Connection, access: Access) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an export, but for its head and its manifest."""
    lines = (_line(record, access) for record in chain_records(connection))
    yield CHAIN, "".join(lines).encode("utf-8")
    yield COUNTS, _counts(connection, access)
    query = "SELECT name FROM evidence WHERE erased_s IS NULL AND taken_s BETWEEN ? AND ?"
    folder = evidence_folder(store_path(connection))
    for (name,) in rows(connection, query, (access.from_s, access.to_s)):
        yield f"evidence/{name}", (folder / name).read_bytes()


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
        return json.loads(body).get("record") in {TOMBSTONE, "watch"}
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


def _zipped(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _unzipped(path: Path) -> dict[str, bytes]:
    """Return the files of a zip that is not too large to be one of ours; raises InputError."""
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            size = sum(member.file_size for member in members)
            if len(members) > MOST_FILES or size > MOST_BYTES:
                raise InputError(f"{path}: too large for an export of a store")
            return {member.filename: packed.read(member) for member in members}
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise InputError(f"{path}: no export of a store; it is no whole zip") from error


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
