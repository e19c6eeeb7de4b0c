"""A file of records that only grows, so that work interrupted at any moment is taken up again.

The file is a mark, then records: length and CRC-32 of the payload (4 bytes each, little end
first), then the payload, which is one JSON value in ASCII. The first record is the key. A record
that was being written when the machine stopped is recognised by its length or its CRC, and is
cut off when the journal is opened again.
"""

import hashlib
import json
import os
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, Self

from pipeline.errors import InputError, StorageError
from pipeline.store.atomic import atomic_copy, sync_folder

MARK = b"sightline journal 1\n"
FRAME = struct.Struct("<II")
MAX_RECORD_BYTES = 1 << 20
"""No record is longer, so a damaged length cannot ask for gigabytes."""

PIECES = 64
PIECE_BYTES = 1 << 20

_JSON = json.JSONEncoder(separators=(",", ":"), sort_keys=True)

Beginning = Literal["new", "resumed", "other_key"]
"""How a journal began: empty, with the records of an earlier run, or after another's."""


class Journal:
    """The journal at `path` for the work that `key` describes; closes as a context manager.

    The records of an earlier run with the same key are kept. A journal of another key is put
    aside as `aside`, in place of one that may lie there, and `beginning` says so. What `append`
    has returned from survives the end of the process, what `sync` has returned from also a power
    cut. Raises StorageError when the file cannot be used, is in use by another process, or is no
    journal.
    """

    def __init__(self, path: Path, key: Mapping[str, Any]) -> None:
        self.path = path
        self._file = self._opened()
        try:
            self.beginning: Beginning = self._begun(_encoded(key))
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def aside(self) -> Path:
        """Where a journal of another key goes, whole: what it cost may have been hours."""
        return self.path.with_name(f"{self.path.name}.old")

    def __iter__(self) -> Iterator[Any]:
        """Yield the records from the first to the last, without the key."""
        payloads = _payloads(self.path)
        next(payloads, None)
        for payload, _ in payloads:
            yield json.loads(payload)

    def append(self, record: object) -> None:
        """Write one record, a JSON value, behind the others."""
        self._write(_framed(_encoded(record)))

    def sync(self) -> None:
        """Return when everything appended is on the disk."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._failure(error) from error

    def _opened(self) -> BinaryIO:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Unbuffered, so that a record is the system's as soon as it is written.
            file = self.path.open("ab", buffering=0)
        except OSError as error:
            raise self._failure(error) from error
        if not _locked(file):
            file.close()
            raise StorageError(f"{self.path}: another process is writing this journal")
        return file

    def _begun(self, key: bytes) -> Beginning:
        """Keep what belongs to the key, cut off the rest, and say what was found."""
        try:
            if not _is_journal(self.path):
                raise StorageError(f"{self.path}: this is no journal of Sightline; move it away")
            found, _ = next(_payloads(self.path), (None, 0))
            if found == key:
                self._file.truncate(max(end for _, end in _payloads(self.path)))
                return "resumed"
            if found is not None:
                # A copy, because the file itself is locked, and on Windows cannot be renamed.
                atomic_copy(self.path, self.aside)
            self._file.truncate(0)
            self._write(MARK + _framed(key))
            self.sync()
            sync_folder(self.path.parent)
        except OSError as error:
            raise self._failure(error) from error
        return "new" if found is None else "other_key"

    def _write(self, framed: bytes) -> None:
        try:
            written = self._file.write(framed)
        except OSError as error:
            raise self._failure(error) from error
        if written != len(framed):
            raise StorageError(f"{self.path}: could not be written: the disk is full")

    def _failure(self, error: OSError) -> StorageError:
        return StorageError(f"{self.path}: could not be written: {error.strerror or error}")


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's size and of 64 pieces of 1 MiB, evenly spread over it.

    Up to 64 MiB that is the whole file; a longer one, a day of recording, would keep the user
    waiting. Raises InputError when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            digest = hashlib.sha256(str(size).encode())
            for piece in range(PIECES):
                file.seek(max(piece * PIECE_BYTES, piece * (size - PIECE_BYTES) // (PIECES - 1)))
                digest.update(file.read(PIECE_BYTES))
    except OSError as error:
        raise InputError(f"{path}: could not be read: {error.strerror or error}") from error
    return digest.hexdigest()


def _encoded(value: object) -> bytes:
    return _JSON.encode(value).encode("ascii")


def _framed(payload: bytes) -> bytes:
    return FRAME.pack(len(payload), zlib.crc32(payload)) + payload


def _is_journal(path: Path) -> bool:
    """Tell whether a file begins as a journal does; one cut short in its mark counts too."""
    with path.open("rb") as file:
        return MARK.startswith(file.read(len(MARK)))


def _payloads(path: Path) -> Iterator[tuple[bytes, int]]:
    """Yield each whole record's payload and where it ends; stops before the first torn one."""
    with path.open("rb") as file:
        end = len(file.read(len(MARK)))
        while len(frame := file.read(FRAME.size)) == FRAME.size:
            length, crc = FRAME.unpack(frame)
            payload = file.read(length) if length <= MAX_RECORD_BYTES else b""
            if len(payload) != length or zlib.crc32(payload) != crc:
                return
            end += FRAME.size + length
            yield payload, end


def _locked(file: BinaryIO) -> bool:
    """Take the file for this process until it is closed; tells whether nobody else has it.

    Windows has no such lock for a file that is also read, and some network disks have none at
    all; there nothing is taken.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
